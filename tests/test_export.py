"""`cajad export`: into files that are whole or not there, and into SQLite for other programs."""

import csv
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from errno import EACCES, EBUSY, EPERM, EROFS, ETXTBSY, EXDEV
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from conftest import ROOT, TINY, Process, Run, alter, tool

from cajad_cli import errors
from cajad_cli.cli import write_out
from cajad_cli.model.records import CLASSES as KINDS
from cajad_cli.model.records import Record
from cajad_cli.model.values import Choice
from cajad_cli.render.formats import WRITERS

DOC = (ROOT / "docs" / "sqlite-export.md").read_text()


@pytest.fixture
def database(run: Run, tiny: str, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The tiny dataset as an SQLite database."""
    run("export", "--format", "sqlite", "--output", str(tmp_path / "tiny.db"), "--data", tiny)
    with closing(sqlite3.connect(tmp_path / "tiny.db")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture
def bundled(run: Run, tmp_path: Path) -> Path:
    """The dataset of the program as an SQLite database."""
    file = tmp_path / "summit.db"
    run("export", "--format", "sqlite", "--output", str(file))
    return file


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_holds_what_standard_output_would(
    run: Run, tiny: str, tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"tiny.{form}"
    result = run("export", "-f", form, "-o", str(file), "--data", tiny)
    assert (result.out, result.err) == ("", f"wrote {file}\n")
    written = file.read_bytes().decode()
    assert written == run("export", "-f", form, "--data", tiny).out
    assert len(run("export", "--data", tiny).json) == 19


def left_alone(run: Run, arguments: Sequence[str], why: str) -> None:
    """Assert that a command writes nothing, also by force, and tells why in one sentence."""
    result = run(*arguments, expect=errors.CANNOT_WRITE)
    assert (result.out, result.err.count("\n")) == ("", 1)
    assert why in result.err


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_a_file_that_exists_is_replaced_only_by_force_and_keeps_its_permissions(
    run: Run, tiny: str, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "mine"
    file.write_text("years of work")
    file.chmod(0o600)
    arguments = ("export", "-f", form, "-o", str(file), "--data", tiny)
    left_alone(run, arguments, "replace it with --force")
    assert file.read_text() == "years of work"
    run(*arguments, "--force")
    assert file.read_bytes()[:13] != b"years of work"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["mine"]


# Every way of writing a file.
WRITING = {
    "json": ["export", "--output", "{file}", "--data", "{yaml}"],
    "sqlite": ["export", "-f", "sqlite", "--output", "{file}", "--data", "{yaml}"],
    "compile": ["compile", "{yaml}", "--output", "{file}"],
}
each_writing = pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)


def writing(command: list[str], file: Path | str, data: Path = TINY) -> list[str]:
    """The arguments that write a file, by force."""
    return [*(part.format(file=file, yaml=data) for part in command), "--force"]


@each_writing
@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("folder", "is not a regular file"),
        ("new/", "is not the name of a file"),
        ("missing/summit", "cannot be written: No such file or directory"),
        ("file/summit", "cannot be written: Not a directory"),
        ("file/", "is not the name of a file"),
        ("loop", "cannot be written: Too many levels of symbolic links"),
        ("pipe", "is not a regular file"),
        ("program", "is a program"),
        ("null", "is not a regular file"),
    ],
)
def test_what_cannot_or_may_not_be_replaced_is_left_alone(
    run: Run, tmp_path: Path, command: list[str], place: str, why: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "null").symlink_to(os.devnull)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "program").write_text("#!/bin/sh\n")
    (tmp_path / "program").chmod(0o744)
    before = sorted(os.listdir(tmp_path))
    left_alone(run, writing(command, f"{tmp_path}/{place}"), why)
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "program").read_text() == "#!/bin/sh\n"
    assert not Path(os.devnull).is_file()


@each_writing
def test_where_each_file_has_the_bit_of_programs_files_are_replaced(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """As on drives of Windows in WSL, on sticks, and in folders that virtual machines share."""
    file, plain = tmp_path / "old", os.stat

    def marked(*names: Any, **how: Any) -> os.stat_result:
        mode, *rest = plain(*names, **how)
        return os.stat_result((mode | 0o777, *rest))

    def refused(*_: Any) -> None:
        raise PermissionError

    file.touch()
    monkeypatch.setattr(os, "stat", marked)
    # Such may refuse to change it, too.
    monkeypatch.setattr(os, "chmod", refused)
    run(*writing(command, file))
    assert file.stat().st_size


def test_no_name_is_no_name_of_a_file(run: Run, tiny: str) -> None:
    left_alone(run, ["export", "-o", "", "--data", tiny], "is not the name of a file")


@pytest.mark.parametrize("by", ["name", "link", "hard link", "variable"])
def test_the_dataset_that_a_file_is_made_from_is_never_replaced(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.chdir(tmp_path)
    data, output = Path("mine.yaml"), Path("mine.yaml" if by == "name" else "other")
    data.write_bytes(TINY.read_bytes())
    if by == "link":
        output.symlink_to(data)
    elif by == "hard link":
        output.hardlink_to(data)
    elif by == "variable":
        monkeypatch.setenv("CAJAD_DATA", str(data))
        output = data.absolute()
    for command in WRITING.values():
        arguments = writing(command, output, data)
        if by == "variable" and "--data" in arguments:
            arguments.remove("--data")
            arguments.remove(str(data))
        left_alone(run, arguments, "is data that cajad answers from")
    assert data.read_bytes() == TINY.read_bytes()


@each_writing
@pytest.mark.parametrize("name", ["summit.yaml", "summit.db"])
def test_the_record_that_came_with_the_program_is_never_replaced(
    package: Path, tmp_path: Path, process: Process, command: list[str], name: str
) -> None:
    """By none of its names, and from no data."""
    place = package / "cajad_cli" / name
    before = place.read_bytes()
    (tmp_path / "link").symlink_to(place)
    for output in (place, tmp_path / "link"):
        done = process(
            *writing(command, output), env=os.environ | {"PYTHONPATH": str(package)}, cwd=tmp_path
        )
        assert done.returncode == errors.CANNOT_WRITE
        told = f"cajad: {output} is data that cajad answers from; name another file\n"
        assert (done.stdout.decode(), done.stderr.decode()) == ("", told)
    assert place.read_bytes() == before


@each_writing
def test_a_database_that_another_program_has_open_is_not_replaced(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    """SQLite would replay the old log over the new file, and show old titles or nonsense."""
    file = tmp_path / "s.db"
    arguments = writing(command, file)
    with closing(sqlite3.connect(file)) as other:
        other.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (7)"
        )
        left_alone(run, arguments, "s.db-wal stands beside it")
        assert other.execute("SELECT a FROM t").fetchall() == [(7,)]
    run(*arguments)


@each_writing
@pytest.mark.parametrize("end", ["-wal", "-journal"])
@pytest.mark.parametrize("exists", [True, False])
def test_a_database_that_was_not_closed_is_not_replaced(
    run: Run, tmp_path: Path, command: list[str], end: str, exists: bool
) -> None:
    file = tmp_path / "s.db"
    if exists:
        file.write_text("old")
    (tmp_path / f"s.db{end}").touch()
    before = sorted(os.listdir(tmp_path))
    left_alone(run, writing(command, file), f"s.db{end} stands beside it")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_file_that_somebody_makes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "new"

    def pieces() -> Iterator[str]:
        yield "half of "
        file.write_text("theirs")
        yield "ours"

    with pytest.raises(errors.CannotWrite, match=r"by another program meanwhile; .*--force"):
        write_out(str(file), pieces(), force=False)
    assert file.read_text() == "theirs"
    file.unlink()
    write_out(str(file), pieces(), force=True)
    assert file.read_text() == "half of ours"
    assert os.listdir(tmp_path) == ["new"]


def test_a_database_that_somebody_opens_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    file.write_text("theirs")

    def pieces() -> Iterator[str]:
        (tmp_path / "s.db-wal").touch()
        yield "ours"

    with pytest.raises(errors.CannotWrite, match=r"s\.db-wal stands beside it"):
        write_out(str(file), pieces(), force=True)
    assert file.read_text() == "theirs"
    assert sorted(os.listdir(tmp_path)) == ["s.db", "s.db-wal"]


@each_writing
def test_two_runs_of_one_number_write_into_one_folder_and_leave_each_other_alone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """As in containers, in each of which the first process is number 1."""
    (tmp_path / f".cajad-{os.getpid()}.tmp").write_text("left by a run that was killed")
    replace = os.replace

    def replace_after_another_run(*paths: str) -> None:
        monkeypatch.setattr(os, "replace", replace)
        run(*writing(command, tmp_path / "second"))
        replace(*paths)

    monkeypatch.setattr(os, "replace", replace_after_another_run)
    run(*writing(command, tmp_path / "first"))
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert len(os.listdir(tmp_path)) == 3


@pytest.mark.parametrize("reason", [EBUSY, ETXTBSY, EXDEV, EACCES, EPERM, EROFS])
def test_where_a_file_may_be_written_but_not_replaced_the_shells_sign_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    """As a file that is mounted by itself into a container, or stands in a folder of others."""

    def refuse(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    (tmp_path / "mounted").write_text("old")
    monkeypatch.setattr(os, "replace", refuse)
    arguments = ["export", "-o", str(tmp_path / "mounted"), "--force"]
    left_alone(run, arguments, "leave --output out and use '>'")
    run("export", "-o", str(tmp_path / "new"), expect=errors.CANNOT_WRITE)
    assert os.listdir(tmp_path) == ["mounted"]


def test_a_link_keeps_leading_to_the_file_that_is_replaced(
    run: Run, tiny: str, tmp_path: Path
) -> None:
    (tmp_path / "real").touch()
    (tmp_path / "link").symlink_to("real")
    run("export", "-o", str(tmp_path / "link"), "--force", "--data", tiny)
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real").read_text())


def test_a_name_as_long_as_names_may_be_is_written(run: Run, tiny: str, tmp_path: Path) -> None:
    place = tmp_path / ("x" * 255)
    run("export", "--output", str(place), "--data", tiny)
    assert place.stat().st_size > 0


def test_a_hyphen_is_standard_output(run: Run, tiny: str) -> None:
    assert run("export", "-o", "-", "--data", tiny).out == run("export", "--data", tiny).out


@pytest.mark.parametrize(
    "arguments", ["-f sqlite", "-f sqlite -o -", "--force", "-f table", "-f parquet"]
)
def test_what_does_not_fit_together_is_a_usage_error(run: Run, tiny: str, arguments: str) -> None:
    result = run("export", *arguments.split(), "--data", tiny, expect=errors.USAGE)
    assert (result.out, result.err.count("\n")) == ("", 1)


def test_a_compiled_file_goes_into_no_stream(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("compile", str(TINY), "-o", "-", expect=errors.USAGE)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "words",
    [
        ["export", "-f", "json", "--data", str(TINY)],
        ["export", "-f", "sqlite", "--data", str(TINY)],
        ["compile", str(TINY)],
    ],
)
def test_a_variable_that_is_not_set_names_no_file(run: Run, words: list[str]) -> None:
    told = run(*words, "-o", "", expect=errors.CANNOT_WRITE)
    assert (told.out, told.err) == ("", "cajad: '' is not the name of a file; name one\n")


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no /dev/stdout")
def test_standard_output_is_not_replaced_by_a_file(
    process: Process, tiny: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with log.open("w") as stream:
        stream.write("header\n")
        stream.flush()
        done = process(
            *("export", "--data", tiny, "--force", "-o", "/dev/stdout"),
            capture_output=False,
            stdout=stream,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == errors.CANNOT_WRITE
    assert b"leave --output out" in done.stderr
    assert log.read_text() == "header\n"


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no /dev/stdout")
@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1"])
def test_a_pipe_is_told_to_be_no_file_and_what_works_in_its_place(
    process: Process, tiny: str, place: str, tmp_path: Path
) -> None:
    """As in `cajad export --output /dev/stdout | head`."""
    done = process("export", "-f", "csv", "-o", place, "--data", tiny)
    told = f"cajad: {place} is not a regular file; name another"
    assert (done.returncode, done.stdout) == (errors.CANNOT_WRITE, b"")
    assert done.stderr.decode() == f"{told}, or leave --output out and use '>'\n"
    # These need a file.
    for command in ("sqlite", "compile"):
        assert process(*writing(WRITING[command], place)).stderr.decode() == f"{told}\n"


def test_nothing_is_left_of_a_file_whose_writing_fails(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "half of "
        raise KeyboardInterrupt

    (tmp_path / "old").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_out(str(tmp_path / "old"), pieces(), force=True)
    assert os.listdir(tmp_path) == ["old"]
    assert (tmp_path / "old").read_text() == "old"


# Sends itself a signal when it calls something of a file in its way to a whole one: before, or, of
# what makes a file, when that is made.
SIGNALLED = """
import builtins, os, signal, sqlite3, sys
module, name, part, number, *sys.argv[1:] = sys.argv[1:]
call = getattr(sys.modules[module], name)

def interrupted(*arguments, **options):
    made = call(*arguments, **options) if name == "open" else None
    if part in str(arguments):
        os.kill(os.getpid(), int(number))
    return made or call(*arguments, **options)

setattr(sys.modules[module], name, interrupted)
from cajad_cli.__main__ import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGXCPU"])
@pytest.mark.parametrize(
    "call", ["builtins open .cajad-", "sqlite3 connect .cajad-", "os replace .cajad-"]
)
def test_a_signal_leaves_nothing_of_a_file_and_gives_its_number(
    name: str, call: str, tiny: str, tmp_path: Path
) -> None:
    number = getattr(signal, name)
    command = [sys.executable, "-B", "-c", SIGNALLED, *call.split(), str(int(number))]
    command += ["export", "-f", "sqlite", "-o", str(tmp_path / "out.db"), "--data", tiny]
    done = subprocess.run(command, capture_output=True)

    assert (done.returncode, done.stderr) == (128 + number, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits on the size of files")
def test_a_full_disk_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    # Python would leave half of a .pyc.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        for name, command in WRITING.items():
            told = run(*writing(command, tmp_path / name), expect=errors.CANNOT_WRITE).err
            assert told.startswith(f"cajad: {tmp_path / name} cannot be written: ")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert os.listdir(tmp_path) == []


# ---------------------------------------------------------------- SQLite


def test_every_record_stands_in_its_table_with_the_values_of_its_fields(
    run: Run, tiny: str, database: sqlite3.Connection
) -> None:
    records = run("export", "--data", tiny).json
    everything = database.execute("SELECT id, kind FROM record ORDER BY rowid").fetchall()
    assert [tuple(row) for row in everything] == [(one["id"], one["kind"]) for one in records]
    for record in records:
        query = f"SELECT * FROM {record['kind']} WHERE id = ?"
        (row,) = database.execute(query, (record["id"],))
        for column in row.keys():  # noqa: SIM118
            wanted = record.get(column)
            found = row[column]
            if isinstance(wanted, list | dict):
                found = json.loads(found)
            assert found == wanted, (record["id"], column)


def test_links_stand_in_tables_of_their_own(
    run: Run, tiny: str, database: sqlite3.Connection
) -> None:
    for record in run("export", "--data", tiny).json:
        for field, column in [
            ("countries", "country"),
            ("areas", "area"),
            ("related", "linked"),
            ("sum_of", "linked"),
            ("commitments", "linked"),
            ("about", "linked"),
        ]:
            query = f"SELECT {column} FROM record_{field} WHERE record = ? ORDER BY position"
            found = [row[0] for row in database.execute(query, (record["id"],))]
            assert found == record.get(field, [])
        query = "SELECT * FROM record_sources WHERE record = ? ORDER BY position"
        for row, cited in zip(
            database.execute(query, (record["id"],)).fetchall(), record["sources"], strict=True
        ):
            wanted = cited | {"source": cited["id"]}
            if "backs" in cited:
                wanted["backs"] = json.dumps(cited["backs"])
            for column in row.keys()[2:]:
                assert row[column] == wanted.get(column), (record["id"], column)
    sides = database.execute("SELECT * FROM dispute_positions ORDER BY position").fetchall()
    assert [tuple(side) for side in sides] == [
        ("how-many-bridges", 1, "ten", "gazette"),
        ("how-many-bridges", 2, "a hundred", "herald"),
    ]


def test_a_claim_that_is_our_reading_is_kept_and_marked(run: Run, tmp_path: Path) -> None:
    """The format lets a claim rest on no source, if it is said what it follows from."""
    data, file = tmp_path / "data.yaml", tmp_path / "out.db"
    text = TINY.read_text("utf-8").replace("backs: [positions.2]", "backs: [title]")
    reason = "    inferred:\n      positions.2: The Herald printed a slip.\n"
    data.write_text(text.replace("    settled: fully\n", "    settled: fully\n" + reason), "utf-8")
    run("export", "-f", "sqlite", "-o", str(file), "--data", str(data))
    with closing(sqlite3.connect(file)) as database:
        sides = database.execute("SELECT * FROM dispute_positions ORDER BY position").fetchall()
    assert [side[1:] for side in sides] == [(1, "ten", "gazette"), (2, "a hundred", None)]
    assert "ten (gazette); a hundred," in run("disputes", "-f", "csv", "--data", str(data)).out
    assert "2. a hundred (our reading)" in run("disputes", "--data", str(data)).out


def test_a_link_of_a_strangers_file_that_is_no_id_is_bad_data(
    stranger: Path, run: Run, tmp_path: Path
) -> None:
    alter(stranger, """UPDATE record SET json = json_set(json, '$.related', json('[{"a": 1}]'))""")
    asked = ["export", "-f", "sqlite", "-o", str(tmp_path / "out.db"), "--data", str(stranger)]
    assert "compile it anew" in run(*asked, expect=errors.BAD_DATA).err


def test_a_column_of_a_closed_set_lists_its_words(database: sqlite3.Connection) -> None:
    """The schema is what people have before them who ask the database."""
    tables = dict(database.execute("SELECT name, sql FROM sqlite_master").fetchall())
    told = 0
    for kind, cls in KINDS.items():
        for field in cls.fields:
            if isinstance(field.type, Choice):
                words = f" ({', '.join(field.type.choices)})"
                (line,) = re.findall(rf'^    "{field.name}" .*$', tables[kind], re.MULTILINE)
                assert line.endswith(f"-- {field.type.doc}{words}")
                told += 1
    assert told > 2 * len(KINDS)
    assert "(done, under way, announced, stalled, unknown)\n" in tables["commitment"]


def test_the_database_says_what_it_is(database: sqlite3.Connection) -> None:
    said = dict(database.execute("SELECT key, value FROM metadata").fetchall())
    assert said["title"] == "A tiny dataset"
    assert (said["version"], said["as_of"], said["licence"]) == ("0.1.0", "2026-03-01", "CC0-1.0")


def test_every_reference_of_the_bundled_data_resolves(bundled: Path) -> None:
    with closing(sqlite3.connect(bundled)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        # VACUUM may number rows anew: the index has to stay in step with the records.
        database.execute("VACUUM")
        database.execute("INSERT INTO record_search (record_search) VALUES ('integrity-check')")
        query = (
            "SELECT id FROM record WHERE rowid IN"
            " (SELECT rowid FROM record_search WHERE record_search MATCH 'tokyo declaration')"
        )
        assert ("tokyo-declaration",) in database.execute(query).fetchall()


@pytest.mark.parametrize("words", ["東京", "中央アジア", "カザフスタン", "第1回", "7億"])
def test_words_of_japanese_are_found_wherever_they_stand(
    bundled: Path, records: list[dict[str, Any]], words: str
) -> None:
    query = (
        "SELECT id FROM record WHERE rowid IN"
        " (SELECT rowid FROM record_search WHERE record_search MATCH ?)"
    )
    with closing(sqlite3.connect(bundled)) as database:
        found = {key for (key,) in database.execute(query, (words,))}
    unsearched = ("sources", "url")
    held = {
        record["id"]
        for record in records
        for name, value in record.items()
        if name not in unsearched and words in json.dumps(value, ensure_ascii=False)
    }
    assert held
    assert held <= found


def test_figures_stay_whole_numbers(bundled: Path) -> None:
    with closing(sqlite3.connect(bundled)) as database:
        value, kind = database.execute("SELECT value, typeof(value) FROM target").fetchone()
    assert (value, kind) == (3_000_000_000_000, "integer")


def test_the_document_lists_every_table_with_its_columns(database: sqlite3.Connection) -> None:
    rows = {
        cells[0].strip("` "): re.findall(r"`(\w+)`", cells[1])
        for line in DOC.splitlines()
        if line.startswith("| `")
        for cells in [line.strip("| ").split(" | ")]
    }
    shared = re.search(r"every kind has: ([^.]*)\. Its own", DOC)
    assert shared is not None
    common = re.findall(r"`(\w+)`", shared[1])
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'record_search_%'"
    ).fetchall()
    for (name,) in tables:
        columns = [row["name"] for row in database.execute(f"PRAGMA table_info({name})")]
        if name in KINDS:
            assert rows.pop(name) == [column for column in columns if column not in common]
            assert set(common) <= set(columns)
        elif name in ("metadata", "record_search"):
            assert set(columns) <= {*rows.pop(name), "key", "value"}
        else:
            assert rows.pop(name) == columns
    assert rows == {}
    assert set(common) < {field.name for field in Record.fields}


def test_the_questions_of_the_document_have_answers(bundled: Path) -> None:
    questions = re.findall(r"```sql\n(.*?)```", DOC, re.DOTALL)
    assert len(questions) == 3
    with closing(sqlite3.connect(bundled)) as database:
        for question in questions:
            assert database.execute(question).fetchall()


# ---------------------------------------------------------------- Datasette


@contextmanager
def served(program: str, *arguments: str) -> Iterator[str]:
    """A web server of one's own on loopback, gone at the end."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [program, *arguments, "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=20)


def ask(url: str) -> Any:
    """The JSON at an address, as soon as its server listens."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.mark.tools
def test_datasette_serves_the_export_with_its_licence_search_and_links(
    run: Run, bundled: Path
) -> None:
    metadata = ROOT / "docs" / "datasette.yaml"
    with served(tool("datasette"), str(bundled), "--metadata", str(metadata)) as site:
        assert ask(f"{site}/-/metadata.json")["license"] == "CC-BY-4.0"
        shown = ask(f"{site}/summit/record.json?_search=naryn+bridge&_shape=array")
        assert "kg-naryn-bridge" in [row["id"] for row in shown]
        tables = {table["name"]: table for table in ask(f"{site}/summit.json")["tables"]}
        assert tables["record"]["fts_table"] == "record_search"
        for kind in KINDS:
            assert tables[kind]["count"] == len(
                ask(f"{site}/summit/{kind}.json?_shape=array&_size=max")
            )
        links = {key["other_table"] for key in tables["record_sources"]["foreign_keys"]["outgoing"]}
        assert links == {"record", "source"}
        labelled = ask(f"{site}/summit/record_countries.json?_labels=on&_shape=array&_size=1")
        assert labelled[0]["country"]["label"] == "Japan"
        page = ask(f"{site}/summit/source/mofa-result.json?_shape=array")
        assert page[0]["url"].startswith("https://")


def test_datasette_is_told_title_and_licence_of_the_data(run: Run, bundled: Path) -> None:
    told = yaml.safe_load((ROOT / "docs" / "datasette.yaml").read_text())
    with closing(sqlite3.connect(bundled)) as database:
        said = dict(database.execute("SELECT key, value FROM metadata").fetchall())
    assert (told["title"], told["license"]) == (said["title"], said["licence"])
    assert set(told["databases"]["summit"]["tables"]) == {"record", *KINDS}


# ---------------------------------------------------------------- spreadsheets and renderers


@pytest.fixture
def records(run: Run) -> list[dict[str, Any]]:
    """All records of the dataset of the program."""
    exported: list[dict[str, Any]] = run("export").json
    return exported


@pytest.mark.tools
@pytest.mark.parametrize(("form", "options"), [("csv", {}), ("tsv", {"sep": "\t", "quoting": 3})])
def test_pandas_reads_tables_without_being_told_more(
    run: Run, tmp_path: Path, records: list[dict[str, Any]], form: str, options: dict[str, Any]
) -> None:
    pandas = pytest.importorskip("pandas")
    file = tmp_path / f"summit.{form}"
    run("export", "-f", form, "-o", str(file))
    frame = pandas.read_csv(file, **options)
    for column in ("id", "kind", "title", "text"):
        assert list(frame[column]) == [record[column] for record in records]
    values = [None if pandas.isna(value) else value for value in frame["value"]]
    assert values == [record.get("value") for record in records]


@pytest.mark.tools
def test_pandas_reads_json_lines(run: Run, tmp_path: Path, records: list[dict[str, Any]]) -> None:
    pandas = pytest.importorskip("pandas")
    file = tmp_path / "summit.jsonl"
    run("export", "-f", "jsonl", "-o", str(file))
    frame = pandas.read_json(file, lines=True)
    assert list(frame["id"]) == [record["id"] for record in records]


@pytest.mark.tools
def test_polars_and_r_read_decimals_of_the_database_as_the_document_says(
    bundled: Path, records: list[dict[str, Any]]
) -> None:
    polars = pytest.importorskip("polars")
    values = {record["id"]: record["value"] for record in records if "value" in record}
    assert any(isinstance(value, float) for value in values.values())
    query = "SELECT id, {} FROM record WHERE value IS NOT NULL"
    with closing(sqlite3.connect(bundled)) as database:
        frame = polars.read_database(query.format("value"), database, infer_schema_length=None)
    assert dict(frame.rows()) == values
    asked = query.format("CAST(value AS REAL)")
    code = f"d <- DBI::dbConnect(RSQLite::SQLite(), '{bundled}'); "
    code += f'write.csv(DBI::dbGetQuery(d, "{asked}"), row.names = FALSE)'
    done = subprocess.run([tool("Rscript"), "-e", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = csv.reader(done.stdout.splitlines()[1:])
    assert {key: float(value) for key, value in rows} == values


@pytest.mark.tools
def test_libreoffice_opens_csv_with_every_script_and_number(
    run: Run, tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    run("export", "-f", "csv", "-o", str(tmp_path / "summit.csv"))
    command = [
        tool("soffice"),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--infilter=CSV:44,34,76,1",  # commas, double quotes, UTF-8, from line 1
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "summit.csv"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with open(tmp_path / "out" / "summit.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        for column in ("id", "kind", "title", "text"):
            assert row[column] == record[column]
        for column in ("aliases", "keywords"):
            assert row[column] == "; ".join(record.get(column, ()))
        if "value" in record and record["value"] < 1e9:
            assert float(row["value"]) == pytest.approx(record["value"])


def shown_in(table: str) -> list[dict[str, str]]:
    """The records of a table in HTML by column; of one alone each field is a row."""
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    header, *told = ([unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells)
    if header == ["Field", "Value"]:
        return [dict(told)]
    return [dict(zip(header, row, strict=True)) for row in told]


@pytest.mark.tools
def test_the_markdown_of_github_renders_a_table_a_kind_with_every_text_as_it_is(
    run: Run, records: list[dict[str, Any]]
) -> None:
    cmarkgfm = pytest.importorskip("cmarkgfm")
    html = str(cmarkgfm.github_flavored_markdown_to_html(run("export", "-f", "markdown").out))
    tables = map(shown_in, re.findall(r"<table>(.*?)</table>", html, re.DOTALL))
    read = {shown["id"]: shown for table in tables for shown in table}
    assert len(read) == len(records)
    for record in records:
        shown = {"note": "", "url": ""} | read[record["id"]]
        for column in ("id", "kind", "title", "text", "note"):
            assert shown[column] == record.get(column, "")
        # The text of a link may be shown decoded.
        assert unquote(shown["url"]) == unquote(record.get("url", ""))

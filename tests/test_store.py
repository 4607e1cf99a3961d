"""The compiled record: opened wherever it lies, written nowhere, and harmless from a stranger."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import weakref
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Any

import pytest
from conftest import (
    ROOT,
    TINY,
    Lookup,
    Process,
    Result,
    Run,
    alter,
    each_record_lookup,
    every,
    lookups,
    powerless,
    tool,
)

from cajad_cli import load
from cajad_cli import store as opening
from cajad_cli.errors import BAD_DATA, CANNOT_WRITE, BadData
from cajad_cli.ingest.reader import read_values
from cajad_cli.model.fields import MAX_ITEMS, References
from cajad_cli.model.records import CLASSES
from cajad_cli.model.texts import Line, Phrase, Url
from cajad_cli.render import citations
from cajad_cli.render.formats import WRITERS
from cajad_cli.store import store
from cajad_cli.text.safe import passage_link

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs what only Linux has")
# What reaches every table of a compiled file.
QUESTIONS = (
    ["countries"],
    ["show", "kazakhstan", "first-bridge"],
    ["commitments", "--country", "kz"],
    ["search", "bridge"],
    ["search", "brigde"],
)
# What of the record is opened, and how, is the same for every look-up.
FEW = (["overview"], ["countries", "kz", "-f", "json"], ["search", "yen"], ["cite", "japan"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset that may be changed."""
    return Path(shutil.copy(TINY, tmp_path / "data.yaml"))


def elsewhere(package: Path, **changes: str) -> dict[str, str]:
    """An environment in which the package of a folder is the one that is found."""
    environ = {name: value for name, value in os.environ.items() if name != "CAJAD_DATA"}
    return environ | {"PYTHONPATH": str(package)} | changes


def refused(told: Result | subprocess.CompletedProcess[bytes], *parts: str) -> None:
    """That one sentence with these parts was said, with the exit code of data that is no good."""
    code = told.code if isinstance(told, Result) else told.returncode
    out, err = (told.out, told.err) if isinstance(told, Result) else (told.stdout, told.stderr)
    said = err if isinstance(err, str) else err.decode()
    assert (code, len(out)) == (BAD_DATA, 0), told
    assert said.startswith("cajad: "), said
    assert said.count("\n") == 1, said
    assert "a bug" not in said
    for part in parts:
        assert part in said, said


# ---------------------------------------------------------------- the YAML is the truth


def test_in_a_checkout_an_edit_shows_at_once(tmp_path: Path, process: Process) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data").mkdir()
    for title in ("Kazakhstan", "KAZAKHSTAN"):
        text = TINY.read_text("utf-8").replace("title: Kazakhstan", f"title: {title}")
        (tmp_path / "data" / "summit.yaml").write_text(text, "utf-8")
        told = process("countries", "-f", "json", env=elsewhere(tmp_path / "src"))
        assert json.loads(told.stdout)[0]["title"] == title


def test_an_edit_of_ones_own_file_shows_though_its_size_and_times_stay(
    data: Path, run: Run
) -> None:
    before = data.stat()
    for title in ("Kazakhstan", "KAZAKHSTAN"):
        data.write_text(TINY.read_text("utf-8").replace("title: Kazakhstan", f"title: {title}"))
        os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert run("countries", "-f", "json", "--data", str(data)).json[0]["title"] == title


@pytest.mark.parametrize("moments", [1, 1000], ids=["once", "all the time"])
def test_a_file_that_changes_while_it_is_read_is_read_again(
    moments: int, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at before and after; here it changes between."""
    looks: list[int] = []
    look = os.fstat

    def changing(descriptor: int) -> os.stat_result:
        if os.path.samestat(look(descriptor), data.stat()):
            looks.append(descriptor)
            if len(looks) % 2 == 0 and len(looks) <= 2 * moments:
                data.write_text(data.read_text("utf-8").replace("Kazakhstan", "Qazaqstan") + "#")
        return look(descriptor)

    monkeypatch.setattr(os, "fstat", changing)
    told = run("countries", "-f", "json", "--data", str(data), expect=None)
    if moments == 1:
        assert (told.code, told.json[0]["title"]) == (0, "Qazaqstan")
    else:
        refused(told, "changes while it is read")


def test_a_large_yaml_file_is_told_how_to_be_faster(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = len(run("export", "--data", str(data)).json)
    monkeypatch.setattr(opening, "MANY", records - 1)
    told = run("countries", "-f", "json", "--data", str(data))
    assert told.err.count("\n") == 1
    assert f"'cajad compile {data}'" in told.err
    monkeypatch.setattr(opening, "MANY", records)
    assert run("countries", "--data", str(data)).err == ""


# ---------------------------------------------------------------- a compiled file of one's own


@each_record_lookup
def test_a_compiled_file_answers_to_the_letter_as_its_yaml(
    lookup: Lookup, sound: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for data in (TINY, sound):
        monkeypatch.setenv("CAJAD_DATA", str(data))
        answers.append(run(*lookup.tiny))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("form", WRITERS)
def test_a_compiled_file_is_written_out_to_the_letter_as_its_yaml(
    form: str, sound: Path, run: Run
) -> None:
    for line in (["export"], ["search", "bridge"]):
        one, other = (run(*line, "-f", form, "--data", str(data)) for data in (TINY, sound))
        assert one == other


def test_compile_writes_beside_the_yaml_and_says_so(data: Path, run: Run) -> None:
    told = run("compile", str(data))
    compiled = data.with_suffix(".db")
    told_of = f"wrote {compiled}\nask it with --data {compiled}\n"
    assert (told.out, told.err) == ("", told_of)
    assert sorted(data.parent.iterdir()) == [compiled, data]


@pytest.mark.parametrize("name", ["my data.yaml", "data.yml"])
def test_the_command_that_renews_a_compiled_file_is_quoted(name: str, data: Path, run: Run) -> None:
    data = data.rename(data.with_name(name))
    run("compile", str(data))
    compiled = data.with_suffix(".db")
    os.utime(compiled, (0, 0))
    told = run("countries", "--data", str(compiled)).err
    assert (
        told == f"{data} is newer than {compiled}; 'cajad compile {quote(str(data))}' renews it\n"
    )


def test_one_dataset_compiles_to_the_same_bytes(data: Path, sound: Path, run: Run) -> None:
    run("compile", str(data), "-o", str(data.with_name("again.db")))
    assert data.with_name("again.db").read_bytes() == sound.read_bytes()


def test_compile_replaces_a_compiled_file_and_anything_else_only_by_force(
    data: Path, stranger: Path, run: Run
) -> None:
    before = stranger.read_bytes()
    data.write_text(data.read_text("utf-8").replace("title: Kazakhstan", "title: Elsewhere"))
    run("compile", str(data), "--output", str(stranger))
    assert stranger.read_bytes() != before
    stranger.write_text("notes")
    told = run("compile", str(data), "--output", str(stranger), expect=CANNOT_WRITE)
    assert "exists" in told.err
    assert stranger.read_text() == "notes"
    # To a database of another program nobody could tell what was lost.
    run("export", "-f", "sqlite", "--output", str(stranger), "--force")
    run("compile", str(data), "--output", str(stranger), expect=CANNOT_WRITE)
    run("compile", str(data), "--output", str(stranger), "--force")
    assert run("countries", "-f", "json", "--data", str(stranger)).json[0]["title"] == "Elsewhere"
    run("compile", str(data), "--output", str(data), "--force", expect=CANNOT_WRITE)
    assert "Elsewhere" in data.read_text("utf-8")


def test_a_year_without_quotes_is_a_date(data: Path, run: Run) -> None:
    before, _, rest = data.read_text("utf-8").partition("\nsource:\n")
    dated = re.sub(r"(?m)^    date: \S+$", "    date: 2025", rest, count=1)
    data.write_text(f"{before}\nsource:\n{dated}", "utf-8")
    (source,) = run("show", "courier", "-f", "json", "--data", str(data)).json
    assert (source["date"], "dated 2025" in source["text"]) == ("2025", True)


def test_what_is_not_sound_compiles_to_nothing(data: Path, run: Run) -> None:
    data.write_text(data.read_text("utf-8").replace("currency: KZT", "currency: KZZ"))
    told = run("compile", str(data), expect=BAD_DATA)
    assert f"{data}:" in told.err
    assert list(data.parent.iterdir()) == [data]


def test_compile_replaces_no_file_that_another_program_has_open(
    data: Path, stranger: Path, run: Run
) -> None:
    before = stranger.read_bytes()
    journal = Path(f"{stranger}-journal")
    journal.touch()
    told = run("compile", str(data), "-o", str(stranger), expect=CANNOT_WRITE)
    assert str(journal) in told.err
    assert stranger.read_bytes() == before


def test_a_file_is_let_go_when_nobody_needs_it(sound: Path, stranger: Path) -> None:
    """Not only when garbage is collected; from 3.13 on Python warns of what nobody closed."""
    opened = weakref.ref(opening.open_store(str(sound)))
    assert opened() is None
    # Where it is refused as well.
    alter(stranger, "UPDATE meta SET value = '0.9.0' WHERE key = 'made_with'")
    with pytest.raises(BadData):
        opening.open_store(str(stranger))


def test_a_network_share_of_windows_is_read_and_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As there, also of a drive that is one: what stands first is the server.
    monkeypatch.setattr(Path, "as_uri", lambda path: f"file:/{path}")
    compiled, exported = str(tmp_path / "t.db"), str(tmp_path / "e.db")
    run("compile", str(TINY), "-o", compiled)
    run("export", "-f", "sqlite", "-o", exported, "--data", compiled)
    assert opening.is_compiled(exported)


def test_a_longer_path_than_sqlite_takes_is_told(sound: Path, run: Run, tmp_path: Path) -> None:
    place = tmp_path / ("x" * 250) / ("x" * 250)
    place.mkdir(parents=True)
    asked, new = Path(shutil.copy(sound, place / "x.db")), place / "new.db"
    refused(run("countries", "--data", str(asked), expect=None), "cannot be read: ")
    for line in (["compile", str(TINY)], ["export", "-f", "sqlite", "--data", str(sound)]):
        told = run(*line, "-o", str(new), expect=CANNOT_WRITE)
        assert told.err.endswith(": unable to open database file\n")
    assert os.listdir(place) == ["x.db"]


@needs_linux
def test_a_record_that_may_not_be_read_is_told(package: Path, sound: Path, tmp_path: Path) -> None:
    record = tmp_path / package.name / "cajad_cli" / "summit.db"
    shutil.copytree(package, tmp_path / package.name)
    record.chmod(0)
    asking = [sys.executable, "-m", "cajad_cli", "countries"]
    loading = [sys.executable, "-c", "import cajad_cli; cajad_cli.load()"]
    for command in (asking, loading):
        told = subprocess.run(
            [*powerless(), *command], capture_output=True, env=elsewhere(tmp_path / package.name)
        )
        said = f"{record} cannot be read: unable to open database file; make it readable"
        assert said in told.stderr.decode()
        assert told.returncode == (BAD_DATA if command is asking else 1)
        assert b"a bug" not in told.stderr


def test_a_file_whose_yaml_is_newer_says_so(data: Path, run: Run) -> None:
    run("compile", str(data))
    compiled = data.with_suffix(".db")
    for age, said in ((-10, 0), (10, 1)):
        moment = compiled.stat().st_mtime + age
        os.utime(data, (moment, moment))
        told = run("countries", "-f", "json", "--data", str(compiled))
        assert told.err.count(f"'cajad compile {data}'") == told.err.count("\n") == said
        assert told.json[0]["id"] == "kazakhstan"


@pytest.mark.parametrize("linked", [False, True], ids=["named", "by a link"])
@pytest.mark.parametrize("companion", ["-wal", "-journal"])
def test_a_file_that_was_not_closed_is_refused(
    companion: str, linked: bool, stranger: Path, run: Run
) -> None:
    """What the other file holds would be missing from the answer."""
    Path(f"{stranger}{companion}").touch()
    asked = stranger
    if linked:
        asked = stranger.with_name("link.db")
        asked.symlink_to(stranger)
    refused(run("countries", "--data", str(asked), expect=None), companion)


def test_a_file_of_another_version_says_how_to_compile_it_anew(stranger: Path, run: Run) -> None:
    alter(stranger, "UPDATE meta SET value = '0.9.0' WHERE key = 'made_with'")
    told = run("countries", "--data", str(stranger), expect=None)
    refused(told, "another version", "cajad compile")


@pytest.mark.parametrize("command", [["validate"], ["compile", "{}", "-o", "new.db"]], ids=str)
def test_what_reads_yaml_says_that_a_compiled_file_is_none(
    command: list[str], sound: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAJAD_DATA", str(sound))
    told = run(*(part.format(sound) for part in command), expect=BAD_DATA)
    assert "compiled" in told.err
    assert "UTF-8" not in told.err


# ---------------------------------------------------------------- a file from a stranger

FOREIGN = {
    "a view": ["CREATE VIEW more AS SELECT 1"],
    "a trigger": ["CREATE TRIGGER more AFTER INSERT ON meta BEGIN DELETE FROM tag; END"],
    "a table": ["CREATE TABLE more (n)"],
    "an index": ["CREATE INDEX more ON record (date)"],
    "a virtual table": ["CREATE VIRTUAL TABLE more USING fts5 (text)"],
    "a generated column": ["ALTER TABLE record ADD COLUMN more AS (n)"],
    "an endless view in the place of a table": [
        "DROP TABLE record",
        "CREATE VIEW record AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
        " SELECT n, 'a' AS id, 'area' AS kind, '' AS date, '{}' AS json FROM c",
    ],
    "a table without its key": ["DROP TABLE tag", "CREATE TABLE tag (tag TEXT, n INTEGER)"],
    "nothing": ["DROP TABLE synonym"],
    "the mark of another program": ["PRAGMA application_id = 7"],
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
def test_a_file_with_what_is_not_ours_is_refused_before_it_is_asked(
    statements: list[str], stranger: Path, run: Run
) -> None:
    for statement in statements:
        alter(stranger, statement)
    for question in (*QUESTIONS, ["--version"]):
        data = [] if question == ["--version"] else ["--data", str(stranger)]
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("CAJAD_DATA", str(stranger))
            told = run(*question, *data, expect=None)
        refused(told, "'cajad compile" if "another" not in statements[0] else "")


# What a stranger may do to the tables; acting() is a text that would act on a terminal.
HURTS = {
    "controls in the heading": "UPDATE meta SET value = acting() WHERE key LIKE 'data:%'",
    "no heading": "DELETE FROM meta WHERE key != 'made_with'",
    "controls in the headings of fields": (
        "UPDATE meta SET value = replace(value, 'Title', acting()) WHERE key LIKE 'fields:%'"
    ),
    "controls in the names of fields": (
        "UPDATE meta SET value = replace(value, 'title', acting()) WHERE key LIKE 'fields:%'"
    ),
    "counts that are none": "UPDATE meta SET value = 'x' WHERE key LIKE 'count:%'",
    "controls in texts": (
        "UPDATE record SET json = json_set(json, '$.title', acting(), '$.text', acting(),"
        " '$.by', acting(), '$.leader', acting(), '$.type', acting())"
    ),
    "controls in ids": (
        "UPDATE record SET id = acting() || n, json = json_set(json, '$.id', acting() || n)"
    ),
    "controls in ids alone": "UPDATE record SET id = acting() || n",
    "another address": "UPDATE record SET json = json_set(json, '$.url', 'file:' || acting())",
    "no JSON": "UPDATE record SET json = '{'",
    "a list": "UPDATE record SET json = '[]'",
    "endless JSON": "UPDATE record SET json = printf('%.*c', 100000, '[')",
    "no number": "UPDATE record SET json = replace(json, '\"value\": 10', '\"value\": NaN')",
    "too long a number": (
        "UPDATE record SET json = replace(json, ': 10', printf(': %.*c', 5000, '9'))"
    ),
    "controls in what is no text": (
        "UPDATE record SET json = CAST(CAST(acting() AS BLOB) || x'ff' AS TEXT)"
    ),
    "a kind that is none": "UPDATE record SET kind = 'x', json = json_set(json, '$.kind', 'x')",
    "no title": "UPDATE record SET json = json_remove(json, '$.title')",
    "no sources": "UPDATE record SET json = json_remove(json, '$.sources')",
    "sources that are not there": (
        "UPDATE record SET json = json_set(json, '$.sources', json_array(json_object('id', 'x')))"
    ),
    "numbers for texts": "UPDATE record SET json = json_set(json, '$.title', 7)",
    "a mapping for a list": (
        """UPDATE record SET json = json_set(json, '$.countries', json('{"a": 1}'))"""
    ),
    "a list in a list": "UPDATE record SET json = json_set(json, '$.countries', json('[[1]]'))",
    "numbers for parts": "UPDATE record SET json = json_set(json, '$.positions', json('[1, 2]'))",
    "words that are none": "UPDATE word SET word = word || x'ff', records = 'x'",
    "a meaning that is syntax": "UPDATE synonym SET meant = meant || '\" OR *'",
    "links that lead nowhere": "UPDATE tag SET n = n + 1000",
    "names that lead nowhere": "UPDATE name SET n = n + 1000",
    "no records": "DELETE FROM record",
}


@pytest.mark.parametrize("hurt", HURTS.values(), ids=HURTS)
def test_whatever_a_file_holds_nothing_acts_and_nothing_breaks(
    hurt: str, stranger: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter(stranger, hurt)
    monkeypatch.setenv("CAJAD_DATA", str(stranger))
    lines = [["--version"], ["export", "-f", "csv"], ["cite", "ten-bridges", "--style", "bibtex"]]
    lines += [one.tiny for one in lookups("records", "text") if "{yaml}" not in one.tiny]
    lines.append(["export", "-f", "sqlite", "--force", "-o", str(tmp_path / "out")])
    wrong = []
    for line in lines:
        told = run(*line, expect=None)
        acts = [sign for sign in "\x1b\x07" if sign in told.out + told.err]
        if (
            told.code not in (0, 1, 3)
            or acts
            or any(
                not said.startswith("cajad: ") or "a bug" in said
                for said in told.err.splitlines()
                if told.code
            )
        ):
            wrong.append((line, told.code, acts, told.err))
    assert wrong == []


def test_a_code_that_is_none_stands_in_no_command(stranger: Path, run: Run) -> None:
    code = "UPDATE record SET json = json_set(json, '$.alpha_2', 'KZ; touch x #')"
    alter(stranger, f"{code} WHERE id = 'kazakhstan'")
    for line in ("kazakhstan", "kazakhstan japan", "search deals of kazakhstan"):
        told = run(*line.split(), "--data", str(stranger), expect=None)
        commands = [said for said in told.out.splitlines() if said.startswith("cajad ")]
        assert commands
        assert not [said for said in commands if "touch" in said]


def test_the_reason_of_a_withdrawal_acts_on_no_terminal(stranger: Path, run: Run) -> None:
    alter(stranger, "INSERT INTO meta VALUES ('withdrawn:old', acting() || char(8238))")
    told = run("show", "old", "--data", str(stranger), expect=1)
    assert r"was withdrawn: \x1b]52;c;eA==\x07\u202e" in told.err
    assert told.err.rstrip("\n").isprintable()


@pytest.mark.parametrize("hurt", HURTS.values(), ids=HURTS)
def test_load_gives_what_a_file_holds_or_says_what_is_wrong_with_it(
    hurt: str, stranger: Path
) -> None:
    alter(stranger, hurt)
    with suppress(BadData):
        assert load(stranger).search("bridge") is not None


def test_the_name_of_a_field_is_not_run_as_sql(stranger: Path, run: Run) -> None:
    more = "capital') || json_extract(json, '$.leader\t"
    alter(stranger, "UPDATE meta SET value = replace(value, 'capital' || char(9), ?)", more)
    told = run("search", "capital of kazakhstan", "--data", str(stranger), expect=None)
    assert "AstanaEmmy" not in told.out


def test_a_number_that_is_text_is_not_run_as_sql(stranger: Path, run: Run) -> None:
    alter(stranger, "UPDATE OR REPLACE figure SET n = '0) OR rowid IN (1'")
    alter(stranger, "UPDATE OR REPLACE day SET n = '0) OR rowid IN (1'")
    for query in ("how much is 10", "10 bridges", "when was 2026-01-15"):
        told = run("search", query, "--data", str(stranger), expect=None)
        assert told.code in (0, 1, 3), told
    with pytest.raises(ValueError, match="format code"):
        store.Store.numbered(load(stranger)._store, ["0) OR n IN (1"])  # type: ignore[list-item]


def test_a_stranger_fills_no_memory(stranger: Path, run: Run) -> None:
    large = "UPDATE record SET json = json_set(json, '$.title', hex(zeroblob(9000000)))"
    alter(stranger, f"{large} WHERE id = 'kazakhstan'")
    refused(run("countries", "--data", str(stranger), expect=None), "too big")


def test_a_search_reads_the_text_of_a_stranger_that_was_looked_at(stranger: Path, run: Run) -> None:
    first = '{"text": "Nobody looked at this bridge.", '
    alter(stranger, "UPDATE record SET json = ? || substr(json, 2)", first)
    hits = run("search", "bridge", "--data", str(stranger), "-f", "json").json
    assert not any("Nobody" in hit["snippet"] for hit in hits)


def test_a_stranger_makes_no_endless_work(
    stranger: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "STEPS_AT_A_TIME", 10)
    monkeypatch.setattr(store, "MOST_STEPS", 100)
    refused(run("search", "bridge", "--data", str(stranger), expect=None))


def _way(root: dict[str, Any]) -> None:
    """Each promise a part of the one before."""
    (promise,) = (one for one in root["commitment"] if one["id"] == "first-bridge")
    cited = [{"id": "gazette", "locator": "para 1", "seen": False}]
    ids = [f"way-{n}" for n in range(1500)]
    root["commitment"] += [
        promise | {"id": key, "part_of": whole, "sources": cited}
        for key, whole in zip(ids, ["first-bridge", *ids], strict=False)
    ]


def _days(root: dict[str, Any]) -> None:
    """A dispute with many days in each of many claims."""
    (dispute,) = root["dispute"]
    days = " ".join(f"{n} May" for n in range(1, 29))
    dispute["positions"] += [f"{n} {days} {days}" for n in range(300)]
    cited = [{"id": "gazette", "locator": "para 1", "seen": False}]
    dispute["sources"] = cited


def _backs(root: dict[str, Any]) -> None:
    """A record whose citations back many parts each."""
    (deal, *_) = root["deal"]
    deal["keywords"] = [f"word {n}" for n in range(500)]
    named = [f"keywords.{n}" for n in range(1, 501)]
    for citation in deal["sources"]:
        citation["backs"] = ["title", "text", "type", "parties", "countries", "value"]
    (first, *_) = deal["sources"]
    deal["sources"] += [first | {"backs": named} for _ in range(250)]


@pytest.mark.parametrize("swell", [_way, _days, _backs])
def test_no_file_within_the_limits_makes_endless_work(
    swell: Callable[[dict[str, Any]], None], tmp_path: Path, run: Run
) -> None:
    root = read_values(TINY.read_bytes(), "tiny.yaml")
    swell(root)
    file = tmp_path / "data.yaml"
    # JSON is YAML.
    file.write_text(json.dumps(root))
    began = time.process_time()
    run("compile", str(file))
    run("commitments", "--data", str(file.with_suffix(".db")))
    assert time.process_time() - began < 6


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("leader: Emmy Noether", 'leader: "-"'),
        ("leader: Ada Lovelace", 'leader: "?"'),
        ("    date: 2025-12-19/2025-12-20\n", ""),
    ],
    ids=["a leader without letters", "a host without letters", "a summit without a date"],
)
def test_what_the_checker_takes_every_command_answers(
    old: str, new: str, tmp_path: Path, run: Run
) -> None:
    yaml, file = tmp_path / "data.yaml", tmp_path / "out"
    content = TINY.read_text(encoding="utf-8")
    assert old in content
    yaml.write_text(content.replace(old, new), encoding="utf-8")
    run("compile", str(yaml))
    data = ["--data", str(yaml.with_suffix(".db"))]
    for lookup in lookups():
        arguments = lookup.filled(lookup.tiny, yaml=yaml, file=file)
        run(*arguments, *([] if lookup.command in ("validate", "compile", "schema") else data))
        file.unlink(missing_ok=True)
    run("search", "president of kazakhstan", *data)


def test_a_list_is_no_longer_than_one_of_a_yaml_file(stranger: Path, run: Run) -> None:
    hurt = "UPDATE record SET json = json_set(json, '$.' || ?, json(?)) WHERE id = 'first-bridge'"
    command = ["show", "first-bridge", "-f", "json", "--data", str(stranger)]
    # What is worked out has no limit: any number of records may name one.
    for name, many in (("keywords", 500), ("steps", 501)):
        alter(stranger, hurt, name, json.dumps(["x"] * many))
        run(*command)
    alter(stranger, hurt, "keywords", json.dumps(["x"] * 501))
    refused(run(*command, expect=None), "a list is longer than 500 items")


@pytest.mark.parametrize(
    ("place", "most"),
    [
        ("title", 500),
        ("text", 1000),
        ("sentences[0]", 500),
        ("keywords", 500),
        ("inferred.text", 1000),
        ("sources[0].locator", 500),
        ("sources[0].link", 9000),
        ("x.y.z", 500),
    ],
)
def test_a_text_is_no_longer_than_one_of_a_yaml_file(
    place: str, most: int, stranger: Path, run: Run
) -> None:
    hurt = "UPDATE record SET json = json_set(json, '$.' || ?, printf('%.*c', ?, 'x'))"
    # A part of what is not there is not set.
    hurt = hurt.replace(
        "(json,",
        """(json_insert(json, '$.sentences', json('["a"]'),
        '$.inferred', json('{}'), '$.x', json('{"y": {}}')),""",
    )
    alter(stranger, f"{hurt} WHERE id = 'first-bridge'", place, str(most))
    run("show", "first-bridge", "-f", "json", "--data", str(stranger))
    alter(stranger, f"{hurt} WHERE id = 'first-bridge'", place, str(most + 1))
    told = f"record first-bridge: a text is longer than {most:,} characters"
    for line in (["search", "tiny bridge"], ["show", "first-bridge"]):
        refused(run(*line, "--data", str(stranger), expect=None), told)


def test_what_the_model_allows_is_not_too_long() -> None:
    assert store.MOST_ITEMS == MAX_ITEMS
    every = (field for cls in CLASSES.values() for field in cls.fields)
    listed = {f.name for f in every if f.type.derived and isinstance(f.type, References)}
    assert listed == set(store.WORKED_OUT)
    described = 200
    for cls in CLASSES.values():
        for name, type_, _ in cls.fields:
            longest = getattr(getattr(type_, "item", type_), "length", 0)
            assert longest <= store.LONGEST.get(name, store.LONGEST_LINE), name
    assert Line.length + described <= store.LONGEST["text"]
    # The longest link.
    link = passage_link("https://" + "x" * (Url.length - 8), "\U0001f600" * Phrase.length)
    assert len(link) <= store.LONGEST["link"]


@pytest.mark.parametrize("endings", ["(?:(?:a|a|a|a|a|a|a|a|a)+)+b", "[", "%s {} \\"])
def test_an_ending_is_no_pattern(endings: str, stranger: Path, run: Run) -> None:
    alter(stranger, "UPDATE meta SET value = ? WHERE key = 'asking:endings'", endings)
    for query in ("bridgeaaaaaaaaa", "мостааааааааа"):
        assert run("search", query, "--data", str(stranger), expect=None).code in (0, 1)


@pytest.mark.parametrize(
    "more",
    [
        "SELECT 'bridge', replace(printf('%.*c', 60000, 'x'), 'x', 'japan '), 1.0",
        "SELECT 'bridge', 'japan ' || n, 1.0 FROM every",
        "SELECT 'bridge', replace(printf('%.*c', 30, 'x'), 'x', 'japan ') || n, n FROM every",
    ],
    ids=["long", "many", "long and many"],
)
def test_meanings_make_no_endless_work(more: str, stranger: Path, run: Run) -> None:
    every = "WITH every(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM every WHERE n < 100000)"
    alter(stranger, f"INSERT OR REPLACE INTO synonym {every} {more}")
    began = time.process_time()
    for line in (["search", "bridge"], ["search", *["bridge"] * 40], ["show", "bridgee"]):
        assert run(*line, "--data", str(stranger), expect=None).code in (0, 1)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("line", ["export -f {}", "commitments -f {}"])
@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "yaml"])
def test_half_an_answer_is_none(line: str, form: str, stranger: Path, run: Run) -> None:
    alter(
        stranger,
        """INSERT INTO record
        WITH every(n) AS (VALUES(1000) UNION ALL SELECT n + 1 FROM every WHERE n < 2500)
        SELECT every.n, 'more-' || every.n, kind, date, json_set(json, '$.id', 'more-' || every.n)
        FROM every, record WHERE id = 'first-bridge'""",
    )
    whole = run(*line.format(form).split(), "--data", str(stranger)).out
    assert "more-2500" in whole
    alter(stranger, "UPDATE record SET json = '[]' WHERE n = 2500")
    told = run(*line.format(form).split(), "--data", str(stranger), expect=None)
    refused(told, "record more-2500: is not of its kind or id")


def test_half_a_list_of_citations_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(sources: object, day: str) -> Iterator[str]:
        yield from ["whole\n"] * 2000
        raise BadData("one has no date")

    monkeypatch.setitem(citations.WRITERS, "text", broken)
    told = run("cite", "first-bridge", "--data", str(TINY), expect=3)
    assert (told.out, told.err) == ("", "cajad: one has no date\n")


def test_many_questions_are_no_endless_work(
    stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a notebook that asks one dataset all day."""
    monkeypatch.setattr(store, "STEPS_AT_A_TIME", 100)
    monkeypatch.setattr(store, "MOST_STEPS", 20_000)
    summit = load(stranger)
    assert len({summit.search("bridge") for _ in range(100)}) == 1


def test_damage_gives_the_right_answer_or_one_sentence(stranger: Path, run: Run) -> None:
    whole = stranger.read_bytes()
    chance = random.Random(7)
    damaged = [whole[:length] for length in range(100, len(whole), 4096)]
    for _ in range(80):
        content = bytearray(whole)
        content[chance.randrange(100, len(content))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(content))
    for number, content in enumerate(damaged):
        stranger.write_bytes(content)
        question = QUESTIONS[number % len(QUESTIONS)]
        told = run(*question, "--data", str(stranger), expect=None)
        assert told.code in (0, 1, 3), told
        if told.code == BAD_DATA:
            refused(Result(3, "", told.err))


# ---------------------------------------------------------------- wherever the package lies


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "damaged"), (b"no database\n" * 999, "damaged"), (None, "damaged"), ("gone", "missing")],
    ids=["empty", "something else", "cut short", "gone"],
)
def test_where_the_records_own_file_is_damaged_one_sentence_says_so(
    content: bytes | str | None, said: str, package: Path, tmp_path: Path, process: Process
) -> None:
    broken = shutil.copytree(package, tmp_path / "broken")
    file = broken / "cajad_cli" / "summit.db"
    whole = file.read_bytes()
    file.unlink()
    if content == "gone":
        (broken / "cajad_cli" / "summit.yaml").unlink()
    else:
        file.write_bytes(whole[: len(whole) // 3] if content is None else bytes(content))
    for line in (["countries", "-f", "json"], ["search", "yen"], ["--version"]):
        refused(process(*line, env=elsewhere(broken)), said, "install cajad anew")


def test_within_a_zip_it_answers_as_from_a_folder(package: Path, tmp_path: Path) -> None:
    archive = tmp_path / "cajad.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in package.rglob("*"):
            packed.write(file, file.relative_to(package))
    command = every(["--version"], ["overview"], ["search", "yen"], ["cite", "japan"], ["export"])
    answers = [
        subprocess.run(command, capture_output=True, env=elsewhere(place), cwd=tmp_path)
        for place in (archive, package)
    ]
    assert [(one.returncode, one.stderr) for one in answers] == [(0, b"")] * 2
    assert answers[0].stdout == answers[1].stdout


@pytest.fixture
def watched(package: Path, sound: Path, tmp_path: Path) -> Callable[..., list[str]]:
    """Look-ups of the record, every one unless told, and some of the other two sorts of data."""
    every_one = [lookup.filled(lookup.real, yaml=TINY) for lookup in lookups("records", "text")]

    def command(*prefix: str, of_the_record: Sequence[list[str]] = every_one) -> list[str]:
        lines = [*of_the_record]
        for file in (TINY, sound):
            lines += [[*question, "--data", str(file)] for question in QUESTIONS[:-1]]
        return [*prefix, *every(*lines, ["--version"], ["--help"], ["search", "kazahkstan"])]

    return command


def test_nothing_is_written_where_people_look(
    watched: Callable[..., list[str]], package: Path, tmp_path: Path
) -> None:
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "work")}
    for place in places.values():
        place.mkdir()

    def files() -> dict[Path, int]:
        looked = (file for top in (tmp_path, package) for file in [top, *top.rglob("*")])
        return {file: file.stat().st_mtime_ns for file in looked}

    before = files()
    environ = elsewhere(package, **{name: str(place) for name, place in places.items()})
    told = subprocess.run(watched(), capture_output=True, env=environ, cwd=places["work"])
    # But for what `open` tells beside the address.
    page, corrected = told.stderr.splitlines()
    assert (told.returncode, corrected) == (0, b"no match for kazahkstan; showing kazakhstan")
    assert page.startswith(b"[1] Hurriyet Daily News, ")
    assert files() == before


# What a line of strace begins with where a file is opened to be written, changed or locked.
WRITING = re.compile(
    r"\d+ +(open(at)?\(.*O_(WRONLY|RDWR|CREAT)|fcntl\(.*SETLK|flock|creat|mkdir|rmdir|rename|link"
    r"|unlink|symlink|mknod|f?chmod|[fl]?chown|f?truncate|utime|futimes|socket|connect)"
)


@needs_linux
def test_nothing_is_written_anywhere(
    watched: Callable[..., list[str]], package: Path, tmp_path: Path
) -> None:
    """The system is asked for no file but to read it, and changes none."""
    log = tmp_path / "log"
    strace = [tool("strace"), "-f", "-qq", "-e", "trace=file,desc,network", "-o", str(log)]
    if subprocess.run([*strace, "true"], capture_output=True).returncode:
        pytest.skip("strace may not watch here")
    environ = elsewhere(package)
    told = subprocess.run(watched(*strace), capture_output=True, env=environ, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    calls = log.read_text(errors="replace").splitlines()
    assert len(calls) > 1000
    assert [call for call in calls if WRITING.match(call) and "/dev/null" not in call] == []


NO_LOCKS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
static int refuse(void) {
    close(open(getenv("REFUSED"), O_WRONLY | O_CREAT, 0600));
    errno = ENOLCK;
    return -1;
}
#define SHIM(name) int name(int file, int command, ...) { \\
    static int (*real)(int, int, ...); va_list all; va_start(all, command); \\
    void *argument = va_arg(all, void *); va_end(all); \\
    if (!real) real = (int (*)(int, int, ...)) dlsym(RTLD_NEXT, #name); \\
    if (command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK) return refuse(); \\
    return real(file, command, argument); }
SHIM(fcntl)
SHIM(fcntl64)
int flock(int file, int how) { return refuse(); }
"""


@needs_linux
def test_where_locks_are_refused_none_is_asked_for(
    watched: Callable[..., list[str]], package: Path, tiny: str, tmp_path: Path
) -> None:
    """As on some file systems of networks. What is written aside asks for none either."""
    # The loader parts its list at spaces, so the shim is named as it is seen from its folder.
    (tmp_path / "shim.c").write_text(NO_LOCKS)
    shim, refusals = tmp_path / "shim.so", tmp_path / "refused"
    cc = [tool("cc"), "-shared", "-fPIC", "-o", str(shim), str(tmp_path / "shim.c"), "-ldl"]
    subprocess.run(cc, check=True, capture_output=True)
    environ = elsewhere(package, LD_PRELOAD="./shim.so", REFUSED=str(refusals))
    written = [
        lookup.filled(lookup.tiny, yaml=TINY, file=tmp_path / f"{number}.db")
        for number, lookup in enumerate(lookups("file"))
    ]
    for command, data in (
        (watched(of_the_record=FEW), {}),
        (every(*written), {"CAJAD_DATA": tiny}),
    ):
        told = subprocess.run(command, capture_output=True, env=environ | data, cwd=tmp_path)
        assert told.returncode == 0, told.stderr
    assert not refusals.exists()
    locking = "import sqlite3; sqlite3.connect('x.db', 0).execute('CREATE TABLE t (a)')"
    command = [sys.executable, "-c", locking]
    assert subprocess.run(command, capture_output=True, env=environ, cwd=tmp_path).returncode
    assert refusals.exists(), "the shim refuses nothing"


@needs_linux
def test_a_user_whom_nobody_knows_and_who_has_no_home_is_answered(
    watched: Callable[..., list[str]], package: Path
) -> None:
    """As in a container that runs under any number."""
    unknown = [tool("unshare"), "--user", "--map-user=4242"]
    nobody = "import os, pwd; pwd.getpwuid(os.getuid())"
    tried = subprocess.run([*unknown, sys.executable, "-c", nobody], capture_output=True)
    if b"KeyError" not in tried.stderr:
        pytest.skip("users may not be unshared here")
    environ = {"PYTHONPATH": str(package), "PYTHONUTF8": "1", "BROWSER": "true"}
    command = watched(*unknown, of_the_record=FEW)
    told = subprocess.run(command, capture_output=True, env=environ)
    assert told.returncode == 0, told.stderr


def test_twenty_processes_at_once_all_answer_rightly(package: Path) -> None:
    command = [sys.executable, "-m", "cajad_cli", "search", "yen", "-f", "json"]
    environ = elsewhere(package)
    pipe = subprocess.PIPE
    children = [subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environ) for _ in range(20)]
    answers = {(*child.communicate(timeout=120), child.returncode) for child in children}
    ((out, err, code),) = answers
    assert (len(json.loads(out)), err, code) == (10, b"", 0)


FORKING = """
import os, signal, sys, threading
from cajad_cli import load
summit = load(sys.argv[1])
def ask():
    return [hit.record.id for hit in summit.search("bridge")]
sound = ask()
def for_ever():
    while True:
        ask()
for _ in range(2):
    threading.Thread(target=for_ever, daemon=True).start()
for _ in range(30):
    child = os.fork()
    if child == 0:
        # Whoever waits for ever is killed.
        signal.alarm(30)
        os._exit(ask() != sound)
    if os.waitpid(child, 0)[1]:
        os._exit(1)
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("compiled", [False, True], ids=["YAML", "compiled"])
def test_a_child_forked_while_threads_search_is_answered(compiled: bool, sound: Path) -> None:
    file = sound if compiled else TINY
    # From 3.12 on Python warns of whoever forks while threads run.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKING, str(file)]
    told = subprocess.run(command, capture_output=True)
    assert (told.returncode, told.stderr) == (0, b"")


# ---------------------------------------------------------------- what a command imports

COMPILING = {
    "yaml",
    "jinja2",
    "pydantic",
    "cajad_cli.model.records",
    "cajad_cli.store.compiler",
    "rich.status",
}
SCREEN = {"rich"}
IMPORTED = """
import sys
from cajad_cli.cli.process import run
run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
"""


def imported(package: Path, arguments: str, **changes: str) -> set[str]:
    """What a command has imported of what takes long, when it has answered."""
    command = [sys.executable, "-c", IMPORTED, *arguments.split()]
    told = subprocess.run(command, capture_output=True, env=elsewhere(package, **changes))
    modules = set(told.stderr.decode().split())
    assert "cajad_cli.cli.commands" in modules, told.stderr
    return modules & (COMPILING | SCREEN | {"json", "cajad_cli.query.hits"})


def test_a_screen_imports_nothing_that_compiling_needs(package: Path) -> None:
    for arguments in ("countries", "show kazakhstan", "search yen", "tracker", "overview"):
        assert imported(package, arguments) & (COMPILING | SCREEN) == SCREEN


def test_machine_formats_import_neither_rich_nor_yaml(package: Path) -> None:
    for written in ("json", "jsonl", "csv", "tsv", "markdown"):
        assert not imported(package, f"search yen -f {written}") & (COMPILING | SCREEN)
    assert imported(package, "countries -f json") == set()
    assert imported(package, "countries -f yaml") & (COMPILING | SCREEN) == {"yaml"}


def test_what_asks_no_record_imports_neither_rich_nor_yaml(package: Path) -> None:
    for arguments in ("--version", "--help", "countries --help", "nonsense"):
        assert not imported(package, arguments) & (COMPILING | SCREEN)
    completing = {"_CAJAD_COMPLETE": "complete_bash", "COMP_WORDS": "cajad countries ka"}
    assert not imported(package, "", **completing, COMP_CWORD="2") & (COMPILING | SCREEN)

"""The compiled store: taken when it is right, made anew when it is not, whatever happens to it."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT, TINY, Run

from cajad_cli import cache, load, store
from cajad_cli.errors import BAD_DATA, CANNOT_WRITE, INTERRUPTED
from cajad_cli.reader import read_whole
from cajad_cli.store import open_store

Process = Callable[..., subprocess.CompletedProcess[bytes]]
needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="links, signals, limits of Unix")

BUNDLED = ROOT / "data" / "summit.yaml"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache directory of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "cajad"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset that may be changed, old enough for its times to be trusted."""
    return Path(shutil.copy(TINY, tmp_path / "data.yaml"))


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times of files are trusted at once."""
    monkeypatch.setattr(store, "YOUNG", -1e9)


def stores(place: Path) -> list[Path]:
    """The files in a cache directory."""
    return sorted(place.iterdir()) if place.exists() else []


def title(data: Path, key: str = "kazakhstan") -> str:
    """The title that the store of a dataset holds for a record, and so whether it is right."""
    (row,) = open_store(str(data)).rows("WHERE id = ?", (key,))
    return str(json.loads(row.json)["title"])


# ---------------------------------------------------------------- taken or made


def test_a_store_is_compiled_once(place: Path, data: Path) -> None:
    assert open_store(str(data)).why == "compiled just now"
    (file,) = stores(place)
    before = file.read_bytes()
    assert open_store(str(data)).why == "compiled before from the file as it is"
    assert file.read_bytes() == before


@needs_unix
def test_only_its_owner_may_read_a_store(place: Path, data: Path) -> None:
    open_store(str(data))
    assert (place.stat().st_mode & 0o777, stores(place)[0].stat().st_mode & 0o777) == (0o700, 0o600)


def test_each_data_file_has_a_store_of_its_own(place: Path, data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(data.read_text().replace("title: Kazakhstan", "title: Elsewhere"))
    assert (title(data), title(other), title(data)) == ("Kazakhstan", "Elsewhere", "Kazakhstan")
    assert len(stores(place)) == 2


@pytest.mark.usefixtures("place", "settled")
def test_a_file_that_changes_its_size_is_compiled_anew(data: Path) -> None:
    title(data)
    data.write_text(data.read_text().replace("title: Kazakhstan", "title: The land"))
    assert title(data) == "The land"


@pytest.mark.usefixtures("place", "settled")
def test_a_file_that_keeps_its_size_and_hides_its_change_is_compiled_anew(data: Path) -> None:
    title(data)
    before = data.stat()
    data.write_text(data.read_text().replace("title: Kazakhstan", "title: KAZAKHSTAN"))
    os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert title(data) == "KAZAKHSTAN"


@pytest.mark.usefixtures("place", "settled")
def test_a_file_that_is_replaced_by_one_of_equal_times_is_compiled_anew(
    data: Path, tmp_path: Path
) -> None:
    title(data)
    before = data.stat()
    other = tmp_path / "other.yaml"
    other.write_text(data.read_text().replace("title: Kazakhstan", "title: KAZAKHSTAN"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(data)
    assert title(data) == "KAZAKHSTAN"


@pytest.mark.usefixtures("place")
def test_a_young_file_is_known_by_its_content(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that counts whole seconds: nothing but the content tells the change."""
    monkeypatch.setattr(store, "_key_of", lambda file, status: "always the same")
    assert title(data) == "Kazakhstan"
    data.write_text(data.read_text().replace("title: Kazakhstan", "title: KAZAKHSTAN"))
    assert title(data) == "KAZAKHSTAN"


@pytest.mark.usefixtures("place")
def test_where_the_clock_was_set_back_the_content_tells(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_key_of", lambda file, status: "always the same")
    tomorrow = time.time() + 86_400
    for name in ("Kazakhstan", "KAZAKHSTAN", "KaZaKhStAn"):
        data.write_text(TINY.read_text().replace("title: Kazakhstan", f"title: {name}"))
        os.utime(data, (tomorrow, tomorrow))
        assert title(data) == name


def test_a_file_that_has_aged_is_looked_at_once_more_and_not_compiled_again(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    is_content = store._is_content
    monkeypatch.setattr(store, "YOUNG", 0.3)
    monkeypatch.setattr(
        store, "_is_content", lambda file, one: looks.append(file) or is_content(file, one)
    )
    open_store(str(data))
    before = stores(place)[0].stat().st_ino
    open_store(str(data))
    assert len(looks) == 1
    time.sleep(0.4)
    open_store(str(data))
    assert len(looks) == 2
    open_store(str(data))
    assert len(looks) == 2
    assert stores(place)[0].stat().st_ino == before


@pytest.mark.usefixtures("place", "settled")
def test_another_version_compiles_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(str(data))
    monkeypatch.setattr(store, "__version__", "99.0.0")
    assert open_store(str(data)).why == "compiled just now"


def test_an_unsound_file_leaves_no_store(place: Path, data: Path, run: Run) -> None:
    data.write_text(data.read_text().replace("currency: KZT", "currency: KZZ"))
    run("countries", "--data", str(data), expect=BAD_DATA)
    assert stores(place) == []


def test_a_file_that_became_unsound_is_refused_though_it_has_a_store(
    place: Path, data: Path, run: Run
) -> None:
    run("countries", "--data", str(data))
    data.write_text(data.read_text().replace("currency: KZT", "currency: KZZ"))
    assert "KZZ" in run("countries", "--data", str(data), expect=BAD_DATA).err


# ---------------------------------------------------------------- where nothing can be kept


def answered_from_memory(data: Path) -> str:
    """That the answer is right without a store; the reason why there is none."""
    opened = open_store(str(data))
    assert opened.place is None
    assert title(data) == "Kazakhstan"
    return opened.why.removeprefix("in memory, because none could be kept: ")


@pytest.mark.parametrize("home", ["/proc", "/dev/null", "/" + "x" * 300])
@needs_unix
def test_a_cache_that_cannot_be_written_does_not_matter(
    home: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    assert answered_from_memory(data)


def test_a_read_only_cache_does_not_matter(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    place.mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(cache.os, "open", lambda *args: refuse())
    whole = (data.read_bytes(), data.stat(), data.stat())
    monkeypatch.setattr("cajad_cli.reader.read_whole", lambda file: whole)
    assert answered_from_memory(data) == "Permission denied"


@needs_unix
def test_without_a_home_nothing_is_kept(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert answered_from_memory(data) == "no home directory is known"


@needs_unix
def test_a_relative_cache_home_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.cache_directory() == str(tmp_path / ".cache" / "cajad")


@pytest.mark.parametrize(
    ("platform", "variable", "below"),
    [("darwin", "HOME", "Library/Caches/cajad"), ("win32", "LOCALAPPDATA", "cajad")],
)
@needs_unix
def test_other_systems_keep_stores_where_they_keep_caches(
    platform: str, variable: str, below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache.sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache.cache_directory() == str(tmp_path / below)


@needs_unix
@pytest.mark.parametrize("room", [0, 1, 5000, 40_000])
def test_without_space_the_answer_comes_from_memory(
    room: int, place: Path, data: Path, process: Process
) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    result = process("countries", "-f", "jsonl", "--data", str(data), preexec_fn=limit)
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["title"] == "Kazakhstan"
    assert stores(place) == []


@needs_unix
def test_a_store_of_another_owner_is_not_taken(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(str(data))
    theirs = os.getuid() + 1
    monkeypatch.setattr(cache.os, "getuid", lambda: theirs)
    assert "others may write to the directory" in answered_from_memory(data)


@needs_unix
def test_a_store_that_others_may_write_is_compiled_anew(place: Path, data: Path) -> None:
    open_store(str(data))
    stores(place)[0].chmod(0o666)
    assert open_store(str(data)).why == "compiled just now"
    assert stores(place)[0].stat().st_mode & 0o777 == 0o600


@needs_unix
def test_a_directory_that_others_may_write_is_not_used(place: Path, data: Path) -> None:
    place.mkdir(parents=True)
    place.chmod(0o777)
    assert answered_from_memory(data)
    assert stores(place) == []


def test_a_directory_in_the_place_of_a_store_does_not_matter(place: Path, data: Path) -> None:
    open_store(str(data))
    (file,) = stores(place)
    file.unlink()
    file.mkdir()
    assert answered_from_memory(data) == "Is a directory"
    assert stores(place) == [file]


@needs_unix
def test_a_planted_link_is_replaced_and_what_it_leads_to_is_left_alone(
    place: Path, data: Path, tmp_path: Path
) -> None:
    open_store(str(data))
    (file,) = stores(place)
    victim = tmp_path / "victim"
    shutil.copy(file, victim)
    before = victim.read_bytes()
    file.unlink()
    file.symlink_to(victim)
    assert open_store(str(data)).why == "compiled just now"
    assert not file.is_symlink()
    assert victim.read_bytes() == before


@needs_unix
def test_a_link_in_the_place_of_the_directory_is_not_followed(
    place: Path, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    place.parent.mkdir()
    place.symlink_to(tmp_path / "elsewhere")
    assert answered_from_memory(data)
    assert stores(tmp_path / "elsewhere") == []


def test_an_open_store_outlives_its_file(place: Path, data: Path) -> None:
    opened = open_store(str(data))
    shutil.rmtree(place, ignore_errors=True)
    assert len(list(opened.rows())) == 17


def test_a_cache_that_is_deleted_all_the_time_does_not_matter(
    place: Path, data: Path, process: Process
) -> None:
    done = threading.Event()

    def delete() -> None:
        while not done.is_set():
            shutil.rmtree(place, ignore_errors=True)

    thread = threading.Thread(target=delete)
    thread.start()
    try:
        for _ in range(10):
            result = process("countries", "-f", "jsonl", "--data", str(data))
            assert (result.returncode, result.stderr) == (0, b"")
            assert json.loads(result.stdout)["title"] == "Kazakhstan"
    finally:
        done.set()
        thread.join()


def test_leftovers_and_stale_stores_are_swept(place: Path, data: Path) -> None:
    place.mkdir(parents=True, mode=0o700)
    now = time.time()
    ages = {
        "1-0.sqlite.7-7.tmp": cache.LEFTOVER + 60,
        "1-0.sqlite.8-8.tmp": cache.LEFTOVER - 60,
        "0-00000000.sqlite": cache.STALE + 60,
        "0-11111111.sqlite": cache.STALE - 60,
        "something else": 10 * cache.STALE,
    }
    for name, age in ages.items():
        (place / name).touch()
        os.utime(place / name, (now - age, now - age))
    open_store(str(data))
    left = {file.name for file in stores(place)} & ages.keys()
    assert left == {"1-0.sqlite.8-8.tmp", "0-11111111.sqlite", "something else"}


# ---------------------------------------------------------------- damage

QUESTIONS = (
    ("countries", "-f", "json"),
    ("show", "kazakhstan", "first-bridge", "-f", "json"),
    ("commitments", "--country", "kz", "-f", "json"),
    ("search", "bridge", "-f", "json"),
    ("search", "brigde", "-f", "json"),
)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"SQLite format 3\0", b"no store\n" * 900], ids=len
)
def test_what_is_no_store_is_compiled_anew(content: bytes, place: Path, data: Path) -> None:
    open_store(str(data))
    stores(place)[0].write_bytes(content)
    assert title(data) == "Kazakhstan"
    assert open_store(str(data)).why == "compiled before from the file as it is"


@pytest.mark.usefixtures("settled")
def test_a_database_of_something_else_is_compiled_anew(place: Path, data: Path) -> None:
    open_store(str(data))
    file = stores(place)[0]
    file.unlink()
    sqlite3.connect(file).execute("CREATE TABLE meta (key TEXT, value TEXT)").connection.close()
    cache.seal(str(file))
    file.chmod(0o600)
    assert title(data) == "Kazakhstan"


@pytest.mark.usefixtures("settled")
def test_a_store_that_is_cut_short_is_compiled_anew(place: Path, data: Path) -> None:
    open_store(str(data))
    file = stores(place)[0]
    whole = file.read_bytes()
    for length in range(0, len(whole), 4096):
        file.write_bytes(whole[:length])
        assert title(data) == "Kazakhstan"


def flipped(whole: bytes, chance: random.Random) -> bytes:
    """The content with one bit changed."""
    content = bytearray(whole)
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "times", [50, pytest.param(500, marks=pytest.mark.scale)], ids="{} flips".format
)
def test_a_flipped_bit_changes_no_answer(times: int, place: Path, data: Path, run: Run) -> None:
    sound = [run(*question, "--data", str(data)) for question in QUESTIONS]
    (file,) = stores(place)
    whole = file.read_bytes()
    chance = random.Random(times)
    for n in range(times):
        file.write_bytes(flipped(whole, chance))
        which = n % len(QUESTIONS)
        assert run(*QUESTIONS[which], "--data", str(data)) == sound[which]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "times", [50, pytest.param(500, marks=pytest.mark.scale)], ids="{} flips".format
)
def test_a_flipped_bit_in_a_large_store_alters_no_record(
    times: int, place: Path, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large stores are not compared as a whole, so an index may miss a record; none is altered."""
    sound = {record["id"]: record for record in run("export", "--data", str(data)).json}
    (file,) = stores(place)
    whole = file.read_bytes()
    monkeypatch.setattr(store, "WHOLE", 0)
    chance = random.Random(times)
    for n in range(times):
        file.write_bytes(flipped(whole, chance))
        result = run(*QUESTIONS[n % len(QUESTIONS)], "--data", str(data), expect=None)
        assert result.code in (0, 1)
        for record in result.json:
            for extra in ("rank", "score", "snippet"):
                record.pop(extra, None)
            assert record == sound[record["id"]]


@pytest.mark.usefixtures("settled")
def test_damage_that_shows_halfway_through_an_answer_is_mended_within_it(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = list(open_store(str(data)).rows())
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    content = file.read_bytes()
    assert content.count(b"Steel for the bridge") == 1
    file.write_bytes(content.replace(b"Steel for the bridge", b"Steal for the bridge"))
    assert list(open_store(str(data)).rows()) == sound


# ---------------------------------------------------------------- many at once, killed, interrupted


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "cajad_cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_twenty_processes_on_a_cold_cache_all_answer_rightly(place: Path, data: Path) -> None:
    started = [start("countries", "-f", "jsonl", "--data", str(data)) for _ in range(20)]
    for one in started:
        out, err = one.communicate(timeout=60)
        assert (one.returncode, err) == (0, b"")
        assert json.loads(out)["title"] == "Kazakhstan"
    assert [file.suffix for file in stores(place)] == [".sqlite"]


@needs_unix
@pytest.mark.parametrize(
    "times", [10, pytest.param(200, marks=pytest.mark.scale)], ids="{} builds".format
)
def test_builds_killed_at_any_moment_leave_nothing_that_answers_wrongly(
    times: int, place: Path, process: Process
) -> None:
    question = ("show", "kazakhstan", "-f", "json")
    began = time.monotonic()
    sound = process(*question).stdout
    length = time.monotonic() - began
    chance = random.Random(times)
    unfinished = 0
    for _ in range(times):
        shutil.rmtree(place)
        one = start(*question)
        time.sleep(chance.uniform(0.0, length))
        one.kill()
        one.communicate()
        unfinished += any(file.suffix == ".tmp" for file in stores(place))
        assert process(*question).stdout == sound
    assert unfinished or times < 100


def unfinished_build(place: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command that is writing a store at this moment."""
    one = start(*arguments)
    while one.poll() is None and not any(file.suffix == ".tmp" for file in stores(place)):
        time.sleep(0.001)
    return one


@needs_unix
def test_an_interrupted_build_leaves_nothing(place: Path, tmp_path: Path) -> None:
    data = shutil.copy(BUNDLED, tmp_path / "data.yaml")
    for pause in (0.0, 0.005, 0.01, 0.02, 0.04):
        one = unfinished_build(place, "countries", "--data", str(data))
        time.sleep(pause)
        one.send_signal(signal.SIGINT)
        out, err = one.communicate(timeout=30)
        assert (one.returncode, out, err) == (INTERRUPTED, b"", b"")
        assert stores(place) == []


# ---------------------------------------------------------------- cajad cache


@pytest.mark.usefixtures("place", "settled")
def test_cache_tells_where_the_store_is_and_why(data: Path, run: Run) -> None:
    first = run("cache", "--data", str(data)).out
    assert "why      compiled just now\n" in first
    again = run("cache", "--data", str(data)).out
    assert "why      compiled before from the file as it is\n" in again
    assert "records  17\n" in again
    assert f"data     {data}\n" in again


def test_cache_tells_the_same_to_programs(place: Path, data: Path, run: Run) -> None:
    told = run("cache", "--data", str(data), "-f", "json").json
    (file,) = stores(place)
    assert (told["store"], told["bytes"]) == (str(file), file.stat().st_size)
    assert (told["records"], told["data"]) == (17, str(data))
    assert told["seconds"] < 60


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "just compiled"), (1, "1 second"), (130, "2 minutes"), (7200, "2 hours"), (9e4, "1 day")],
)
@pytest.mark.usefixtures("settled")
def test_cache_tells_how_old_the_store_is(
    seconds: float, said: str, place: Path, data: Path, run: Run
) -> None:
    open_store(str(data))
    since = time.time() - seconds
    os.utime(stores(place)[0], (since, since))
    assert f"age      {said}\n" in run("cache", "--data", str(data)).out


@needs_unix
def test_cache_tells_why_there_is_no_store(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    out = run("cache", "--data", str(data)).out
    assert out.startswith("store    in memory\nwhy      in memory, because none could be kept: ")
    assert "age" not in out


def test_clear_removes_every_store_and_leftover(place: Path, data: Path, run: Run) -> None:
    run("countries", "--data", str(data))
    (place / "1-0.sqlite.7-7.tmp").touch()
    assert run("cache", "--clear").out == f"2 files removed from {place}\n"
    assert not place.exists()
    assert run("cache", "--clear").out == "there was nothing to remove\n"


def test_clear_leaves_what_is_not_ours(place: Path, data: Path, run: Run) -> None:
    run("countries", "--data", str(data))
    (place / "notes.txt").touch()
    run("cache", "--clear")
    assert [file.name for file in stores(place)] == ["notes.txt"]


@needs_unix
def test_clear_does_not_follow_a_planted_directory(place: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept.sqlite").touch()
    place.parent.mkdir()
    place.symlink_to(tmp_path / "theirs")
    result = run("cache", "--clear", expect=CANNOT_WRITE)
    assert "cannot be cleared: others may write to the directory, or it is a link" in result.err
    assert (tmp_path / "theirs" / "kept.sqlite").exists()


# ---------------------------------------------------------------- what a command imports

COLD = {"yaml", "pydantic", "importlib.metadata", "cajad_cli.models", "cajad_cli.reader"}
COLD |= {"cajad_cli.checker", "cajad_cli.record_rules", "cajad_cli.link_rules"}
COLD |= {"cajad_cli.compiler", "cajad_cli.progress"}
SCREEN = {"rich", "cajad_cli.screens", "cajad_cli.page"}
IMPORTED = """
import sys
from cajad_cli.process import run
run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
"""


def imported(*arguments: str, **environ: str) -> set[str]:
    """The modules that a command has imported when it has answered."""
    command = [sys.executable, "-c", IMPORTED, *arguments]
    result = subprocess.run(command, capture_output=True, env=os.environ | environ, check=True)
    return set(result.stderr.decode().split())


@pytest.fixture(scope="module")
def warm() -> None:
    """The store of the bundled dataset is there, and trusted."""
    imported("countries")


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "arguments",
    ["countries", "show kazakhstan", "search yen", "search kazakstan", "timeline", "overview"],
)
def test_a_warm_screen_imports_nothing_that_compiling_needs(arguments: str) -> None:
    modules = imported(*arguments.split())
    assert not modules & COLD
    assert "rich" in modules


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("written", ["json", "jsonl", "csv", "tsv", "markdown"])
@pytest.mark.parametrize("arguments", ["countries", "show kazakhstan", "search yen"])
def test_machine_formats_import_neither_rich_nor_yaml(arguments: str, written: str) -> None:
    assert not imported(*arguments.split(), "-f", written) & (COLD | SCREEN)


@pytest.mark.usefixtures("warm")
def test_yaml_is_imported_to_write_yaml_alone() -> None:
    assert imported("countries", "-f", "yaml") & (COLD | SCREEN) == {"yaml"}


@pytest.mark.usefixtures("warm")
def test_what_is_called_by_its_id_imports_nothing_that_searching_needs() -> None:
    searching = {"cajad_cli.search", "cajad_cli.words"}
    assert not imported("countries", "-f", "json") & (searching | {"json"})
    assert not imported("show", "kazakhstan", "-f", "json") & (searching | {"json"})
    assert "json" not in imported("search", "yen", "-f", "json")


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("arguments", ["--version", "--help", "countries --help", "nonsense"])
def test_what_asks_no_record_imports_neither_rich_nor_yaml(arguments: str) -> None:
    assert not imported(*arguments.split()) & (COLD | SCREEN)


@pytest.mark.usefixtures("warm")
def test_completion_imports_neither_rich_nor_yaml() -> None:
    completing = {"_CAJAD_COMPLETE": "complete_bash", "COMP_WORDS": "cajad countries ka"}
    modules = imported(**completing, COMP_CWORD="2")
    assert "cajad_cli.store" in modules
    assert not modules & (COLD | SCREEN)


def test_a_pipe_in_the_place_of_a_store_is_not_waited_for(process, tiny, tmp_path):
    """What is no regular file is replaced by a store."""
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    process("targets", "--data", tiny, env=environment)
    store = next((tmp_path / "cajad").glob("*.sqlite"))
    store.unlink()
    os.mkfifo(store, 0o600)

    done = process("targets", "-f", "json", "--data", tiny, env=environment, timeout=20)

    assert done.returncode == 0
    assert store.is_file()


@needs_unix
def test_a_link_that_leads_elsewhere_while_it_is_read_keeps_no_other_file_s_store(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`current` points to one release, for a moment to another, and back."""
    one, other, link = tmp_path / "one.yaml", tmp_path / "other.yaml", tmp_path / "current.yaml"
    one.write_text(TINY.read_text())
    other.write_text(TINY.read_text().replace("title: Kazakhstan", "title: KAZAKHSTAN"))
    for file in (one, other):
        os.utime(file, (1e9, 1e9))
    link.symlink_to(one)

    def switched(file: str) -> tuple[bytes, os.stat_result, os.stat_result]:
        link.unlink()
        link.symlink_to(other)
        try:
            return read_whole(file)
        finally:
            link.unlink()
            link.symlink_to(one)

    with monkeypatch.context() as patched:
        patched.setattr("cajad_cli.reader.read_whole", switched)
        assert title(link) == "KAZAKHSTAN"
    assert title(link) == "Kazakhstan"


@pytest.mark.usefixtures("settled")
def test_an_index_that_leads_to_another_record_is_mended(
    place: Path, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a store too large to be compared as a whole."""
    sound = run("show", "kazakhstan", "-f", "json", "--data", str(data)).out
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    content = file.read_bytes()
    with closing(sqlite3.connect(file)) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'record_id'")
        (size,) = database.execute("PRAGMA page_size").fetchone()
    page = slice((root[0] - 1) * size, root[0] * size)
    index = content[page]
    assert index.count(b"kazakhstan") == 1
    # The number of the record stands behind its id.
    at = page.start + index.index(b"kazakhstan") + len("kazakhstan")
    for number in range(1, 18):
        file.write_bytes(content[:at] + bytes([number]) + content[at + 1 :])
        assert run("show", "kazakhstan", "-f", "json", "--data", str(data)).out == sound


@pytest.mark.usefixtures("settled")
def test_a_name_that_leads_to_another_record_is_mended(
    place: Path, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a store too large to be compared as a whole."""
    summit = load(data)
    sound = run("show", "Kasachstan", "--data", str(data)).out
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    for damage in ("UPDATE name SET n = 9 WHERE n = 3", "UPDATE record SET id = 'x' WHERE n = 3"):
        for ask in (
            lambda: run("show", "Kasachstan", "--data", str(data)).out == sound,
            lambda: summit.find("Kasachstan").id == load(data).find("KZ").id == "kazakhstan",
        ):
            with closing(sqlite3.connect(file)) as database, database:
                database.execute(damage)
            assert ask()


@pytest.mark.usefixtures("settled")
def test_damage_seen_by_many_threads_is_mended_for_all(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = list(open_store(str(data)).rows())
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    monkeypatch.setattr(store, "BATCH", 1)
    for _ in range(10):
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("UPDATE record SET json = '{}' WHERE n % 5 = 4")
        asked = open_store(str(data))
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: list(asked.rows()), range(16)))  # noqa: B023
        assert answers == [sound] * 16


@pytest.mark.usefixtures("settled")
def test_a_store_that_cannot_be_mended_is_told_of(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that gives back other bytes than it was given."""
    run("countries", "--data", str(data))
    monkeypatch.setattr(store, "_verify", broken)
    for command in ("countries", "show kazakhstan", "search steel"):
        told = run(*command.split(), "-f", "json", "--data", str(data), expect=BAD_DATA)
        assert "was damaged: gone bad; ask again, and if " in told.err


@pytest.mark.usefixtures("settled")
def test_whoever_reads_all_of_a_large_store_has_it_compared_as_a_whole(
    place: Path, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that SQLite passes over leaves no trace in the others."""
    sound = run("export", "-f", "jsonl", "--data", str(data)).out
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    for read in (
        lambda: run("export", "-f", "jsonl", "--data", str(data)).out == sound,
        lambda: load(data).find("KZ").id == "kazakhstan",
    ):
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("DELETE FROM record WHERE n = 1")
        assert read()


@pytest.mark.usefixtures("settled")
def test_what_damage_made_of_a_large_store_is_told_and_gone_the_next_time(
    place: Path, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = run("search", "Kasachstan", "-f", "json", "--data", str(data)).out
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE word SET records = 'x'")
    told = run("search", "Kasachstan", "-f", "json", "--data", str(data), expect=BAD_DATA)
    assert told.err == "cajad: a compiled store was damaged, and has been removed; ask again\n"
    assert run("search", "Kasachstan", "-f", "json", "--data", str(data)).out == sound


@pytest.mark.usefixtures("settled")
def test_a_hit_that_is_not_there_is_mended_and_not_left_out(
    place: Path, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = run("search", "steel", "-f", "json", "--data", str(data))
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    asked = open_store(str(data))
    numbers = [row.n for row in asked.rows()]
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM record WHERE n = 1")
    damaged = open_store(str(data))
    assert list(damaged.numbered(numbers)) == numbers
    assert run("search", "steel", "-f", "json", "--data", str(data)) == sound


def broken(row: object) -> None:
    raise sqlite3.DatabaseError("gone bad")


@needs_unix
def test_an_empty_home_is_none(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "")
    assert answered_from_memory(data) == "no home directory is known"


@pytest.mark.usefixtures("settled")
def test_what_is_no_text_in_the_heading_of_a_store_is_damage(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert title(data) == "Kazakhstan"
    (file,) = stores(place)
    monkeypatch.setattr(store, "WHOLE", 0)
    for damage in ("SET key = 7 WHERE key = 'key'", "SET value = x'00' WHERE key = 'content'"):
        with closing(sqlite3.connect(file)) as database, database:
            database.execute(f"UPDATE meta {damage}")
        assert title(data) == "Kazakhstan"

"""`from cajad_cli import load`: the record in Python."""

import copy
import dataclasses
import doctest
import gc
import json
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TINY, Run, alter

import cajad_cli
from cajad_cli import api, load
from cajad_cli.errors import BadData, NotFound
from cajad_cli.model import KINDS
from cajad_cli.model.records import CLASSES, Record


def test_the_example_of_load_is_true() -> None:
    done = doctest.testmod(cajad_cli, raise_on_error=True)
    assert done.attempted > 5


def thawed(value: Any) -> Any:
    """A record as the JSON of it would be."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        items = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {name: thawed(one) for name, one in items.items() if one not in (None, ())}
    if isinstance(value, Mapping):
        return dict(value)
    return [thawed(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("data", ["tiny", "compiled"])
def test_objects_say_what_the_json_says(
    data: str, run: Run, request: pytest.FixtureRequest
) -> None:
    file = request.getfixturevalue(data)
    exported = run("export", "--data", file).json
    dataset = load(file)
    assert len(dataset.records) == len(exported)
    for record, written in zip(dataset.records, exported, strict=True):
        assert type(record) is CLASSES[written.pop("kind")]
        if not written["sources"]:
            del written["sources"]
        assert thawed(record) == written


def test_records_stand_under_their_kind() -> None:
    dataset = load(TINY)
    for kind in KINDS.values():
        of_kind = getattr(dataset, kind.plural)
        assert of_kind
        assert all(type(record) is CLASSES[kind.name] for record in of_kind)
    assert sum((getattr(dataset, kind.plural) for kind in KINDS.values()), ()) == dataset.records
    assert (dataset.meta.title, dataset.meta.as_of) == ("A tiny dataset", "2026-03-01")
    assert repr(dataset) == "<A tiny dataset: 19 records, 0.1.0 as of 2026-03-01>"


def test_nothing_of_it_can_be_changed() -> None:
    dataset = load(TINY)

    def walk(value: Any) -> None:
        if isinstance(value, tuple):
            for one in value:
                walk(one)
        elif isinstance(value, Mapping):
            with pytest.raises(TypeError):
                value["en"] = "changed"  # type: ignore[index]
        elif dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                if not field.name.startswith("_"):
                    with pytest.raises(dataclasses.FrozenInstanceError):
                        setattr(value, field.name, None)
                    walk(getattr(value, field.name))
        else:
            assert value is None or isinstance(value, str | int | float)

    walk(dataset.meta)
    walk(dataset.records)
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.countries = ()  # type: ignore[misc]


def test_records_can_be_hashed_copied_pickled_and_written_as_json() -> None:
    for record in load(TINY).records:
        for twin in (copy.deepcopy(record), pickle.loads(pickle.dumps(record))):  # noqa: S301
            assert twin == record
            assert hash(twin) == hash(record)
        written = json.loads(json.dumps(dataclasses.asdict(record)))
        assert written["title"] == record.title


def test_what_another_process_unpickles_is_the_same() -> None:
    """As the workers of a pool, which have loaded nothing: on Python 3.14 by default."""
    records = load(TINY).records
    program = (
        "import pickle, sys, dataclasses\n"
        "one, twin = (pickle.loads(bytes.fromhex(sys.argv[1])) for _ in range(2))\n"
        "print(one == twin, hash(one) == hash(twin), len(dataclasses.asdict(one)))"
    )
    for cls in CLASSES.values():
        for record in [record for record in records if type(record) is cls][:1]:
            arguments = [sys.executable, "-c", program, pickle.dumps(record).hex()]
            done = subprocess.run(arguments, capture_output=True, text=True)
            wanted = f"True True {len(dataclasses.fields(record))}\n"
            assert (done.stdout, done.stderr) == (wanted, "")


def test_where_the_first_import_was_interrupted_the_next_one_works() -> None:
    program = (
        "import dataclasses, sys, cajad_cli\n"
        "made, make = [], dataclasses.dataclass\n"
        "def interrupted(*cls, **how):\n"
        "    made.append(how)\n"
        "    return make(*cls, **how) if len(made) < 5 else sys.exit()\n"
        "dataclasses.dataclass = interrupted\n"
        "try:\n"
        "    cajad_cli.load()\n"
        "except SystemExit:\n"
        "    dataclasses.dataclass = make\n"
        "    print(len(cajad_cli.load(sys.argv[1]).records))"
    )
    arguments = [sys.executable, "-c", program, str(TINY)]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("19\n", "")


@pytest.mark.parametrize("compiled", [False, True], ids=["YAML", "compiled"])
def test_every_thread_may_search(compiled: bool, sound: Path) -> None:
    summit = load(sound if compiled else TINY)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(summit.search, ["bridge"] * 100))
    assert found == {summit.search("bridge")}


@pytest.mark.parametrize("ringed", [False, True])
def test_a_store_that_is_let_go_closes_its_database(ringed: bool) -> None:
    """Python 3.13 warns of one that is left open. A ring is what an exception's traceback makes."""
    kept: list[object] = [load(TINY)]
    database = kept[0]._store._database  # type: ignore[attr-defined]
    if ringed:
        kept.append(kept)
    del kept
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")


def test_what_is_loaded_stays_as_it_was_whatever_becomes_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "data.yaml"
    file.write_text(TINY.read_text("utf-8"), "utf-8")
    summit = load(file)
    before = summit.search("steel")
    file.unlink()
    assert (summit.search("steel"), summit.find("KZ").id) == (before, "kazakhstan")


def test_ids_and_names_find_what_they_find_on_the_command_line() -> None:
    dataset = load(TINY)
    kazakhstan: Record = dataset.countries[0]
    assert dataset.get("kazakhstan") is kazakhstan
    assert dataset.get("Kazakhstan") is None
    for name in ("kazakhstan", "KZ", "Казахстан", "カザフスタン", "Kazakstan"):
        assert dataset.find(name) is kazakhstan
    with pytest.raises(NotFound, match="no record called 'Atlantis'"):
        dataset.find("Atlantis")


def test_search_gives_what_the_command_gives_in_its_order(run: Run, compiled: str) -> None:
    summit = load(compiled)
    for query in ("3 trillion yen", "who chaired", "カスピ海", "zzzz"):
        result = run("search", query, "-f", "json", "--limit", "5", expect=None)
        found = [(hit.record.id, hit.score, hit.snippet) for hit in summit.search(query, limit=5)]
        assert found == [(one["id"], one["score"], one["snippet"]) for one in result.json]


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadData):
        load(tmp_path / "missing.yaml")
    (tmp_path / "empty.yaml").touch()
    with pytest.raises(BadData):
        load(tmp_path / "empty.yaml")


@pytest.mark.parametrize("number", [-7, 0, 1000, 2**63 - 1])
def test_a_record_that_is_not_numbered_in_order_is_given_for_no_other(
    number: int, stranger: Path
) -> None:
    alter(stranger, "UPDATE record SET n = ? WHERE id = 'herald'", str(number))
    summit = load(stranger)
    assert summit.find("herald").id == "herald"
    assert [hit.record.id for hit in summit.search("Bridges", limit=1)] == ["bridges"]


def test_what_python_shows_of_a_dataset_acts_on_no_terminal(stranger: Path) -> None:
    alter(stranger, "UPDATE meta SET value = ? WHERE key = 'data:title'", "\x1b]0;x\a\u202e")
    assert repr(load(stranger)).startswith(r"<\x1b]0;x\x07\u202e: 19 records")


def test_find_says_what_is_wrong_with_a_file(stranger: Path) -> None:
    alter(stranger, "UPDATE word SET records = 'x'")
    with pytest.raises(BadData, match="compile it anew"):
        load(stranger).find("kazakstn")


def test_of_a_bug_or_a_broken_module_a_file_is_innocent(
    stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(error: Exception) -> Any:
        def resolve(*_: Any) -> None:
            raise error

        return resolve

    for file, error in ((TINY, LookupError()), (stranger, ImportError())):
        summit = load(file)
        monkeypatch.setattr(api, "resolve", broken(error))
        with pytest.raises(type(error)):
            summit.find("kazakhstan")


def test_importing_it_imports_nothing_of_the_program() -> None:
    program = "import sys, cajad_cli; print(*[m for m in sys.modules if m.startswith('cajad_cli')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["cajad_cli"]


def test_its_types_are_complete_for_those_who_use_it(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    script = tmp_path / "use.py"
    script.write_text(
        "from cajad_cli import load\n"
        "summit = load()\n"
        "leaders: list[str] = [country.leader for country in summit.countries]\n"
        "hits = summit.search('yen', limit=3)\n"
        "first: str = hits[0].record.title if hits else ''\n"
        "amounts: list[float | None] = [deal.value for deal in summit.deals]\n"
        "reveal_type(summit.get('japan'))\n"
        "reveal_type(summit.records[0].inferred)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, str(script)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout
    assert "cajad_cli.model.records.Record | None" in done.stdout
    # As most records have none.
    assert "Mapping[str, str] | None" in done.stdout


def test_the_example_of_the_document_is_true() -> None:
    document = str(ROOT / "docs" / "tools.md")
    done = doctest.testfile(document, module_relative=False, encoding="utf-8")
    assert (done.failed, done.attempted > 5) == (0, True)

"""The model: a field and a kind are declared once, and all else follows from that."""

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, TINY, lookups

from cajad_cli.api import Dataset
from cajad_cli.model import KINDS
from cajad_cli.model.records import CLASSES, PARTS, Meta
from cajad_cli.render.sqlite_export import schema

DECLARATION = """
    replies_to: Maybe = Reference(
        "the statement that it answers", "statement", heading="In answer to"
    ).maybe()
    echoes: Texts = References(
        "what it takes up", "statement", "analysis", heading="Takes up"
    ).maybe()
"""
LOAD = "import cajad_cli, sys; print(cajad_cli.load(sys.argv[1]).find('answer').replies_to)"


SHOWN = {
    "quixotic": ("statement", "Noether proposes a second bridge"),
    "bridge-view": ("analysis", "Bridges as a counterweight"),
}


class Changed:
    """The package with two more references in the model, and a dataset in which they stand."""

    def __init__(self, place: Path) -> None:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src" / "cajad_cli", place / "cajad_cli", ignore=ignored)
        records = place / "cajad_cli" / "model" / "records.py"
        head, statement, rest = records.read_text("utf-8").partition("class Statement(Record):\n")
        docstring, end, fields = rest.partition('"""\n')
        assert fields
        records.write_text(head + statement + docstring + end + DECLARATION + fields, "utf-8")
        self._place = place
        self.data = place / "data.yaml"
        root = yaml.safe_load(TINY.read_text("utf-8").replace("1.5 million", "2 million"))
        (first,) = root["statement"]
        first["id"] = "quixotic"
        self.answer = first | {"id": "answer", "title": "An answer", "text": "Ada Lovelace agreed."}
        self.answer |= {"replies_to": "quixotic", "echoes": ["quixotic", "bridge-view"]}
        root["statement"].append(self.answer)
        for source in root["source"]:
            if "date" in source:
                source["date"] = str(source["date"])
        self._root = root

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command says of the dataset, or what keeps it from answering."""
        self.data.write_text(json.dumps(self._root, default=str), "utf-8")
        environ = os.environ | {"PYTHONPATH": str(self._place), "CAJAD_DATA": str(self.data)}
        told = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, env=environ
        )
        assert told.returncode == code, told
        return told.stderr if code else told.stdout

    def cajad(self, *arguments: str, code: int = 0) -> str:
        """The same of a command line of cajad."""
        return self.run("-m", "cajad_cli", *arguments, code=code)


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    return Changed(tmp_path)


def test_a_reference_that_is_declared_is_checked(changed: Changed) -> None:
    for wrong, said in (
        ("quixotik", "there is no statement 'quixotik'; did you mean quixotic?"),
        ("kazakhstan", "'kazakhstan' is of kind country; name a record of kind statement"),
        ("answer", "names the record itself; remove it"),
    ):
        changed.answer["replies_to"] = wrong
        assert f"replies_to: {said}" in changed.cajad("validate", code=3)
    changed.answer["replies_to"] = "quixotic"
    changed.answer["echoes"] = ["quixotic", "kazakhstan"]
    assert "echoes[2]: 'kazakhstan' is of kind country" in changed.cajad("validate", code=3)


def test_a_reference_that_is_declared_is_shown_under_its_heading_and_linked_back(
    changed: Changed,
) -> None:
    shown = changed.cajad("show", "answer").splitlines()
    for heading, keys in (("In answer to", ["quixotic"]), ("Takes up", ["bridge-view"])):
        (at,) = (n for n, line in enumerate(shown) if line.startswith(f"{heading} ─"))
        for line, key in zip(shown[at + 1 :], keys, strict=False):
            # The kind and the title of what it leads to, not its bare id.
            kind, title = SHOWN[key]
            assert re.fullmatch(rf"{kind} +{title} +(official · )?{key}", line)
    assert "replies_to" not in "\n".join(shown)
    for key in ("quixotic", "bridge-view"):
        _, _, links = changed.cajad("show", key).partition("See also ─")
        assert "An answer" in links


def test_a_reference_that_is_declared_is_not_searched_as_words(changed: Changed) -> None:
    found = json.loads(changed.cajad("search", "quixotic", "-f", "json"))
    assert [record["id"] for record in found] == ["quixotic"]


def test_a_reference_that_is_declared_is_written_in_every_format(
    changed: Changed, tmp_path: Path
) -> None:
    (answer,) = (
        record for record in json.loads(changed.cajad("export")) if record["id"] == "answer"
    )
    assert (answer["replies_to"], answer["echoes"]) == ("quixotic", ["quixotic", "bridge-view"])
    rows = list(csv.DictReader(changed.cajad("export", "-f", "csv").splitlines()))
    (row,) = (row for row in rows if row["id"] == "answer")
    assert (row["replies_to"], row["echoes"]) == ("quixotic", "quixotic; bridge-view")
    properties = json.loads(changed.cajad("schema"))["$defs"]["statement"]["properties"]
    assert properties["replies_to"]["description"] == "the statement that it answers"
    assert changed.run("-c", LOAD, str(changed.data)) == "quixotic\n"
    changed.cajad("export", "-f", "sqlite", "-o", str(tmp_path / "out.db"))
    with closing(sqlite3.connect(tmp_path / "out.db")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        answers = database.execute("SELECT id FROM statement WHERE replies_to = 'quixotic'")
        assert answers.fetchall() == [("answer",)]
        links = database.execute("SELECT linked FROM record_echoes ORDER BY position")
        assert links.fetchall() == [("quixotic",), ("bridge-view",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_field_has_a_name_for_programs_and_a_heading_for_people() -> None:
    for cls in (*CLASSES.values(), *PARTS, Meta):
        fields = cls.fields
        headings = [field.heading for field in fields]
        assert len(set(headings)) == len(headings), cls
        for field in fields:
            assert field.name.islower()
            assert field.heading[0].isupper()
            assert "_" not in field.heading
            assert field.type.doc


def test_the_table_of_kinds_is_complete() -> None:
    assert list(CLASSES) == list(KINDS)
    shown = {lookup.command for lookup in lookups("records")}
    attributes = [name for name in Dataset.__dataclass_fields__ if not name.startswith("_")]
    assert attributes == ["meta", *(kind.plural for kind in KINDS.values()), "records"]
    for kind in KINDS.values():
        fields = {field.name for field in CLASSES[kind.name].fields}
        assert {*kind.columns.split()} <= fields
        assert kind.weight > 0
        assert kind.reports <= kind.sourced
        commands = {"summit": "overview", "event": "timeline"}
        assert {kind.name, kind.plural, commands.get(kind.name)} & shown
        assert f"CREATE TABLE {kind.name} (" in schema()

"""Puts data/summit.yaml into its canonical form, or with --check says where it is not.

Sections stand in the order of the kinds, fields in the order of the model, events by date and
sources by id; lines are at most 100 columns wide where words allow. The comment at the head of
the file is kept; the line above each section is written from the model.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from cajad_cli.ingest.reader import read_values
from cajad_cli.model.fields import Parts
from cajad_cli.model.records import CLASSES, SECTIONS, Meta, Withdrawn

FILE = Path(__file__).resolve().parent.parent / "data" / "summit.yaml"


class _Dumper(yaml.SafeDumper):
    """Block style with lists indented, dates unquoted as cajad reads them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Row(list):
    """A list of names or ids, which stands on one line where it fits."""


_Dumper.add_representer(
    _Row, lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, True)
)


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def tidy(text: str) -> str:
    """The canonical form of the text of a dataset.

    Raises ValueError if a comment stands among the records, where it would be lost.
    """
    head, separator, body = text.partition("\nmeta:\n")
    for number, line in enumerate(body.splitlines(), head.count("\n") + 3):
        if line.lstrip().startswith("#") and not line.startswith("# --- "):
            raise ValueError(f"line {number}: a comment among records is lost; use the field note")
    root = read_values(text.encode(), "data/summit.yaml")
    parts = [head + "\n" if separator else "", _dump({"meta": _ordered(root["meta"], Meta)})]
    if "origins" in root:
        lead = f"\n# --- origins: {SECTIONS['origins'].doc}.\n"
        parts.append(lead + _dump({"origins": sorted(root["origins"], key=str.casefold)}))
    for kind, cls in CLASSES.items():
        records = [_ordered(record, cls) for record in root.get(kind, ())]
        if kind == "event":
            records.sort(key=lambda event: (str(event["date"]), event["id"]))
        elif kind == "source":
            records.sort(key=lambda source: source["id"])
        if records:
            parts.append(
                f"\n# --- {kind}: {(cls.__doc__ or '').strip()}\n" + _dump({kind: records})
            )
    if "withdrawn" in root:
        gone = [_ordered(record, Withdrawn) for record in root["withdrawn"]]
        lead = f"\n# --- withdrawn: {SECTIONS['withdrawn'].doc}.\n"
        parts.append(lead + _dump({"withdrawn": sorted(gone, key=lambda record: record["id"])}))
    return "".join(parts)


def _ordered(record: dict[str, Any], cls: type) -> dict[str, Any]:
    """The fields of a record in the order of the model, lists of names each on a line."""
    ordered = {}
    for field in cls.fields:
        if field.name in record:
            value = record[field.name]
            if field.name in ("backs", "keywords") or field.type.form == "references":
                value = _Row(value)
            elif type(field.type) is Parts:
                value = [_ordered(part, field.type.cls) for part in value]
            ordered[field.name] = value
    return ordered


def _dump(value: dict[str, Any]) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def first_difference(text: str, wanted: str) -> str:
    """What to change, for a person: the first line that is not as it should be."""
    lines, others = text.splitlines(), wanted.splitlines()
    for number, (line, other) in enumerate(zip(lines, others, strict=False), 1):
        if line != other:
            return (
                f"line {number} is\n  {line}\nand should be\n  {other}\nRun python scripts/tidy.py."
            )
    return f"line {min(len(lines), len(others))}: lines are missing or too many there"


def main() -> int:
    """Tidy the file, or check it."""
    text = FILE.read_text(encoding="utf-8")
    wanted = tidy(text)
    if "--check" in sys.argv[1:]:
        if text != wanted:
            print(f"data/summit.yaml is not in canonical form: {first_difference(text, wanted)}")
            return 1
        return 0
    FILE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Checks the values of a data file against the declared fields and the rules between records.

Every problem is found before any is reported, and nothing is changed.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from cajad_cli.errors import BadData
from cajad_cli.ingest.links import broken_links
from cajad_cli.ingest.reader import MAX_PROBLEMS, locate, read_bytes, read_values
from cajad_cli.model.fields import broken_fields
from cajad_cli.model.records import CLASSES, SECTIONS, Meta
from cajad_cli.model.values import SEE, Finding, Path, Problem
from cajad_cli.text.safe import counted, shown_path, visible
from cajad_cli.text.suggest import suggestion


def read_dataset(file: str, content: bytes | None = None) -> dict[str, Any]:
    """The sound values of a data file, or of this content. Raises BadData with every problem."""
    content = read_bytes(file) if content is None else content
    root = read_values(content, file)
    check(root, content, file)
    return root


def check(root: dict[str, Any], content: bytes, file: str) -> None:
    """Pass a sound dataset; otherwise raise BadData with its first MAX_PROBLEMS problems.

    Rules between records are asked once each record is sound by itself.
    """
    findings = list(islice(_broken_records(root), MAX_PROBLEMS)) or list(
        islice(broken_links(root), MAX_PROBLEMS)
    )
    if not findings:
        return
    places = locate(content, [path for path, _, _ in findings])
    name = shown_path(file)
    problems = sorted(
        Problem(name, *places[path], _field_name(path), message, cure)
        for path, message, cure in findings
    )
    many = counted(len(findings), "problem")
    more = " and perhaps more" if len(findings) == MAX_PROBLEMS else ""
    raise BadData(f"{name} is not a sound dataset: {many}{more}", tuple(problems))


def _field_name(path: Path) -> str:
    """The path within its record, as people write it: `sources[2].locator`."""
    inside = path[2:] or path or ("file",)
    name = "".join(
        f"[{part + 1}]" if isinstance(part, int) else "." + (part or "''") for part in inside
    )
    return visible(name.removeprefix("."), 80)


def _broken_records(root: dict[str, Any]) -> Iterator[Finding]:
    """Whatever is wrong with a dataset's heading, its sections and each record by itself."""
    meta = root.get("meta")
    if isinstance(meta, dict):
        yield from broken_fields(meta, Meta, ("meta",))
    else:
        yield ("meta",), "is missing or not a mapping", "begin the file with title, version, as_of"
    count = 0
    for section, records in root.items():
        if section == "meta":
            continue
        if section in SECTIONS:
            yield from SECTIONS[section].findings(records, (section,))
        elif section not in CLASSES:
            cure = suggestion(section, [*CLASSES, *SECTIONS], SEE)
            yield (section,), "is not a kind of record", cure
        elif not isinstance(records, list):
            yield (section,), "is not a list of records", "begin each record with '- id:'"
        else:
            count += len(records)
            for number, record in enumerate(records):
                if isinstance(record, dict):
                    yield from broken_fields(record, CLASSES[section], (section, number))
                    yield from _lonely_fields(record, (section, number))
                else:
                    yield (section, number), "is not a record", "begin it with '- id:'"
    if not count:
        yield (), "holds no records", "add a list of records under one of the kinds"


def _lonely_fields(record: dict[str, Any], path: Path) -> Iterator[Finding]:
    """A field without those that it means nothing without."""
    present = [name for name in ("value", "unit", "qualifier") if name in record]
    if present and len(present) < 3:
        yield (*path, present[0]), "stands alone", "give value, unit and qualifier together"
    if "sum_of" in record and "value" not in record:
        yield (*path, "sum_of"), "adds up to no value", "give value, unit and qualifier"
    if "status" in record and "as_of" not in record:
        yield (*path, "status"), "stands alone", "give as_of, the day for which it is true"

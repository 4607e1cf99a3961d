"""The rules that each record of a data file keeps by itself: its fields, and which go together."""

from collections.abc import Iterator
from typing import Any

from cajad_cli.model.fields import broken_fields
from cajad_cli.model.records import CLASSES, SECTIONS, Meta
from cajad_cli.model.values import SEE, Finding, Path
from cajad_cli.text.suggest import suggestion


def broken_records(root: dict[str, Any]) -> Iterator[Finding]:
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

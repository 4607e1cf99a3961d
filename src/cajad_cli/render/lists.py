"""Lists of records of one kind: tables of those that compare, entries of those that are read."""

from typing import Any

from rich.text import Text

from cajad_cli.model.kinds import KINDS
from cajad_cli.query.views import Gathered
from cajad_cli.render.notes import write_most_cited
from cajad_cli.render.page import Cell, Page, joined, plain
from cajad_cli.render.wording import amount, status, titled, trust, when

Record = dict[str, Any]


def write_list(page: Page, shown: Gathered) -> None:
    """Records of a kind, with the sources that most rest on."""
    kind = KINDS[shown.records[0]["kind"]]
    columns = kind.columns.split()
    if columns:
        headings = {field.name: field.heading for field in shown.fields[kind.name]}
        page.table(
            [headings[name] for name in columns],
            ([cell(record, name, shown) for name in columns] for record in shown.records),
            right=headings["value"] if "value" in columns else "",
        )
    else:
        _write_entries(page, shown.records)
    write_most_cited(page, shown.records)


def cell(record: Record, name: str, shown: Gathered) -> Cell:
    """A field of a record as a table shows it."""
    if name == "title":
        return titled(record, KINDS[record["kind"]].style or "heading")
    if name == "status":
        return status(record)
    if name == "trust":
        return trust(record)
    if name == "value":
        return amount(record)
    if name == "date":
        return when(record)
    value = record.get(name, "")
    if name == "areas" and not value:
        return "area not stated"
    if isinstance(value, list):
        return "; ".join(named(key, shown) for key in value)
    return str(value)


def named(key: str, shown: Gathered) -> str:
    """What a country or area of this id is called; anything else as it stands."""
    other = shown.others.get(key)
    return other["title"] if other and other["kind"] in ("country", "area") else key


def _write_entries(page: Page, records: list[Record]) -> None:
    for number, record in enumerate(records):
        if number:
            page.blank()
        who = record.get("speaker") or record.get("author", "")
        style = KINDS[record["kind"]].style or "heading"
        parts = [plain(who, style), when(record), record.get("type", ""), trust(record)]
        page.line(apart(parts), hang=2)
        page.line(record["text"], indent=2)
        page.line(plain(record["id"], "id"), indent=2)


def apart(parts: list[Cell]) -> Text:
    """Those of the texts that are not empty, in a row."""
    return joined([part for part in parts if part], "  ")

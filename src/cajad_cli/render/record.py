"""Records whole, a source with what rests on it, and what a search found."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from cajad_cli.model.kinds import KINDS
from cajad_cli.query.views import MOST_BACKLINKS, Gathered
from cajad_cli.render.formats import cell
from cajad_cli.render.lists import apart, named
from cajad_cli.render.page import GAP, STYLES, Cell, Page, link, plain
from cajad_cli.render.wording import amount, titled, trust, when
from cajad_cli.text.highlight import marked
from cajad_cli.text.safe import counted

Record = dict[str, Any]

# What a screen of a record shows elsewhere than among its fields.
_ELSEWHERE = frozenset("id kind title text sources trust keywords positions unit qualifier".split())


def write_source(page: Page, shown: Gathered) -> None:
    """One source and all that rests on it."""
    source, *resting = shown.records
    page.line(plain(source["title"], "heading"))
    page.fields([("Id", plain(source["id"], "id")), *_fields(source, shown)])
    page.heading(f"What rests on it: {counted(len(resting), 'record')}")

    def cells() -> Iterator[list[Cell]]:
        for record in resting:
            where = "; ".join(c["locator"] for c in record["sources"] if c["id"] == source["id"])
            yield [titled(record, ""), record["kind"], where]

    page.table(("Title", "Kind", "Where"), cells())


def write_records(page: Page, shown: Gathered) -> None:
    """Records whole, one after the other."""
    for number, record in enumerate(shown.records):
        if number:
            page.blank()
        _write_record(page, record, shown)


def _write_record(page: Page, record: Record, shown: Gathered) -> None:
    page.line(plain(record["title"], "heading"))
    style = KINDS[record["kind"]].style
    page.line(apart([plain(record["kind"], style), plain(record["id"], "id"), trust(record)]))
    page.blank()
    page.line(record["text"])
    pairs = list(_fields(record, shown))
    if pairs:
        page.blank()
        page.fields(pairs)
    if "positions" in record:
        page.heading(_headings(record, shown)["positions"])
    for position in record.get("positions", ()):
        page.item(apart([position["says"], plain(", ".join(position["sources"]), "id")]))
    if record["sources"]:
        page.heading("Sources")
    for citation in record["sources"]:
        _write_citation(page, citation, shown.others[citation["id"]])
    _write_links(page, record, shown)
    page.blank()
    told = f"An error in it? Report the id {record['id']}, the field and a source: see"
    page.line(plain(f"{told} 'Correct a fact' in CONTRIBUTING.md.", "label"))


def _headings(record: Record, shown: Gathered) -> dict[str, str]:
    return {field.name: field.heading for field in shown.fields[record["kind"]]}


def _write_links(page: Page, record: Record, shown: Gathered) -> None:
    """The records that it refers to, under the heading of the field, and those that name it."""
    headings = _headings(record, shown)
    linked = {name: _as_list(record[name]) for name in _linked(record, shown)}
    backlinks = shown.backlinks[record["id"]]
    linked["related"] = [*linked.get("related", ()), *backlinks[:MOST_BACKLINKS]]
    told: set[str] = set()
    for name, keys in linked.items():
        fresh = [key for key in dict.fromkeys(keys) if key not in told]
        told.update(fresh)
        if fresh:
            page.heading(headings[name])
        for key in fresh:
            other = shown.others[key]
            dated = when(other) if name == "steps" else f"({other['kind']})"
            page.item(apart([plain(dated, "label"), other["title"], plain(key, "id")]))
    if (more := len(backlinks) - MOST_BACKLINKS) > 0:
        page.line(plain(f"and {more:,} more that name it", "label"), indent=GAP)


def _linked(record: Record, shown: Gathered) -> list[str]:
    """The fields that refer to records, but countries and areas, which are words for people."""
    return [
        field.name
        for field in shown.fields[record["kind"]]
        if field.form in ("reference", "references")
        and field.name in record
        and field.name not in ("countries", "areas")
    ]


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _write_citation(page: Page, citation: Record, source: Record) -> None:
    """A source as it is cited: which, where in it, for what, and how to get there."""
    page.item(apart([plain(source["id"], "id"), source["title"]]))
    where = [citation["locator"], source["publisher"], source.get("date", "no date")]
    if "backs" in citation:
        where.append(f"for {', '.join(citation['backs'])}")
    page.line("; ".join(where), indent=4)
    if "url" in source:
        page.line(link(source["url"]), indent=4)


def _fields(record: Record, shown: Gathered) -> Iterator[tuple[str, Cell]]:
    """The fields of a record that are no text and no link, each under its heading."""
    links = _linked(record, shown)
    for name, heading, form in shown.fields[record["kind"]]:
        if name not in record or name in _ELSEWHERE or name in links:
            continue
        value = record[name]
        if name == "value":
            yield heading, amount(record)
        elif form == "url":
            yield heading, link(value)
        elif form == "references":
            yield heading, ", ".join(named(key, shown) for key in value)
        else:
            yield heading, cell(value)


def write_hits(page: Page, shown: Gathered) -> None:
    """What a search found, the words it was found by highlighted."""
    for record in shown.records:
        parts = [plain(record["id"], "id"), plain(record["kind"], KINDS[record["kind"]].style)]
        if "trust" in record:
            parts.append(trust(record))
        title = _highlighted(record["title"], shown.words, "heading")
        number = plain(f"{record['rank']}. ", "label")
        page.line(title, marker=number)
        page.line(_highlighted(record["snippet"], shown.words), indent=number.cell_len)
        page.flow(parts, indent=number.cell_len)
    page.blank()
    page.line(plain("cajad show ID gives a record whole, with its sources.", "label"))


def _highlighted(text: str, words: Sequence[str], style: str = "") -> Text:
    highlighted = plain(text, style)
    for start, end in marked(highlighted.plain, words):
        highlighted.stylize(STYLES["found"], start, end)
    return highlighted

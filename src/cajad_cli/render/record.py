"""Records whole, a source with what rests on it, and what a search found."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from cajad_cli.query.view import MOST_LINKED, Gathered
from cajad_cli.render.formats import cell
from cajad_cli.render.items import settled
from cajad_cli.render.layout import GAP, STYLES, Cell, Item, Page, joined, link, plain, sign, signed
from cajad_cli.render.lists import footer, narrowed, sentences, write_positions
from cajad_cli.render.notes import Notes, parts_of
from cajad_cli.render.wording import (
    amount,
    amount_in_full,
    codes,
    day,
    first_sources,
    flush_day,
    names,
    remarks,
    short_name,
    status,
    trust,
    when,
)
from cajad_cli.text.highlight import marked
from cajad_cli.text.safe import counted

Record = dict[str, Any]

# What a screen of a record shows elsewhere than among its fields.
_ELSEWHERE = frozenset(
    "id kind title text sentences sources keywords positions assessment settled unit qualifier"
    " as_of inferred".split()
)
_LANGUAGES = {"en": "English", "ja": "Japanese", "ru": "Russian"}


def write_records(page: Page, shown: Gathered) -> None:
    """Records whole, one after the other."""
    for number, record in enumerate(shown.records):
        if number:
            page.blank()
        _write_record(page, record, shown)
    first = shown.records[0]
    footer(
        page,
        shown,
        f"cajad cite {first['id']}  its sources as citations" if first["sources"] else "",
        f"cajad open {first['id']}  its first source, at the passage" if first["sources"] else "",
    )


def _write_record(page: Page, record: Record, shown: Gathered) -> None:
    notes = Notes(shown)
    page.heading(record["title"], record["kind"], sign("dot"), record["id"])
    page.prose(*sentences(record, notes, every=True))
    if record["kind"] == "dispute":
        page.blank()
        page.prose(settled(record))
        write_positions(page, record, shown, GAP)
    fields = list(_fields(record, shown, notes))
    if fields:
        page.blank()
        page.fields(fields)
    _write_address(page, record)
    reasons = record.get("inferred", {})
    if reasons:
        page.section("Our reading: no source says so", str(len(reasons)))
        page.fields([(_said(name, record, shown), why) for name, why in reasons.items()])
    _write_links(page, record, shown)
    if record["sources"]:
        _write_citations(page, record, shown, notes)


def _fields(record: Record, shown: Gathered, notes: Notes) -> Iterator[tuple[str, Cell]]:
    """The fields of a record that are no text and no link, each under its heading."""
    links = _linked(record, shown)
    for name, heading, form in shown.fields[record["kind"]]:
        if name not in record or name in _ELSEWHERE or name in links or form == "url":
            continue
        value = record[name]
        told: Cell
        if name == "value":
            told = amount_in_full(record)
        elif name == "status":
            told = joined([status(record), f"as of {day(record['as_of'])}"])
        elif name == "trust":
            told = trust(record)
        elif name == "occasion":
            told = {"summit": "at the summit"}.get(value, f"{value} the summit")
        elif form == "date":
            told = day(value)
        elif form == "references":
            told = names(value, shown.others)
        elif form == "mapping":
            told = ", ".join(f"{item} ({key})" for key, item in value.items())
        else:
            told = cell(value).replace("; ", ", ")
        if name in record.get("inferred", {}):
            told = joined([told, plain("(our reading)", "our reading")])
        yield heading, joined([told, notes.mark(record, *parts_of(record, name), every=True)])


def _write_address(page: Page, record: Record, indent: int = 0) -> None:
    """The address of a source."""
    if "url" in record:
        page.address(record["url"], indent)


def _said(part: str, record: Record, shown: Gathered) -> str:
    """What a field, sentence or position is called for people."""
    name, _, number = part.partition(".")
    if name == "text":
        return f"Sentence {number}" if number else "Text"
    heading = next((f.heading for f in shown.fields[record["kind"]] if f.name == name), name)
    return f"{heading} {number}".strip()


def _linked(record: Record, shown: Gathered) -> list[str]:
    """The fields that refer to records, but countries and areas, which are words for people."""
    return [
        field.name
        for field in shown.fields[record["kind"]]
        if field.form in ("reference", "references")
        and field.name in record
        and field.name not in ("countries", "areas")
    ]


def _write_links(page: Page, record: Record, shown: Gathered) -> None:
    """The records that it refers to, under the heading of the field, and those that name it."""
    headings = {field.name: field.heading for field in shown.fields[record["kind"]]}
    names_ = sorted(_linked(record, shown), key=lambda name: name != "disputed_by")
    linked = {name: _as_list(record[name]) for name in names_}
    backlinks = shown.backlinks[record["id"]]
    linked["related"] = [*linked.get("related", ()), *backlinks[:MOST_LINKED]]
    told: set[str] = {record["id"]}
    for name, keys in linked.items():
        fresh = [key for key in dict.fromkeys(keys) if key not in told]
        told.update(fresh)
        if fresh:
            more = max(len(backlinks) - MOST_LINKED, 0) if name == "related" else 0
            page.section(
                headings[name], f"{len(fresh)}{f' of {len(fresh) + more}' if more else ''}"
            )
            page.items([_link(shown.others[key]) for key in fresh])


def _link(other: Record) -> Item:
    lead: Cell = other["kind"]
    if other["kind"] == "dispute":
        lead = settled(other)
    elif other["kind"] == "event":
        lead = flush_day(other["date"])
    return Item(lead, plain(other["title"]), other["id"])


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _write_citations(page: Page, record: Record, shown: Gathered, notes: Notes) -> None:
    """Each source with its passages: where they stand and what they hold."""
    cited = list(dict.fromkeys(citation["id"] for citation in record["sources"]))
    page.section("Sources", counted(len(cited), "source"))
    for key in sorted(cited, key=lambda key: notes.number(key)):
        source = shown.others[key]
        page.prose(
            plain(f"[{notes.number(key)}]", "heading"),
            joined([short_name(source), *_particulars(source)], ", "),
            signed("primary" if source["type"] == "primary" else "press", source["type"]),
            key,
        )
        page.prose(source["title"], indent=4)
        for citation in record["sources"]:
            if citation["id"] == key:
                page.prose(*_passage(citation, record, shown), indent=4)
        _write_address(page, source, 4)


def _particulars(source: Record) -> Iterator[str]:
    """Date, language, whose report it relays, and how much of it was read, as far as told."""
    yield day(source["date"]) if "date" in source else "no date"
    if source["language"] != "en":
        yield f"in {_LANGUAGES.get(source['language'], source['language'])}"
    if "origin" in source:
        yield f"relays {source['origin']}"
    if source.get("read") not in (None, "whole"):
        yield "not read" if source["read"] == "unread" else f"read: {source['read']}"


def _passage(citation: Record, record: Record, shown: Gathered) -> Iterator[Cell]:
    where = link(citation["locator"], citation.get("link", ""))
    held = ", ".join(_said(part, record, shown) for part in citation.get("backs", ()))
    yield joined([where, f"holds {held or 'all of it'}"], ": ")
    if "origin" in citation:
        yield f"(relays {citation['origin']})"
    if "type" in citation:
        yield f"(as {citation['type']})"
    if "seen" in citation:
        yield plain("(passage not seen)", "unknown")


def write_source(page: Page, shown: Gathered) -> None:
    """One source and all that rests on it."""
    source, *resting = shown.records
    notes = Notes(shown)
    page.heading(source["title"], source["id"])
    page.fields(_fields(source, shown, notes))
    _write_address(page, source)
    page.section("What rests on it", counted(len(resting), "record"))
    items = []
    for record in resting:
        passages = [c for c in record["sources"] if c["id"] == source["id"]]
        where = "; ".join(dict.fromkeys(c["locator"] for c in passages))
        marks_ = ["", record["id"], where]
        items.append(Item(trust(record) or record["kind"], plain(record["title"]), "", marks_))
    page.items(items)
    footer(
        page,
        shown,
        f"cajad open {source['id']}  the page itself",
        f"cajad cite {source['id']}  as a citation",
    )


def write_hits(page: Page, shown: Gathered) -> None:
    """What a search found, with its words highlighted; an answer above, if there is one."""
    first = shown.records[0]
    page.heading(f"Found{narrowed(shown)}", f"best {len(shown.records)} of {shown.total}")
    answer = first.get("answer")
    if answer:
        page.prose(plain(answer["text"], "heading"), answer["heading"], answer["id"])
    for command in first.get("see", ()):
        page.prose(plain(command, "command"), "lists them")
    for record in shown.records:
        page.blank()
        style = "" if record["kind"] == "source" else "heading"
        lead = settled(record) if record["kind"] == "dispute" else ""
        page.prose(f"{record['rank']}.", lead, _highlighted(record["title"], shown.words, style))
        page.prose(_highlighted(record["snippet"], shown.words), indent=4)
        if record["kind"] == "dispute":
            page.prose(sign("verdict"), record["assessment"], indent=4)
        missing = record.get("missing", ())
        told: list[Cell] = [
            record["kind"],
            record["id"],
            codes(record, shown.others),
            when(record),
            amount(record),
            status(record),
            *remarks(record),
            trust(record),
            first_sources(record, shown.others),
            plain(f"without: {', '.join(missing)}", "unknown") if missing else "",
            *(plain(f"not exact: {told}", "unknown") for told in record.get("inexact", ())),
        ]
        page.flow(told, sign("dot"), indent=4)
    footer(
        page,
        shown,
        f"cajad show {first['id']}  whole, with its sources",
        f"cajad cite {first['id']}  its sources as citations" if first["sources"] else "",
    )


def _highlighted(text: str, words: Sequence[str], style: str = "") -> Text:
    shown = plain(text, style)
    for start, end in marked(shown.plain, words):
        shown.stylize(STYLES["found"], start, end)
    return shown

"""Records whole, a source with what rests on it, and what a search found."""

from collections.abc import Callable, Iterable

from rich.text import Text

from cajad_cli.render import TIE, wording
from cajad_cli.render.formats import cell
from cajad_cli.render.layout import Item
from cajad_cli.render.lists import legend, write_claims
from cajad_cli.render.looks import LOOKS, Cell, joined, link, plain, sign
from cajad_cli.render.screen import Commands, Screen, line
from cajad_cli.render.wording import Notes, Record, of, parts_of, settled, whole_of
from cajad_cli.store.store import FieldInfo
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.words import marked

# What a screen of a record shows elsewhere than among its fields.
_ELSEWHERE = frozenset(
    "id kind title text sentences sources keywords positions assessment settled unit qualifier"
    " as_of inferred url".split()
)
_PAGE = "cajad open {}  the page itself"
# Fields that have words of their own.
_IN_WORDS: dict[str, Callable[[Record], Cell]] = {
    "value": wording.amount,
    "type": lambda record: joined([wording.sort(record), *wording.planned(record)]),
    "trust": wording.trust,
    "status": lambda record: joined([wording.status(record), wording.as_of(record)]),
    "occasion": lambda record: record["occasion"].replace("summit", "at") + " the summit",
    "language": lambda record: wording.language(record["language"]),
    "languages": lambda record: ", ".join(map(wording.language, record["languages"])),
}


def write_record(page: Screen) -> Commands:
    """Records whole, one after the other."""
    for record in page.records:
        notes = Notes(page.others)
        for citation in record["sources"]:
            # They have the numbers by which `cajad cite` and `cajad open` call them.
            notes.cited.setdefault(citation["id"], citation)
        page.blank()
        page.heading(wording.titled(record), wording.kind(record), record["id"])
        if record["kind"] != "source":
            page.prose(*notes.sentences(record))
        if record["kind"] == "dispute":
            page.section("Who says what", settled(record))
            page.prose(*legend())
            write_claims(page, record, is_headed=True)
        _write_fields(page, record, notes)
        if reasons := record.get("inferred", {}):
            page.section("Our reading: no source says so", str(len(reasons)))
            said = ((_said(page, record, name), why) for name, why in reasons.items())
            page.fields((name[:1].upper() + name[1:], why) for name, why in said)
        _write_links(page, record)
        _write_citations(page, record, notes)
    first, key = page.records[0], page.first
    if first["kind"] == "source":
        return [f"cajad sources {key}  what rests on it", _PAGE.format(key) * ("url" in first)]
    if first["kind"] == "unknown":
        return ["cajad unknown  what else is not known"]
    cite = f"cajad cite {key}  its sources; for LaTeX: --style bibtex"
    briefing = f"cajad {key}  a briefing on it" if first["kind"] == "country" else ""
    if not first["sources"]:
        return [briefing]
    # What has no address is passed over.
    is_first = "link" in first["sources"][0]
    has_page = any("link" in citation for citation in first["sources"])
    told = "source [1], at the passage" if is_first else "the first source with a page"
    return [briefing, cite, f"cajad open {key}  {told}" if has_page else ""]


def _write_fields(page: Screen, record: Record, notes: Notes) -> None:
    """The fields of a record that are no text and no link, each under its heading."""
    told: list[tuple[str, Cell]] = []
    for field in page.shown.fields[record["kind"]]:
        name, value = field.name, record.get(field.name)
        if value is None or name in _ELSEWHERE or _is_link(field):
            continue
        if isinstance(value, dict):
            for code, named in value.items():
                parts = [named, f"({wording.language(code)})", notes.mark(record, f"{name}.{code}")]
                told.append((field.heading, joined(parts)))
            continue
        if name in _IN_WORDS:
            said = _IN_WORDS[name](record)
        elif field.form == "date":
            said = wording.day(value)
        elif field.form == "references":
            said = wording.names(value, page.others)
        else:
            said = ", ".join(map(cell, value)) if isinstance(value, list) else cell(value)
        backing = notes.mark(record, *parts_of(record, name))
        told.append((field.heading, joined([said, wording.ours(record, name), backing])))
    if record["kind"] == "unknown":
        told.append(("Looked for until", wording.day(record["as_of"])))
    if told:
        page.blank()
        page.fields(told)
    if "url" in record:
        page.line(link(record["url"], record["url"]))


def _is_link(field: FieldInfo) -> bool:
    """Whether it refers to records, but countries and areas, which are words."""
    in_words = ("countries", "areas", "speaks_for")
    return field.form in ("reference", "references") and field.name not in in_words


def _said(page: Screen, record: Record, part: str) -> str:
    """What a field, sentence or claim is called for people."""
    name, _, number = part.partition(".")
    if name == "text":
        return f"sentence {number}" if number else "text"
    by = {"initiative": "who announced it", "target": "whose it is"}
    called = {"by": by.get(record["kind"], "who promised it"), "positions": "claim"}
    headings = {field.name: field.heading for field in page.shown.fields[record["kind"]]}
    told = (headings | called).get(name, name)
    told = told if told[:2].isupper() else told[:1].lower() + told[1:]
    return f"{told} {wording.language(number)}".strip()


def _write_links(page: Screen, record: Record) -> None:
    """The records that it refers to, under the heading of the field, and those that name it."""
    backlinks = page.shown.backlinks[record["id"]]
    named = [page.others[key] for key in backlinks if key in page.others]
    # Disputes come first, then what is counted in it.
    linked: dict[str, list[str]] = {"disputed_by": [], "parts": [*record.get("sum_of", ())]}
    linked["parts"] += [one["id"] for one in named if whole_of(one, [record["id"]])]
    headings = {"parts": "What is reported of it" if record["kind"] == "document" else "Parts"}
    for field in page.shown.fields[record["kind"]]:
        headings[field.name] = field.heading
        if _is_link(field) and field.name in record:
            ids = record[field.name]
            linked[field.name] = [ids] if field.form == "reference" else ids
    linked["related"] = [*linked.get("related", ()), *(one["id"] for one in named)]
    if record["kind"] == "source":
        headings["related"] = "What rests on it"
    told = {record["id"]}
    for name, keys in linked.items():
        fresh = [key for key in dict.fromkeys(keys) if key not in told]
        told.update(fresh)
        if fresh:
            more = len(backlinks) - len(named) if name == "related" else 0
            page.section(headings[name], of(len(fresh), len(fresh) + more))
            page.items(line(page.others[key], name == "parts") for key in fresh)


def _write_citations(page: Screen, record: Record, notes: Notes) -> None:
    """Each source with its passages: where they stand and what they hold."""
    if notes.cited:
        page.section("Sources", str(len(notes.cited)))
    room = len(f"[{len(notes.cited)}]") + 1
    for number, key in enumerate(notes.cited, 1):
        source = page.others[key]
        told = [
            wording.short(source["publisher"]),
            wording.when(source) or "no date",
            f"in {wording.language(source['language'])}" if source["language"] != "en" else "",
            f"relays {source['origin']}" if "origin" in source else "",
            wording.read(source) if source.get("read", "whole") != "whole" else "",
        ]
        shown = sign("primary" if source["type"] == "primary" else "press")
        sort = plain(f"{shown} {source['type']}{sign('dot')}{key}", unbroken=True)
        begin = plain(f"[{number}]".ljust(room - 1), "heading")
        page.prose(joined(told, ", "), sort, begin=begin)
        page.prose(wording.titled(source), indent=room)
        for citation in (one for one in record["sources"] if one["id"] == key):
            where = link(citation["locator"], citation.get("link", ""))
            # It is no quotation: by these words the passage is found.
            words = f"look for: {citation['phrase']};" if "phrase" in citation else ""
            held = _held(page, record, citation.get("backs", ()))
            sort_here = citation.get("type", "").replace("press", "a report of others' words")
            page.prose(
                joined([where, words], ", "),
                f"for {held or 'all of it'}",
                f"(relays {citation['origin']})" if "origin" in citation else "",
                f"(here {sort_here})" if sort_here else "",
                plain("(passage not seen)" if "seen" in citation else "", "unknown"),
                indent=room,
            )
        if "url" in source:
            # On one unbroken line, so that it copies.
            page.line(joined([" " * room, link(source["url"], source["url"])], ""))


def _held(page: Screen, record: Record, parts: Iterable[str]) -> str:
    """What a passage holds, each field once with the numbers of its parts."""
    told: dict[str, list[str]] = {}
    for part in parts:
        said, _, number = _said(page, record, part).rpartition(" ")
        if number.isdigit():
            told.setdefault(said, []).append(number)
        else:
            told[f"{said} {number}".strip()] = []
    several = {"sentence": "sentences", "claim": "claims"}
    named = ((several.get(said, said) if some[1:] else said, some) for said, some in told.items())
    return ", ".join(f"{said} {', '.join(some)}".rstrip() for said, some in named)


def write_one_source(page: Screen) -> Commands:
    """One source and all that rests on it."""
    source, *resting = page.records
    page.heading(wording.titled(source), source["id"])
    _write_fields(page, source, page.notes)
    page.section("What rests on it", counted(len(resting), "record"))
    items = []
    for record in resting:
        passages = [c["locator"] for c in record["sources"] if c["id"] == source["id"]]
        marks = ["", record["id"], "; ".join(dict.fromkeys(passages))]
        lead = [wording.trust(record)] if "trust" in record else line(record).left
        items.append(Item(lead, plain(record["title"]), marks=marks))
    page.items(items)
    own_page = _PAGE.format(page.first) * ("url" in source)
    return [own_page, f"cajad cite {page.first}  as a citation"]


def write_hits(page: Screen) -> Commands:
    """What a search found, with its words highlighted; an answer above, if there is one."""
    first, view = page.records[0], page.shown.view
    best, fewer = [f"best {len(page.records)} of {view.total}"], ""
    if view.lacking:
        *lacking, fewer = view.lacking
        best = [counted(len(page.records), "near one"), *lacking]
    elif all("missing" in record for record in page.records):
        best.append("each lacks a word")
    elif view.whole:
        best.append(view.whole)
    state = "Not found" if view.lacking else "Found"
    typed = f"{visible(view.typed, 60)}{page.narrowed}"
    page.heading(f"{state}: {', '.join(filter(None, [typed, view.within]))}", *best)
    if answer := first.get("answer"):
        page.prose(f"{answer['heading']}:", plain(answer["text"], "heading"), f"({answer['id']})")
    for command in first.get("see", ()):
        page.prose(plain(command + page.shown.data, "command"), "lists what is on record")
    for record in page.records:
        is_dispute = record["kind"] == "dispute"
        style = "" if record["kind"] == "source" else "heading"
        title = _highlighted(page, wording.titled(record), style)
        page.blank()
        page.prose(settled(record) if is_dispute else "", title, begin=f"{record['rank']:2}.")
        page.prose(_highlighted(page, record["snippet"]), indent=4)
        if is_dispute:
            page.prose(*wording.verdict(record), begin=sign("verdict"), indent=4)
        lacks = [f"without: {', '.join(record['missing'])}"] if record.get("missing") else []
        lacks += [f"not exact: {figure}" for figure in record.get("inexact", ())]
        told: list[Cell] = [wording.kind(record), record["id"], wording.codes(record, page.others)]
        when = _highlighted(page, wording.when(record))
        read = plain("(our reading)" * ("status" in record.get("inferred", {})), "our reading")
        told += [when, wording.sum_told(record), joined([wording.status(record), read], TIE)]
        told += [one for one in wording.remarks(record) if one.plain != "our reading"]
        told += [wording.occasion(record), wording.trust(record)]
        told += [wording.first_sources(record, page.others)]
        page.flow([*told, *(plain(one, "unknown") for one in lacks)], sign("dot"), indent=4)
    found = int(view.total.split()[-1].replace(",", ""))
    all_of_it = "all that was found" if view.total[0].isdigit() else "more of it"
    more = f"cajad search{page.narrowed} --limit {found} {view.typed}  {all_of_it}"
    return [
        f"cajad show {page.first}  whole, with its sources",
        f"cajad cite {page.first}  its sources as citations" if first["sources"] else "",
        more if len(page.records) < found and not view.lacking else "",
        f"cajad search{page.narrowed} {fewer}  the other words" if fewer else "",
    ]


def _highlighted(page: Screen, text: Cell, style: str = "") -> Cell:
    shown = text if isinstance(text, Text) else plain(text, style)
    for start, end in marked(shown.plain.replace(TIE, " "), page.shown.view.words):
        shown.stylize(LOOKS["found"][0], start, end)
    return shown

"""Screens that are made of several kinds: the summit, the initiative, a country and the like."""

from collections.abc import Callable, Sequence
from typing import Any

from rich.text import Text

from cajad_cli.model.kinds import KINDS
from cajad_cli.query.views import Gathered
from cajad_cli.render.lists import apart
from cajad_cli.render.notes import Notes
from cajad_cli.render.page import Cell, Page, joined, plain
from cajad_cli.render.wording import amount, status, trust, when
from cajad_cli.text.safe import counted

Record = dict[str, Any]


def by_kind(shown: Gathered) -> dict[str, list[Record]]:
    """The records of a screen by their kind."""
    records: dict[str, list[Record]] = {}
    for record in shown.records:
        records.setdefault(record["kind"], []).append(record)
    return records


def _disputed(record: Record) -> Text:
    """That a record is in dispute, and where the verdict stands; nothing for others."""
    if record.get("trust") != "disputed":
        return Text()
    return joined([trust(record), plain(f"(see {record['disputed_by'][0]})", "label")])


def write_item(page: Page, notes: Notes, record: Record, *parts: Cell) -> None:
    """A line of a list within a screen: what it is, what of it, its trust and its notes."""
    page.item(apart([record["title"], *parts, _disputed(record), notes.mark(record)]))


def write_overview(page: Page, shown: Gathered) -> None:
    """The summit on one screen."""
    kinds = by_kind(shown)
    summit = kinds["summit"][0]
    notes = Notes()
    page.line(apart([plain(summit["title"], "heading"), trust(summit)]))
    leaders = [f"{c['leader']} ({c['title']})" for c in kinds.get("country", ())]
    pairs: list[tuple[str, Cell]] = [
        ("date", when(summit)),
        ("place", summit["place"]),
        ("chair", summit["chair"]),
        ("leaders", ", ".join(leaders)),
    ]
    if "venue" in summit:
        pairs.insert(2, ("venue", summit["venue"]))
    page.fields(pairs)
    page.blank()
    page.line(summit["text"], notes.mark(summit, *kinds.get("country", ())[:1]))
    for record in kinds.get("initiative", ()):
        page.heading(record["title"])
        page.line(record["text"], notes.mark(record), indent=2)
    if "area" in kinds:
        titles = [plain(area["title"], "heading") for area in kinds["area"]]
        page.field("areas", joined(titles, "; "), indent=2)
    for record in kinds.get("target", ()):
        page.heading("Target")
        write_item(page, notes, record, amount(record), record["period"])
    if "document" in kinds:
        page.heading("Documents")
    for record in kinds.get("document", ()):
        write_item(page, notes, record, when(record))
    notes.write(page)
    page.heading("Go deeper")
    page.fields(
        [
            ("cajad initiative", "areas and commitments; cajad tracker: what became of them"),
            ("cajad countries NAME", "a briefing on one country"),
            ("cajad search WORDS", "anything, in any spelling or script"),
            ("cajad disputes", _open_questions(shown.meta)),
        ]
    )


def _open_questions(meta: dict[str, str]) -> str:
    disputes, unknowns = (int(meta[f"count:{kind}"]) for kind in ("dispute", "unknown"))
    asked = f"{counted(disputes, 'question')} on which sources disagree"
    return f"{asked}; cajad unknown: {counted(unknowns, 'question')} left open"


def write_initiative(page: Page, shown: Gathered) -> None:
    """The initiative: its purpose, the areas with their commitments, the target."""
    kinds = by_kind(shown)
    main = kinds["initiative"][0]
    notes = Notes()
    page.line(apart([plain(main["title"], "heading"), trust(main)]))
    page.line(main["text"], notes.mark(main))
    placed: dict[str, list[Record]] = {}
    for record in kinds.get("commitment", ()):
        for area in record.get("areas", ("",)):
            placed.setdefault(area, []).append(record)
    for record in kinds.get("area", ()):
        page.heading(record["title"])
        page.line(record["text"], notes.mark(record), indent=2)
        for commitment in placed.get(record["id"], ()):
            write_item(page, notes, commitment, status(commitment))
    unplaced = placed.get("")
    if unplaced:
        page.heading("Area not stated by any source")
        for record in unplaced:
            write_item(page, notes, record, status(record))
    if "target" in kinds:
        page.heading("Target")
        for record in kinds["target"]:
            write_item(page, notes, record, amount(record), record["period"])
    notes.write(page)


# The parts of a screen: a kind, its heading, and what is told of each of its records.
_Section = tuple[str, str, Callable[[Record], list[Cell]]]


def _write_about(page: Page, shown: Gathered, sections: Sequence[_Section]) -> None:
    """A record with what hangs together with it, a section a kind."""
    main, *_ = shown.records
    kinds = by_kind(shown)
    notes = Notes()
    if main["kind"] == "country":
        _write_country(page, main)
    else:
        page.line(apart([plain(main["title"], "heading"), trust(main)]))
    page.line(main["text"], notes.mark(main))
    for kind, title, parts in sections:
        if kind in kinds:
            page.heading(title, KINDS[kind].style or "heading")
        for record in kinds.get(kind, ()):
            write_item(page, notes, record, *parts(record))
    notes.write(page)


def write_area(page: Page, shown: Gathered) -> None:
    """One area with its commitments."""

    def parts(record: Record) -> list[Cell]:
        return [plain(record["id"], "id"), status(record)]

    _write_about(page, shown, [("target", "Targets", parts), ("commitment", "Commitments", parts)])


def write_declaration(page: Page, shown: Gathered) -> None:
    """The declaration: what it says, what others read in it, what is not known."""

    def parts(record: Record) -> list[Cell]:
        return [record["text"]]

    _write_about(
        page,
        shown,
        [
            ("statement", "What it says", parts),
            ("analysis", "How others read it (views, not facts)", parts),
            ("dispute", "Where sources disagree", parts),
            ("unknown", "What is not known", parts),
        ],
    )


def write_briefing(page: Page, shown: Gathered) -> None:
    """A country for someone who meets its delegation in an hour."""
    _write_about(
        page,
        shown,
        [
            ("document", "Documents", lambda r: [amount(r), when(r)]),
            ("commitment", "Promised to and by it", lambda r: [amount(r), status(r)]),
            ("deal", "Deals", lambda r: [amount(r), r["type"]]),
            ("statement", "Its proposals", lambda r: [when(r)]),
            ("event", "Meetings, and what happened since", lambda r: [when(r)]),
            ("dispute", "Where sources disagree", lambda r: []),
        ],
    )
    more = "More: cajad commitments, deals, timeline, statements, analysis or unknown"
    page.line(plain(f"{more} --country {shown.records[0]['id']}", "label"))


def _write_country(page: Page, country: Record) -> None:
    long_name = country["official_name"] if country["official_name"] != country["title"] else ""
    codes = f"{country['alpha_2']}/{country['alpha_3']}"
    page.line(apart([plain(country["title"], "heading"), plain(long_name, "label"), codes]))
    leader = [f"{country['leader']}, {country['leader_title']}"]
    leader += country.get("leader_names", ())[:4]
    relations = [country.get("relations", ""), country.get("relations_since", "")]
    page.fields(
        [
            ("leader", "; ".join(leader)),
            ("names", ", ".join(f"{name} ({code})" for code, name in country["names"].items())),
            ("capital", f"{country['capital']}; currency {country['currency']}"),
            ("relations", "; since ".join(part for part in relations if part)),
        ]
    )
    page.blank()

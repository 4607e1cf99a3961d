"""Screens that are made of several kinds: the summit, the initiative, a country and the like."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.query.view import Gathered
from cajad_cli.render.items import BUILD, items_of, title, with_parts
from cajad_cli.render.layout import Cell, Item, Page, joined, plain, sign, signed
from cajad_cli.render.lists import (
    explain,
    footer,
    legend,
    sentences,
    signs,
    tally,
    wholes,
    write_claims,
    write_target,
)
from cajad_cli.render.notes import Notes
from cajad_cli.render.wording import amount, amount_in_full, day, remarks, status, trust, when
from cajad_cli.text.safe import counted

Record = dict[str, Any]

# A briefing tells so many of its events, the newest.
_MOST_EVENTS = 12


def by_kind(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records of a screen by their kind."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record["kind"], []).append(record)
    return kinds


def write_overview(page: Page, shown: Gathered) -> None:
    """The summit on one screen."""
    kinds = by_kind(shown.records)
    summit = kinds["summit"][0]
    notes = Notes(shown)
    page.heading(summit["title"], joined([when(summit), trust(summit)], sign("dot")))
    page.prose(*sentences(summit, notes))
    page.blank()
    pairs: list[tuple[str, Cell]] = [
        (
            "Leaders" if number == 0 else " ",
            joined([f"{one['title']:14}", f"{one['leader']},", one["leader_title"]]),
        )
        for number, one in enumerate(kinds.get("country", ()))
    ]
    for record in kinds.get("target", ()):
        settled = [shown.others[key]["settled"] for key in record.get("disputed_by", ())]
        unsettled = len(settled) - settled.count("fully")
        told = joined(
            [
                f"{counted(len(settled), 'dispute')} about it,",
                signed("disputed", f"{unsettled} not settled:") if unsettled else "all settled:",
                "cajad targets",
            ]
        )
        figure = joined([plain(amount_in_full(record), "heading"), notes.mark(record, "value")])
        pairs += [
            ("Target", joined([figure, record["period"], status(record), *remarks(record)], ", ")),
            (" ", record.get("note", "")),
            (" ", told if settled else ""),
        ]
    for record in kinds.get("initiative", ()):
        pairs.append(("Initiative", joined([title(record), notes.mark(record, "title")])))
    for record in kinds.get("area", ()):
        counts = tally(shown, record["id"], "commitment")
        number_of = joined([str(counts.total()), signs(counts)]) if counts else ""
        pairs.append((" ", joined([f"{record['title']:28}", number_of])))
    for number, record in enumerate(kinds.get("document", ())):
        text = joined([title(record), trust(record), notes.mark(record)])
        pairs.append(("Documents" if number == 0 else " ", text))
    counts = tally(shown, "summit", "commitment")
    words = [word for word in STATUSES if counts[word] or word == "done"]
    since = [signed(word, f"{counts[word]} {word}") for word in words]
    promised = counted(counts.total(), "promise")
    pairs.append(("Since then", joined([f"{promised} of the summit:", *since])))
    for record in shown.beside:
        text = joined([title(record), trust(record), notes.mark(record)])
        pairs.append(("Next", text))
    page.fields(pairs)
    notes.write(page)
    disputes, unknowns = (int(shown.meta[f"count:{kind}"]) for kind in ("dispute", "unknown"))
    country = kinds["country"][-1]["id"] if "country" in kinds else ""
    footer(
        page,
        shown,
        f"cajad {country}  a briefing on one country" if country else "",
        "cajad tracker  what became of the promises",
        f"cajad disputes  {counted(disputes, 'question')} on which sources disagree,"
        f" {unknowns:,} without an answer: cajad unknown",
    )


def write_initiative(page: Page, shown: Gathered) -> None:
    """The initiative: its purpose, the areas with their promises, the target."""
    kinds = by_kind(shown.records)
    main = kinds["initiative"][0]
    notes = Notes(shown)
    page.heading(main["title"], joined([when(main), trust(main)], sign("dot")))
    page.prose(*sentences(main, notes))
    promises = kinds.get("commitment", [])
    for area in kinds.get("area", ()):
        own = [record for record in promises if area["id"] in record.get("areas", ())]
        page.section(area["title"], str(len(own)))
        page.prose(*sentences(area, notes), trust(area))
        page.items(items_of(own, shown))
    others = [record for record in promises if not record.get("areas")]
    if others:
        page.section("Of no area that a source names", str(len(others)))
        page.items(items_of(others, shown))
    for record in kinds.get("target", ()):
        page.section("Target")
        write_target(page, record, shown, notes)
    explain(page, promises)
    notes.write(page)
    footer(page, shown, "cajad tracker  what became of it", f"cajad cite {main['id']}  its sources")


def write_area(page: Page, shown: Gathered) -> None:
    """One area with its target and promises."""
    kinds = by_kind(shown.records)
    main = kinds["area"][0]
    notes = Notes(shown)
    page.heading(main["title"], main["id"])
    page.prose(*sentences(main, notes), trust(main))
    for record in kinds.get("target", ()):
        page.section("Target")
        write_target(page, record, shown, notes)
    promises = kinds.get("commitment", [])
    page.section("Promises", str(len(promises)))
    page.items(items_of(promises, shown))
    explain(page, promises)
    notes.write(page)
    footer(page, shown, f"cajad tracker -a {main['id']}  what became of them")


def write_declaration(page: Page, shown: Gathered) -> None:
    """The declaration: what it says, what others read in it, what is not known."""
    kinds = by_kind(shown.records)
    main = kinds["document"][0]
    notes = Notes(shown)
    page.heading(main["title"], joined([when(main), trust(main)], sign("dot")))
    page.prose(*sentences(main, notes))
    page.prose(main.get("note", ""))
    for record in _section(page, "What it says", kinds, "statement"):
        page.prose(sign("press"), *sentences(record, notes), trust(record), indent=2)
    for record in _section(page, "How others read it: views, not facts", kinds, "analysis"):
        page.prose(sign("press"), *sentences(record, notes), indent=2)
    for record in _section(page, "Where sources disagree", kinds, "dispute"):
        write_claims(page, record, shown)
    for record in _section(page, "What is not known", kinds, "unknown"):
        page.prose(signed("unknown", record["text"]), indent=2)
    notes.write(page)
    footer(page, shown, f"cajad open {main['id']}  its text", f"cajad cite {main['id']}  sources")


def _section(page: Page, name: str, kinds: dict[str, list[Record]], kind: str) -> list[Record]:
    records = kinds.get(kind, [])
    if records:
        page.section(name, str(len(records)))
    return records


def write_briefing(page: Page, shown: Gathered) -> None:
    """A country for someone who meets its delegation in an hour."""
    kinds = by_kind(shown.records)
    main = kinds["country"][0]
    notes = Notes(shown)
    codes = [main["alpha_2"], main["alpha_3"], f"capital {main['capital']}", main["currency"]]
    page.heading(main["title"], joined(codes, sign("dot")))
    page.prose(*sentences(main, notes), trust(main))
    page.blank()
    relations = [main.get("relations", "")]
    if "relations_since" in main:
        relations.append(f"diplomatic relations since {day(main['relations_since'])}")
    named = "  ".join(f"{code} {name}" for code, name in main["names"].items())
    spelt = ", ".join(main.get("leader_names", ()))
    page.fields(
        [
            ("Official name", main["official_name"]),
            ("Country", named),
            (
                "Leader",
                joined([f"{main['leader']}, {main['leader_title']}", notes.mark(main, "leader")]),
            ),
            (" ", spelt),
            (
                "Relations",
                joined(["; ".join(filter(None, relations)), notes.mark(main, "relations")]),
            ),
            ("Caveat", main.get("note", "")),
        ]
    )
    _write_warnings(page, kinds, shown)
    leader = main["leader"].split()[-1]
    for kind, name in (
        ("commitment", "Promised to it, and by it"),
        ("deal", "Deals with firms"),
        ("statement", f"What {leader} proposed"),
        ("document", "Documents"),
    ):
        page.items(_with_caveats(_section(page, name, kinds, kind), shown))
    _write_events(page, kinds.get("event", []), shown)
    explain(page, kinds.get("commitment", []))
    notes.write(page)
    key = main["id"]
    footer(
        page,
        shown,
        *(
            f"cajad {command} -c {key}  {told}" if kind in kinds else ""
            for kind, command, told in (
                ("event", "timeline", "all that happened"),
                ("dispute", "disputes", "claims and verdicts"),
                ("unknown", "unknown", "what was looked for in vain"),
            )
        ),
    )


def _write_warnings(page: Page, kinds: dict[str, list[Record]], shown: Gathered) -> None:
    """What to know before going in: disputes with their verdicts, and open questions."""
    disputes = sorted(kinds.get("dispute", ()), key=lambda one: one["settled"] == "fully")
    unknowns = kinds.get("unknown", [])
    if disputes or unknowns:
        told = [counted(len(disputes), "dispute"), counted(len(unknowns), "open question")]
        page.section("Know before you go in", joined(told, sign("dot")))
    page.items([BUILD[record["kind"]](record, shown) for record in [*disputes, *unknowns]])


def _with_caveats(records: list[Record], shown: Gathered) -> list[Item]:
    return with_parts(
        [
            (record, BUILD[record["kind"]](record, shown)._replace(caveat=record.get("note", "")))
            for record in records
        ]
    )


def _write_events(page: Page, events: list[Record], shown: Gathered) -> None:
    """What happened, oldest first, and last what is planned."""
    held = [record for record in events if record["type"] != "plan"]
    planned = [record for record in events if record["type"] == "plan"]
    held.sort(key=lambda record: record["date"])
    if held:
        last = min(len(held), _MOST_EVENTS)
        cut = f"last {last} of {len(held)}" if last < len(held) else str(last)
        page.section("Meetings and steps", cut)
        page.items(items_of(held[-_MOST_EVENTS:], shown))
    if planned:
        page.section("Planned; no source reports that it took place", str(len(planned)))
        page.items(items_of(planned, shown))


def write_comparison(page: Page, shown: Gathered) -> None:
    """Two or three countries side by side."""
    countries = [record for record in shown.records if record["kind"] == "country"]
    page.heading(" and ".join(record["title"] for record in countries), "side by side")

    def of(country: Record, kind: str) -> list[Record]:
        return [
            record
            for record in shown.records
            if record["kind"] == kind and country["id"] in record.get("countries", ())
        ]

    def sums(kind: str) -> Callable[[Record], Cell]:
        def told(country: Record) -> Cell:
            lines = [
                joined([amount(record), record.get("type", ""), trust(record), record["id"]])
                for record in wholes(of(country, kind))
                if record.get("unit", "").isupper()
            ]
            return joined(lines, "\n") or "none on record"

        return told

    def number(kind: str) -> Callable[[Record], Cell]:
        return lambda country: str(len(of(country, kind)))

    def promised(country: Record) -> Cell:
        counts = tally(shown, country["id"], "commitment")
        return joined([str(counts.total()), signs(counts)])

    rows: list[tuple[str, Callable[[Record], Cell]]] = [
        ("Leader", lambda country: f"{country['leader']}, {country['leader_title']}"),
        ("Capital", lambda country: f"{country['capital']}, {country['currency']}"),
        ("Relations", lambda country: country.get("relations", "not on record")),
        ("Promised", promised),
        ("with a sum", sums("commitment")),
        ("Deals", number("deal")),
        ("with a sum", sums("deal")),
        ("Proposals", number("statement")),
        ("Disputes", number("dispute")),
        ("Not known", number("unknown")),
    ]
    cells: list[Sequence[Cell]] = [
        [plain(label, "heading"), *(tell(country) for country in countries)] for label, tell in rows
    ]
    if page.narrow:
        for number_, country in enumerate(countries, 1):
            page.section(country["title"])
            page.fields([(str(row[0]), row[number_]) for row in cells])
    else:
        page.table(["", *(country["title"] for country in countries)], cells)
    page.blank()
    legend(page)
    footer(page, shown, *(f"cajad {one['id']}  a briefing" for one in countries))

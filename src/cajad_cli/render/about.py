"""Screens that are made of several kinds: the summit, the initiative, a country and the like."""

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.render.layout import Cell, joined, plain, sign, signed
from cajad_cli.render.lists import write_claims, write_target
from cajad_cli.render.screen import Commands, Screen, signs, wholes
from cajad_cli.render.wording import (
    Record,
    amount,
    amount_in_full,
    day,
    remarks,
    status,
    title,
    trust,
    when,
)
from cajad_cli.text.safe import counted

# A briefing tells so many of its events, the newest.
_MOST_EVENTS = 12


def _open_with(page: Screen, kind: str) -> Record:
    """The main record of a screen, after its title, date, trust and text are written."""
    main = page.of(kind)[0]
    page.heading(main["title"], joined([when(main), trust(main)], sign("dot")))
    page.prose(*page.notes.sentences(main))
    return main


def write_overview(page: Screen) -> Commands:
    """The summit on one screen."""
    _open_with(page, "summit")
    page.blank()
    countries = page.of("country")
    pairs: list[tuple[str, Cell]] = []
    for record in countries:
        leader = [f"{record['title']:14}", f"{record['leader']},", record["leader_title"]]
        pairs.append(("Leaders", joined(leader)))
    for record in page.of("target"):
        pairs += _target(page, record)
    for record in page.of("initiative"):
        pairs.append(("Initiative", joined([title(record), page.notes.mark(record, "title")])))
    for record in page.of("area"):
        counts = page.tally(record["id"], "commitment")
        promised = joined([str(counts.total()), signs(counts)]) if counts else ""
        pairs.append(("Initiative", joined([f"{record['title']:28}", promised])))
    pairs += [("Documents", _named(page, record)) for record in page.of("document")]
    counts = page.tally("summit", "commitment")
    words = [word for word in STATUSES if counts[word] or word == "done"]
    since = [signed(word, f"{counts[word]} {word}") for word in words]
    promised = f"{counted(counts.total(), 'promise')} of the summit:"
    pairs.append(("Since then", joined([promised, *since])))
    pairs += [("Next", _named(page, record)) for record in page.shown.beside]
    page.fields(pairs)
    disputes, unknowns = (int(page.shown.meta[f"count:{kind}"]) for kind in ("dispute", "unknown"))
    return [
        f"cajad {countries[-1]['id']}  a briefing on one country" if countries else "",
        "cajad tracker  what became of the promises",
        f"cajad disputes  {counted(disputes, 'question')} on which sources disagree,"
        f" {unknowns:,} without an answer: cajad unknown",
    ]


def _named(page: Screen, record: Record) -> Cell:
    return joined([title(record), trust(record), page.notes.mark(record)])


def _target(page: Screen, record: Record) -> list[tuple[str, Cell]]:
    """A target with its caveat, and how many disputes there are about it."""
    figure = joined([plain(amount_in_full(record), "heading"), page.notes.mark(record, "value")])
    settled = [page.others[key]["settled"] for key in record.get("disputed_by", ())]
    unsettled = len(settled) - settled.count("fully")
    disputes = [
        f"{counted(len(settled), 'dispute')} about it,",
        signed("disputed", f"{unsettled} not settled:") if unsettled else "all settled:",
        "cajad targets",
    ]
    return [
        ("Target", joined([figure, record["period"], status(record), *remarks(record)], ", ")),
        ("Target", record.get("note", "")),
        ("Target", joined(disputes if settled else [])),
    ]


def write_initiative(page: Screen) -> Commands:
    """The initiative: its purpose, the areas with their promises, the target."""
    main = _open_with(page, "initiative")
    promises = page.of("commitment")
    for area in page.of("area"):
        own = [record for record in promises if area["id"] in record.get("areas", ())]
        page.section(area["title"], str(len(own)))
        page.prose(*page.notes.sentences(area), trust(area))
        page.show(own)
    others = [record for record in promises if not record.get("areas")]
    page.part("Of no area that a source names", others)
    _write_targets(page)
    page.explain(promises)
    return ["cajad tracker  what became of it", f"cajad cite {main['id']}  its sources"]


def _write_targets(page: Screen) -> None:
    for record in page.of("target"):
        page.section("Target")
        write_target(page, record)


def write_area(page: Screen) -> Commands:
    """One area with its target and promises."""
    main = page.of("area")[0]
    page.heading(main["title"], main["id"])
    page.prose(*page.notes.sentences(main), trust(main))
    _write_targets(page)
    promises = page.of("commitment")
    page.section("Promises", str(len(promises)))
    page.show(promises)
    page.explain(promises)
    return [f"cajad tracker -a {main['id']}  what became of them"]


def write_declaration(page: Screen) -> Commands:
    """The declaration: what it says, what others read in it, what is not known."""
    main = _open_with(page, "document")
    page.prose(main.get("note", ""))
    for kind, heading in (
        ("statement", "What it says"),
        ("analysis", "How others read it: views, not facts"),
        ("dispute", "Where sources disagree"),
        ("unknown", "What is not known"),
    ):
        records = page.of(kind)
        if records:
            page.section(heading, str(len(records)))
        for record in records:
            if kind == "dispute":
                write_claims(page, record)
            elif kind == "unknown":
                page.prose(signed("unknown", record["text"]), indent=2)
            else:
                sentences = page.notes.sentences(record)
                page.prose(sign("press"), *sentences, trust(record), indent=2)
    return [f"cajad open {main['id']}  its text", f"cajad cite {main['id']}  sources"]


def write_briefing(page: Screen) -> Commands:
    """A country for someone who meets its delegation in an hour."""
    main = page.of("country")[0]
    codes = [main["alpha_2"], main["alpha_3"], f"capital {main['capital']}", main["currency"]]
    page.heading(main["title"], joined(codes, sign("dot")))
    page.prose(*page.notes.sentences(main), trust(main))
    page.blank()
    relations = [main.get("relations", "")]
    if "relations_since" in main:
        relations.append(f"diplomatic relations since {day(main['relations_since'])}")
    leader = f"{main['leader']}, {main['leader_title']}"
    page.fields(
        [
            ("Official name", main["official_name"]),
            ("Country", "  ".join(f"{code} {name}" for code, name in main["names"].items())),
            ("Leader", joined([leader, page.notes.mark(main, "leader")])),
            ("Leader", ", ".join(main.get("leader_names", ()))),
            ("Relations", joined([joined(relations, "; "), page.notes.mark(main, "relations")])),
            ("Caveat", main.get("note", "")),
        ]
    )
    disputes = sorted(page.of("dispute"), key=lambda one: one["settled"] == "fully")
    unknowns = page.of("unknown")
    if disputes or unknowns:
        told = [counted(len(disputes), "dispute"), counted(len(unknowns), "open question")]
        page.section("Know before you go in", joined(told, sign("dot")))
        page.show([*disputes, *unknowns])
    page.part("Promised to it, and by it", page.of("commitment"), caveats=True)
    page.part("Deals with firms", page.of("deal"), caveats=True)
    page.part(f"What {main['leader'].split()[-1]} proposed", page.of("statement"), caveats=True)
    page.part("Documents", page.of("document"), caveats=True)
    events = page.of("event")
    _write_events(page, events)
    page.explain(page.of("commitment"))
    of_it = f"-c {main['id']}"
    return [
        f"cajad timeline {of_it}  all that happened" if events else "",
        f"cajad disputes {of_it}  claims and verdicts" if disputes else "",
        f"cajad unknown {of_it}  what was looked for in vain" if unknowns else "",
    ]


def _write_events(page: Screen, events: list[Record]) -> None:
    """What happened, oldest first, and last what is planned."""
    held = sorted((e for e in events if e["type"] != "plan"), key=lambda event: event["date"])
    newest = held[-_MOST_EVENTS:]
    if held:
        cut = len(newest) < len(held)
        told = f"last {len(newest)} of {len(held)}" if cut else str(len(held))
        page.section("Meetings and steps", told)
        page.show(newest)
    planned = [event for event in events if event["type"] == "plan"]
    page.part("Planned; no source reports that it took place", planned)


# What countries are compared by; a row each.
_COMPARED = (
    *("Leader", "Capital", "Relations", "Promised", "with a sum", "Deals", "with a sum"),
    *("Proposals", "Disputes", "Not known"),
)


def write_comparison(page: Screen) -> Commands:
    """Two or three countries side by side."""
    countries = page.of("country")
    names = [country["title"] for country in countries]
    page.heading(" and ".join(names), "side by side")
    columns = [_compared(page, country) for country in countries]
    if page.narrow:
        for name, column in zip(names, columns, strict=True):
            page.section(name)
            page.fields(zip(_COMPARED, column, strict=True))
    else:
        labels = [plain(label, "heading") for label in _COMPARED]
        page.table(["", *names], zip(labels, *columns, strict=True))
    page.legend()
    return [f"cajad {country['id']}  a briefing" for country in countries]


def _compared(page: Screen, country: Record) -> list[Cell]:
    """The cells of a country, in the order of the rows."""
    own = {
        kind: [r for r in page.of(kind) if country["id"] in r.get("countries", ())]
        for kind in ("commitment", "deal", "statement", "dispute", "unknown")
    }
    counts = page.tally(country["id"], "commitment")
    return [
        f"{country['leader']}, {country['leader_title']}",
        f"{country['capital']}, {country['currency']}",
        country.get("relations", "not on record"),
        joined([str(counts.total()), signs(counts)]),
        _sums(own["commitment"]),
        str(len(own["deal"])),
        _sums(own["deal"]),
        str(len(own["statement"])),
        str(len(own["dispute"])),
        str(len(own["unknown"])),
    ]


def _sums(records: list[Record]) -> Cell:
    """The sums of money among some records, a line each."""
    lines = [
        joined([amount(record), record.get("type", ""), trust(record), record["id"]])
        for record in wholes(records)
        if record.get("unit", "").isupper()
    ]
    return joined(lines, "\n") or "none on record"

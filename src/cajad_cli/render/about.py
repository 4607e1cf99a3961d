"""Screens that are made of several kinds: the summit, the initiative, a country and the like."""

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.render import wording
from cajad_cli.render.layout import Cell, joined, plain, sign, signed
from cajad_cli.render.lists import write_cards, write_claims
from cajad_cli.render.screen import Commands, Screen, wholes
from cajad_cli.render.wording import Record
from cajad_cli.text.safe import counted

# A briefing tells so many of its events, the newest.
_MOST_EVENTS = 12


def _open_with(page: Screen, kind: str) -> Record:
    """The main record of a screen, after its title, date, trust and text are written."""
    main = page.of(kind)[0]
    page.heading(main["title"], wording.when(main), wording.trust(main))
    page.prose(*page.notes.sentences(main))
    return main


def write_overview(page: Screen) -> Commands:
    """The summit on one screen."""
    _open_with(page, "summit")
    page.blank()
    countries = page.of("country")
    pairs: list[tuple[str, Cell]] = []
    for record in countries:
        name = f"{record['title']}:" if page.narrow else f"{record['title']:14}"
        rank = record["leader_title"].partition(" of ")[0]
        pairs.append(("Leaders", f"{name} {record['leader']}, {rank}"))
    for record in page.of("target"):
        pairs += _target(page, record)
    for record in page.of("initiative"):
        told = [wording.title(record), page.notes.mark(record, "title")]
        pairs.append(("Initiative", joined(told)))
    for record in page.of("area"):
        stands = [f"{record['title']:27}", page.promised(record["id"])]
        pairs.append(("Initiative", joined(stands)))
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
    return joined([wording.title(record), wording.trust(record), page.notes.mark(record)])


def _target(page: Screen, record: Record) -> list[tuple[str, Cell]]:
    """A target with its caveat, and how many disputes there are about it."""
    figure = joined([plain(wording.amount(record), "heading"), page.notes.mark(record, "value")])
    stands = [figure, record["period"], wording.status(record), *wording.remarks(record)]
    told: list[Cell] = [joined(stands, ", "), record.get("note", "")]
    settled = [page.others[key]["settled"] for key in record.get("disputed_by", ())]
    if settled:
        unsettled = len(settled) - settled.count("fully")
        how = signed("disputed", f"{unsettled} not settled:") if unsettled else "all settled:"
        count = f"{counted(len(settled), 'dispute')} about it,"
        told.append(joined([count, how, "cajad targets"]))
    return [("Target", one) for one in told]


def write_initiative(page: Screen) -> Commands:
    """The initiative: its purpose, the areas with their promises, the target."""
    main = _open_with(page, "initiative")
    promises = page.of("commitment")
    for area in page.of("area"):
        own = [record for record in promises if area["id"] in record.get("areas", ())]
        summit = sum(record["occasion"] == "summit" for record in own)
        more = f"{len(own) - summit} older or later" if summit < len(own) else ""
        page.section(area["title"], f"{summit} of the summit", more, page.makers)
        page.prose(*page.notes.sentences(area), wording.trust(area))
        page.show(own)
    others = [record for record in promises if not record.get("areas")]
    page.part("Of the initiative, and of no one area", others)
    write_cards(page)
    return ["cajad tracker  what became of it", f"cajad cite {main['id']}  its sources"]


def write_one_area(page: Screen) -> Commands:
    """One area with its target and promises."""
    main = page.of("area")[0]
    page.heading(main["title"], main["id"])
    page.prose(*page.notes.sentences(main), wording.trust(main))
    write_cards(page)
    page.part("Promises", page.of("commitment"))
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
            else:
                mark = "unknown" if kind == "unknown" else "press"
                told = [*page.notes.sentences(record), wording.trust(record)]
                page.prose(*told, begin=plain(sign(mark), mark), indent=2)
    return [f"cajad open {main['id']}  where it is published", f"cajad cite {main['id']}  sources"]


def write_briefing(page: Screen) -> Commands:
    """A country for someone who meets its delegation in an hour."""
    main = page.of("country")[0]
    codes = [main["alpha_2"], main["alpha_3"], f"capital {main['capital']}", main["currency"]]
    page.heading(main["title"], *codes)
    page.prose(*page.notes.sentences(main), wording.trust(main))
    page.blank()
    since = wording.day(main.get("relations_since", ""))
    relations = [main.get("relations", ""), since and f"diplomatic relations since {since}"]
    leader = f"{main['leader']}, {main['leader_title']}"
    page.fields(
        [
            ("Official name", main["official_name"]),
            ("Names", wording.called(main["names"])),
            ("Leader", joined([leader, page.notes.mark(main, "leader")])),
            ("Leader", ", ".join(main.get("leader_names", ()))),
            ("Relations", joined([joined(relations, "; "), page.notes.mark(main, "relations")])),
            ("Caveat", main.get("note", "")),
        ]
    )
    disputes = sorted(page.of("dispute"), key=lambda one: one["settled"] == "fully")
    unknowns = page.of("unknown")
    told = [counted(len(disputes), "dispute"), counted(len(unknowns), "open question")]
    page.part("Know before you go in", [*disputes, *unknowns], *told)
    page.part("Promised to it, and by it", page.of("commitment"), caveats=True)
    page.part("Deals with firms", page.of("deal"), caveats=True)
    page.part(f"What {main['leader'].split()[-1]} proposed", page.of("statement"), caveats=True)
    page.part("Documents", page.of("document"), caveats=True)
    events = sorted(page.of("event"), key=lambda event: event["date"])
    held = [event for event in events if event["type"] != "plan"]
    cut = f"last {_MOST_EVENTS} of {len(held)}" if held[_MOST_EVENTS:] else str(len(held))
    page.part("Meetings and steps", held[-_MOST_EVENTS:], cut)
    planned = [event for event in events if event not in held]
    page.part("Planned; no source reports that it took place", planned)
    of_it = f"-c {main['id']}"
    return [
        f"cajad timeline {of_it}  all that happened" if events else "",
        f"cajad disputes {of_it}  claims and verdicts" if disputes else "",
        f"cajad unknown {of_it}  what was looked for in vain" if unknowns else "",
    ]


def write_comparison(page: Screen) -> Commands:
    """Two or three countries side by side."""
    countries = page.of("country")
    names = [country["title"] for country in countries]
    page.heading(" and ".join(names), "side by side")
    columns = [_compared(page, country) for country in countries]
    labels = [plain(label, "heading") for label, _ in columns[0]]
    cells = ([cell for _, cell in column] for column in columns)
    page.table(["", *names], zip(labels, *cells, strict=True))
    return [f"cajad {country['id']}  a briefing" for country in countries]


def _compared(page: Screen, country: Record) -> list[tuple[str, Cell]]:
    """What a country is compared by."""
    own = {
        kind: [r for r in page.of(kind) if country["id"] in r.get("countries", ())]
        for kind in ("commitment", "deal", "statement", "dispute", "unknown")
    }
    return [
        ("Leader", f"{country['leader']}, {country['leader_title']}"),
        ("Capital", f"{country['capital']}, {country['currency']}"),
        ("Relations", country.get("relations", "not on record")),
        ("Promised", page.promised(country["id"])),
        ("with a sum", _sums(own["commitment"])),
        ("Deals", str(len(own["deal"]))),
        ("with a sum", _sums(own["deal"])),
        ("Proposals", str(len(own["statement"]))),
        ("Disputes", str(len(own["dispute"]))),
        ("Not known", str(len(own["unknown"]))),
    ]


def _sums(records: list[Record]) -> Cell:
    """The sums of money among some records, a line each."""
    lines = [
        joined([wording.amount(one), one.get("type", ""), wording.trust(one), one["id"]])
        for one in wholes(records)
        if one.get("unit", "").isupper()
    ]
    return joined(lines, "\n") or "none on record"

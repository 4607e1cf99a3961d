"""Lists of the records of one kind: grouped, counted, with what each holds at a glance."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from cajad_cli.model import CURRENCIES, EVENTS, STATUSES
from cajad_cli.render import wording
from cajad_cli.render.layout import GAP, LEAD, Item
from cajad_cli.render.looks import Cell, joined, plain, sign, signed
from cajad_cli.render.screen import Commands, Screen, line, standing
from cajad_cli.render.wording import Notes, Record, inferred, is_shared, number_of, wholes
from cajad_cli.text.safe import counted

Group = tuple[str, list[Record]]
SEVERAL, NONE = "Several countries", "No country named"


def _write_groups(page: Screen, heading: str, groups: Iterable[Group]) -> None:
    plans = sum(event["type"] == "plan" for event in page.of("event"))
    counts = sum(paper["type"] == "count" for paper in wholes(page.of("document")))
    told = [f"{plans} planned" * bool(plans), f"{counts} of them numbers of papers" * bool(counts)]
    page.heading(heading + page.scope, on_record(page), *told, page.makers)
    ids = page.ids[page.records[0]["kind"]]
    # Beside those of the summit others are not counted by how they stand.
    is_mixed = len({one.get("occasion") == "summit" for one in page.records}) > 1
    for name, records in groups:
        whole = wholes(records, ids)
        whole = [one for one in whole if not is_mixed or one["occasion"] == "summit"]
        stand = Counter(one["status"] for one in whole if "status" in one)
        read = Counter(one["status"] for one in whole if "status" in one.get("inferred", {}))
        made = wording.by_reading(f"{len(whole)} of the summit", inferred(whole, "occasion"))
        if name:
            page.section(name, number_of(records, ids), made * is_mixed)
        if stand:
            page.prose("Of the summit:" * is_mixed, standing(stand, read))
            page.blank()
        page.show(records)
    if any("value" in deal for deal in page.of("deal")):
        page.prose(wording.NOT_ADDED)


def on_record(page: Screen) -> str:
    """How many records a list holds, and of a country how many it shares with several others."""
    records = page.of(page.records[0]["kind"])
    told, whole = f"{number_of(records)} on record", wholes(records)
    shared = sum(map(is_shared, whole))
    if not shared or "country" not in page.shown.options:
        return told
    own = "about it" if page.records[0]["kind"] == "statement" else "of its own"
    return f"{told}: {len(whole) - shared} {own}, {shared} shared"


def grouped(
    values: Iterable[Any], named: Callable[[Any], Iterable[str]], *last: str
) -> list[tuple[str, list[Any]]]:
    """Values under each of their names, in the order of these, with some of them at the end."""
    groups: dict[str, list[Any]] = {}
    for value in values:
        for name in named(value):
            groups.setdefault(name, []).append(value)
    ends = {name: place for place, name in enumerate(last, 1)}
    return sorted(groups.items(), key=lambda group: (ends.get(group[0], 0), group[0]))


def country_of(record: Record, host: str, others: dict[str, Record]) -> str:
    """The country that a record is of beside the host, who would group none of them."""
    countries = record.get("countries", ())
    own = [key for key in countries if key != host] or countries
    return wording.names(own, others) if len(own) == 1 else SEVERAL if own else NONE


def by_country(page: Screen, records: list[Record]) -> list[Group]:
    """Records by the country that they are of, and last what concerns several or names none."""
    return grouped(records, lambda one: [country_of(one, page.host, page.others)], SEVERAL, NONE)


def _year(record: Record) -> list[str]:
    return [record.get("date", "")[:4] or "(no date)"]


# The fields of the card of a target.
_ON_CARD = ("Amount", "Period", "Set by", "Countries", "Status", "Trust", "Caveat")
# What heads the list of a kind.
_HEADINGS = {"commitment": "Promises", "deal": "Deals and portfolios", "document": "Documents"}
_HEADINGS |= {"statement": "Who said or proposed what", "analysis": "Views of others, not facts"}


def write_list(page: Screen) -> Commands:
    """The records of one kind."""
    kind = page.records[0]["kind"]
    groups = [("", page.records)]
    if kind in ("commitment", "deal"):
        groups = by_country(page, page.records)
    elif kind == "document":
        newest = sorted(page.records, key=lambda one: one.get("date", ""), reverse=True)
        groups = grouped(newest, _year)[::-1]
    _write_groups(page, _HEADINGS[kind], groups)
    has_money = any(record.get("unit") in CURRENCIES for record in page.records)
    place = page.narrowed_by("country", "area")
    tracked = f"cajad tracker{place}{page.narrowed_by('occasion')}  what became of them"
    occasions = {record.get("occasion") for record in page.records}
    is_mixed = "summit" in occasions and len(occasions) > 1
    summit = f"cajad {kind}s{page.narrowed} --occasion summit  the summit's alone"
    return [
        summit if is_mixed else f"cajad show {page.first}  one whole",
        tracked if kind == "commitment" else "",
        f"cajad money{place}  sums on record" if has_money else "",
    ]


def write_statement(page: Screen) -> Commands:
    """Who said what; of countries first what they said, and what of that is not known."""
    countries = [page.others[key] for key in page.shown.options.get("country", ())]
    if not countries:
        return write_list(page)
    alone, several = "By others", "By others or several together, of more than two countries"
    together = "By leaders or ministers together, in declarations"
    headings = {}
    for one in countries:
        leader = one["leader"].split()[-1]
        headings[one["id"]] = f"By {leader}, ministers or bodies of {one['title']}", leader

    def by(record: Record) -> list[str]:
        own = [headings[key][0] for key in headings if key in record.get("speaks_for", ())]
        other = several if is_shared(record) else alone
        return [*own, together if record["type"] == "declaration" else other][:1]

    groups, it = dict(grouped(page.records, by)), "them" if countries[1:] else "it"
    others = [one for key in (alone, together, several) for one in groups.get(key, ())]
    own, shared = len(page.records) - len(others), sum(map(is_shared, others))
    told = f"{own} by {it}, {len(others) - shared} about {it}, {shared} about several"
    title, number = _HEADINGS["statement"] + page.scope, number_of(page.records)
    page.heading(title, f"{number} on record: {told}")
    for heading, leader in headings.values():
        said = groups.get(heading, [])
        page.section(heading, number_of(said) if said else "none found")
        page.part("", said)
        page.part("", [one for one in page.shown.beside if leader in one["title"]], make=line)
    for heading in (alone, together, several):
        page.part(heading, groups.get(heading, []))
    return [f"cajad show {page.first}  one whole"]


def write_unknown(page: Screen) -> Commands:
    """What was looked for and not found."""
    until = wording.day(min(record["as_of"] for record in page.records))
    heading = "What was looked for and not found" + page.scope
    page.heading(heading, on_record(page), f"looked for until {until}")
    groups = by_country(page, page.records)
    if "country" not in page.shown.options:
        # What is of no country is mostly of the summit, and comes first.
        groups.sort(key=lambda group: (NONE, SEVERAL, group[0]).index(group[0]))
    for name, records in groups:
        page.section("The summit, or no country" if name == NONE else name, str(len(records)))
        for record in records:
            page.blank()
            page.items([line(record).but(left=(), title=wording.title(record))], [0])
            page.prose(record["text"])
    return [f"cajad show {page.first}  one whole"]


def write_event(page: Screen) -> Commands:
    """Events by year; where all of them touch one day, those of the day and those around it."""
    events = sorted(
        page.records,
        key=lambda one: (one["date"].split("/"), EVENTS.index(one["type"]), one["title"]),
    )
    days = {event["date"] for event in events if len(event["date"]) == 10}
    ends = [event["date"].split("/") for event in events]
    # The sign sorts after all that is within a year or month.
    is_day = len(days) == 1 and all(end[0] <= min(days) <= f"{end[-1]}~" for end in ends)
    if is_day:
        day, longer = wording.day(min(days)), "Over several days or more"
        groups = grouped(events, lambda one: [day if one["date"] in days else longer], longer)
    else:
        groups = grouped(events, _year)
    _write_groups(page, "Timeline", groups)
    as_of = page.shown.meta["data:as_of"]
    held = [event for event in events if event["type"] != "plan" and event["date"] <= as_of]
    last = (held or events)[-1]
    year = last["date"][:4]
    is_long = not is_day and any(end[-1] < year for end in ends)
    since = f"cajad timeline --from {year}{page.narrowed}  the newest" if is_long else ""
    return [f"cajad show {last['id']}  whole", since]


def write_country(page: Screen) -> Commands:
    """The participants: leaders, relations, promises and deals."""
    page.heading("The participants", "leaders as of the summit")
    # No id has a blank.
    several = SEVERAL.lower()
    keys = [*(record["id"] for record in page.records), several]
    tallies = {key: page.tally(key, "commitment") for key in keys}
    words = [word for word in STATUSES if any(counts[word] for counts in tallies.values())]
    numbered = ["Summit", *map(sign, words), "Others", "Deals"]
    columns = ["Country", "Leader and relations", *numbered]
    heads: dict[str, list[Cell]] = {several: ["Several", "what more than two of them share"]}
    for record in page.records:
        code = "" if page.narrow else f"{record['alpha_2']}, {record['capital']}"
        about = joined([wording.leader(record), record.get("relations", "")], "\n")
        heads[record["id"]] = [joined([wording.title(record), code], "\n"), about]
    rows: list[list[Cell]] = []
    for key, counts in tallies.items():
        beside = (page.tally(key, kind).total() for kind in ("other", "deal"))
        numbers = map(str, (counts.total(), *(counts[word] for word in words), *beside))
        rows += [[*heads[key], *numbers], [""] * len(columns)]
    if page.narrow:
        columns, rows = columns[:1] + columns[2:], [row[:1] + row[2:] for row in rows[::2]]
    page.flow(["Promises of the summit, by how they stand:", *map(signed, words)])
    page.blank()
    page.table(columns, rows, right=numbered)
    page.blank()
    for field, what in (("occasion", "Counted to the summit"), ("status", "How they stand")):
        called = {one["id"]: one["alpha_2"] for one in page.records} | {several: "several"}
        read = [(told, page.tally(key, f"read {field}").total()) for key, told in called.items()]
        if of_them := [f"{name} {number}" for name, number in read if number]:
            page.flow([f"{what} by our reading:", *of_them])
    shared = "What two share counts for both; parts count with their whole."
    page.prose("Others: older, later.", shared)
    if page.narrow:
        page.blank()
        page.fields((one["title"], heads[one["id"]][1]) for one in page.records)
    last = [record["id"] for record in page.records[-2:]]
    briefing, compared = f"cajad {last[-1]}  a briefing on one", f"cajad {' '.join(last)}"
    names = "cajad names  their names in other languages"
    return [briefing, f"{compared}  side by side", names]


def write_area(page: Screen) -> Commands:
    """The priority areas with what is promised in each."""
    page.heading("Priority areas", f"{len(page.records)} on record")
    for record in page.records:
        counts = page.tally(record["id"], "commitment")
        told = page.of_summit(counted(counts.total(), "promise"), record["id"])
        read = page.tally(record["id"], "read status")
        page.section(record["title"], told, standing(counts, read))
        page.prose(page.told(record))
    return [f"cajad areas {one['id']}  its promises" for one in page.records[:3]]


def write_target(page: Screen) -> Commands:
    """Targets, a card each, with what sources dispute about them."""
    page.heading("Targets" + page.scope, on_record(page))
    page.notes = Notes(page.others)
    write_cards(page)
    return [f"cajad show {page.first}  whole", f"cajad cite {page.first}  its sources"]


def write_cards(page: Screen) -> None:
    """The targets of a screen, each with its caveat and its disputes."""
    for record in page.of("target"):
        page.section(record["title"], record["id"])
        together = ", together" * is_shared(record)
        countries = wording.names(record.get("countries", ()), page.others) + together
        status = joined([wording.status(record), wording.as_of(record), *wording.remarks(record)])
        told = {"value": wording.sum_told(record), "period": record["period"], "by": record["by"]}
        marked = (joined([one, page.notes.mark(record, field)]) for field, one in told.items())
        others = (countries, status, wording.trust(record), record.get("note", ""))
        page.fields(zip(_ON_CARD, (*marked, *others), strict=True))
        disputes = [page.others[key] for key in record.get("disputed_by", ())]
        unsettled = len(wording.unsettled(disputes))
        if disputes:
            number = f"{len(disputes)}, {f'{unsettled} not' if unsettled else 'all'} settled"
            page.section("What sources dispute about it", number)
            write_verdicts(page, disputes)


def write_verdicts(page: Screen, disputes: list[Record]) -> None:
    """Disputes in a line each, what is open first, with the verdict beneath."""
    ranked = sorted(disputes, key=lambda one: one["settled"] == "fully")
    for one in ranked:
        if one is not ranked[0]:
            page.blank()
        page.items([line(one).but(title=wording.title(one))], [page.lead])
        indent = 0 if page.narrow else page.lead + GAP
        page.prose(*wording.verdict(one), begin=sign("verdict"), indent=indent)


def write_dispute(page: Screen) -> Commands:
    """Claims, who takes them, and the verdict; what is open first."""
    states = ("Open or partly open", "Settled")
    by_state = grouped(page.records, lambda one: [states[one["settled"] == "fully"]])
    numbers = [f"{len(records)} {state.lower()}" for state, records in by_state]
    told = ", ".join(numbers) if numbers[1:] else ""
    page.heading("Where sources contradict each other" + page.scope, on_record(page), told)
    page.prose("The weightiest first.", *legend())
    page.prose("Open: the verdict settles none of it; partly open: it settles a part.")
    for state, records in by_state:
        page.blank()
        if not page.shown.view.within:
            page.section(state, str(len(records)))
        for record in records:
            if record is not records[0]:
                page.blank()
            write_claims(page, record)
    command = f"cajad disputes --open{page.narrowed}  what is not settled"
    return [f"cajad show {page.first}  one with every source", command if by_state[1:] else ""]


def legend() -> list[Cell]:
    """What the signs before those who take a claim tell."""
    primary = signed("primary", "primary: government, institution or party;")
    return ["One sign a source, and no vote:", primary, signed("press", "press and others.")]


def write_claims(page: Screen, record: Record, is_headed: bool = False) -> None:
    """A dispute: its question unless it is headed by it, who takes each claim, and the verdict."""
    if not is_headed:
        page.items([line(record).but(title=wording.title(record))], [LEAD])
    indent = 0 if page.narrow or is_headed else LEAD + GAP
    digits = len(str(len(record["positions"])))
    for number, position in enumerate(record["positions"], 1):
        signs: dict[str, str] = {}
        for source in (page.others[key] for key in position["sources"]):
            is_primary = source["type"] == "primary"
            name = wording.short(source["publisher"]) + " (primary)" * is_primary
            signs[name] = signs.get(name, "") + sign("primary" if is_primary else "press")
        who = [plain(f"{told} {name}", unbroken=True) for name, told in signs.items()]
        read = wording.ours(record, f"positions.{number}")
        page.prose(position["says"], *who, read, begin=f"{number:{digits}}.", indent=indent)
    page.prose(*wording.verdict(record, "heading"), begin=sign("verdict"), indent=indent)


def write_source(page: Screen) -> Commands:
    """Sources, and how much rests on each."""
    page.heading("Sources" + page.scope, f"{len(page.records):,} on record")
    for record in page.records:
        number = counted(len(page.shown.backlinks[record["id"]]), "record")
        # Of a list that is narrowed it is not how many there rest on it.
        resting = plain(number + " in all" * bool(page.shown.options), unbroken=True)
        language = wording.language(record["language"]) * (record["language"] != "en")
        relays = f"relays {wording.short(record['origin'])}" if "origin" in record else ""
        told = [record["type"], resting, wording.read(record), language, relays]
        left = [wording.short(record["publisher"]), record["id"]]
        one = Item(left, wording.title(record), [wording.when(record)], told)
        page.items([one], [min(page.width * 3 // 10, 32)])
        page.blank()
    page.prose("Told of each: its sort, how many records rest on it, how much of it was read.")
    page.prose("In brackets: a title by cajad, where the page has another or it was not compared.")
    types = {record["type"] == "primary" for record in page.records}
    is_mixed = len(types) > 1 and "type" not in page.shown.options
    return [
        f"cajad sources {page.first}  what rests on one",
        f"cajad open {page.first}  the page itself",
        f"cajad sources --type primary{page.narrowed}  official ones" if is_mixed else "",
    ]


def write_name(page: Screen) -> Commands:
    """What bodies, terms, countries and leaders are called in other languages."""
    page.heading("Names in other languages" + page.scope, f"{len(page.records)} on record")
    for record in page.records:
        page.section(record["title"], record["id"])
        names = record["names"]
        if record["kind"] == "name":
            names = {"en": "none seen; the heading is ours"} | names
        acronyms, aliases = (", ".join(record.get(name, ())) for name in ("acronyms", "aliases"))
        fields = {"Official": record.get("official_name", ""), "Acronyms": acronyms}
        fields |= {wording.language(code): told for code, told in names.items()}
        fields |= {"Leader": record.get("leader", ""), "Leader spelt": wording.spelt(record)}
        fields |= {"Also searched": aliases, "Caveat": record.get("note", "")}
        page.fields(fields.items(), indent=2)
    one = f"cajad names {page.first}  one of them" if page.records[1:] else ""
    return [one, f"cajad show {page.first}  with the source of each name"]

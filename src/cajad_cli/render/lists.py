"""Lists of the records of one kind: grouped, counted, with what each holds at a glance."""

from collections import Counter
from collections.abc import Callable, Iterable

from cajad_cli.model.vocabulary import CURRENCIES, EVENTS, STATUSES
from cajad_cli.render import wording
from cajad_cli.render.layout import GAP, LEAD, Cell, Item, joined, plain, sign, signed
from cajad_cli.render.screen import Commands, Screen, number_of, standing, wholes
from cajad_cli.render.wording import Record, settled, sum_of_money
from cajad_cli.text.safe import counted

Group = tuple[str, list[Record]]
OCCASIONS = {"summit": "made at the summit", "after": "later ones", "before": "older ones"}
_SEVERAL = "Several countries"
# The tracker lists the promises themselves if there are no more than these.
_MOST_TRACKED = 30


def _write_groups(page: Screen, heading: str, groups: Iterable[Group]) -> None:
    """Groups of records, each under its heading with its count."""
    told = f"{number_of(page.records)} on record"
    if "country" in page.shown.options:
        shared = [record for record in page.records if len(record.get("countries", ())) > 2]
        own = [record for record in page.records if record not in shared]
        told = f"{number_of(own)} of its own, {number_of(shared)} shared with others"
    plans = sum(event["type"] == "plan" for event in page.of("event"))
    page.heading(heading + page.scope, told, f"{plans} planned" if plans else "", page.makers)
    for name, records in groups:
        counts = Counter(r["status"] for r in wholes(records) if "status" in r)
        page.part(name, records, number_of(records), standing(counts))


def _grouped(
    records: list[Record], named: Callable[[Record], Iterable[str]], last: str = ""
) -> list[Group]:
    """Records under each of their names, in the order of these, with one of them at the end."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        for name in named(record):
            groups.setdefault(name, []).append(record)
    return sorted(groups.items(), key=lambda group: (group[0] == last, group[0]))


def _by_country(page: Screen, records: list[Record]) -> list[Group]:
    """Records by the country that they are of, and last what concerns several."""
    # The country that is a party to most promises in all groups none of them.
    parties = {key: page.tally(key, "commitment").total() for key in page.others}
    most = max(parties, key=parties.__getitem__, default="")
    host = most if 2 * parties.get(most, 0) > int(page.shown.meta["count:commitment"]) else ""

    def named(record: Record) -> list[str]:
        countries = record.get("countries", ())
        own = [key for key in countries if key != host] or countries
        return [wording.names(own, page.others) if len(own) == 1 else _SEVERAL]

    return _grouped(records, named, _SEVERAL)


def _by_year(page: Screen, records: list[Record]) -> list[Group]:
    """Records by the year in which they begin, the newest first, and last those without a date."""
    return _grouped(records, lambda one: [one.get("date", "")[:4] or "(no date)"])[::-1]


def _by_occasion(records: list[Record]) -> list[Group]:
    return [
        (told, [record for record in records if record["occasion"] == occasion])
        for occasion, told in OCCASIONS.items()
    ]


_HEADINGS = {
    "commitment": "Promises",
    "deal": "Deals with firms",
    "document": "Documents",
    "statement": "Who said or proposed what",
    "analysis": "Views of others, not facts",
    "unknown": "What was looked for and not found",
}
# How the records of a kind are grouped, if they are.
_GROUPED = {"commitment": _by_country, "deal": _by_country, "document": _by_year}


def write_list(page: Screen) -> Commands:
    """The records of one kind."""
    kind = page.records[0]["kind"]
    group = _GROUPED.get(kind, lambda _, records: [("", records)])
    _write_groups(page, _HEADINGS[kind], group(page, page.records))
    has_money = any(record.get("unit") in CURRENCIES for record in page.records)
    return [
        f"cajad show {page.first}  whole, with its caveats and sources",
        f"cajad tracker{page.narrowed}  what became of them" if kind == "commitment" else "",
        f"cajad money{page.narrowed}  every sum on record" if has_money else "",
    ]


def write_tracker(page: Screen) -> Commands:
    """What became of the promises by occasion, area and country; then the last steps."""
    promises = page.of("commitment")
    whole = wholes(promises)
    page.heading("What became of the promises" + page.scope, f"{number_of(promises)} on record")
    groups = _by_occasion(whole)
    _write_numbers(page, "Promised", groups)
    if read := sum("status" in record.get("inferred", {}) for record in whole):
        told = f"Of {read} the status is our reading: no source gives one."
        page.prose(told, "Parts are counted with their whole.")
    if of_summit := groups[0][1]:
        silent = sum(record in page.shown.beside for record in of_summit)
        told = f"{silent} of the {len(of_summit)} of the summit are silent: nothing newer is known."
        page.prose(told if silent else "")
        page.blank()
        none = "none that a source names"
        areas = _grouped(of_summit, lambda r: r.get("areas") or [none], none)
        named = [(wording.names([key], page.others), records) for key, records in areas]
        _write_numbers(page, "Of the summit, by area", named)
        page.blank()
        _write_numbers(page, "Of the summit, by country", _by_country(page, of_summit))
    if len(promises) <= _MOST_TRACKED:
        page.part("How each stands", promises)
    page.part("Last steps", page.of("event"))
    page.blank()
    days = [record["as_of"] for record in whole]
    ends = " to ".join(dict.fromkeys((wording.day(min(days)), wording.day(max(days)))))
    page.prose(f"Each status is true as of its own day: {ends}.")
    command = f"cajad commitments{page.narrowed}"
    return [f"{command}  each of them", f"{command} --silent  the silent ones"]


def _write_numbers(page: Screen, heading: str, groups: list[Group]) -> None:
    """A row a group: how many there are, and how many stand where."""
    rows: list[list[Cell]] = []
    stand = {name: Counter(one["status"] for one in records) for name, records in groups if records}
    words = [word for word in STATUSES if word == "done" or any(n[word] for n in stand.values())]
    for name, counts in stand.items():
        rows.append([name, str(counts.total()), *(str(counts[word] or "-") for word in words)])
    columns = ["All", *(f"{sign(word)} {word}" for word in words)]
    page.table([heading, *columns], rows, right=columns)


def write_silent(page: Screen) -> Commands:
    """Promises of which nothing newer than the summit is known, of how many; older ones apart."""
    every = wholes(page.shown.beside)
    told = f"{len(wholes(page.records))} of {len(every)}"
    page.heading("Silent promises" + page.scope, told, page.makers)
    page.prose("Nothing newer than the summit is known of them; of older ones that says little.")
    of = dict(_by_occasion(every))
    for name, records in _by_occasion(page.records):
        page.part(name.capitalize(), records, f"{len(wholes(records))} of {len(of[name])}")
    return [
        f"cajad show {page.first}  whole, with its caveats and sources",
        f"cajad commitments{page.narrowed}  the others as well",
    ]


def write_event(page: Screen) -> Commands:
    """Events by year; where all of them touch one day, those of the day and those around it."""

    def order(event: Record) -> tuple[str, str, int, str]:
        begin = event["date"].partition("/")[0]
        return begin, event["date"], EVENTS.index(event["type"]), event["title"]

    events = sorted(page.records, key=order)
    groups = _by_year(page, events)[::-1]
    days = {event["date"] for event in events if len(event["date"]) == 10}
    ends = (event["date"].split("/") for event in events)
    # The sign sorts after all that is within a year or month.
    is_day = len(days) == 1 and all(end[0] <= min(days) <= f"{end[-1]}~" for end in ends)
    if is_day:
        on = [event for event in events if event["date"] in days]
        around = [event for event in events if event not in on]
        groups = [(wording.day(on[0]["date"]), on), ("Over several days or more", around)]
    _write_groups(page, "Timeline", groups)
    as_of = page.shown.meta["data:as_of"]
    held = [event for event in events if event["type"] != "plan" and event["date"] <= as_of]
    last = (held or events)[-1]
    since = f"cajad timeline --from {last['date'][:4]}{page.narrowed}  the newest"
    return [f"cajad show {last['id']}  whole", since if groups[1:] and not is_day else ""]


def write_money(page: Screen) -> Commands:
    """Every sum of money on record, by country."""
    page.make = sum_of_money
    page.heading("Money" + page.scope, f"{counted(len(page.records), 'sum')} on record")
    for name, records in _by_country(page, page.records):
        page.part(name, records, str(len(records)))
    page.blank()
    page.prose("Never added up: ceilings, portfolios and contracts differ; sums lie within sums.")
    return [f"cajad show {page.first}  whole, with its caveats"]


def write_country(page: Screen) -> Commands:
    """The participants: leaders, relations, promises and deals."""
    page.heading("The participants", "leaders as of the summit")
    rows: list[list[Cell]] = []
    for record in page.records:
        name = joined([wording.title(record), f"{record['alpha_2']}, {record['capital']}"], "\n")
        leader = joined([record["leader"], record["leader_title"].partition(" of ")[0]], "\n")
        deals = str(page.tally(record["id"], "deal").total())
        promised, relations = page.promised(record["id"]), record.get("relations", "")
        rows.append([name, leader, promised, deals, relations])
    page.table(["Country", "Leader", "Promises", "Deals", "Relations with Japan"], rows)
    page.blank()
    page.prose("What concerns more than two countries is counted with none of them.")
    last = [record["id"] for record in page.records[-2:]]
    return [
        f"cajad {last[-1]}  a briefing on one",
        f"cajad {' '.join(last)}  side by side",
        "cajad names  what they are called in other languages",
    ]


def write_area(page: Screen) -> Commands:
    """The priority areas with what is promised in each."""
    page.heading("Priority areas", f"{len(page.records)} on record")
    for record in page.records:
        counts = page.tally(record["id"], "commitment")
        told = f"{counted(counts.total(), 'promise')} of the summit"
        page.section(record["title"], told, standing(counts))
        page.prose(*page.notes.sentences(record), wording.trust(record))
    return [f"cajad areas {page.first}  one with its promises"]


def write_target(page: Screen) -> Commands:
    """Targets, a card each, with what sources dispute about them."""
    page.heading("Targets" + page.scope, f"{len(page.records)} on record")
    write_cards(page)
    return [f"cajad show {page.first}  whole", f"cajad cite {page.first}  its sources"]


def write_cards(page: Screen) -> None:
    """The targets of a screen, each with its caveat and its disputes."""
    for record in page.of("target"):
        page.section(record["title"], record["id"])
        stands: list[Cell] = [wording.status(record), wording.as_of(record)]
        page.fields(
            [
                ("Amount", joined([wording.sum_told(record), page.notes.mark(record, "value")])),
                ("Period", record["period"]),
                ("Set by", record["by"]),
                ("Status", joined([*stands, *wording.remarks(record)])),
                ("Trust", wording.trust(record)),
                ("Caveat", record.get("note", "")),
            ]
        )
        disputes = [page.others[key] for key in record.get("disputed_by", ())]
        unsettled = sum(dispute["settled"] != "fully" for dispute in disputes)
        told = f"{len(disputes)}, {f'{unsettled} not' if unsettled else 'all'} settled"
        page.part("What sources dispute about it", disputes, told)


def write_dispute(page: Screen) -> Commands:
    """Claims, who takes them, and the verdict; what is open first."""
    unsettled = sum(record["settled"] != "fully" for record in page.records)
    total = len(page.records)
    told = f"{counted(total, 'question')}: {unsettled} open or partly, {total - unsettled} settled"
    page.heading("Where sources contradict each other" + page.scope, told)
    primary = signed("primary", "government, institution or party;")
    press = signed("press", "press and others. They are no votes.")
    page.prose("One sign a source:", primary, press)
    for record in page.records:
        if not page.narrow:
            page.blank()
        write_claims(page, record)
    return [
        f"cajad show {page.first}  one with every source",
        "cajad disputes --open  what is not settled" if 0 < unsettled < total else "",
    ]


def write_claims(page: Screen, record: Record) -> None:
    """A dispute: its question, each claim with who takes it, and the verdict."""
    page.items([Item([settled(record)], wording.title(record), marks=["", record["id"]])])
    write_positions(page, record, 0 if page.narrow else LEAD + GAP)


def write_positions(page: Screen, record: Record, indent: int) -> None:
    """The claims of a dispute with who takes them, and the verdict."""
    for number, position in enumerate(record["positions"], 1):
        cited = [page.others[key] for key in position["sources"]]
        kinds = ["primary" if one["type"] == "primary" else "press" for one in cited]
        who = ", ".join(dict.fromkeys(map(wording.short_name, cited)))
        told = f"{''.join(map(sign, kinds))} {who}"
        page.prose(f"{position['says']} ", told, begin=f"{number}.", indent=indent)
    page.prose(plain(record["assessment"], "heading"), begin=sign("verdict"), indent=indent)


def write_source(page: Screen) -> Commands:
    """Sources, and how much rests on each."""
    page.heading("Sources" + page.scope, f"{len(page.records):,} on record")
    rows: list[list[Cell]] = []
    for record in page.records:
        relays = f"relays {record['origin']}" if "origin" in record else ""
        told = joined([record["id"], wording.short_name(record), relays], sign("dot"))
        title = joined([wording.title(record), told], "\n")
        resting = len(page.shown.backlinks[record["id"]])
        date, language = wording.when(record), wording.language(record["language"])
        rows.append([title, str(resting), record["type"], date, language, record.get("read", "")])
    columns = ["Title", "Records", "Sort", "Date", "Language", "Read"]
    page.table(columns, rows, right=["Records", "Date"])
    page.blank()
    page.prose("Records: how many rest on it. Read: how much of the page could be read.")
    has_primary = any(record["type"] == "primary" for record in page.records)
    return [
        f"cajad sources {page.first}  what rests on one",
        f"cajad open {page.first}  the page itself",
        "cajad sources --type primary  official ones" if has_primary else "",
    ]


def write_name(page: Screen) -> Commands:
    """What bodies, terms, countries and leaders are called in other languages."""
    page.heading("Names in other languages", f"{len(page.records)} on record")
    for record in page.records:
        page.section(record["title"], record["id"])
        leader = [record["leader"], *record.get("leader_names", ())] if "leader" in record else []
        page.fields(
            [
                ("Official", record.get("official_name", "")),
                ("Acronyms", ", ".join(record.get("acronyms", ()))),
                *((wording.language(code), name) for code, name in record["names"].items()),
                ("Also", ", ".join(record.get("aliases", ()))),
                ("Leader", ", ".join(leader)),
            ],
            indent=2,
        )
    key = page.first
    return [f"cajad names {key}  one of them", f"cajad show {key}  with the source of each name"]

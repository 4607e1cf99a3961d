"""Lists of the records of one kind: grouped, counted, with what each holds at a glance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from cajad_cli.model.vocabulary import CURRENCIES, STATUSES
from cajad_cli.query.view import Gathered
from cajad_cli.render.items import items_of, money, settled, title, whole_of, with_parts
from cajad_cli.render.layout import GAP, LEAD, Cell, Item, Page, joined, plain, sign, signed
from cajad_cli.render.notes import Notes, parts_of
from cajad_cli.render.wording import (
    amount_in_full,
    day,
    names,
    remarks,
    short_name,
    status,
    trust,
    when,
)
from cajad_cli.text.safe import counted

Record = dict[str, Any]
# So many signs can be told apart at a glance.
_MOST_SIGNS = 30
Group = tuple[str, list[Record]]


def footer(page: Page, shown: Gathered, *commands: str) -> None:
    """At most three commands that work as typed, and the day until which sources were read."""
    typed = [_with_data(command, shown.data) for command in commands if command]
    page.foot(typed[:3], f"sources read until {day(shown.meta['data:as_of'])}")


def _with_data(command: str, data: str) -> str:
    typed, gap, told = command.partition("  ")
    return typed + data + gap + told


def narrowed(shown: Gathered) -> str:
    """The options of a list as they are typed, for commands that go on with them."""
    short = {"country": "-c", "area": "-a", "kind": "-k"}
    return "".join(
        f" {short.get(option, '--' + option)} {value.replace(' ', '-')}"
        for option, values in shown.options.items()
        for value in values
    )


def scope(shown: Gathered) -> str:
    """What a list is narrowed to, in words."""
    told = [
        names(values, shown.others | {r["id"]: r for r in shown.records})
        for values in shown.options.values()
    ]
    return f": {'; '.join(told)}" if told else ""


def signs(counts: Counter[str]) -> Text:
    """A sign for each promise, by how it stands; more than a line holds are left to the numbers."""
    if counts.total() > _MOST_SIGNS:
        return Text()
    return Text("").join(
        plain(sign(word) * counts[word], word) for word in STATUSES if counts[word]
    )


def tally(shown: Gathered, group: str, kind: str) -> Counter[str]:
    """How many promises or deals of a country, area or occasion stand where, in all."""
    lead = f"tally:{group}:{kind}:"
    return Counter(
        {key.removeprefix(lead): int(n) for key, n in shown.meta.items() if key.startswith(lead)}
    )


def write_items(page: Page, heading: str, groups: Iterable[Group], shown: Gathered) -> None:
    """Groups of records, each under its heading with its count."""
    page.heading(heading + scope(shown), _total(shown))
    for name, records in groups:
        if name:
            page.section(name, str(len(records)), signs(statuses(records)))
        page.items(items_of(records, shown))


def _total(shown: Gathered) -> str:
    """How many records a list holds; narrowed to countries, how many of them others share."""
    total = len(shown.records)
    if "country" not in shown.options:
        return f"{total:,} on record"
    shared = sum(len(record.get("countries", ())) > 2 for record in shown.records)
    return f"{total - shared:,} of its own, {shared:,} shared with others"


def wholes(records: list[Record]) -> list[Record]:
    """Records without those that are parts of the sum of another of them."""
    ids = {record["id"] for record in records}
    return [record for record in records if not whole_of(record, ids)]


def statuses(records: list[Record]) -> Counter[str]:
    """How many of some records stand where, parts of a sum counted with it."""
    return Counter(record["status"] for record in wholes(records) if "status" in record)


def grouped(records: list[Record], shown: Gathered) -> list[Group]:
    """Records by the country that they are of, and last what concerns several."""
    groups: dict[str, list[Record]] = {}
    host = _host(records)
    for record in records:
        countries = record.get("countries", [])
        own = [key for key in countries if key != host] or list(countries)
        groups.setdefault(own[0] if len(own) == 1 else "", []).append(record)
    ordered = sorted(groups, key=lambda key: (key == "", names([key], shown.others)))
    return [
        (names([key], shown.others) if key else "Several countries", groups[key]) for key in ordered
    ]


def _host(records: list[Record]) -> str:
    """The country that is a party to most of the records, and so groups none of them."""
    parties = Counter(key for record in records for key in record.get("countries", ()))
    key, count = next(iter(parties.most_common(1)), ("", 0))
    return key if 2 * count > len(records) else ""


def write_commitments(page: Page, shown: Gathered) -> None:
    """Promises by country."""
    write_items(page, "Promises", grouped(shown.records, shown), shown)
    explain(page, shown.records)
    first = shown.records[0]["id"]
    more = narrowed(shown)
    footer(
        page,
        shown,
        f"cajad show {first}  whole, with its caveats and sources",
        f"cajad tracker{more}  what became of them",
        f"cajad money{more}  every sum on record" if _has_money(shown.records) else "",
    )


def explain(page: Page, records: list[Record]) -> None:
    """What the words beside signs mean, for those that stand on the screen."""
    told = {remark.plain.split(" ")[0] for record in records for remark in remarks(record)}
    if told & {"our", "older", "later"}:
        page.blank()
    page.prose(
        "our reading: no source says so; cajad show ID tells what it follows from."
        if "our" in told
        else "",
        "older, later: promised before or after the summit." if told & {"older", "later"} else "",
    )


def write_deals(page: Page, shown: Gathered) -> None:
    """Deals by country."""
    write_items(page, "Deals with firms", grouped(shown.records, shown), shown)
    more = narrowed(shown)
    sums = f"cajad money{more}  the sums" if _has_money(shown.records) else ""
    footer(page, shown, f"cajad show {shown.records[0]['id']}  whole", sums)


def _has_money(records: list[Record]) -> bool:
    return any(record.get("unit") in CURRENCIES for record in records)


def write_plain(page: Page, shown: Gathered) -> None:
    """Documents, statements, analyses, what is not known."""
    heading = {
        "document": "Documents",
        "statement": "Who said or proposed what",
        "analysis": "Views of others, not facts",
        "unknown": "What was looked for and not found",
    }[shown.records[0]["kind"]]
    write_items(page, heading, [("", shown.records)], shown)
    first = shown.records[0]
    footer(
        page,
        shown,
        f"cajad show {first['id']}  whole",
        f"cajad cite {first['id']}  its sources" if first["sources"] else "",
    )


def write_timeline(page: Page, shown: Gathered) -> None:
    """Events by year."""
    planned = sum(record["type"] == "plan" for record in shown.records)
    years: dict[str, list[Record]] = {}
    for record in shown.records:
        years.setdefault(record["date"][:4], []).append(record)
    write_items(page, "Timeline", years.items(), shown)
    if planned:
        page.blank()
        told = "planned: announced for that date; no source reports that it took place"
        page.prose(f"{told} ({planned} of {len(shown.records)}).")
    last = shown.records[-1]["id"]
    year = shown.records[-1]["date"][:4]
    since = f"cajad timeline --from {year}  the newest" if len(years) > 1 else ""
    footer(page, shown, f"cajad show {last}  whole", since)


def write_countries(page: Page, shown: Gathered) -> None:
    """The participants: leaders, relations, promises and deals."""
    page.heading("The participants", "leaders as of the summit")
    rows: list[Sequence[Cell]] = []
    for record in shown.records:
        counts = tally(shown, record["id"], "commitment")
        deals = tally(shown, record["id"], "deal").total()
        rows.append(
            [
                joined([title(record), f"{record['alpha_2']}, {record['capital']}"], "\n"),
                joined([record["leader"], record["leader_title"].partition(" of ")[0]], "\n"),
                joined([f"{counts.total():2}", signs(counts)]) if counts else "-",
                str(deals) if deals else "-",
                record.get("relations", ""),
            ]
        )
    page.table(["Country", "Leader", "Promises", "Deals", "Relations with Japan"], rows)
    page.blank()
    legend(page)
    page.prose("What concerns more than two countries is counted with none of them.")
    footer(
        page,
        shown,
        f"cajad {shown.records[-1]['id']}  a briefing on one",
        f"cajad {' '.join(r['id'] for r in shown.records[-2:])}  side by side",
        "cajad names  what they are called in other languages",
    )


def legend(page: Page) -> None:
    """What the signs of promises mean."""
    page.flow(["One sign a promise:", *map(signed, STATUSES)])


def write_areas(page: Page, shown: Gathered) -> None:
    """The priority areas with what is promised in each."""
    page.heading("Priority areas", f"{len(shown.records)} on record")
    notes = Notes(shown)
    for record in shown.records:
        counts = tally(shown, record["id"], "commitment")
        page.section(record["title"], counted(counts.total(), "promise"), signs(counts))
        page.prose(*sentences(record, notes), trust(record))
    page.blank()
    legend(page)
    notes.write(page)
    footer(page, shown, f"cajad areas {shown.records[0]['id']}  one with its promises")


def sentences(record: Record, notes: Notes, every: bool = False) -> list[Cell]:
    """The text of a record, a footnote behind each sentence."""
    told: list[Cell] = []
    texts = record.get("sentences", [record["text"]])
    for text, part in zip(texts, parts_of(record, "text"), strict=True):
        told += [text, notes.mark(record, part, every=every)]
        if part in record.get("inferred", {}) or "text" in record.get("inferred", {}):
            told.append(plain("(our reading)", "our reading"))
    return told


def write_targets(page: Page, shown: Gathered) -> None:
    """Targets, a card each, with what sources dispute about them."""
    page.heading("Targets" + scope(shown), f"{len(shown.records)} on record")
    notes = Notes(shown)
    for record in shown.records:
        write_target(page, record, shown, notes)
    notes.write(page)
    first = shown.records[0]["id"]
    footer(page, shown, f"cajad show {first}  whole", f"cajad cite {first}  its sources")


def write_target(page: Page, record: Record, shown: Gathered, notes: Notes) -> None:
    """A target with its caveat and its disputes."""
    page.prose(title(record), record["id"])
    page.fields(
        [
            ("Amount", joined([amount_in_full(record), notes.mark(record, "value")])),
            ("Period", record["period"]),
            ("Set by", record["by"]),
            ("Status", joined([status(record), *_as_of(record), *remarks(record)])),
            ("Trust", trust(record)),
            ("Caveat", record.get("note", "")),
        ]
    )
    disputes = [shown.others[key] for key in record.get("disputed_by", ())]
    if disputes:
        unsettled = sum(dispute["settled"] != "fully" for dispute in disputes)
        told = f"{unsettled} not settled" if unsettled else "all settled"
        page.section("What sources dispute about it", f"{len(disputes)}, {told}")
        for dispute in disputes:
            page.prose(settled(dispute), title(dispute), dispute["id"])
            page.prose(sign("verdict"), dispute["assessment"], indent=4)


def _as_of(record: Record) -> list[Cell]:
    return [f"as of {day(record['as_of'])}"] if "as_of" in record else []


def write_disputes(page: Page, shown: Gathered) -> None:
    """Claims, who takes them, and the verdict; what is open first."""
    unsettled = sum(record["settled"] != "fully" for record in shown.records)
    total = len(shown.records)
    page.heading(
        "Where sources contradict each other" + scope(shown),
        f"{counted(total, 'question')}: {unsettled} open or partly, {total - unsettled} settled",
    )
    page.prose(
        "One sign a source:",
        signed("primary", "government, institution or party;"),
        signed("press", "press and others. They are no votes."),
    )
    for record in shown.records:
        if not page.narrow:
            page.blank()
        write_claims(page, record, shown)
    footer(
        page,
        shown,
        f"cajad show {shown.records[0]['id']}  one with every source",
        "cajad disputes --open  what is not settled" if 0 < unsettled < total else "",
    )


def write_claims(page: Page, record: Record, shown: Gathered) -> None:
    """A dispute: its question, each claim with who takes it, and the verdict."""
    page.items([Item(settled(record), title(record), record["id"])])
    write_positions(page, record, shown, 0 if page.narrow else LEAD + GAP)


def write_positions(page: Page, record: Record, shown: Gathered, indent: int) -> None:
    """The claims of a dispute with who takes them, and the verdict."""
    for position in record["positions"]:
        cited = [shown.others[key] for key in position["sources"]]
        kinds = ["primary" if one["type"] == "primary" else "press" for one in cited]
        who = ", ".join(dict.fromkeys(map(short_name, cited)))
        told = joined(["".join(map(sign, kinds)), who])
        page.prose(f"{sign('part')} {position['says']} ", told, indent=indent)
    page.prose(sign("verdict"), plain(record["assessment"], "heading"), indent=indent)


def write_sources(page: Page, shown: Gathered) -> None:
    """Sources, and how much rests on each."""
    page.heading("Sources" + scope(shown), f"{len(shown.records):,} on record")
    rows = [
        [
            joined([title(record), record["id"]], "\n"),
            short_name(record),
            str(len(shown.backlinks[record["id"]])),
            when(record),
            record["type"],
            record["language"],
            f"by {record['origin']}" if "origin" in record else "",
            record.get("read", ""),
        ]
        for record in shown.records
    ]
    columns = ["Title", "Publisher", "Records", "Date", "Sort", "Language", "Relays", "Read"]
    read = ""
    if page.narrow:
        page.items(
            Item(sort, title(record), f"{count} records", [record["id"], publisher, relays], date)
            for record, (_, publisher, count, date, sort, _, relays, _) in zip(
                shown.records, rows, strict=True
            )
        )
    else:
        page.table(columns, rows, right="Records|Date")
        read = "Read: how much of the page could be read."
    page.blank()
    page.prose("Records: how many rest on it.", read)
    first = shown.records[0]["id"]
    footer(
        page,
        shown,
        f"cajad sources {first}  what rests on one",
        f"cajad open {first}  the page itself",
        "cajad sources --type primary  official ones"
        if "primary" in {record["type"] for record in shown.records}
        else "",
    )


def write_names(page: Page, shown: Gathered) -> None:
    """What bodies, terms, countries and leaders are called in other languages."""
    page.heading("Names in other languages", f"{len(shown.records)} on record")
    for record in shown.records:
        page.section(record["title"], record["id"])
        given = record.get("names", {})
        page.fields(
            [
                ("Official", record.get("official_name", "")),
                ("Acronyms", ", ".join(record.get("acronyms", ()))),
                *given.items(),
                ("Also", ", ".join(record.get("aliases", ()))),
                ("Leader", ", ".join([record["leader"], *record.get("leader_names", ())]))
                if "leader" in record
                else ("", ""),
            ],
            indent=2,
        )
    footer(
        page,
        shown,
        f"cajad names {shown.records[0]['id']}  one of them",
        f"cajad show {shown.records[0]['id']}  with the source of each name",
    )


def write_money(page: Page, shown: Gathered) -> None:
    """Every sum of money on record, by country."""
    page.heading("Money" + scope(shown), f"{counted(len(shown.records), 'sum')} on record")
    for name, records in grouped(shown.records, shown):
        page.section(name, str(len(records)))
        page.items(with_parts([(record, money(record, shown)) for record in records]))
    page.blank()
    page.prose(
        "Never added up: ceilings, portfolios and contracts are not the same, and sums lie within"
        " sums."
    )
    footer(page, shown, f"cajad show {shown.records[0]['id']}  whole, with its caveats")

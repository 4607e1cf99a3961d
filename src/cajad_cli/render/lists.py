"""Lists of the records of one kind: grouped, counted, with what each holds at a glance."""

from collections import Counter
from collections.abc import Iterable

from cajad_cli.model.vocabulary import CURRENCIES
from cajad_cli.render.items import settled, sum_of_money, with_parts
from cajad_cli.render.layout import GAP, LEAD, Cell, Item, joined, plain, sign, signed
from cajad_cli.render.screen import Commands, Screen, signs, statuses
from cajad_cli.render.wording import (
    Record,
    amount_in_full,
    as_of,
    names,
    remarks,
    short_name,
    status,
    title,
    trust,
    when,
)
from cajad_cli.text.safe import counted

Group = tuple[str, list[Record]]
_SEVERAL = "Several countries"


def _write_groups(page: Screen, heading: str, groups: Iterable[Group]) -> None:
    """Groups of records, each under its heading with its count."""
    total = len(page.records)
    told = f"{total:,} on record"
    if "country" in page.shown.options:
        shared = sum(len(record.get("countries", ())) > 2 for record in page.records)
        told = f"{total - shared:,} of its own, {shared:,} shared with others"
    page.heading(heading + page.scope, told)
    for name, records in groups:
        if name:
            page.section(name, str(len(records)), signs(statuses(records)))
        page.show(records)


def by_country(records: list[Record], others: dict[str, Record]) -> list[Group]:
    """Records by the country that they are of, and last what concerns several."""
    groups: dict[str, list[Record]] = {}
    host = _host(records)
    for record in records:
        countries = record.get("countries", ())
        own = [key for key in countries if key != host] or countries
        name = names(own, others) if len(own) == 1 else _SEVERAL
        groups.setdefault(name, []).append(record)
    return sorted(groups.items(), key=lambda group: (group[0] == _SEVERAL, group[0]))


def _host(records: list[Record]) -> str:
    """The country that is a party to most of the records, and so groups none of them."""
    parties = Counter(key for record in records for key in record.get("countries", ()))
    key, count = next(iter(parties.most_common(1)), ("", 0))
    return key if 2 * count > len(records) else ""


def write_commitments(page: Screen) -> Commands:
    """Promises by country."""
    _write_groups(page, "Promises", by_country(page.records, page.others))
    page.explain(page.records)
    return [
        f"cajad show {page.first}  whole, with its caveats and sources",
        f"cajad tracker{page.narrowed}  what became of them",
        _sums(page, "every sum on record"),
    ]


def write_deals(page: Screen) -> Commands:
    """Deals by country."""
    _write_groups(page, "Deals with firms", by_country(page.records, page.others))
    return [f"cajad show {page.first}  whole", _sums(page, "the sums")]


def _sums(page: Screen, told: str) -> str:
    """The command for the sums of money in a list, if there are any."""
    has_money = any(record.get("unit") in CURRENCIES for record in page.records)
    return f"cajad money{page.narrowed}  {told}" if has_money else ""


def write_plain(page: Screen) -> Commands:
    """Documents, statements, analyses, what is not known."""
    headings = {
        "document": "Documents",
        "statement": "Who said or proposed what",
        "analysis": "Views of others, not facts",
        "unknown": "What was looked for and not found",
    }
    first = page.records[0]
    _write_groups(page, headings[first["kind"]], [("", page.records)])
    cite = f"cajad cite {page.first}  its sources" if first["sources"] else ""
    return [f"cajad show {page.first}  whole", cite]


def write_timeline(page: Screen) -> Commands:
    """Events by year."""
    years: dict[str, list[Record]] = {}
    for record in page.records:
        years.setdefault(record["date"][:4], []).append(record)
    _write_groups(page, "Timeline", years.items())
    planned = sum(record["type"] == "plan" for record in page.records)
    if planned:
        page.blank()
        told = "planned: announced for that date; no source reports that it took place"
        page.prose(f"{told} ({planned} of {len(page.records)}).")
    last = page.records[-1]
    since = f"cajad timeline --from {last['date'][:4]}  the newest" if len(years) > 1 else ""
    return [f"cajad show {last['id']}  whole", since]


def write_money(page: Screen) -> Commands:
    """Every sum of money on record, by country."""
    page.heading("Money" + page.scope, f"{counted(len(page.records), 'sum')} on record")
    for name, records in by_country(page.records, page.others):
        page.section(name, str(len(records)))
        items = [(record, sum_of_money(record, page.others)) for record in records]
        page.items(with_parts(items))
    page.blank()
    page.prose(
        "Never added up: ceilings, portfolios and contracts are not the same, and sums lie within"
        " sums."
    )
    return [f"cajad show {page.first}  whole, with its caveats"]


def write_countries(page: Screen) -> Commands:
    """The participants: leaders, relations, promises and deals."""
    page.heading("The participants", "leaders as of the summit")
    rows: list[list[Cell]] = []
    for record in page.records:
        counts = page.tally(record["id"], "commitment")
        deals = page.tally(record["id"], "deal").total()
        rows.append(
            [
                joined([title(record), f"{record['alpha_2']}, {record['capital']}"], "\n"),
                joined([record["leader"], record["leader_title"].partition(" of ")[0]], "\n"),
                joined([f"{counts.total():2}", signs(counts)]) if counts else "-",
                str(deals or "-"),
                record.get("relations", ""),
            ]
        )
    page.table(["Country", "Leader", "Promises", "Deals", "Relations with Japan"], rows)
    page.legend()
    page.prose("What concerns more than two countries is counted with none of them.")
    last = [record["id"] for record in page.records[-2:]]
    return [
        f"cajad {last[-1]}  a briefing on one",
        f"cajad {' '.join(last)}  side by side",
        "cajad names  what they are called in other languages",
    ]


def write_areas(page: Screen) -> Commands:
    """The priority areas with what is promised in each."""
    page.heading("Priority areas", f"{len(page.records)} on record")
    for record in page.records:
        counts = page.tally(record["id"], "commitment")
        page.section(record["title"], counted(counts.total(), "promise"), signs(counts))
        page.prose(*page.notes.sentences(record), trust(record))
    page.legend()
    return [f"cajad areas {page.first}  one with its promises"]


def write_targets(page: Screen) -> Commands:
    """Targets, a card each, with what sources dispute about them."""
    page.heading("Targets" + page.scope, f"{len(page.records)} on record")
    for record in page.records:
        write_target(page, record)
    return [f"cajad show {page.first}  whole", f"cajad cite {page.first}  its sources"]


def write_target(page: Screen, record: Record) -> None:
    """A target with its caveat and its disputes."""
    page.prose(title(record), record["id"])
    page.fields(
        [
            ("Amount", joined([amount_in_full(record), page.notes.mark(record, "value")])),
            ("Period", record["period"]),
            ("Set by", record["by"]),
            ("Status", joined([status(record), as_of(record), *remarks(record)])),
            ("Trust", trust(record)),
            ("Caveat", record.get("note", "")),
        ]
    )
    disputes = [page.others[key] for key in record.get("disputed_by", ())]
    if disputes:
        unsettled = sum(dispute["settled"] != "fully" for dispute in disputes)
        told = f"{unsettled} not settled" if unsettled else "all settled"
        page.section("What sources dispute about it", f"{len(disputes)}, {told}")
    for dispute in disputes:
        page.prose(settled(dispute), title(dispute), dispute["id"])
        page.prose(sign("verdict"), dispute["assessment"], indent=4)


def write_disputes(page: Screen) -> Commands:
    """Claims, who takes them, and the verdict; what is open first."""
    unsettled = sum(record["settled"] != "fully" for record in page.records)
    total = len(page.records)
    page.heading(
        "Where sources contradict each other" + page.scope,
        f"{counted(total, 'question')}: {unsettled} open or partly, {total - unsettled} settled",
    )
    page.prose(
        "One sign a source:",
        signed("primary", "government, institution or party;"),
        signed("press", "press and others. They are no votes."),
    )
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
    page.items([Item(settled(record), title(record), record["id"])])
    write_positions(page, record, 0 if page.narrow else LEAD + GAP)


def write_positions(page: Screen, record: Record, indent: int) -> None:
    """The claims of a dispute with who takes them, and the verdict."""
    for position in record["positions"]:
        cited = [page.others[key] for key in position["sources"]]
        kinds = ["primary" if one["type"] == "primary" else "press" for one in cited]
        who = ", ".join(dict.fromkeys(map(short_name, cited)))
        told = joined(["".join(map(sign, kinds)), who])
        page.prose(f"{sign('part')} {position['says']} ", told, indent=indent)
    page.prose(sign("verdict"), plain(record["assessment"], "heading"), indent=indent)


def write_sources(page: Screen) -> Commands:
    """Sources, and how much rests on each."""
    page.heading("Sources" + page.scope, f"{len(page.records):,} on record")
    items, rows = [], []
    for record in page.records:
        name, publisher, date = (title(record), short_name(record), when(record))
        count = str(len(page.shown.backlinks[record["id"]]))
        relays = f"by {record['origin']}" if "origin" in record else ""
        marks = [record["id"], publisher, relays]
        items.append(Item(record["type"], name, f"{count} records", marks, date))
        first, read = joined([name, record["id"]], "\n"), record.get("read", "")
        rows.append(
            [first, publisher, count, date, record["type"], record["language"], relays, read]
        )
    columns = ["Title", "Publisher", "Records", "Date", "Sort", "Language", "Relays", "Read"]
    if page.narrow:
        page.items(items)
    else:
        page.table(columns, rows, right=["Records", "Date"])
    page.blank()
    read = "" if page.narrow else "Read: how much of the page could be read."
    page.prose("Records: how many rest on it.", read)
    has_primary = any(record["type"] == "primary" for record in page.records)
    return [
        f"cajad sources {page.first}  what rests on one",
        f"cajad open {page.first}  the page itself",
        "cajad sources --type primary  official ones" if has_primary else "",
    ]


def write_names(page: Screen) -> Commands:
    """What bodies, terms, countries and leaders are called in other languages."""
    page.heading("Names in other languages", f"{len(page.records)} on record")
    for record in page.records:
        page.section(record["title"], record["id"])
        leader = [record["leader"], *record.get("leader_names", ())] if "leader" in record else []
        page.fields(
            [
                ("Official", record.get("official_name", "")),
                ("Acronyms", ", ".join(record.get("acronyms", ()))),
                *record.get("names", {}).items(),
                ("Also", ", ".join(record.get("aliases", ()))),
                ("Leader", ", ".join(leader)),
            ],
            indent=2,
        )
    return [
        f"cajad names {page.first}  one of them",
        f"cajad show {page.first}  with the source of each name",
    ]

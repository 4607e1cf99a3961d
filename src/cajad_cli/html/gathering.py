"""Which records a page shows, in which sections, what each rests on, and what its charts count."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from cajad_cli.errors import BadUsage
from cajad_cli.model import CURRENCIES, KINDS, SETTLED, STATUSES, backs, is_date
from cajad_cli.query import ALL, Record, View, everything, views
from cajad_cli.query.names import exact
from cajad_cli.render.lists import NONE, SEVERAL, country_of, grouped
from cajad_cli.render.promises import by_occasion
from cajad_cli.render.wording import givers, parts_of, whole_of, wholes
from cajad_cli.store.store import Row, Store, parsed

_LISTS = {kind.plural: kind.name for kind in KINDS.values()}
_LISTS |= {"analysis": "analysis", "timeline": "event", "unknown": "unknown"}
# The commands that a page can be made of: those that answer without a name.
_COMMANDS: dict[str, Callable[[Store], View]] = {
    "overview": views.overview,
    "initiative": views.initiative,
    "declaration": views.declaration,
    "tracker": partial(views.tracker, filters=ALL),
    "money": partial(views.money, filters=ALL),
    **{name: partial(views.listing, kind=kind) for name, kind in _LISTS.items()},
}
# Fields by which a record refers to others, in the order in which a page tells them.
_LINKS = "disputed_by about sum_of counted_in part_of commitments steps related".split()
# More records than these do not go on five sheets of A4. The host shares more with its guests, in
# whose briefings they stand: of it these kinds are left out.
_MOST_PRINTED = 57
_LEFT_OUT = "statement event unknown document deal".split()
_NOT_STATED = "Area not stated"
# Kinds whose sums are told: an event is mostly the signing of what is told already.
_PAID = ("target", "document", "commitment", "deal", "statement")
_MOST_YEARS = 100  # In a longer span, years without events are left out.


class Branch(NamedTuple):
    """A record, and under it those that are parts of it."""

    record: Record
    parts: list["Branch"]


class Subject(NamedTuple):
    """What a page is about."""

    form: str
    """`whole`, `list`, `record`, `country`, or `comparison` of countries."""
    title: str
    everything: dict[str, Record]
    shown: Sequence[Record]
    mains: Sequence[Record] = ()
    """The records that it was asked for by name."""
    more: Sequence[Record] = ()
    """What concerns countries beside their briefings, or hangs together with other records."""
    remarks: Sequence[str] = ()


def subject(store: Store, names: Sequence[str]) -> Subject:
    """What the names mean: records, or a command that needs no argument; the whole without any.

    Raises NotFound for the first that means nothing, BadUsage for more beside a command.
    """
    known = {record["id"]: record for record in parsed(everything(store).rows)}

    def records(rows: Iterable[Row]) -> list[Record]:
        return [known[record["id"]] for record in parsed(rows)]

    if not names:
        return Subject("whole", store.meta["data:title"], known, [*known.values()])
    command = names[0].lower()
    if command in _COMMANDS and names[1:] and not exact(store, names[0]):
        raise BadUsage(f"a page of the {command} is of nothing else; leave the other names out")
    if command in _COMMANDS and not names[1:]:
        shown = records(_COMMANDS[command](store).rows)
        return Subject("list", command.capitalize(), known, shown)
    view = views.show(store, names)
    mains = records(view.rows)
    title = " and ".join(record["title"] for record in mains)
    keys = {record["id"] for record in mains}
    others = [record for key, record in known.items() if key not in keys]
    if any(record["kind"] != "country" for record in mains):
        named = set[str]().union(*map(_named, mains))
        near = [r for r in others if r["id"] in named or keys & _named(r)]
        return Subject("record", title, known, mains, mains, near, view.remarks)
    form = "country" if len(mains) == 1 else "comparison"
    briefed = {r["id"] for key in keys for r in parsed(views.briefing(store, key).rows)}
    # What a visitor has to have in mind: no settled question, no step before the summit.
    begins = min((r.get("date", "")[:7] for r in others if r["kind"] == "summit"), default="")
    core = [r for r in others if r["id"] in briefed and r.get("settled") != "fully"]
    core = [r for r in core if r["kind"] != "event" or r["date"].split("/")[-1] >= begins]
    if form == "country" and len(core) > _MOST_PRINTED:
        core = [record for record in core if record["kind"] not in _LEFT_OUT]
    told = {record["id"] for record in core}
    own = [r for r in others if keys & {*r.get("countries", ()), *r.get("speaks_for", ())}]
    more = [r for r in own if len(r.get("countries", ())) <= 2 and r["id"] not in told]
    return Subject(form, title, known, [*mains, *core], mains, more, view.remarks)


def _named(record: Record) -> set[str]:
    """The ids that a record names: in a field, as its areas, as its sources."""
    named = {key for keys in links(record).values() for key in keys}
    return named.union(record.get("areas", ()), (c["id"] for c in record["sources"]))


def links(record: Record) -> dict[str, list[str]]:
    """The ids that a record refers to, by field, each but once."""
    first: dict[str, str] = {}
    for name in _LINKS:
        value = record.get(name, ())
        for key in [value] if isinstance(value, str) else value:
            first.setdefault(key, name)
    named: dict[str, list[str]] = {}
    for key, name in first.items():
        named.setdefault(name, []).append(key)
    return named


def sections(records: Sequence[Record]) -> dict[str, list[Branch]]:
    """Records by kind, parts under their wholes, open disputes first, events by date."""
    kinds = {kind: [r for r in records if r["kind"] == kind] for kind in KINDS if kind != "source"}
    kinds["dispute"].sort(key=lambda record: -SETTLED.index(record["settled"]))
    kinds["event"].sort(key=lambda record: str(record["date"]))
    return {kind: trees(some) for kind, some in kinds.items() if some}


def trees(records: Iterable[Record]) -> list[Branch]:
    """The records that are whole, each with its parts among them."""
    branches = {record["id"]: Branch(record, []) for record in records}
    wholes = {key: whole_of(branch.record, branches) for key, branch in branches.items()}
    for key, whole in wholes.items():
        # Parts of parts stand beside them, and so a circle of parts is no circle here.
        if whole and not wholes[whole]:
            branches[whole].parts.append(branches[key])
    return [branches[key] for key, whole in wholes.items() if not whole or wholes[whole]]


def number_sources(branches: Iterable[Branch]) -> dict[str, int]:
    """The numbers of sources as they are first cited; each citation gets its, and a place."""
    numbers: dict[str, int] = {}
    records = (r for b in branches for r in (b.record, *(part.record for part in b.parts)))
    for place, citation in enumerate(citation for r in records for citation in r["sources"]):
        citation["number"] = numbers.setdefault(citation["id"], len(numbers) + 1)
        # A short name, for there are many; no id of a record begins with a dot.
        citation["place"] = f".{place:x}"
    return numbers


def marks(record: Record, field: str, part: int = 0) -> list[Record]:
    """The citations that back a field, or one part of it; of one source only the first."""
    wanted = [f"{field}.{part}"] if part else parts_of(record, field)
    backing = [c for c in record["sources"] if any(backs(c, one) for one in wanted)]
    first = {citation["number"]: citation for citation in reversed(backing)}
    return [first[number] for number in sorted(first)]


def charts(records: Sequence[Record], known: dict[str, Record], host: str) -> dict[str, Any]:
    """What the charts of a page show, as plain numbers: where things stand is the template's.

    A chart of nothing is empty. Raises ValueError for the date of an event that is none.
    """

    # The host is a party to most of what was promised, and so tells nothing of it.
    def partner(record: Record) -> list[str]:
        return [country_of(record, host, known)]

    def receiver(record: Record) -> list[str]:
        """The party to a promise that is not said to have made it."""
        titles = [known[key]["title"] for key in record.get("countries", ())]
        others = [title for title in titles if title not in {*givers(record, known)}]
        return others if len(others) == 1 else partner(record)

    def areas(record: Record) -> list[str]:
        return [known[key]["title"] for key in record.get("areas", ())] or [_NOT_STATED]

    # As on every screen, parts are counted with their sum, also where that is not on the page.
    every = {key for key, record in known.items() if record["kind"] == "commitment"}
    promises = wholes([record for record in records if record["id"] in every], every)
    promises.sort(key=lambda record: list(STATUSES).index(record["status"]))
    of_summit = [record for record in promises if record["occasion"] == "summit"]
    # Who promised most comes first.
    makers = Counter(record["by"] for record in promises).most_common()
    made = {by: [record for record in promises if record["by"] == by] for by, _ in makers}
    cells = {by: dict(grouped(some, receiver, SEVERAL, NONE)) for by, some in made.items()}
    # Larger sums first; one in another currency than its whole stands by itself, because no scale
    # holds both.
    sums = [r for r in records if r["kind"] in _PAID and r.get("unit") in CURRENCIES]
    sums = sorted((r for r in sums if r["value"] > 0), key=lambda record: -record["value"])
    return {
        "commitments": promises,
        "of_summit": of_summit,
        "trackers": {
            "When they were made": dict(by_occasion(promises)),
            "Of the summit, by country": dict(grouped(of_summit, partner, SEVERAL, NONE)),
            "Of the summit, by priority area": dict(grouped(of_summit, areas, _NOT_STATED)),
        },
        "timeline": _timeline([record for record in records if record["kind"] == "event"]),
        "receivers": [to for to, _ in grouped(cells.values(), lambda row: row, SEVERAL, NONE)],
        "matrix": cells,
        "money": {
            unit: dict(grouped(trees(some), lambda tree: partner(tree.record), SEVERAL, NONE))
            for unit, some in grouped(sums, lambda record: [record["unit"]])
        },
    }


def _timeline(events: Iterable[Record]) -> dict[int, list[list[Record]]]:
    """Events by year, and in each by month; the first of 13 holds those of no known month."""
    years: dict[int, list[list[Record]]] = {}
    for event in events:
        date = event["date"].partition("/")[0]
        if not is_date(date):
            raise ValueError("the date of an event is none")
        months = years.setdefault(int(date[:4]), [[] for _ in range(13)])
        months[int(date[5:7] or 0)].append(event)
    span = range(min(years, default=0), max(years, default=-1) + 1)
    shown = span if len(span) <= _MOST_YEARS else sorted(years)
    return {year: years.get(year, [[]] * 13) for year in shown}

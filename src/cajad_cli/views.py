"""Which records each screen is made of. Store in, rows out; nothing is laid out here."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from cajad_cli.errors import BadUsage, NotFound
from cajad_cli.names import resolve
from cajad_cli.store import Row, Store
from cajad_cli.terminal import inert
from cajad_cli.vocabulary import is_date

# So many steps stand under the bars of the tracker.
LATEST_STEPS = 8
# What two screens hold of a country; of one with more, the first records of each kind.
MOST_IN_BRIEFING = 60
MOST_OF_A_KIND = 8


# By which tags records hang together with a main one, and of which kinds; none: of all.
_About = dict[str, tuple[str, ...]]


# Plain classes, here and in what else every lookup imports: to make a NamedTuple takes Python a
# tenth of a millisecond.
class View:
    """The answer to a command: its rows, main one first, how they are laid out, their kinds."""

    def __init__(
        self, layout: str, rows: Iterable[Row], kinds: tuple[str, ...], read_as: str | None = None
    ) -> None:
        self.layout = layout
        self.rows = rows
        self.kinds = kinds
        self.read_as = read_as
        """The id that a misspelt name was read as."""


class Filters:
    """What narrows a list."""

    def __init__(
        self,
        country: str | None = None,
        area: str | None = None,
        status: str | None = None,
        trust: str | None = None,
    ) -> None:
        self.country = country
        self.area = area
        self.status = status
        self.trust = trust

    def tags(self, store: Store) -> list[str]:
        """The store's tags for them. Raises NotFound for an unknown country or area."""
        tags = []
        if self.country is not None:
            tags.append(f"country:{id_of(store, self.country, 'country')}")
        if self.area is not None:
            tags.append(f"area:{id_of(store, self.area, 'area')}")
        if self.status is not None:
            tags.append(f"status:{self.status}")
        if self.trust is not None:
            tags.append(f"trust:{self.trust}")
        return tags


ALL = Filters()


def id_of(store: Store, name: str, kind: str) -> str:
    """The id of the record of that kind that a name means.

    Raises NotFound also where only a near name does: a list narrowed by a guess would look right.
    """
    _, key, guessed = resolve(store, name, (kind,))
    if guessed:
        asked = f"there is no {kind} called {inert(name, 60)!r}"
        raise NotFound(f"{asked}; did you mean {key}?")
    return key


def listing(
    store: Store,
    kind: str,
    filters: Filters = ALL,
    conditions: Sequence[str] = (),
    values: Sequence[str] = (),
    order: str = "n",
) -> View:
    """All records of a kind that the filters and conditions leave. Raises NotFound if none."""
    tags = filters.tags(store)
    if filters.country is not None and order == "n":
        # What is the country's own comes before what it shares with many.
        order = "n IN (SELECT n FROM tag WHERE tag = 'several'), n"
    where = " AND ".join(
        ["WHERE kind = ?", *["n IN (SELECT n FROM tag WHERE tag = ?)"] * len(tags), *conditions]
    )
    rows = store.rows(where, (kind, *tags, *values), order)
    return View(kind, _some(store, rows, f"no {kind} is on record within these options"), (kind,))


def _some(store: Store, rows: Iterator[Row], message: str) -> Iterator[Row]:
    """The rows, or NotFound if there are none."""
    first = next(rows, None)
    if first is None:
        raise NotFound(message)
    return chain([first], rows)


def overview(store: Store) -> View:
    """The summit, its participants, initiative, areas, targets and main documents."""
    rows = list(store.rows("WHERE kind IN ('summit', 'country', 'initiative', 'area', 'target')"))
    summits = store.first("SELECT id FROM record WHERE kind = 'summit' ORDER BY n LIMIT 1")
    if not summits:
        raise NotFound("this dataset holds no summit; 'cajad search' looks through what it holds")
    rows += _tagged(store, f"part:{summits[0]}", "document")
    kinds = ("summit", "country", "initiative", "area", "target", "document")
    return View("overview", rows, kinds)


def _tagged(store: Store, tag: str, *kinds: str) -> list[Row]:
    """The records with a tag, of those kinds if any are named, in order of importance."""
    condition = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    where = f"WHERE n IN (SELECT n FROM tag WHERE tag = ?) {condition}"
    return list(store.rows(where, (tag, *kinds)))


def one(store: Store, name: str, kinds: Sequence[str], layout: str, about: _About) -> View:
    """A record with what hangs together with it."""
    n, key, guessed = resolve(store, name, kinds)
    main = store.record(n, key)
    rows = {main.n: main}
    also = list(kinds)
    for tag, others in about.items():
        rows |= {row.n: row for row in _tagged(store, f"{tag}:{key}", *others)}
        also += others or store.first(
            "SELECT kind FROM tag JOIN record ON record.n = tag.n WHERE tag = ?"
            " GROUP BY kind ORDER BY min(record.n)",
            (f"{tag}:{key}",),
        )
    return View(layout, list(rows.values()), tuple(also), key if guessed else None)


OF_COUNTRY: _About = {
    "country": ("document", "commitment", "deal", "statement", "event", "dispute")
}
OF_AREA: _About = {"area": ("target", "commitment")}
OF_INITIATIVE: _About = {"part": ("area", "commitment"), "link": ("target",)}
OF_DECLARATION: _About = {"part": ("statement",), "link": ("dispute", "unknown", "analysis")}
OF_SOURCE: _About = {"source": ()}


def initiative(store: Store) -> View:
    """The initiative with its areas, targets and commitments."""
    keys = store.first("SELECT id FROM record WHERE kind = 'initiative' ORDER BY n LIMIT 1")
    if not keys:
        raise NotFound("this dataset holds no initiative")
    return one(store, keys[0], ("initiative",), "initiative", OF_INITIATIVE)


def declaration(store: Store) -> View:
    """The summit's declaration, what it says, and what is said and not known of it."""
    keys = store.first(
        "SELECT id FROM record WHERE kind = 'document'"
        " AND n IN (SELECT n FROM tag WHERE tag = 'type:declaration') ORDER BY n LIMIT 1"
    )
    if not keys:
        raise NotFound("this dataset holds no declaration")
    return one(store, keys[0], ("document",), "declaration", OF_DECLARATION)


def show(store: Store, names: Sequence[str], kinds: Sequence[str] = ()) -> View:
    """Records whole, each once: all of them, or NotFound for the first that there is not."""
    rows: dict[int, Row] = {}
    guesses = []
    for name in names:
        n, key, guessed = resolve(store, name, kinds)
        if guessed:
            guesses.append(key)
        row = store.record(n, key)
        rows[row.n] = row
    found = dict.fromkeys(row.kind for row in rows.values())
    return View("record", list(rows.values()), tuple(found), ", ".join(guesses) or None)


def briefing(store: Store, name: str) -> View:
    """A country, and what concerns it and few others: what a visitor of it has to know."""
    from json import loads

    view = one(store, name, ("country",), "briefing", OF_COUNTRY)
    main, *others = view.rows
    kept: dict[str, list[Row]] = {}
    for row in others:
        if _belongs(loads(row.json)):
            kept.setdefault(row.kind, []).append(row)
    if sum(map(len, kept.values())) > MOST_IN_BRIEFING:
        # The host is a party to everything: the lists have the rest.
        kept = {kind: rows[:MOST_OF_A_KIND] for kind, rows in kept.items()}
    view.rows = [main, *chain.from_iterable(kept.values())]
    return view


def _belongs(record: dict[str, Any]) -> bool:
    """Whether a record of a country's belongs into its briefing: its own, and not its past."""
    if len(record.get("countries", ())) > 2:
        return False
    if record["kind"] == "statement":
        return bool(record["type"] == "proposal")
    return bool(
        record["kind"] != "event" or record["type"] == "bilateral" or record["date"] > "2025-12"
    )


# The two ends of a date, which are the same where it is no interval.
_FIRST = "CASE instr(date, '/') WHEN 0 THEN date ELSE substr(date, 1, instr(date, '/') - 1) END"
_LAST = "CASE instr(date, '/') WHEN 0 THEN date ELSE substr(date, instr(date, '/') + 1) END"


def timeline(store: Store, filters: Filters, start: str | None, end: str | None) -> View:
    """Events, oldest first, that touch the time between two dates. Raises BadUsage for others."""
    conditions, values = [], []
    if start is not None:
        # The sign sorts after all that is within a year or month.
        conditions.append(f"{_LAST} || '~' >= ?")
        values.append(_date("--from", start))
    if end is not None:
        conditions.append(f"{_FIRST} <= ?")
        values.append(_date("--to", end) + "~")
    if start is not None and end is not None and values[0] > values[1]:
        raise BadUsage("--from is later than --to; swap them")
    return listing(store, "event", filters, conditions, values, f"{_FIRST}, date, n")


def _date(option: str, value: str) -> str:
    if not is_date(value):
        example = "2025-12-20, 2025-12 or 2025"
        raise BadUsage(f"{option} {inert(value, 40)!r} is no date; write {example}")
    return value


def tracker(store: Store, filters: Filters) -> View:
    """The commitments, and the newest steps in their history, of the country if one is named."""
    from json import loads

    commitments = list(listing(store, "commitment", filters).rows)
    within = Filters(country=filters.country).tags(store)
    newest = store.rows(
        "WHERE kind = 'event' AND date <= ? AND n IN (SELECT tag.n FROM tag WHERE tag.tag IN"
        " (SELECT 'link:' || id FROM record WHERE kind = 'commitment'))"
        + " AND n IN (SELECT n FROM tag WHERE tag = ?)"
        * len(within),
        (store.meta["data:as_of"] + "~", *within),
        "date DESC, n",
    )

    shown = {loads(row.json)["id"] for row in commitments}
    steps: list[Row] = []
    for row in newest:
        event = loads(row.json)
        if event["type"] != "plan" and shown & set(event.get("commitments", ())):
            steps.append(row)
        if len(steps) == LATEST_STEPS:
            break
    return View("tracker", [*commitments, *steps], ("commitment", "event"))


def everything(store: Store) -> View:
    """Every record, in the order of the file."""
    kinds = tuple(kind for kind in _kinds(store) if store.meta[f"count:{kind}"] != "0")
    return View("record", store.rows(), kinds)


def _kinds(store: Store) -> list[str]:
    return [key.removeprefix("columns:") for key in store.meta if key.startswith("columns:")]


def columns(store: Store, kinds: Sequence[str]) -> list[str]:
    """The fields of some kinds, in canonical order, each once."""
    return list(dict.fromkeys(name for kind in kinds for name in store.columns_of(kind)))


def neighbours(store: Store, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The records with these ids."""
    from json import loads

    found = {}
    # SQLite takes so many values at once and no more, in some builds 999.
    for start in range(0, len(keys), 500):
        some = tuple(keys[start : start + 500])
        for row in store.rows(f"WHERE id IN ({', '.join('?' * len(some))})", some):
            record = loads(row.json)
            found[record["id"]] = record
    return found


def pointing(store: Store, key: str, limit: int = 12) -> tuple[list[str], int]:
    """The ids of records that name this one, the most important first, and how many there are."""
    where = "FROM tag JOIN record ON record.n = tag.n WHERE tag = ?"
    total = store.first(f"SELECT count(*) {where} ORDER BY 1", (f"link:{key}",))[0]
    query = f"SELECT record.id {where} ORDER BY record.n LIMIT {limit}"
    return store.first(query, (f"link:{key}",)), total

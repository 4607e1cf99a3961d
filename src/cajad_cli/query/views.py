"""Which records each command is answered with. Store in, views out; nothing is laid out here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from cajad_cli.errors import BadUsage, NotFound
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import is_date
from cajad_cli.query.names import resolve
from cajad_cli.store.layout import FieldInfo, Row
from cajad_cli.store.store import Store
from cajad_cli.text.safe import as_typed, visible

# So many steps stand under the bars of the tracker.
LATEST_STEPS = 8
# What two screens hold of a country; of one with more, the first records of each kind.
MOST_IN_BRIEFING = 60
MOST_OF_A_KIND = 8
# So many of the records that name one are told with it.
MOST_BACKLINKS = 12

Record = dict[str, Any]
# Which records hang together with a main one: tag to their kinds; no kinds means all.
_About = Mapping[str, tuple[str, ...]]


class View:
    """The answer to a command: its rows, main one first, how they are laid out, their kinds."""

    def __init__(
        self,
        layout: str,
        rows: Iterable[Row],
        kinds: Sequence[str] = (),
        remarks: Sequence[str] = (),
        words: Sequence[str] = (),
        added: Sequence[str] = (),
    ) -> None:
        self.layout = layout
        self.rows = rows
        self.kinds = kinds or list(dict.fromkeys(row.kind for row in rows))
        self.remarks = remarks
        """What was done with what was typed, in a sentence each."""
        self.words = words
        """The words that were searched for."""
        self.added = added
        """What each record holds before its fields."""


class Gathered(NamedTuple):
    """A view with all that a screen shows of it, so that screens ask no database."""

    records: list[Record]
    others: dict[str, Record]
    """The records that these refer to, by id."""
    backlinks: dict[str, list[str]]
    """The ids of the records that name one."""
    fields: dict[str, list[FieldInfo]]
    """The fields of each kind."""
    meta: dict[str, str]
    words: Sequence[str]


class Filters:
    """What narrows a list: of each option that is given, any of its values."""

    def __init__(self, **options: Sequence[str]) -> None:
        self._options = options

    def tags(self, store: Store) -> list[list[str]]:
        """The store's tags for them. Raises NotFound for an unknown country or area."""
        return [
            [f"{option}:{_value(store, option, value)}" for value in values]
            for option, values in self._options.items()
            if values
        ]

    def only(self, *options: str) -> "Filters":
        """Those of some options."""
        return Filters(**{name: self._options.get(name, ()) for name in options})


def _value(store: Store, option: str, value: str) -> str:
    """A value of an option; for a country or an area the id of what is called so.

    Raises NotFound also where only a near name is known: a list narrowed by a guess looks right.
    """
    if option not in ("country", "area"):
        return value
    _, key, guessed = resolve(store, value, (option,))
    if guessed:
        asked = f"there is no {option} called {visible(value, 60)!r}"
        raise NotFound(f"{asked}; did you mean {key}?")
    return key


ALL = Filters()
_TAGGED = "n IN (SELECT n FROM tag WHERE tag IN ({}))"


def _within(groups: list[list[str]]) -> tuple[list[str], list[str]]:
    """SQL conditions for groups of tags, and their values."""
    conditions = [_TAGGED.format(", ".join("?" * len(tags))) for tags in groups]
    return conditions, [tag for tags in groups for tag in tags]


def listing(
    store: Store,
    kind: str,
    filters: Filters = ALL,
    conditions: Sequence[str] = (),
    values: Sequence[str] = (),
    order: str = "n",
) -> View:
    """All records of a kind that the filters and conditions leave. Raises NotFound if none."""
    within, tags = _within(filters.tags(store))
    if filters.only("country").tags(store) and order == "n":
        # What is the country's own comes before what it shares with many.
        order = "n IN (SELECT n FROM tag WHERE tag = 'several'), n"
    where = " AND ".join(["WHERE kind = ?", *within, *conditions])
    rows = store.rows(where, (kind, *tags, *values), order)
    first = next(rows, None)
    if first is None:
        raise NotFound(f"no {kind} is on record within these options")
    return View(kind, chain([first], rows), (kind,))


def overview(store: Store) -> View:
    """The summit, its participants, initiative, areas, targets and main documents."""
    rows = list(store.rows("WHERE kind IN ('summit', 'country', 'initiative', 'area', 'target')"))
    summit = _main(store, "summit")
    if not summit:
        raise NotFound("this dataset holds no summit; 'cajad search' looks through what it holds")
    rows += store.tagged(f"part:{summit}", "document")
    return View("overview", rows)


def _main(store: Store, kind: str, condition: str = "") -> str:
    """The id of the most important record of a kind, or nothing."""
    query = f"SELECT id FROM record WHERE kind = ? {condition} ORDER BY n LIMIT 1"
    return next(iter(store.first(query, (kind,))), "")


def about(store: Store, name: str, kinds: Sequence[str], layout: str, others: _About) -> View:
    """A record with what hangs together with it."""
    n, key, guessed = resolve(store, name, kinds)
    rows = {n: _numbered(store, n)}
    for tag, of_kinds in others.items():
        rows |= {row.n: row for row in store.tagged(f"{tag}:{key}", *of_kinds)}
    return View(layout, list(rows.values()), remarks=_showing([key] if guessed else []))


def _numbered(store: Store, n: int) -> Row:
    return next(store.rows("WHERE n = ?", (n,)))


def _showing(guessed: list[str]) -> list[str]:
    return [f"no exact match; showing {', '.join(guessed)}"] if guessed else []


_OF_COUNTRY: _About = {
    "country": ("document", "commitment", "deal", "statement", "event", "dispute")
}
_OF_INITIATIVE: _About = {"part": ("area", "commitment"), "link": ("target",)}
_OF_DECLARATION: _About = {"part": ("statement",), "link": ("dispute", "unknown", "analysis")}


def countries(store: Store, name: str | None) -> View:
    """The participants; with a name, a briefing on one."""
    return listing(store, "country") if name is None else briefing(store, name)


def areas(store: Store, name: str | None) -> View:
    """The priority areas; with a name, one with its target and commitments."""
    if name is None:
        return listing(store, "area")
    return about(store, name, ("area",), "one area", {"area": ("target", "commitment")})


def sources(store: Store, name: str | None) -> View:
    """The sources; with a name, one with all that rests on it."""
    if name is None:
        return listing(store, "source")
    return about(store, name, ("source",), "one source", {"source": ()})


def documents(store: Store, name: str | None, filters: Filters) -> View:
    """What was adopted or signed; with a name, one document whole."""
    if name is None:
        return listing(store, "document", filters)
    if filters.tags(store):
        raise BadUsage("a name and options that narrow the list do not go together; leave one out")
    return show(store, [name], ("document",))


def initiative(store: Store) -> View:
    """The initiative with its areas, targets and commitments, also those of its areas alone."""
    key = _main(store, "initiative")
    if not key:
        raise NotFound("this dataset holds no initiative")
    view = about(store, key, ("initiative",), "initiative", _OF_INITIATIVE)
    rows = {row.n: row for row in view.rows}
    areas = (
        "SELECT id FROM record WHERE kind = 'area'"
        " AND n IN (SELECT n FROM tag WHERE tag = ?) ORDER BY n"
    )
    for area in store.first(areas, (f"part:{key}",)):
        rows |= {row.n: row for row in store.tagged(f"area:{area}", "commitment")}
    view.rows = list(rows.values())
    return view


def declaration(store: Store) -> View:
    """The summit's declaration, what it says, and what is said and not known of it."""
    key = _main(store, "document", "AND n IN (SELECT n FROM tag WHERE tag = 'type:declaration')")
    if not key:
        raise NotFound("this dataset holds no declaration")
    return about(store, key, ("document",), "declaration", _OF_DECLARATION)


def show(store: Store, names: Sequence[str], kinds: Sequence[str] = ()) -> View:
    """Records whole, each once: all of them, or NotFound for the first that there is not."""
    rows: dict[int, Row] = {}
    guesses = []
    for name in names:
        n, key, guessed = resolve(store, name, kinds)
        if guessed:
            guesses.append(key)
        rows[n] = _numbered(store, n)
    return View("record", list(rows.values()), remarks=_showing(guesses))


def sources_of(store: Store, names: Sequence[str]) -> View:
    """The sources of some records, each once, in the order in which they are cited.

    A source is its own. Raises NotFound if the records rest on none.
    """
    from json import loads

    view = show(store, names)
    wanted: dict[str, None] = {}
    for row in view.rows:
        record = loads(row.json)
        cited = [citation["id"] for citation in record["sources"]]
        wanted.update(dict.fromkeys([record["id"]] if row.kind == "source" else cited))
    if not wanted:
        raise NotFound("this rests on no source: it says what was looked for and not found")
    rows = [next(store.rows("WHERE id = ?", (key,))) for key in wanted]
    return View("source", rows, ("source",), view.remarks)


def briefing(store: Store, name: str) -> View:
    """A country, and what concerns it and few others: what a visitor of it has to know."""
    from json import loads

    view = about(store, name, ("country",), "briefing", _OF_COUNTRY)
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


def _belongs(record: Record) -> bool:
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


def timeline(store: Store, start: str | None, end: str | None, filters: Filters) -> View:
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
    """A date as people write it, in the form of the store."""
    if is_date(value):
        return value
    from cajad_cli.text.dates import iso_date

    date = iso_date(as_typed(value))
    if date is None or not is_date(date):
        example = "2025-12-20, 20 Dec 2025, 2025-12 or 2025"
        raise BadUsage(f"{option} {visible(value, 40)!r} is no date; write {example}")
    return date


def tracker(store: Store, filters: Filters) -> View:
    """The commitments, and the newest steps in their history, of the country if one is named."""
    from json import loads

    commitments = list(listing(store, "commitment", filters).rows)
    within, tags = _within(filters.only("country").tags(store))
    newest = store.rows(
        " AND ".join(
            [
                "WHERE kind = 'event' AND date <= ?",
                "n IN (SELECT tag.n FROM tag WHERE tag.tag IN"
                " (SELECT 'link:' || id FROM record WHERE kind = 'commitment'))",
                *within,
            ]
        ),
        (store.meta["data:as_of"] + "~", *tags),
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
    return View("tracker", [*commitments, *steps])


def search(store: Store, terms: Sequence[str], limit: int, filters: Filters) -> View:
    """What answers a query, best first, with rank, score and snippet in each record."""
    from cajad_cli.query.search import search as find
    from cajad_cli.query.terms import MOST_WORDS

    found = find(store, " ".join(terms), filters.tags(store), limit)
    remarks = [
        f"no match for {visible(typed, 60)}; showing {visible(meant)}"
        for typed, meant in found.corrections
    ]
    if found.ignored:
        remarks.append(f"{found.ignored} words after the first {MOST_WORDS} were ignored")
    remarks += found.remarks
    if found.unknown:
        unknown = " or ".join(repr(visible(word, 60)) for word in found.unknown)
        remarks.append(f"no record holds {unknown}; showing near ones, which lack it")
    rows = [hit.row for hit in found.hits]
    added = ("rank", "score", "snippet", "answer", "see", "missing")
    return View("hits", rows, (), remarks, found.words, added)


def everything(store: Store) -> View:
    """Every record, in the order of the file."""
    return View("record", store.rows(), [kind for kind in KINDS if store.count(kind)])


def columns(store: Store, view: View) -> list[str]:
    """The fields of the records of a view, in canonical order, each once."""
    names = [field.name for kind in view.kinds for field in store.fields_of(kind)]
    return list(dict.fromkeys([*view.added, *names]))


def gather(store: Store, view: View) -> Gathered:
    """All that a screen shows of a view."""
    from json import loads

    records = [loads(row.json) for row in view.rows]
    fields = {kind: store.fields_of(kind) for kind in dict.fromkeys(r["kind"] for r in records)}
    backlinks: dict[str, list[str]] = {}
    if view.layout == "record":
        query = "SELECT id FROM tag JOIN record ON record.n = tag.n WHERE tag = ? ORDER BY record.n"
        backlinks = {r["id"]: store.first(query, (f"link:{r['id']}",)) for r in records}
    wanted = [key for record in records for key in _referred(record, fields[record["kind"]])]
    wanted += [key for links in backlinks.values() for key in links[:MOST_BACKLINKS]]
    others = store.by_ids(list(dict.fromkeys(wanted)))
    return Gathered(records, others, backlinks, fields, store.meta, view.words)


def _referred(record: Record, fields: list[FieldInfo]) -> Iterator[str]:
    """The ids in a record."""
    for field in fields:
        if field.form == "reference" and field.name in record:
            yield record[field.name]
        elif field.form == "references":
            yield from record.get(field.name, ())
    yield from (citation["id"] for citation in record["sources"])

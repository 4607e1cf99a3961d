"""Which records each command is answered with. Store in, views out; nothing is laid out here."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from cajad_cli.errors import BadUsage, NotFound
from cajad_cli.model import CURRENCIES, KINDS, RETOLD_DAYS, is_date
from cajad_cli.query import ALL, Filters, View, any_of, read, value_of
from cajad_cli.store.store import Row, Store
from cajad_cli.text.safe import as_typed, visible

LATEST_STEPS = 8  # So many of the newest steps belong to the tracker

# What a layout shows with a main record: the tags of theirs, and the kinds meant; none means all.
_ABOUT = ("document", "commitment", "deal", "statement", "event", "dispute", "unknown")
_OTHERS: dict[str, dict[str, Sequence[str]]] = {
    "briefing": {"country": _ABOUT},
    "one area": {"area": ("target", "commitment")},
    "one source": {"source": ()},
    "initiative": {"part": ("area", "commitment"), "link": ("target",)},
    "declaration": {"part": ("statement",), "link": ("dispute", "unknown", "analysis")},
}


def _narrowed(
    store: Store, filters: Filters, condition: str, values: Sequence[str] = (), order: str = "n"
) -> Iterator[Row]:
    within, tags = filters.conditions(store)
    return store.rows(" AND ".join([f"WHERE {condition}", *within]), (*values, *tags), order)


def listing(
    store: Store, kind: str, filters: Filters = ALL, where: Sequence[str] = ("1",), order: str = "n"
) -> View:
    """Records of a kind that filters and an SQL condition, with its values, leave, or NotFound."""
    if "country" in filters.options and order == "n":
        # What is the country's own comes before what it shares with many.
        order = "n IN (SELECT n FROM tag WHERE tag = 'several'), n"
    condition, *values = where
    rows = _narrowed(store, filters, f"kind = ? AND {condition}", (kind, *values), order)
    of, within, way = "", " within these options", "without them)"
    if list(filters.options) == ["country"]:
        named = store.by_ids(filters.named(store)["country"])
        of, within = " of " + " or ".join(visible(one["title"]) for one in named.values()), ""
        way = f"of others); 'cajad {' '.join(named)}' has what there is"
    count = store.count(kind)
    every = f"{count:,} {kind if count == 1 else KINDS[kind].plural}"
    none = f"no {kind}{of} is on record{within} ({every} {way}"
    return View(kind, any_of(rows, none), (kind,))


def overview(store: Store) -> View:
    """The summit, its participants, initiative, areas, targets and main documents."""
    rows = list(store.rows("WHERE kind IN ('summit', 'country', 'initiative', 'area', 'target')"))
    if not rows or rows[0].kind != "summit":
        raise NotFound("this dataset holds no summit; 'cajad search' looks through what it holds")
    rows += store.tagged(f"part:{read(rows[0])['id']}", "document")
    # Beside it is told what is planned or not known, among the records that the summit leads to.
    planned = "(kind = 'commitment' OR json_extract(json, '$.type') = 'plan')"
    leads = "SELECT value FROM json_each((SELECT json FROM record WHERE n = ?), '$.related')"
    beside = store.rows(f"WHERE {planned} AND id IN ({leads})", (rows[0].n,))
    return View("overview", rows, beside=list(beside))


def _main(store: Store, what: str, condition: str) -> str:
    """The id of the most important record of a condition. Raises NotFound if there is none."""
    for _, key in store.keys(f"SELECT n, id FROM record WHERE {condition} ORDER BY n LIMIT 1"):
        return str(key)
    raise NotFound(f"this dataset holds no {what}")


def one_or_all(store: Store, kind: str, name: str | None, filters: Filters = ALL) -> View:
    """All records of a kind; with a name, that one, as `show` has it, and then no filters."""
    if name is None:
        return listing(store, kind, filters)
    if filters.options:
        raise BadUsage("a name and options that narrow the list do not go together; leave one out")
    layout = f"one {kind}" if f"one {kind}" in _OTHERS else "record"
    return show(store, [name], (kind,), layout)


def sources(store: Store, name: str | None, filters: Filters) -> View:
    """The sources, those first that most rests on; with a name, one with all that rests on it."""
    if name is not None:
        return one_or_all(store, "source", name, filters)
    # A source is of a country if a record about it rests on the source.
    of_country, tags = filters.only("country").conditions(store)
    cited = "id IN (SELECT substr(tag, 8) FROM tag WHERE tag LIKE 'source:%' AND"
    condition = " AND ".join(["1", *(f"{cited} {about})" for about in of_country)])
    resting = "(SELECT count(*) FROM tag WHERE tag = 'source:' || id) DESC, n"
    others = filters.only("type", "language")
    return listing(store, "source", others, (condition, *tags), resting)


def initiative(store: Store) -> View:
    """The initiative with its areas, targets and commitments, also those of its areas alone."""
    key = _main(store, "initiative", "kind = 'initiative'")
    view = show(store, [key], ("initiative",), "initiative")
    areas = [read(row)["id"] for row in view.rows if row.kind == "area"]
    also = chain.from_iterable(store.tagged(f"area:{key}", "commitment") for key in areas)
    return view.but(rows={row.n: row for row in chain(view.rows, also)}.values())


def declaration(store: Store) -> View:
    """The summit's declaration, what it says, and what is said and not known of it."""
    of_type = "n IN (SELECT n FROM tag WHERE tag = 'type:declaration')"
    key = _main(store, "declaration", f"kind = 'document' AND {of_type}")
    return show(store, [key], ("document",), "declaration")


def show(
    store: Store, names: Sequence[str], kinds: Sequence[str] = (), layout: str = "record"
) -> View:
    """Records, each once, with what their layout shows. Raises NotFound if a name means none."""
    from cajad_cli.query.names import exact, resolve

    rows: dict[int, Row] = {}
    guesses = []
    # Words that are one name together are not names one by one.
    together = exact(store, " ".join(names), kinds) if len(names) > 1 else []
    sort = "SELECT kind FROM record WHERE n = ? AND kind NOT IN ('source', 'name')"
    # But the id of a source may be made of names.
    is_one = len(together) == 1 and bool(store.first(sort, (together[0][0],)))
    for name in [together[0][1]] if is_one else names:
        n, key, guessed = resolve(store, name, kinds)
        guesses += [key] if guessed else []
        rows |= {row.n: row for row in store.rows("WHERE n = ?", (n,))}
        for tag, of_kinds in _OTHERS.get(layout, {}).items():
            rows |= {row.n: row for row in store.tagged(f"{tag}:{key}", *of_kinds)}
    remarks = [f"no exact match; showing {', '.join(guesses)}"] if guesses else []
    return View(layout, list(rows.values()), remarks=remarks)


def sources_of(store: Store, names: Sequence[str]) -> View:
    """The sources of some records, each once, as cited. Raises NotFound if they rest on none."""
    view = show(store, names)
    # A source is its own.
    cited = ([r] if r["kind"] == "source" else r["sources"] for r in map(read, view.rows))
    keys = dict.fromkeys(one["id"] for one in chain.from_iterable(cited))
    none = "this rests on no source: it says what was looked for and not found"
    # Of a damaged file one may be missing.
    rows = [next(store.rows("WHERE id = ?", (key,))) for key in keys]
    return View("source", list(any_of(rows, none)), ("source",), view.remarks, beside=view.rows)


def briefing(store: Store, name: str | None) -> View:
    """The participants; with a name, a briefing: what concerns that one and few others."""
    if name is None:
        return listing(store, "country")
    view = show(store, [name], ("country",), "briefing")
    main, *others = view.rows
    month = "SELECT substr(min(date), 1, 7) FROM record WHERE kind = 'summit'"
    key, since = read(main)["id"], store.first(month)[0] or ""
    rows, beside = [main], []
    for row, record in ((row, read(row)) for row in others):
        is_shared = len(record.get("countries", ())) > 2
        if is_shared or row.kind == "statement":
            beside.append(row)
        if row.kind == "statement":
            # What its own people proposed.
            belongs = record["type"] == "proposal" and key in record.get("speaks_for", ())
        elif row.kind == "event" and not is_shared:
            # Those since the month of the summit, steps of promises, and talks of the two.
            recent = record["date"].rpartition("/")[2] >= since
            belongs = recent or record["type"] == "bilateral" or record.get("commitments")
        else:
            belongs = not is_shared
        rows += [row] if belongs else []
    return view.but(rows=rows, listed=view.kinds, beside=beside)


def compare(store: Store, countries: Sequence[str]) -> View:
    """Two or three countries side by side. Raises BadUsage for another number of them."""
    from cajad_cli.query.names import without_between

    named = without_between(countries)
    keys = list(dict.fromkeys(value_of(store, "country", name) for name in named))
    if not 2 <= len(keys) <= 3:
        raise BadUsage("two or three countries can be compared; name so many")
    parts = [briefing(store, key) for key in keys]
    rows = {row.n: row for part in parts for row in part.rows}
    shared = {row.n: row for part in parts for row in part.beside}
    # The countries themselves come first.
    ordered = sorted(rows.values(), key=lambda row: row.kind != "country")
    return View("comparison", ordered, beside=shared.values())


def money(store: Store, filters: Filters) -> View:
    """Every record whose figure is a sum of money, or NotFound; beside, those that but name one."""
    is_money = f"unit IN ({', '.join(map(repr, CURRENCIES))})"
    # Figures that a dispute is about are no sums of their own.
    is_sum = f"kind <> 'dispute' AND n IN (SELECT n FROM figure WHERE main AND {is_money})"
    named = f"n IN (SELECT n FROM figure WHERE {is_money}) AND NOT ({is_sum})"
    none = "no sum of money is on record within these options"
    rows = list(any_of(_narrowed(store, filters, is_sum), none))
    return View("money", rows, beside=list(_narrowed(store, filters, named)))


def commitments(store: Store, silent: bool, filters: Filters) -> View:
    """What was promised; with `silent` only that to which no later step is tied."""
    view = listing(store, "commitment", filters)
    if not silent:
        return view
    every = list(view.rows)
    rows = _silent(store, every)
    none = "no promise within these options is known to be silent"
    return View("silent", any_of(rows, none), ("commitment",), beside=every)


def _silent(store: Store, promises: Iterable[Row]) -> Iterator[Row]:
    """Those of which nothing is known that pages which retell the summit might not say."""
    end = "substr(date, instr(date, '/') + 1)"
    month = f"date({end} || '-01', '+1 month', '-1 day')"
    day = f"iif(length({end}) = 7, {month}, date({end} || substr('-12-31', length({end}) - 3)))"
    last = f"coalesce(max(date({day}, '+{RETOLD_DAYS} days')), '')"
    (until,) = store.first(f"SELECT {last} FROM record WHERE kind = 'summit'")
    # The day until which was looked in vain, and that of a later promise itself, tell of no step.
    as_of, status, occasion = (
        f"json_extract(json, '$.{name}')" for name in ("as_of", "status", "occasion")
    )
    no_step = f"{status} = 'unknown' OR ({occasion} = 'after' AND {status} = 'announced')"
    # Of a month or year that holds that day it is not known that nothing is newer.
    is_newer = f"({as_of} > ? OR ? LIKE {as_of} || '-%')"
    where = f"WHERE kind = 'commitment' AND {is_newer} AND NOT ({no_step})"
    newer = [read(row) for row in store.rows(where, (until, until))]
    # A whole is as new as the newest of its parts, also of those that no filter leaves.
    kept = {key for r in newer for key in (r["id"], r.get("part_of"), *r.get("counted_in", ()))}
    return (row for row in promises if read(row)["id"] not in kept)


def disputes(store: Store, unsettled: bool, filters: Filters) -> View:
    """Where sources contradict each other, what is not settled first; or that alone."""
    settled = "json_extract(json, '$.settled') = 'fully'"
    condition = f"NOT {settled}" if unsettled else "1"
    view = listing(store, "dispute", filters, (condition,), f"{settled}, n")
    view.within = "open or partly open" if unsettled else ""
    return view


def statements(store: Store, filters: Filters) -> View:
    """Who said what; beside it what is not known of the countries that are named."""
    view = listing(store, "statement", filters)
    if "country" in filters.options:
        view.beside = list(_narrowed(store, filters.only("country"), "kind = 'unknown'"))
    return view


# The commands whose names are others.
countries = briefing
areas = partial(one_or_all, kind="area")
documents = partial(one_or_all, kind="document")


def timeline(store: Store, start: str | None, end: str | None, filters: Filters) -> View:
    """Events, oldest first, that touch the time between two dates. Raises BadUsage for others."""
    from cajad_cli.text.amounts import day_in_words

    remarks: list[str] = []
    begins = "" if start is None else _date("--from", start, remarks)
    # The sign sorts after all that is within a year or month.
    ends = "~" if end is None else _date("--to", end, remarks) + "~"
    if begins > ends:
        raise BadUsage("--from is later than --to; swap them")
    # An interval is two dates with a slash between them; with a blank it sorts by the first.
    begun = "replace(date, '/', ' ')"
    touches = f"substr(date, instr(date, '/') + 1) || '~' >= ? AND {begun} <= ?"
    view = listing(store, "event", filters, (touches, begins, ends), f"{begun}, n")
    view.remarks = remarks
    told = [("from", begins), ("until", ends.removesuffix("~"))]
    view.within = " ".join(f"{word} {day_in_words(day, letters=3)}" for word, day in told if day)
    return view


def _date(option: str, value: str, remarks: list[str]) -> str:
    if is_date(value):
        return value
    from cajad_cli.text.numbers import only_date

    date = only_date(as_typed(value))
    if date is None or not is_date(date.iso()):
        example = "2025-12-20, 20 Dec 2025, 2025-12 or 2025"
        raise BadUsage(f"{option} {visible(value, 40)!r} is no date; write {example}")
    remarks += date.remark()
    return date.iso()


def tracker(store: Store, filters: Filters) -> View:
    """The commitments, their newest steps, of the country if one is named, and planned ones."""
    commitments = list(listing(store, "commitment", filters).rows)
    narrowing, tags = filters.conditions(store)
    shown = " AND ".join(["SELECT id FROM record WHERE kind = 'commitment'", *narrowing])
    step = f"SELECT 1 FROM json_each(record.json, '$.commitments') WHERE value IN ({shown})"
    made = f"kind = 'event' AND EXISTS ({step})"
    plan, country = "json_extract(json, '$.type') = 'plan'", filters.only("country")
    # The sign sorts after all that is within a month or year.
    held, until = f"{made} AND NOT {plan} AND date <= ?", store.meta["data:as_of"] + "~"
    newest = "date || '~' DESC, n"
    steps = list(_narrowed(store, country, held, (*tags, until), newest))
    every = list(_narrowed(store, ALL, held, (*tags, until), newest))
    planned = _narrowed(store, country, f"{made} AND {plan}", tags, "date, n")
    rows = [*commitments, *steps[:LATEST_STEPS], *planned]
    counts = f"{len(steps)} {len(every) - len(steps)}"
    return View("tracker", rows, beside=_silent(store, commitments), total=counts)

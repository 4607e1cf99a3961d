"""Turns the records of a view into a screen. Records in, a page out; nothing is looked up but
the titles of sources and neighbours, and nothing is decided about which records are shown."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from json import loads
from typing import TYPE_CHECKING, Any

from rich.text import Text

from cajad_cli.page import GAP, STYLES, Cell, Page, joined, link, plain
from cajad_cli.store import Row, Store
from cajad_cli.views import neighbours, pointing
from cajad_cli.vocabulary import STATUSES

if TYPE_CHECKING:
    from cajad_cli.search import Found

Record = dict[str, Any]

_BARS = {"done": "█", "under way": "▓", "announced": "░", "stalled": "x", "unknown": "?"}
_ASCII_BARS = {"done": "#", "under way": "=", "announced": "-", "stalled": "x", "unknown": "?"}
# Fields of a record that its page shows elsewhere than in its list of fields.
_ELSEWHERE = ("id", "kind", "title", "text", "sources", "trust", "keywords", "positions")
_LINKED = ("steps", "disputed_by", "about", "commitments", "part_of", "sum_of", "related")
# A list names its most cited sources, a briefing the first ones of each record.
_MOST_SOURCES = 6
_MOST_NOTES = 3
# The tracker lists the commitments themselves if there are no more than these.
_MOST_TRACKED = 30
# Groups of the tracker that are no id, because no id holds a blank.
_NOT_STATED, _SEVERAL = "not stated", "several countries"
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def amount(record: Record) -> str:
    """The figure of a record as people say it: `more than 3.7 billion USD`."""
    if "value" not in record:
        return ""
    return " ".join(part for part in (qualifier(record), number(record), record["unit"]) if part)


def qualifier(record: Record) -> str:
    """How exact the figure is, where that is not plain."""
    said = record.get("qualifier", "")
    return "" if said in ("stated", "exactly") else str(said)


def number(record: Record) -> str:
    """The value with its scale in words."""
    value = record.get("value")
    if value is None:
        return ""
    for scale, word in _SCALES:
        scaled = f"{value / scale:,.12g}"
        # A figure that the scale would round is written out.
        if abs(value) >= scale and float(scaled.replace(",", "")) * scale == value:
            return f"{scaled} {word}"
    return f"{value:,}"


def trust(record: Record) -> Text:
    """The trust of a record in its colour, or nothing for what is no report of fact."""
    return plain(record.get("trust", ""), record.get("trust", ""))


def titled(record: Record, style: str = "heading") -> Text:
    """A title with the id beneath it."""
    return joined([plain(record["title"], style), plain(record["id"], "id")], "\n")


def when(record: Record) -> str:
    """The date of a record, the two ends of an interval parted by a word."""
    return str(record.get("date", "")).replace("/", " to ")


def status(record: Record) -> Text:
    """A status with the day it is true for."""
    if "status" not in record:
        return Text()
    return joined([plain(record["status"], record["status"]), f"as of {record['as_of']}"])


def _counted_as(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class Notes:
    """The sources of a page, numbered in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, *records: Record) -> Text:
        """The numbers of the first sources that back the text of these records, in brackets."""
        cited = [c["id"] for record in records for c in _backing(record)[:_MOST_NOTES]]
        numbers = {self._numbers.setdefault(key, len(self._numbers) + 1) for key in cited}
        return plain(f"[{','.join(map(str, sorted(numbers)))}]" if numbers else "", "label")

    def write(self, page: Page) -> None:
        """The notes beneath: each number with the id of its source."""
        if self._numbers:
            page.heading("Sources")
            page.flow(
                joined([plain(f"[{number}]", "label"), plain(key, "id")])
                for key, number in self._numbers.items()
            )
            told = "cajad sources ID opens one; cajad show ID gives all, with locators"
            page.line(plain(told, "label"))


def _backing(record: Record) -> list[Record]:
    """The citations that back the text of a record; all, where none is for the text."""
    cited: list[Record] = record["sources"]
    return [c for c in cited if "text" in c.get("backs", ("text",))] or cited


def _disputed(record: Record) -> Text:
    """That a record is in dispute, and where the verdict stands; nothing for others."""
    if record.get("trust") != "disputed":
        return Text()
    return joined([trust(record), plain(f"(see {record['disputed_by'][0]})", "label")])


def _source_line(page: Page, cited: Counter[str]) -> None:
    if not cited:
        return
    shown = [key for key, _ in cited.most_common(_MOST_SOURCES)]
    more = len(cited) - len(shown)
    page.blank()
    page.line(
        plain("Sources:", "label"),
        joined([plain(key, "id") for key in shown], ", "),
        plain(f"and {more} more" if more else "", "label"),
    )


# ---------------------------------------------------------------- lists


Layout = Callable[[Page, Iterable[Row], Store], None]


def _list(
    columns: tuple[str, ...], cells: Callable[[Record], list[Cell]], right: str = ""
) -> Layout:
    """A table of records that compare, one column of it flush right if it holds figures."""

    def write(page: Page, rows: Iterable[Row], store: Store) -> None:
        cited: Counter[str] = Counter()
        page.table(columns, map(cells, _counted(rows, cited)), right)
        _source_line(page, cited)

    return write


def _entries(head: Callable[[Record], list[Cell]]) -> Layout:
    """Records that are read one by one: a heading, the text, the id."""

    def write(page: Page, rows: Iterable[Row], store: Store) -> None:
        cited: Counter[str] = Counter()
        for number, record in enumerate(_counted(rows, cited)):
            if number:
                page.blank()
            page.line(_apart(head(record)), hang=2)
            page.line(record["text"], indent=2)
            page.line(plain(record["id"], "id"), indent=2)
        _source_line(page, cited)

    return write


def _counted(rows: Iterable[Row], cited: Counter[str]) -> Iterator[Record]:
    """The records, with a count of the sources that they cite."""
    for row in rows:
        record = loads(row.json)
        cited.update(dict.fromkeys((citation["id"] for citation in record["sources"]), 1))
        yield record


def _apart(parts: Iterable[Cell]) -> Text:
    """Those of the texts that are not empty, in a row."""
    return joined([part for part in parts if part], "  ")


def _areas_of(record: Record) -> str:
    return ", ".join(record.get("areas", ())) or "area not stated"


LISTS: dict[str, Layout] = {
    "country": _list(
        ("title", "leader", "leader_title", "capital", "alpha_2", "relations_since"),
        lambda r: [
            plain(r["title"], "heading"),
            r["leader"],
            r["leader_title"],
            r["capital"],
            r["alpha_2"],
            r.get("relations_since", ""),
        ],
    ),
    "area": _list(("title", "text"), lambda r: [titled(r), r["text"]]),
    "target": _list(
        ("title", "value", "period", "by", "status", "trust"),
        lambda r: [titled(r), amount(r), r["period"], r["by"], status(r), trust(r)],
        right="value",
    ),
    "commitment": _list(
        ("title", "by", "areas", "status", "as_of", "trust"),
        lambda r: [
            titled(r),
            r["by"],
            _areas_of(r),
            plain(r["status"], r["status"]),
            r["as_of"],
            trust(r),
        ],
    ),
    "deal": _list(
        ("title", "value", "parties", "date", "trust"),
        lambda r: [
            joined([titled(r), plain(r["type"], "label")], "\n"),
            amount(r),
            "; ".join(r.get("parties", ())),
            when(r),
            trust(r),
        ],
        right="value",
    ),
    "document": _list(
        ("title", "type", "date", "trust"), lambda r: [titled(r), r["type"], when(r), trust(r)]
    ),
    "event": _list(
        ("date", "title", "type", "trust"),
        lambda r: [when(r), titled(r), r["type"], trust(r)],
    ),
    "statement": _entries(lambda r: [plain(r["speaker"], "heading"), when(r), r["type"], trust(r)]),
    "analysis": _entries(lambda r: [plain(r["author"], "analysis"), when(r)]),
    "dispute": _list(("title", "assessment"), lambda r: [titled(r, "dispute"), r["assessment"]]),
    "unknown": _list(
        ("title", "text", "as_of"), lambda r: [titled(r, "unknown"), r["text"], r["as_of"]]
    ),
    "source": _list(
        ("title", "publisher", "date", "language", "type"),
        lambda r: [titled(r, ""), r["publisher"], when(r), r["language"], r["type"]],
    ),
}


# ---------------------------------------------------------------- one thing


def _by_kind(rows: Iterable[Row]) -> dict[str, list[Record]]:
    records: dict[str, list[Record]] = {}
    for row in rows:
        record = loads(row.json)
        records.setdefault(record["kind"], []).append(record)
    return records


def _head(page: Page, record: Record) -> None:
    page.line(_apart([plain(record["title"], "heading"), trust(record)]))


def _item(page: Page, notes: Notes, record: Record, *parts: Cell) -> None:
    """A line of a list within a screen: what it is, what of it, its trust and its notes."""
    page.item(_apart([record["title"], *parts, _disputed(record), notes.mark(record)]))


def write_overview(page: Page, rows: Iterable[Row], store: Store) -> None:
    """The summit on one screen."""
    kinds = _by_kind(rows)
    summit = kinds["summit"][0]
    notes = Notes()
    _head(page, summit)
    leaders = [f"{c['leader']} ({c['title']})" for c in kinds.get("country", ())]
    pairs: list[tuple[str, Cell]] = [
        ("date", when(summit)),
        ("place", summit["place"]),
        ("chair", summit["chair"]),
        ("leaders", ", ".join(leaders)),
    ]
    if "venue" in summit:
        pairs.insert(2, ("venue", summit["venue"]))
    page.fields(pairs)
    page.blank()
    page.line(summit["text"], notes.mark(summit, *kinds.get("country", ())[:1]))
    for record in kinds.get("initiative", ()):
        page.heading(record["title"])
        page.line(record["text"], notes.mark(record), indent=2)
    if "area" in kinds:
        titles = [plain(area["title"], "heading") for area in kinds["area"]]
        page.field("areas", joined(titles, "; "), indent=2)
    for record in kinds.get("target", ()):
        page.heading("Target")
        _item(page, notes, record, amount(record), record["period"])
    if "document" in kinds:
        page.heading("Documents")
    for record in kinds.get("document", ()):
        _item(page, notes, record, when(record))
    notes.write(page)
    page.heading("Go deeper")
    page.fields(
        [
            ("cajad initiative", "areas and commitments; cajad tracker: what became of them"),
            ("cajad countries NAME", "a briefing on one country"),
            ("cajad search WORDS", "anything, in any spelling or script"),
            ("cajad disputes", _open_questions(store)),
        ]
    )


def _open_questions(store: Store) -> str:
    disputes, unknowns = (int(store.meta[f"count:{kind}"]) for kind in ("dispute", "unknown"))
    asked = f"{_counted_as(disputes, 'question')} on which sources disagree"
    return f"{asked}; cajad unknown: {_counted_as(unknowns, 'question')} left open"


def write_initiative(page: Page, rows: Iterable[Row], store: Store) -> None:
    """The initiative: its purpose, the areas with their commitments, the target."""
    kinds = _by_kind(rows)
    main = kinds["initiative"][0]
    notes = Notes()
    _head(page, main)
    page.line(main["text"], notes.mark(main))
    placed: dict[str, list[Record]] = {}
    for record in kinds.get("commitment", ()):
        for area in record.get("areas", ("",)):
            placed.setdefault(area, []).append(record)
    for record in kinds.get("area", ()):
        page.heading(record["title"])
        page.line(record["text"], notes.mark(record), indent=2)
        for commitment in placed.get(record["id"], ()):
            _item(page, notes, commitment, status(commitment))
    unplaced = placed.get("")
    if unplaced:
        page.heading("Area not stated by any source")
        for record in unplaced:
            _item(page, notes, record, status(record))
    if "target" in kinds:
        page.heading("Target")
        for record in kinds["target"]:
            _item(page, notes, record, amount(record), record["period"])
    notes.write(page)


def write_area(page: Page, rows: Iterable[Row], store: Store) -> None:
    """One area with its commitments."""
    kinds = _by_kind(rows)
    main = kinds["area"][0]
    notes = Notes()
    _head(page, main)
    page.line(main["text"], notes.mark(main))
    for kind in ("target", "commitment"):
        if kind in kinds:
            page.heading(f"{kind.capitalize()}s")
        for record in kinds.get(kind, ()):
            _item(page, notes, record, plain(record["id"], "id"), status(record))
    notes.write(page)


def write_declaration(page: Page, rows: Iterable[Row], store: Store) -> None:
    """The declaration: what it says, what others read in it, what is not known."""
    kinds = _by_kind(rows)
    main = kinds["document"][0]
    notes = Notes()
    _head(page, main)
    page.line(main["text"], notes.mark(main))
    for kind, title in (
        ("statement", "What it says"),
        ("analysis", "How others read it (views, not facts)"),
        ("dispute", "Where sources disagree"),
        ("unknown", "What is not known"),
    ):
        if kind not in kinds:
            continue
        page.heading(title, "heading" if kind == "statement" else kind)
        for record in kinds[kind]:
            page.item(record["text"], notes.mark(record))
    notes.write(page)


def write_briefing(page: Page, rows: Iterable[Row], store: Store) -> None:
    """A country for someone who meets its delegation in an hour."""
    kinds = _by_kind(rows)
    main = kinds["country"][0]
    notes = Notes()
    codes = "/".join(main[code] for code in ("alpha_2", "alpha_3"))
    long_name = main["official_name"] if main["official_name"] != main["title"] else ""
    page.line(_apart([plain(main["title"], "heading"), plain(long_name, "label"), codes]))
    spelt = ", ".join(main.get("leader_names", ())[:4])
    relations = [main.get("relations", "")]
    if "relations_since" in main:
        relations.append(f"diplomatic relations since {main['relations_since']}")
    page.fields(
        [
            (
                "leader",
                f"{main['leader']}, {main['leader_title']}" + (f" ({spelt})" if spelt else ""),
            ),
            ("names", ", ".join(f"{name} ({code})" for code, name in main["names"].items())),
            ("capital", f"{main['capital']}; currency {main['currency']}"),
            ("relations", "; ".join(part for part in relations if part)),
        ]
    )
    page.blank()
    page.line(main["text"], notes.mark(main))
    sections: list[tuple[str, str, Callable[[Record], list[Cell]]]] = [
        ("document", "Documents", lambda r: [amount(r), when(r)]),
        ("commitment", "Promised to and by it", lambda r: [amount(r), status(r)]),
        ("deal", "Deals", lambda r: [amount(r), r["type"]]),
        ("statement", "Its proposals", lambda r: [when(r)]),
        ("event", "Meetings, and what happened since", lambda r: [when(r)]),
        ("dispute", "Where sources disagree", lambda r: []),
    ]
    for kind, title, parts in sections:
        if kind in kinds:
            page.heading(title, kind if kind == "dispute" else "heading")
        for record in kinds.get(kind, ()):
            _item(page, notes, record, *parts(record))
    notes.write(page)
    more = "More: cajad commitments, deals, timeline, statements, analysis or unknown"
    page.line(plain(f"{more} --country {main['id']}", "label"))


def write_tracker(page: Page, rows: Iterable[Row], store: Store) -> None:
    """What became of the commitments: bars by area and country, then the newest steps."""
    kinds = _by_kind(rows)
    commitments = kinds.get("commitment", [])
    notes = Notes()
    signs = _BARS if page.console.encoding.lower().startswith("utf") else _ASCII_BARS
    counts = Counter(record["status"] for record in commitments)
    page.line(plain(f"What became of {_counted_as(len(commitments), 'commitment')}", "heading"))
    page.flow(plain(f"{signs[one]} {counts[one]} {one}", one) for one in STATUSES if counts[one])
    by_area = [record.get("areas") or [_NOT_STATED] for record in commitments]
    _write_bars(page, "By area", _grouped(commitments, by_area), signs)
    _write_bars(page, "By country", _grouped(commitments, _partners(commitments)), signs)
    if len(commitments) <= _MOST_TRACKED:
        page.heading("How each stands")
        for record in commitments:
            _item(page, notes, record, amount(record), status(record))
    if "event" in kinds:
        page.heading("Latest steps")
        for record in kinds["event"]:
            page.item(_apart([when(record), record["title"], notes.mark(record)]))
    oldest = min((record["as_of"] for record in commitments), default="")
    newest = max((record["as_of"] for record in commitments), default="")
    page.blank()
    told = f"Each status is true as of its own date, between {oldest} and {newest}."
    page.line(plain(told, "label"))
    notes.write(page)


def _partners(commitments: list[Record]) -> list[list[str]]:
    """For each commitment the country it is to, or "several countries".

    The host, who is a party to most, counts for those only that name no other.
    """
    parties = Counter(one for record in commitments for one in record.get("countries", ()))
    host = next((one for one, count in parties.most_common(1) if 2 * count > len(commitments)), "")
    partners = []
    for record in commitments:
        countries = record.get("countries", [])
        others = [one for one in countries if one != host] or countries
        partners.append(others if len(others) == 1 else [_SEVERAL])
    return partners


def _grouped(commitments: list[Record], groups_of: list[list[str]]) -> dict[str, Counter[str]]:
    """How many commitments of each group stand where."""
    groups: dict[str, Counter[str]] = {}
    for record, names in zip(commitments, groups_of, strict=True):
        for name in names:
            groups.setdefault(name, Counter())[record["status"]] += 1
    return groups


def _write_bars(
    page: Page, title: str, groups: dict[str, Counter[str]], signs: dict[str, str]
) -> None:
    """One bar a group, a sign a commitment where the screen has room for so many."""
    page.heading(title)
    names = sorted(groups, key=lambda name: (name in (_NOT_STATED, _SEVERAL), name))
    label = max(map(len, names))
    room = max(8, page.width - label - 8)
    most = max(group.total() for group in groups.values())
    scale = min(1.0, room / most)
    for name in names:
        bar: list[Cell] = []
        total = 0
        for one in STATUSES:
            # From end to end, so that bars of equal totals are of equal length.
            begin, total = round(total * scale), total + groups[name][one]
            bar.append(plain(signs[one] * (round(total * scale) - begin), one))
        page.line(joined([f"{name:<{label}} {total:>3} ", *bar], ""), indent=GAP)


def write_source(page: Page, rows: Iterable[Row], store: Store) -> None:
    """One source and all that rests on it."""
    source, *resting = [loads(row.json) for row in rows]
    page.line(plain(source["title"], "heading"))
    pairs: list[tuple[str, Cell]] = [("id", plain(source["id"], "id"))]
    pairs += [
        (key, source[key]) for key in ("publisher", "date", "language", "type") if key in source
    ]
    if "url" in source:
        pairs.append(("url", link(source["url"])))
    page.fields(pairs)
    page.heading(f"What rests on it: {_counted_as(len(resting), 'record')}")

    def cells() -> Iterator[list[Cell]]:
        for record in resting:
            where = "; ".join(c["locator"] for c in record["sources"] if c["id"] == source["id"])
            yield [titled(record, ""), record["kind"], where]

    page.table(("title", "kind", "locator"), cells())


def write_records(page: Page, rows: Iterable[Row], store: Store) -> None:
    """Records whole, one after the other."""
    for number, row in enumerate(rows):
        if number:
            page.blank()
        _write_record(page, loads(row.json), store)


def _write_record(page: Page, record: Record, store: Store) -> None:
    page.line(plain(record["title"], "heading"))
    style = record["kind"]
    parts: list[Cell] = [plain(record["kind"], style), plain(record["id"], "id")]
    if "trust" in record:
        parts.append(trust(record))
    page.line(_apart(parts))
    page.blank()
    page.line(record["text"])
    pairs = list(_fields(record))
    if pairs:
        page.blank()
        page.fields(pairs)
    if "positions" in record:
        page.heading("Positions")
    for position in record.get("positions", ()):
        page.item(_apart([position["says"], plain(", ".join(position["sources"]), "id")]))
    named, total = pointing(store, record["id"])
    linked = {field: _as_list(record[field]) for field in _LINKED if field in record}
    ids = dict.fromkeys([*chain.from_iterable(linked.values()), *named])
    found = neighbours(store, [*ids, *(c["id"] for c in record["sources"])])
    if record["sources"]:
        page.heading("Sources")
    for citation in record["sources"]:
        _write_citation(page, citation, found[citation["id"]])
    told: set[str] = set()
    for field, keys in (linked | {"related": [*linked.get("related", ()), *named]}).items():
        fresh = [key for key in dict.fromkeys(keys) if key not in told]
        told.update(fresh)
        if fresh:
            page.heading(field.replace("_", " ").capitalize())
        for key in fresh:
            other = found[key]
            dated = when(other) if field == "steps" else f"({other['kind']})"
            page.item(_apart([plain(dated, "label"), other["title"], plain(key, "id")]))
    if total > len(named):
        page.line(plain(f"and {total - len(named):,} more that name it", "label"), indent=GAP)
    page.blank()
    page.line(
        plain(
            f"An error in it? Report the id {record['id']}, the field and a source: see"
            " 'Correct a fact' in CONTRIBUTING.md.",
            "label",
        )
    )


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _write_citation(page: Page, citation: Record, source: Record) -> None:
    """A source as it is cited: which, where in it, for what, and how to get there."""
    page.item(_apart([plain(source["id"], "id"), source["title"]]))
    where = [citation["locator"], source["publisher"], source.get("date", "no date")]
    if "backs" in citation:
        where.append(f"for {', '.join(citation['backs'])}")
    page.line("; ".join(where), indent=4)
    if "url" in source:
        page.line(link(source["url"]), indent=4)


def _fields(record: Record) -> Iterator[tuple[str, Cell]]:
    from cajad_cli.formats import cell

    for name, value in record.items():
        if name in (*_ELSEWHERE, *_LINKED, "unit", "qualifier"):
            continue
        if name == "value":
            yield "value", amount(record)
        elif name == "url":
            yield "url", link(value)
        else:
            yield name, cell(value)


def write_hits(page: Page, found: "Found", store: Store) -> None:
    """What a search found, the words it was found by highlighted."""
    for hit in found.hits:
        record = loads(hit.json)
        parts = [plain(record["id"], "id"), plain(record["kind"], record["kind"])]
        if "trust" in record:
            parts.append(trust(record))
        title = _highlighted(record["title"], found.words, "heading")
        number = plain(f"{hit.rank}. ", "label")
        page.line(title, marker=number)
        page.line(_highlighted(hit.snippet, found.words), indent=number.cell_len)
        page.flow(parts, indent=number.cell_len)
    page.blank()
    page.line(plain("cajad show ID gives a record whole, with its sources.", "label"))


def _highlighted(text: str, words: list[str], style: str = "") -> Text:
    from cajad_cli.search import marked

    shown = plain(text, style)
    for start, end in marked(shown.plain, words):
        shown.stylize(STYLES["found"], start, end)
    return shown


LAYOUTS: dict[str, Layout] = LISTS | {
    "overview": write_overview,
    "initiative": write_initiative,
    "one area": write_area,
    "declaration": write_declaration,
    "briefing": write_briefing,
    "tracker": write_tracker,
    "one source": write_source,
    "record": write_records,
}

"""Which records a page shows, in which sections, and what each rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from json import loads
from typing import Any, NamedTuple

from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import SETTLED
from cajad_cli.query import views
from cajad_cli.query.views import Filters
from cajad_cli.store.layout import FieldInfo
from cajad_cli.store.store import Store

Record = dict[str, Any]

# The commands that a page can be made of, but those that list all records of a kind.
_COMMANDS = {
    "overview": views.overview,
    "initiative": views.initiative,
    "declaration": views.declaration,
    "tracker": lambda store: views.tracker(store, Filters()),
}
_LISTS = {kind.plural: kind.name for kind in KINDS.values()} | {
    "analysis": "analysis",
    "timeline": "event",
    "unknown": "unknown",
}
# Fields by which a record refers to others, in the order in which a page tells them.
_LINKS = (
    *("disputed_by", "about", "sum_of", "counted_in", "part_of", "commitments", "steps"),
    "related",
)
# So many records are named as what to read next, beside those that a record refers to anyhow.
_MOST_RELATED = 2


class Branch(NamedTuple):
    """A record, and under it those that are parts of it."""

    record: Record
    parts: list["Branch"]


class Section(NamedTuple):
    """The records of a kind as a page shows them."""

    kind: str
    branches: list[Branch]


class Mark(NamedTuple):
    """A footnote sign: the number of a source, and where on the page the passage is named."""

    number: int
    anchor: str


class Subject(NamedTuple):
    """What a page is about."""

    form: str
    """`whole`, `list`, `record`, `country`, or `comparison` of countries."""
    title: str
    mains: list[Record]
    """The records that it was asked for by name."""
    shown: list[Record]
    more: list[Record]
    """What concerns countries beside their briefings, or hangs together with other records."""
    everything: dict[str, Record]
    fields: dict[str, list[FieldInfo]]
    meta: Mapping[str, str]
    remarks: Sequence[str]


def subject(store: Store, names: Sequence[str]) -> Subject:
    """What the names mean: records, or a command that needs no argument; the whole without any.

    Raises NotFound for the first that means nothing.
    """
    everything = {record["id"]: record for record in _records(views.everything(store))}
    fields = {kind: store.fields_of(kind) for kind in KINDS if store.count(kind)}

    def about(
        form: str,
        title: str,
        shown: Iterable[Record],
        mains: Sequence[Record] = (),
        more: Iterable[Record] = (),
        remarks: Sequence[str] = (),
    ) -> Subject:
        kept = {record["id"]: record for record in shown}
        rest = [record for record in more if record["id"] not in kept]
        return Subject(
            form,
            title,
            list(mains),
            [*kept.values()],
            rest,
            everything,
            fields,
            store.meta,
            remarks,
        )

    if not names:
        return about("whole", store.meta["data:title"], everything.values())
    if len(names) == 1 and (view := _of_command(store, names[0])):
        return about("list", names[0].capitalize(), _records(view))
    view = views.show(store, names)
    mains = list(_records(view))
    title = " and ".join(record["title"] for record in mains)
    if all(record["kind"] == "country" for record in mains):
        form = "country" if len(mains) == 1 else "comparison"
        keys = [record["id"] for record in mains]
        core = (r for key in keys for r in _records(views.countries(store, key)))
        # A question that is settled is none that a visitor has to have in mind.
        core = (record for record in core if record.get("settled") != "fully")
        own = (r for r in everything.values() if r["kind"] != "source" and _is_of_few(r, keys))
        return about(form, title, core, mains, own, view.remarks)
    near = (record for record in everything.values() if _is_near(record, mains))
    return about("record", title, mains, mains, near, view.remarks)


def _records(view: views.View) -> Iterator[Record]:
    return (loads(row.json) for row in view.rows)


def _of_command(store: Store, name: str) -> views.View | None:
    if name in _COMMANDS:
        return _COMMANDS[name](store)
    return views.listing(store, _LISTS[name]) if name in _LISTS else None


def _is_of_few(record: Record, keys: Sequence[str]) -> bool:
    """Whether it concerns one of some countries, and at most one other."""
    countries = record.get("countries", ())
    return len(countries) <= 2 and not set(keys).isdisjoint(countries)


def _is_near(record: Record, mains: Sequence[Record]) -> bool:
    """Whether it refers to one of the main records, or one of those to it."""
    return any(_refers(record, main) or _refers(main, record) for main in mains)


def _refers(record: Record, other: Record) -> bool:
    """Whether a record names another: in a field, as its area, or as its source."""
    keys = [*chain.from_iterable(linked(record).values()), *record.get("areas", ())]
    return other["id"] in keys or any(c["id"] == other["id"] for c in record["sources"])


def linked(record: Record) -> dict[str, list[str]]:
    """The ids that a record refers to, by field, each but once."""
    told: set[str] = set()
    links = {}
    for name in _LINKS:
        value = record.get(name, ())
        keys = [key for key in ([value] if isinstance(value, str) else value) if key not in told]
        if keys := keys[:_MOST_RELATED] if name == "related" else keys:
            links[name] = keys
            told.update(keys)
    return links


def sections(records: Iterable[Record]) -> list[Section]:
    """Records by kind, parts under their wholes, open disputes first, events by date."""
    kinds: dict[str, dict[str, Branch]] = {kind: {} for kind in KINDS if kind != "source"}
    for record in records:
        if record["kind"] != "source":
            kinds[record["kind"]][record["id"]] = Branch(record, [])
    return [Section(kind, _trees(kind, branches)) for kind, branches in kinds.items() if branches]


def _trees(kind: str, branches: dict[str, Branch]) -> list[Branch]:
    trees = []
    for branch in branches.values():
        whole = branches.get(branch.record.get("part_of", ""))
        # Parts of parts stand beside them, and so a circle of parts is no circle here.
        under = whole is not None and whole.record.get("part_of") not in branches
        (whole.parts if whole and under else trees).append(branch)
    if kind == "dispute":
        trees.sort(key=lambda branch: -SETTLED.index(branch.record["settled"]))
    if kind == "event":
        trees.sort(key=lambda branch: branch.record["date"])
    return trees


class Notes:
    """The sources of a page and their passages, numbered in the order in which they are named."""

    def __init__(self, everything: Mapping[str, Record]) -> None:
        self._everything = everything
        self._numbers: dict[str, int] = {}
        self._anchors: dict[tuple[str, int], str] = {}

    def number(self, key: str) -> int:
        """The number of a source."""
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _anchor(self, record: Record, place: int) -> str:
        """Where a citation of a record stands on the page: a short name, for there are many."""
        key = (record["id"], place)
        return self._anchors.setdefault(key, f"f.{len(self._anchors) + 1}")

    def marks(self, record: Record, field: str, part: int = 0) -> list[Mark]:
        """What backs a field, or one part of it; of one source only the first passage."""
        found: dict[int, Mark] = {}
        for place, citation in enumerate(record["sources"]):
            for back in citation.get("backs", (field,)):
                name, _, of = back.partition(".")
                if name == field and (not part or of in ("", str(part))):
                    number = self.number(citation["id"])
                    found.setdefault(number, Mark(number, self._anchor(record, place)))
        return sorted(found.values())

    def cited(self, record: Record) -> dict[int, list[tuple[str, Record]]]:
        """The citations of a record with their anchors, by the number of the source."""
        found: dict[int, list[tuple[str, Record]]] = {}
        for place, citation in enumerate(record["sources"]):
            passages = found.setdefault(self.number(citation["id"]), [])
            passages.append((self._anchor(record, place), citation))
        return dict(sorted(found.items()))

    def sources(self) -> list[tuple[int, Record]]:
        """The sources that were named, by number."""
        return [(number, self._everything[key]) for key, number in self._numbers.items()]

"""The rules between the records of a data file: ids, references, sources, dates and sums.

They are asked once every record is sound by itself, so they need not doubt any form. What is wrong
with a record is told with the path within it.
"""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import Any

from cajad_cli.model import KINDS
from cajad_cli.model.records import CLASSES
from cajad_cli.model.values import SEE, Fault, FieldType, Finding, Path
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.suggest import suggestion

Record = dict[str, Any]


def broken_links(root: dict[str, Any]) -> Iterator[Finding]:
    """Whatever is wrong between the records of a dataset."""
    every = [(kind, n, record) for kind in KINDS for n, record in enumerate(root.get(kind, ()))]
    kinds: dict[str, str] = {}
    for kind, number, record in every:
        if record["id"] in kinds:
            yield (kind, number, "id"), f"{record['id']!r} stands twice", "rename one of them"
        kinds[record["id"]] = kind
    if len(kinds) < len(every):
        # What an id means is not known, so nothing that refers to one can be judged.
        return
    links = _Links(root, kinds, [record for _, _, record in every])
    for kind, number, record in every:
        for path, message, cure in chain(
            links.bad_references(record, kind),
            links.bad_sources(record, kind),
            _bad_backing(record, kind),
            links.bad_dates(record, kind),
            links.bad_sum(record),
        ):
            yield (kind, number, *path), message, cure
    yield from links.idle_sources()
    yield from links.bad_withdrawals(root.get("withdrawn", ()))


def _above(records: Iterable[Record], field: str) -> Iterator[tuple[str, list[str]]]:
    """The records that others name in a field; one that names itself is told by itself."""
    for record in records:
        named = record.get(field, ())
        keys = [named] if isinstance(named, str) else named
        yield record["id"], [key for key in keys if key != record["id"]]


class _Links:
    """What the rules between records look up: the whole file, gone through once."""

    def __init__(self, root: dict[str, Any], kinds: dict[str, str], records: list[Record]) -> None:
        self._kinds = kinds
        self._records = {record["id"]: record for record in records}
        self._sources = root.get("source", [])
        self._origins = root.get("origins", [])
        self._as_of = str(root["meta"]["as_of"])
        self._withdrawn = {
            gone["id"]: f"it is withdrawn; name {' or '.join(gone.get('replaced_by', ['another']))}"
            for gone in root.get("withdrawn", ())
        }
        self._circular: dict[str, str] = {}
        for field in ("part_of", "sum_of"):
            try:
                TopologicalSorter(dict(_above(records, field))).prepare()
            except CycleError as circle:
                self._circular = dict.fromkeys(circle.args[1], field) | self._circular
        self._newest_steps: dict[str, str] = {}
        for event in root.get("event", ()):
            if event["type"] != "plan" and "date" in event:
                for target in event.get("commitments", ()):
                    newest = self._newest_steps.get(target, "")
                    self._newest_steps[target] = max(newest, _end(event["date"]))

    def bad_references(self, record: Record, kind: str) -> Iterator[Finding]:
        """A reference to nothing, to another kind than is wanted, or to the record itself."""
        types = CLASSES[kind].types
        for name, value in record.items():
            for number, target in enumerate(types[name].links(value)):
                path = (name,) if isinstance(value, str) else (name, number)
                yield from self._bad_target(target, types[name].kinds, record["id"], path)
        for key in record.get("about", ()) if kind == "dispute" else ():
            if self._kinds.get(key) == "country" and key not in record.get("countries", ()):
                yield ("countries",), f"lacks {key!r}, which it is about", "add it"
        if field := self._circular.get(record["id"]):
            cure = "above it" if field == "part_of" else "within it"
            yield (field,), "makes the record a part of itself", f"name what is {cure}"

    def _bad_target(
        self, target: str, kinds: tuple[str, ...], key: str, path: Path
    ) -> Iterator[Finding]:
        wanted = " or ".join(kinds)
        kind = self._kinds.get(target)
        if kind is None:
            ids = (key for key, kind in self._kinds.items() if not kinds or kind in kinds)
            cure = self._withdrawn.get(target) or suggestion(target, ids, SEE)
            yield path, f"there is no {wanted or 'record'} {target!r}", cure
        elif kinds and kind not in kinds:
            yield path, f"{target!r} is of kind {kind}", f"name a record of kind {wanted}"
        elif target == key:
            yield path, "names the record itself", "remove it"

    def bad_sources(self, record: Record, kind: str) -> Iterator[Finding]:
        """No source, one that is not there, or a citation that does not say what it must."""
        cited = record.get("sources", ())
        if not cited and KINDS[kind].sourced:
            yield ("sources",), "is missing", "name at least one source and where in it"
        yield from self._bad_origin(record, ())
        for number, citation in enumerate(cited):
            path = ("sources", number)
            yield from self._bad_target(citation["id"], ("source",), record["id"], (*path, "id"))
            yield from self._bad_origin(citation, path)
            marks = {"phrase", "seen"} & citation.keys()
            if len(marks) == 2:
                yield (*path, "seen"), "contradicts the phrase", "remove one of them"
            elif not marks and "url" in self._records.get(citation["id"], ()):
                unseen = "write 'seen: false' if it could not be seen"
                yield (*path, "phrase"), "is missing", f"copy 2 to 7 words of the page, or {unseen}"
            if "backs" not in citation and len(cited) > 1:
                yield (*path, "backs"), "is missing", "name the fields and sentences that it holds"

    def _bad_origin(self, relay: Record, path: Path) -> Iterator[Finding]:
        origin = relay.get("origin")
        if origin and origin not in self._origins:
            message = f"{visible(origin, 60)!r} is not among the origins of the file"
            cure = suggestion(origin, self._origins, "add it to the list 'origins'")
            yield (*path, "origin"), message, cure

    def bad_dates(self, record: Record, kind: str) -> Iterator[Finding]:
        """A day after that of the data, or a status older than what happened since."""
        too_late = f"is after {self._as_of}, the day of the data"
        # What ends so sorts after every day within a month or year.
        latest = f"{self._as_of}~"
        if kind == "event" and "date" not in record:
            yield ("date",), "is missing", "an event stands on a date"
        elif kind == "event" and _end(record["date"]) > latest and record["type"] != "plan":
            yield ("date",), too_late, "correct it, or make the event a plan"
        as_of, newest = str(record.get("as_of", "")), self._newest_steps.get(record["id"], "")
        if as_of > latest:
            yield ("as_of",), too_late, "correct it"
        elif as_of and newest > f"{as_of}~":
            yield ("as_of",), f"is before its newest step of {newest}", "review the status"

    def bad_sum(self, record: Record) -> Iterator[Finding]:
        """Parts that cannot be added up, or do not come to the value."""
        named = record.get("sum_of", ())
        parts = [self._records[key] for key in named if key in self._records]
        if not parts or len(parts) < len(named):
            return
        if without := [part["id"] for part in parts if "value" not in part]:
            yield ("sum_of",), f"{without[0]!r} has no value", "name records that have one"
        elif any(part["unit"] != record["unit"] for part in parts):
            yield ("sum_of",), "adds up figures of another unit", "name records of one unit"
        else:
            values = [part["value"] for part in parts]
            # As exact as fractions are when they are added up.
            if abs(sum(values) - record["value"]) > 1e-9 * max(map(abs, values)):
                message = f"is not the sum of its parts, {sum(values):,}"
                yield ("value",), message, "correct one of them"

    def idle_sources(self) -> Iterator[Finding]:
        """A source that no record rests on, or an origin that none relays."""
        citations = [c for record in self._records.values() for c in record.get("sources", ())]
        cited = {citation["id"] for citation in citations}
        relayed = {relay.get("origin") for relay in (*citations, *self._sources)}
        for number, source in enumerate(self._sources):
            if (key := source["id"]) not in cited:
                yield ("source", number, "id"), f"{key!r} is cited nowhere", "cite or remove it"
        for number, origin in enumerate(self._origins):
            if origin not in relayed:
                yield ("origins", number), f"no source relays {visible(origin, 60)!r}", "remove it"

    def bad_withdrawals(self, withdrawals: Iterable[Record]) -> Iterator[Finding]:
        """A withdrawn id that is used again or told twice, or replaced by what is not there."""
        told = set()
        for number, withdrawn in enumerate(withdrawals):
            path, key = ("withdrawn", number), withdrawn["id"]
            if key in told:
                yield (*path, "id"), f"{key!r} is withdrawn twice", "remove one of them"
            told.add(key)
            if key in self._kinds:
                yield (
                    (*path, "id"),
                    f"{key!r} is used again",
                    "give the new record an id of its own",
                )
            for place, target in enumerate(withdrawn.get("replaced_by", ())):
                yield from self._bad_target(target, (), key, (*path, "replaced_by", place))


def _bad_backing(record: Record, kind: str) -> Iterator[Finding]:
    """What sources are said to back and is not there, and what none of them backs."""
    fields = CLASSES[kind].types
    parts = {name: fields[name].parts(value) for name, value in record.items()}
    cited = record.get("sources", ())
    named: list[tuple[Path, str]] = [(("inferred", key), key) for key in record.get("inferred", ())]
    for number, citation in enumerate(cited):
        for position, name in enumerate(citation.get("backs", ())):
            named.append((("sources", number, "backs", position), name))
    for path, name in named:
        if fault := _unknown_part(name, parts, fields):
            yield path, *fault
    if not KINDS[kind].sourced or not cited or any("backs" not in citation for citation in cited):
        # One that names nothing stands for all of the record, or was told above.
        return
    backed = {name for _, name in named}
    for name in record:
        type_ = fields[name]
        if name in backed or not type_.fact or type_.backed_with in record:
            continue
        for part in parts[name]:
            called, which = (f"{name}.{part}", f"part {part} ") if part else (name, "")
            if called not in backed:
                path = (name, int(part) - 1) if part.isdigit() else (name,)
                cure = f"name {called} in the backs of a citation that holds it, or in inferred"
                yield path, f"{which}is backed by no source", cure


def _unknown_part(
    name: str, parts: dict[str, list[str]], fields: dict[str, FieldType]
) -> Fault | None:
    """What is wrong with the name of a field of a record or of a part of one, such as `text.2`."""
    head, _, part = name.partition(".")
    if head not in parts:
        cure = suggestion(head, [field for field in parts if field != "sources"], SEE)
        return f"this record has no field {visible(head, 60)!r}", cure
    beside = fields[head].backed_with
    if beside in parts:
        return f"{head!r} is backed with {beside!r}", f"name {beside}"
    if part and part not in parts[head]:
        has = counted(len(parts[head]), "part") if parts[head] != [""] else "no parts"
        return f"{head!r} has no part {visible(part, 20)!r}", f"it has {has}"
    return None


def _end(date: Any) -> str:
    """The last day, month or year that a date names."""
    return str(date).rpartition("/")[2]

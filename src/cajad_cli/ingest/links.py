"""The rules between the records of a data file: ids, references, sources, dates and sums.

They are asked once every record is sound by itself, so they need not doubt any form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cajad_cli.ingest.backing import broken_backing
from cajad_cli.model.fields import fields_of
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.records import CLASSES
from cajad_cli.model.values import SEE, Finding, Path
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import suggestion

Record = dict[str, Any]


def broken_links(root: dict[str, Any]) -> Iterator[Finding]:
    """Whatever is wrong between the records of a dataset."""
    links = _Links(root)
    equal = list(links.equal_ids())
    if equal:
        # What an id means is not known, so nothing that refers to one can be judged.
        yield from equal
        return
    for kind in KINDS:
        for number, record in enumerate(root.get(kind, ())):
            path = (kind, number)
            yield from links.bad_references(record, kind, path)
            yield from links.bad_sources(record, kind, path)
            yield from broken_backing(record, kind, links.sources, path)
            yield from links.bad_dates(record, kind, path)
            yield from links.bad_sum(record, path)
            yield from links.bad_whole(record, path)
    yield from links.idle_sources()
    yield from links.bad_withdrawals()


class _Links:
    """What the rules between records look up: the whole file, gone through once."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._as_of = str(root["meta"]["as_of"])
        every = [(kind, record) for kind in KINDS for record in root.get(kind, ())]
        self._kinds = {record["id"]: kind for kind, record in every}
        self._records = {record["id"]: record for _, record in every}
        self._newest_steps: dict[str, str] = {}
        for event in root.get("event", ()):
            if event["type"] != "plan" and "date" in event:
                date = _end(event["date"])
                for target in event.get("commitments", ()):
                    self._newest_steps[target] = max(self._newest_steps.get(target, ""), date)
        self._circular = _circular({r["id"]: r["part_of"] for _, r in every if "part_of" in r})
        self.sources = {source["id"]: source for source in root.get("source", ())}
        self._cited: set[str] = set()
        self._origins = root.get("origins", [])
        self._relayed: set[str] = set()

    def equal_ids(self) -> Iterator[Finding]:
        """An id that stands twice."""
        seen: set[str] = set()
        for kind in KINDS:
            for number, record in enumerate(self._root.get(kind, ())):
                if record["id"] in seen:
                    message = f"{record['id']!r} stands twice"
                    yield (kind, number, "id"), message, "rename one of them"
                seen.add(record["id"])

    def bad_references(self, record: Record, kind: str, path: Path) -> Iterator[Finding]:
        """A reference to nothing, to another kind than is wanted, or to the record itself."""
        for name, type_, _ in fields_of(CLASSES[kind]):
            value = record.get(name)
            for number, target in enumerate(type_.links(value) if value else ()):
                here = (*path, name) if isinstance(value, str) else (*path, name, number)
                yield from self._bad_target(target, type_.kinds, record["id"], here)

    def _bad_target(
        self, target: str, kinds: tuple[str, ...], key: str, path: Path
    ) -> Iterator[Finding]:
        wanted = " or ".join(kinds)
        kind = self._kinds.get(target)
        if kind is None:
            ids = (key for key, kind in self._kinds.items() if not kinds or kind in kinds)
            cure = suggestion(target, ids, SEE)
            yield path, f"there is no {wanted or 'record'} {target!r}", cure
        elif kinds and kind not in kinds:
            yield path, f"{target!r} is of kind {kind}", f"name a record of kind {wanted}"
        elif target == key:
            yield path, "names the record itself", "remove it"

    def bad_sources(self, record: Record, kind: str, path: Path) -> Iterator[Finding]:
        """No source, a source that is not there, or one that backs what is not there."""
        cited = record.get("sources", ())
        if not cited and KINDS[kind].sourced:
            yield (*path, "sources"), "is missing", "name at least one source and where in it"
        if "origin" in record:
            yield from self._bad_origin(record["origin"], (*path, "origin"))
        for number, citation in enumerate(cited):
            here = (*path, "sources", number)
            self._cited.add(citation["id"])
            yield from self._bad_target(citation["id"], ("source",), record["id"], (*here, "id"))
            if "origin" in citation:
                yield from self._bad_origin(citation["origin"], (*here, "origin"))

    def _bad_origin(self, origin: str, path: Path) -> Iterator[Finding]:
        self._relayed.add(origin)
        if origin not in self._origins:
            cure = suggestion(origin, self._origins, "add it to the list 'origins'")
            yield path, f"{visible(origin, 60)!r} is not among the origins of the file", cure

    def bad_dates(self, record: Record, kind: str, path: Path) -> Iterator[Finding]:
        """A day after that of the data, or a status older than what happened since."""
        if kind == "event":
            if "date" not in record:
                yield (*path, "date"), "is missing", "an event stands on a date"
            elif _end(record["date"]) > _late(self._as_of) and record["type"] != "plan":
                message = f"is after {self._as_of}, the day of the data"
                yield (*path, "date"), message, "correct it, or make the event a plan"
        if "as_of" in record:
            newest = self._newest_steps.get(record["id"], "")
            if _end(record["as_of"]) > _late(self._as_of):
                yield (*path, "as_of"), f"is after {self._as_of}, the day of the data", "correct it"
            elif newest > _late(record["as_of"]):
                message = f"is before its newest step of {newest}"
                yield (*path, "as_of"), message, "review the status"

    def bad_sum(self, record: Record, path: Path) -> Iterator[Finding]:
        """Parts that cannot be added up, or do not come to the value."""
        named = record.get("sum_of", ())
        parts = [self._records[key] for key in named if key in self._records]
        if not parts or len(parts) < len(named):
            return
        without = [part["id"] for part in parts if "value" not in part]
        if without:
            yield (*path, "sum_of"), f"{without[0]!r} has no value", "name records that have one"
        elif any(part["unit"] != record["unit"] for part in parts):
            yield (*path, "sum_of"), "adds up figures of another unit", "name records of one unit"
        else:
            values = [part["value"] for part in parts]
            # As exact as fractions are when they are added up.
            if abs(sum(values) - record["value"]) > 1e-9 * max(map(abs, values)):
                message = f"is not the sum of its parts, {sum(values):,}"
                yield (*path, "value"), message, "correct one of them"

    def bad_whole(self, record: Record, path: Path) -> Iterator[Finding]:
        """A record that is a part of what is a part of it."""
        if record["id"] in self._circular:
            yield (*path, "part_of"), "makes the record a part of itself", "name what is above it"

    def idle_sources(self) -> Iterator[Finding]:
        """A source that no record rests on, or an origin that none relays."""
        for number, source in enumerate(self._root.get("source", ())):
            if source["id"] not in self._cited:
                message = f"{source['id']!r} is cited nowhere"
                yield ("source", number, "id"), message, "cite or remove it"
        for number, origin in enumerate(self._origins):
            if origin not in self._relayed:
                message = f"no source relays {visible(origin, 60)!r}"
                yield ("origins", number), message, "remove it"

    def bad_withdrawals(self) -> Iterator[Finding]:
        """A withdrawn id that is used again, or replaced by what is not there."""
        for number, withdrawn in enumerate(self._root.get("withdrawn", ())):
            here = ("withdrawn", number)
            if withdrawn["id"] in self._kinds:
                message = f"{withdrawn['id']!r} is used again"
                yield (*here, "id"), message, "give the new record an id of its own"
            for place, target in enumerate(withdrawn.get("replaced_by", ())):
                path = (*here, "replaced_by", place)
                yield from self._bad_target(target, (), withdrawn["id"], path)


def _circular(wholes: dict[str, str]) -> set[str]:
    """The records that are, by way of others, parts of themselves; each is gone by once."""
    circular: set[str] = set()
    passed: set[str] = set()
    for start in wholes:
        way: dict[str, int] = {}
        key = start
        while key in wholes and key not in passed:
            passed.add(key)
            way[key] = len(way)
            key = wholes[key]
        # A circle of one is told as a reference to itself.
        if key in way and wholes[key] != key:
            circular.update(list(way)[way[key] :])
    return circular


def _end(date: Any) -> str:
    """The last day, month or year that a date names."""
    return str(date).rpartition("/")[2]


def _late(date: Any) -> str:
    """A text that sorts after every day within the date."""
    return _end(date) + "~"

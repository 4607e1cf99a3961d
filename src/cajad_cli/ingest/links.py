"""The rules between the records of a data file: ids, references, sources, dates and sums.

They are asked once every record is sound by itself, so they need not doubt any form. What is wrong
with a record is told with the path within it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
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
    if equal := list(links.equal_ids()):
        # What an id means is not known, so nothing that refers to one can be judged.
        yield from equal
        return
    for kind, number, record in links.every:
        for path, message, cure in chain(
            links.bad_references(record, kind),
            links.bad_sources(record, kind),
            broken_backing(record, kind, links.sources),
            links.bad_dates(record, kind),
            links.bad_sum(record),
            links.bad_whole(record),
        ):
            yield (kind, number, *path), message, cure
    yield from links.idle_sources()
    yield from links.bad_withdrawals()


class _Links:
    """What the rules between records look up: the whole file, gone through once."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.every = [(kind, n, r) for kind in KINDS for n, r in enumerate(root.get(kind, ()))]
        self.sources = {source["id"]: source for source in root.get("source", ())}
        self._as_of = str(root["meta"]["as_of"])
        self._kinds = {record["id"]: kind for kind, _, record in self.every}
        self._records = {record["id"]: record for _, _, record in self.every}
        wholes = {key: r["part_of"] for key, r in self._records.items() if "part_of" in r}
        self._circular = _circular(wholes)
        self._newest_steps: dict[str, str] = {}
        for event in root.get("event", ()):
            if event["type"] != "plan" and "date" in event:
                date = _end(event["date"])
                for target in event.get("commitments", ()):
                    self._newest_steps[target] = max(self._newest_steps.get(target, ""), date)
        self._withdrawn = root.get("withdrawn", ())
        self._origins = root.get("origins", [])
        self._cited: set[str] = set()
        self._relayed: set[str] = set()

    def equal_ids(self) -> Iterator[Finding]:
        """An id that stands twice."""
        seen: set[str] = set()
        for kind, number, record in self.every:
            if record["id"] in seen:
                message = f"{record['id']!r} stands twice"
                yield (kind, number, "id"), message, "rename one of them"
            seen.add(record["id"])

    def bad_references(self, record: Record, kind: str) -> Iterator[Finding]:
        """A reference to nothing, to another kind than is wanted, or to the record itself."""
        for name, type_, _ in fields_of(CLASSES[kind]):
            value = record.get(name)
            for number, target in enumerate(type_.links(value) if value else ()):
                path = (name,) if isinstance(value, str) else (name, number)
                yield from self._bad_target(target, type_.kinds, record["id"], path)

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

    def bad_sources(self, record: Record, kind: str) -> Iterator[Finding]:
        """No source, a source that is not there, or one that backs what is not there."""
        cited = record.get("sources", ())
        if not cited and KINDS[kind].sourced:
            yield ("sources",), "is missing", "name at least one source and where in it"
        yield from self._bad_origin(record, ())
        for number, citation in enumerate(cited):
            path = ("sources", number)
            self._cited.add(citation["id"])
            yield from self._bad_target(citation["id"], ("source",), record["id"], (*path, "id"))
            yield from self._bad_origin(citation, path)

    def _bad_origin(self, relay: Record, path: Path) -> Iterator[Finding]:
        origin = relay.get("origin", "")
        self._relayed.add(origin)
        if origin and origin not in self._origins:
            message = f"{visible(origin, 60)!r} is not among the origins of the file"
            cure = suggestion(origin, self._origins, "add it to the list 'origins'")
            yield (*path, "origin"), message, cure

    def bad_dates(self, record: Record, kind: str) -> Iterator[Finding]:
        """A day after that of the data, or a status older than what happened since."""
        too_late = f"is after {self._as_of}, the day of the data"
        if kind == "event":
            if "date" not in record:
                yield ("date",), "is missing", "an event stands on a date"
            elif _end(record["date"]) > _late(self._as_of) and record["type"] != "plan":
                yield ("date",), too_late, "correct it, or make the event a plan"
        if "as_of" in record:
            newest = self._newest_steps.get(record["id"], "")
            if _end(record["as_of"]) > _late(self._as_of):
                yield ("as_of",), too_late, "correct it"
            elif newest > _late(record["as_of"]):
                yield ("as_of",), f"is before its newest step of {newest}", "review the status"

    def bad_sum(self, record: Record) -> Iterator[Finding]:
        """Parts that cannot be added up, or do not come to the value."""
        named = record.get("sum_of", ())
        parts = [self._records[key] for key in named if key in self._records]
        if not parts or len(parts) < len(named):
            return
        values = [part["value"] for part in parts if "value" in part]
        if len(values) < len(parts):
            without = next(part["id"] for part in parts if "value" not in part)
            yield ("sum_of",), f"{without!r} has no value", "name records that have one"
        elif any(part["unit"] != record["unit"] for part in parts):
            yield ("sum_of",), "adds up figures of another unit", "name records of one unit"
        # As exact as fractions are when they are added up.
        elif abs(sum(values) - record["value"]) > 1e-9 * max(map(abs, values)):
            yield ("value",), f"is not the sum of its parts, {sum(values):,}", "correct one of them"

    def bad_whole(self, record: Record) -> Iterator[Finding]:
        """A record that is a part of what is a part of it."""
        if record["id"] in self._circular:
            yield ("part_of",), "makes the record a part of itself", "name what is above it"

    def idle_sources(self) -> Iterator[Finding]:
        """A source that no record rests on, or an origin that none relays."""
        for number, key in enumerate(self.sources):
            if key not in self._cited:
                yield ("source", number, "id"), f"{key!r} is cited nowhere", "cite or remove it"
        for number, origin in enumerate(self._origins):
            if origin not in self._relayed:
                message = f"no source relays {visible(origin, 60)!r}"
                yield ("origins", number), message, "remove it"

    def bad_withdrawals(self) -> Iterator[Finding]:
        """A withdrawn id that is used again, or replaced by what is not there."""
        for number, withdrawn in enumerate(self._withdrawn):
            path, key = ("withdrawn", number), withdrawn["id"]
            if key in self._kinds:
                cure = "give the new record an id of its own"
                yield (*path, "id"), f"{key!r} is used again", cure
            for place, target in enumerate(withdrawn.get("replaced_by", ())):
                yield from self._bad_target(target, (), key, (*path, "replaced_by", place))


def _circular(wholes: dict[str, str]) -> set[str]:
    """The records that are, by way of others, parts of themselves."""
    left = dict(wholes)
    parts = Counter(wholes.values())
    ends = [key for key in wholes if not parts[key]]
    # What has no parts is in no circle; nor is what has none once that is gone.
    while ends:
        whole = left.pop(ends.pop())
        parts[whole] -= 1
        if not parts[whole] and whole in left:
            ends.append(whole)
    # A circle of one is told as a reference to itself.
    return {key for key, whole in left.items() if key != whole}


def _end(date: Any) -> str:
    """The last day, month or year that a date names."""
    return str(date).rpartition("/")[2]


def _late(date: Any) -> str:
    """A text that sorts after every day within the date."""
    return _end(date) + "~"

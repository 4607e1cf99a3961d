"""A data file in, sound values out, or every problem with its line.

Imports `text` and `model`. Here values are checked against the declared fields and the rules
between records: every problem is found before any is reported, and nothing is changed.
"""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any

from cajad_cli.errors import BadData
from cajad_cli.ingest.reader import MAX_PROBLEMS, locate, read_bytes, read_values
from cajad_cli.model import KINDS
from cajad_cli.model.fields import broken_fields
from cajad_cli.model.records import CLASSES, SECTIONS, Meta
from cajad_cli.model.records import Record as Shared
from cajad_cli.model.values import SEE, Finding, Path, Problem
from cajad_cli.text.safe import counted, shown_path, visible
from cajad_cli.text.suggest import suggestion

Record = dict[str, Any]


def read_dataset(file: str, content: bytes | None = None) -> dict[str, Any]:
    """The sound values of a data file, or of this content. Raises BadData with every problem."""
    content = read_bytes(file) if content is None else content
    root = read_values(content, file)
    check(root, content, file)
    return root


def check(root: dict[str, Any], content: bytes, file: str) -> None:
    """Pass a sound dataset; otherwise raise BadData with its first MAX_PROBLEMS problems.

    Rules between records are asked once each record is sound by itself.
    """
    findings = list(islice(_broken_records(root), MAX_PROBLEMS))
    findings = findings or list(islice(broken_links(root), MAX_PROBLEMS))
    if not findings:
        return
    places = locate(content, [path for path, _, _ in findings])
    name = shown_path(file)
    problems = []
    for path, message, cure in findings:
        # The path within its record, as people write it: `sources[2].locator`.
        field = "".join(
            f"[{part + 1}]" if isinstance(part, int) else "." + (part or "''")
            for part in path[2:] or path or ("file",)
        )
        field = visible(field.removeprefix("."), 80)
        problems.append(Problem(name, *places[path], field, message, cure))
    many = counted(len(findings), "problem")
    more = " and perhaps more" if len(findings) == MAX_PROBLEMS else ""
    raise BadData(f"{name} is not a sound dataset: {many}{more}", tuple(sorted(problems)))


def _broken_records(root: dict[str, Any]) -> Iterator[Finding]:
    """Whatever is wrong with a dataset's heading, its sections and each record by itself."""
    meta = root.get("meta")
    if isinstance(meta, dict):
        yield from broken_fields(meta, Meta, ("meta",))
    else:
        yield ("meta",), "is missing or not a mapping", "begin the file with title, version, as_of"
    count = 0
    for section, records in ((name, held) for name, held in root.items() if name != "meta"):
        if section in SECTIONS:
            yield from SECTIONS[section].findings(records, (section,))
        elif section not in CLASSES:
            cure = suggestion(section, [*CLASSES, *SECTIONS], SEE)
            yield (section,), "is not a kind of record", cure
        elif not isinstance(records, list):
            yield (section,), "is not a list of records", "begin each record with '- id:'"
        else:
            count += len(records)
            for number, record in enumerate(records):
                if isinstance(record, dict):
                    yield from broken_fields(record, CLASSES[section], (section, number))
                    yield from _lonely_fields(record, (section, number))
                else:
                    yield (section, number), "is not a record", "begin it with '- id:'"
    if not count:
        yield (), "holds no records", "add a list of records under one of the kinds"


def _lonely_fields(record: Record, path: Path) -> Iterator[Finding]:
    """A field without those that it means nothing without."""
    present = [name for name in ("value", "unit", "qualifier") if name in record]
    if present and len(present) < 3:
        yield (*path, present[0]), "stands alone", "give value, unit and qualifier together"
    if "sum_of" in record and "value" not in record:
        yield (*path, "sum_of"), "adds up to no value", "give value, unit and qualifier"
    if "status" in record and "as_of" not in record:
        yield (*path, "status"), "stands alone", "give as_of, the day for which it is true"


def broken_links(root: dict[str, Any]) -> Iterator[Finding]:
    """Whatever is wrong between the records of a dataset, each of which is sound by itself."""
    every = [(kind, n, record) for kind in KINDS for n, record in enumerate(root.get(kind, ()))]
    kinds: dict[str, str] = {}
    for kind, number, record in every:
        if record["id"] in kinds:
            yield (kind, number, "id"), f"{record['id']!r} stands twice", "rename one of them"
        kinds[record["id"]] = kind
    if len(kinds) < len(every):
        # What an id means is not known, so nothing that refers to one can be judged.
        return
    links = _Links(root, kinds, {record["id"]: record for _, _, record in every})
    for kind, number, record in every:
        for rule in (links.references, links.sources, links.figures, _bad_backing):
            for path, message, cure in rule(record, kind):
                yield (kind, number, *path), message, cure
    yield from links.lists(root)


class _Links:
    """The rules that need the whole file, which is gone through once.

    What is wrong with a record is told with the path within it.
    """

    def __init__(self, root: Record, kinds: dict[str, str], records: dict[str, Record]) -> None:
        self._kinds, self._records = kinds, records
        self._origins = root.get("origins", [])
        self._as_of = str(root["meta"]["as_of"])
        self._withdrawn = {
            gone["id"]: f"it is withdrawn; name {' or '.join(gone.get('replaced_by', ['another']))}"
            for gone in root.get("withdrawn", ())
        }
        self._circular: dict[str, str] = {}
        for field in ("part_of", "sum_of"):
            links = Shared.types[field].links
            # One that names itself is told by itself.
            above = {
                k: [one for one in links(r.get(field)) if one != k] for k, r in records.items()
            }
            try:
                TopologicalSorter(above).prepare()
            except CycleError as circle:
                self._circular = dict.fromkeys(circle.args[1], field) | self._circular
        self._newest_steps: dict[str, str] = {}
        for event in root.get("event", ()):
            if event["type"] != "plan" and "date" in event:
                for target in event.get("commitments", ()):
                    newest = self._newest_steps.get(target, "")
                    self._newest_steps[target] = max(newest, _end(event["date"]))

    def references(self, record: Record, kind: str) -> Iterator[Finding]:
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

    def sources(self, record: Record, kind: str) -> Iterator[Finding]:
        """No source, one that is not there, or a citation that does not say what it must."""
        cited = record.get("sources", ())
        if not cited and KINDS[kind].sourced:
            yield ("sources",), "is missing", "name at least one source and where in it"
        relays = [((), record), *((("sources", n), one) for n, one in enumerate(cited))]
        for path, relay in relays:
            if (origin := relay.get("origin")) and origin not in self._origins:
                message = f"{visible(origin, 60)!r} is not among the origins of the file"
                cure = suggestion(origin, self._origins, "add it to the list 'origins'")
                yield (*path, "origin"), message, cure
        for path, citation in relays[1:]:
            yield from self._bad_target(citation["id"], ("source",), record["id"], (*path, "id"))
            marks = {"phrase", "seen"} & citation.keys()
            if len(marks) == 2:
                yield (*path, "seen"), "contradicts the phrase", "remove one of them"
            elif not marks and "url" in self._records.get(citation["id"], ()):
                unseen = "write 'seen: false' if it could not be seen"
                yield (*path, "phrase"), "is missing", f"copy 2 to 7 words of the page, or {unseen}"
            if "backs" not in citation and len(cited) > 1:
                yield (*path, "backs"), "is missing", "name the fields and sentences that it holds"

    def figures(self, record: Record, kind: str) -> Iterator[Finding]:
        """A day after that of the data, a status older than what happened since, a wrong sum."""
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
        named = record.get("sum_of", ())
        parts = [self._records[key] for key in named if key in self._records]
        if not parts or len(parts) < len(named):
            return
        if without := [part["id"] for part in parts if "value" not in part]:
            yield ("sum_of",), f"{without[0]!r} has no value", "name records that have one"
        elif any(part["unit"] != record["unit"] for part in parts):
            yield ("sum_of",), "adds up figures of another unit", "name records of one unit"
        else:
            from decimal import Decimal

            total = sum(Decimal(str(part["value"])) for part in parts)
            if total != Decimal(str(record["value"])):
                message = f"is not the sum of its parts, {total:,}"
                yield ("value",), message, "correct one of them"

    def lists(self, root: Record) -> Iterator[Finding]:
        """A source that none cites, an origin that none relays, a withdrawn id that is used."""
        citations = [c for record in self._records.values() for c in record.get("sources", ())]
        sources = root.get("source", ())
        cited = {citation["id"] for citation in citations}
        relayed = {relay.get("origin") for relay in (*citations, *sources)}
        for number, source in enumerate(sources):
            if (key := source["id"]) not in cited:
                yield ("source", number, "id"), f"{key!r} is cited nowhere", "cite or remove it"
        for number, origin in enumerate(self._origins):
            if origin not in relayed:
                yield ("origins", number), f"no source relays {visible(origin, 60)!r}", "remove it"
        told = set()
        for number, withdrawn in enumerate(root.get("withdrawn", ())):
            path, key = ("withdrawn", number), withdrawn["id"]
            if key in told:
                yield (*path, "id"), f"{key!r} is withdrawn twice", "remove one of them"
            told.add(key)
            if key in self._kinds:
                cure = "give the new record an id of its own"
                yield (*path, "id"), f"{key!r} is used again", cure
            for place, target in enumerate(withdrawn.get("replaced_by", ())):
                yield from self._bad_target(target, (), key, (*path, "replaced_by", place))


def _bad_backing(record: Record, kind: str) -> Iterator[Finding]:
    """What sources are said to back and is not there, and what none of them backs."""
    types = CLASSES[kind].types
    # What the parts of fields are called that a source may back by themselves, as in `text.2`.
    parts: dict[str, list[str]] = {}
    for name, value in record.items():
        items = [value] if types[name].form == "sentences" and isinstance(value, str) else value
        numbers = map(str, range(1, len(items) + 1)) if isinstance(items, list) else [""]
        parts[name] = list(items if isinstance(items, dict) else numbers)
    cited = record.get("sources", ())
    named: list[tuple[Path, str]] = [(("inferred", key), key) for key in record.get("inferred", ())]
    for number, citation in enumerate(cited):
        backs = enumerate(citation.get("backs", ()))
        named += [(("sources", number, "backs", place), name) for place, name in backs]
    for path, name in named:
        head, _, part = name.partition(".")
        beside = types[head].backed_with if head in parts else ""
        if head not in parts:
            cure = suggestion(head, [field for field in parts if field != "sources"], SEE)
            yield path, f"this record has no field {visible(head, 60)!r}", cure
        elif beside in parts:
            yield path, f"{head!r} is backed with {beside!r}", f"name {beside}"
        elif part and part not in parts[head]:
            has = counted(len(parts[head]), "part") if parts[head] != [""] else "no parts"
            yield path, f"{head!r} has no part {visible(part, 20)!r}", f"it has {has}"
    if not KINDS[kind].sourced or not cited or any("backs" not in citation for citation in cited):
        # One that names nothing stands for all of the record, or was told above.
        return
    backed = {name for _, name in named}
    for name in record:
        type_ = types[name]
        if name in backed or not type_.fact or type_.backed_with in record:
            continue
        for part in parts[name]:
            called, which = (f"{name}.{part}", f"part {part} ") if part else (name, "")
            if called not in backed:
                path = (name, int(part) - 1) if part.isdigit() else (name,)
                cure = f"name {called} in the backs of a citation that holds it, or in inferred"
                yield path, f"{which}is backed by no source", cure


def _end(date: Any) -> str:
    """The last day, month or year that a date names."""
    return str(date).rpartition("/")[2]

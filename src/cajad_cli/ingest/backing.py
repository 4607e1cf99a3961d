"""The rules of what sources back: every sentence and field of fact of a record is backed by one."""

from collections.abc import Iterator
from typing import Any

from cajad_cli.model.fields import Field, fields_of
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.records import CLASSES
from cajad_cli.model.values import SEE, Finding, Path
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.suggest import suggestion

Record = dict[str, Any]
# A field, and the number or key of its part; "" for a field without parts.
Part = tuple[str, str]


def broken_backing(record: Record, kind: str, sources: dict[str, Record]) -> Iterator[Finding]:
    """Whatever is wrong with what the citations of a record back, and what none of them does."""
    fields = {field.name: field for field in fields_of(CLASSES[kind])}
    cited = record.get("sources", ())
    named: list[tuple[Path, str]] = []
    for number, citation in enumerate(cited):
        path: Path = ("sources", number)
        if "phrase" in citation and "seen" in citation:
            yield (*path, "seen"), "contradicts the phrase", "remove one of them"
        elif "url" in sources.get(citation["id"], ()) and not {"phrase", "seen"} & citation.keys():
            cure = "copy 2 to 7 words of the page, or write 'seen: false' if it could not be seen"
            yield (*path, "phrase"), "is missing", cure
        if "backs" not in citation and len(cited) > 1:
            yield (*path, "backs"), "is missing", "name the fields and sentences that it holds"
        backs = enumerate(citation.get("backs", ()))
        named += [((*path, "backs", position), name) for position, name in backs]
    named += [(("inferred", name), name) for name in record.get("inferred", ())]
    backed: set[Part] = set()
    for place, name in named:
        parts, fault = _parts_named(name, record, fields)
        backed |= parts
        if fault:
            yield place, *fault
    if not KINDS[kind].sourced or not all("backs" in citation for citation in cited) or not cited:
        # One that names nothing stands for all of the record, or was told above.
        return
    for name, part in _facts(record, fields):
        if (name, part) not in backed:
            called = f"{name}.{part}" if part else name
            path = (name, int(part) - 1) if part.isdigit() else (name,)
            cure = f"name {called} in the backs of a citation that holds it, or in inferred"
            yield path, f"{'part ' + part + ' ' if part else ''}is backed by no source", cure


def _parts_named(
    name: str, record: Record, fields: dict[str, Field]
) -> tuple[set[Part], tuple[str, str] | None]:
    """The parts of a record that a name such as `text.2` means, or what is wrong with it."""
    head, _, part = name.partition(".")
    if head not in record or head not in fields:
        cure = suggestion(head, [field for field in record if field != "sources"], SEE)
        return set(), (f"this record has no field {visible(head, 60)!r}", cure)
    beside = fields[head].type.backed_with
    if beside in record:
        return set(), (f"{head!r} is backed with {beside!r}", f"name {beside}")
    parts = fields[head].type.parts(record[head])
    if not part:
        return {(head, each) for each in parts}, None
    if part in parts:
        return {(head, part)}, None
    has = counted(len(parts), "part") if parts != [""] else "no parts"
    return set(), (f"{head!r} has no part {visible(part, 20)!r}", f"it has {has}")


def _facts(record: Record, fields: dict[str, Field]) -> Iterator[Part]:
    """All parts of a record that a source must back."""
    for name, value in record.items():
        type_ = fields[name].type
        if type_.fact and type_.backed_with not in record:
            yield from ((name, part) for part in type_.parts(value))

"""Makes the JSON Schema of a dataset from the model, for editors and validators.

It says what a schema can say of one value or record. What holds between records, and that a
text reads well, only `cajad validate` knows.
"""

from inspect import getdoc

from cajad_cli.model import KINDS
from cajad_cli.model.fields import Declared
from cajad_cli.model.records import CLASSES, PARTS, SECTIONS, Meta
from cajad_cli.model.values import Schema


def dataset_schema() -> Schema:
    """The JSON Schema that every sound dataset satisfies."""
    lists = {
        kind: {"description": _meaning(cls), "type": "array", "items": {"$ref": f"#/$defs/{kind}"}}
        for kind, cls in CLASSES.items()
    }
    sections = {
        name: {"description": type_.doc} | type_.schema() for name, type_ in SECTIONS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A cajad dataset",
        "description": "Records of a summit, each with its sources. Written for people to edit;"
        " 'cajad validate' checks what a schema cannot say.",
        "type": "object",
        "properties": {"meta": _object(Meta)} | lists | sections,
        "required": ["meta"],
        "additionalProperties": False,
        "$defs": {kind: _record(kind) for kind in CLASSES}
        | {cls.__name__.lower(): _object(cls) for cls in PARTS},
    }


def _record(kind: str) -> Schema:
    schema = _object(CLASSES[kind])
    if KINDS[kind].sourced:
        schema["required"].append("sources")
    if kind == "event":
        schema["required"].append("date")
    figure = ["value", "unit", "qualifier"]
    together = {name: [other for other in figure if other != name] for name in figure}
    return schema | {"dependentRequired": together | {"sum_of": ["value"], "status": ["as_of"]}}


def _meaning(cls: type) -> str:
    # Python can be told to leave docstrings out.
    return getdoc(cls) or cls.__name__


def _object(cls: type[Declared]) -> Schema:
    written = [field for field in cls.fields if not field.type.derived]
    return {
        "description": _meaning(cls),
        "type": "object",
        "properties": {
            field.name: {"description": field.type.doc} | field.type.schema() for field in written
        },
        "required": [field.name for field in written if field.required],
        "additionalProperties": False,
    }

"""Makes the JSON Schema of a dataset from the model, for editors and validators.

It says what a schema can say of one value or record. What holds between records, and that a
text reads well, only `cajad validate` knows.
"""

from collections.abc import Mapping

from cajad_cli.model import KINDS
from cajad_cli.model.fields import Declared
from cajad_cli.model.records import CLASSES, PARTS, SECTIONS, Meta
from cajad_cli.model.values import FieldType, Schema


def dataset_schema() -> Schema:
    """The JSON Schema that every sound dataset satisfies."""
    figure = ["value", "unit", "qualifier"]
    together = {name: [other for other in figure if other != name] for name in figure}
    together |= {"sum_of": ["value"], "status": ["as_of"]}
    kinds = {kind: _object(cls) | {"dependentRequired": together} for kind, cls in CLASSES.items()}
    lists = {}
    for kind, schema in kinds.items():
        schema["required"] += ["sources"] * KINDS[kind].sourced + ["date"] * (kind == "event")
        records = {"type": "array", "items": {"$ref": f"#/$defs/{kind}"}}
        lists[kind] = {"description": schema["description"]} | records
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A cajad dataset",
        "description": "Records of a summit, each with its sources. Written for people to edit;"
        " 'cajad validate' checks what a schema cannot say.",
        "type": "object",
        "properties": {"meta": _object(Meta)} | lists | _properties(SECTIONS),
        "required": ["meta"],
        "additionalProperties": False,
        "$defs": kinds | {cls.__name__.lower(): _object(cls) for cls in PARTS},
    }


def _object(cls: type[Declared]) -> Schema:
    written = {name: type_ for name, type_ in cls.types.items() if not type_.derived}
    return {
        # Python can be told to leave docstrings out.
        "description": cls.__doc__ or cls.__name__,
        "type": "object",
        "properties": _properties(written),
        "required": [name for name, _, must in cls.fields if must and name in written],
        "additionalProperties": False,
    }


def _properties(types: Mapping[str, FieldType]) -> Schema:
    return {name: {"description": type_.doc} | type_.schema() for name, type_ in types.items()}

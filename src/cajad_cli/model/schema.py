"""Makes the JSON Schema of a dataset from the model, for editors and validators.

It says what a schema can say of one value or record. What holds between records, and that a
text reads well, only `cajad validate` knows.
"""

from inspect import cleandoc

from cajad_cli.model.fields import Schema, object_schema
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.records import CLASSES, PARTS, SECTIONS, Meta

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def dataset_schema() -> Schema:
    """The JSON Schema that every sound dataset satisfies."""
    return {
        "$schema": DRAFT,
        "title": "A cajad dataset",
        "description": "Records of a summit, each with its sources. Written for people to edit;"
        " 'cajad validate' checks what a schema cannot say.",
        "type": "object",
        "properties": {"meta": object_schema(Meta)}
        | {
            kind: {
                "description": cleandoc(cls.__doc__ or ""),
                "type": "array",
                "items": {"$ref": f"#/$defs/{kind}"},
            }
            for kind, cls in CLASSES.items()
        }
        | {name: {"description": type_.doc} | type_.schema() for name, type_ in SECTIONS.items()},
        "required": ["meta"],
        "additionalProperties": False,
        "$defs": {kind: _record(kind) for kind in CLASSES}
        | {cls.__name__.lower(): object_schema(cls) for cls in PARTS},
    }


def _record(kind: str) -> Schema:
    schema = object_schema(CLASSES[kind])
    if KINDS[kind].sourced:
        schema["required"].append("sources")
    if kind == "event":
        schema["required"].append("date")
    figure = ["value", "unit", "qualifier"]
    together = {name: [other for other in figure if other != name] for name in figure}
    if "status" in schema["properties"]:
        together["status"] = ["as_of"]
    return schema | {"dependentRequired": together | {"sum_of": ["value"]}}

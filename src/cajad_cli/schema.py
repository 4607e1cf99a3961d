"""Makes the JSON Schema of a dataset from the model, for editors and validators.

It says what a schema can say of one value or record. What holds between records, and that a
text reads well, only `cajad validate` knows.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import Any

from cajad_cli.models import KINDS, Citation, Field, Meta, Position, Rule, fields_of
from cajad_cli.record_rules import MAX_ITEMS
from cajad_cli.vocabulary import CURRENCIES

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_DAY = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
# A year that is written without quotes.
_YEAR = {"type": "integer", "minimum": 1000, "maximum": 9999}
# Words with one space between them and none at the ends; other scripts' spaces count as letters.
_WORD = r"[^ \x00-\x1f\x7f-\x9f\u2028\u2029]+"
_WORDS = f"{_WORD}( {_WORD})*"


def dataset_schema() -> Schema:
    """The JSON Schema that every sound dataset satisfies."""
    return {
        "$schema": DRAFT,
        "title": "A cajad dataset",
        "description": "Records of a summit, each with its sources. Written for people to edit;"
        " 'cajad validate' checks what a schema cannot say.",
        "type": "object",
        "properties": {"meta": _object(Meta)}
        | {
            kind: {
                "description": cleandoc(cls.__doc__ or ""),
                "type": "array",
                "items": {"$ref": f"#/$defs/{kind}"},
            }
            for kind, cls in KINDS.items()
        },
        "required": ["meta"],
        "additionalProperties": False,
        "$defs": {kind: _record(kind) for kind in KINDS}
        | {"citation": _object(Citation), "position": _object(Position)},
    }


def _object(cls: type) -> Schema:
    fields = [field for field in fields_of(cls) if not field.rule.derived]
    return {
        "description": cleandoc(cls.__doc__ or ""),
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _record(kind: str) -> Schema:
    schema = _object(KINDS[kind])
    if kind not in ("source", "unknown"):
        schema["required"].append("sources")
    if kind == "event":
        schema["required"].append("date")
    figure = ["value", "unit", "qualifier"]
    together = {name: [other for other in figure if other != name] for name in figure}
    if "status" in schema["properties"]:
        together["status"] = ["as_of"]
    return schema | {"dependentRequired": together | {"sum_of": ["value"]}}


def _property(field: Field) -> Schema:
    return {"description": field.rule.doc} | _FORMS[field.rule.form](field.rule)


def _line(rule: Rule) -> Schema:
    return {"type": "string", "maxLength": rule.length, "pattern": f"^{_WORDS}$"}


def _prose(rule: Rule) -> Schema:
    return {
        "type": "string",
        "maxLength": rule.length,
        "allOf": [{"pattern": f"^{_WORDS}$"}, {"pattern": '[.?!"”»)。]$'}],
    }


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1, "maxItems": MAX_ITEMS}


def _set(item: Schema) -> Schema:
    return _list(item) | {"uniqueItems": True}


def _id(rule: Rule) -> Schema:
    return {"type": "string", "maxLength": 64, "pattern": ID}


def _date(rule: Rule) -> Schema:
    return {
        "anyOf": [
            {"type": "string", "pattern": f"^{_DAY}(/{_DAY})?$"},
            _YEAR,
        ]
    }


def _day(rule: Rule) -> Schema:
    return {"anyOf": [{"type": "string", "pattern": f"^{_DAY}$"}, _YEAR]}


def _unit(rule: Rule) -> Schema:
    plural = {
        "type": "string",
        "maxLength": 60,
        "pattern": f"^{_WORDS}$",
        "not": {"pattern": "^[A-Z]{3}$"},
    }
    return {"anyOf": [{"enum": list(CURRENCIES)}, plural]}


def _code(rule: Rule) -> Schema:
    return {
        "type": "string",
        "pattern": "^[A-Z]{2}$" if rule.length == 2 else "^([A-Z]{3}|[0-9]{3})$",
    }


def _language(rule: Rule) -> Schema:
    return {"type": "string", "pattern": "^[a-z]{2,3}$"}


def _url(rule: Rule) -> Schema:
    return {
        "type": "string",
        "maxLength": rule.length,
        "pattern": "^https?://[^\\s/?#]+\\S*$",
    }


def _version(rule: Rule) -> Schema:
    number = "(0|[1-9][0-9]*)"
    return {"type": "string", "pattern": rf"^{number}\.{number}\.{number}$"}


def _names(rule: Rule) -> Schema:
    return {
        "type": "object",
        "propertyNames": _language(rule),
        "additionalProperties": _line(rule),
        "minProperties": 1,
    }


_FORMS: dict[str, Callable[[Rule], Schema]] = {
    "line": _line,
    "prose": _prose,
    "lines": lambda rule: _set(_line(rule)),
    "fields": lambda rule: _set(_line(rule)),
    "id": _id,
    "reference": _id,
    "references": lambda rule: _set(_id(rule)),
    "choice": lambda rule: {"enum": list(rule.choices)},
    "date": _date,
    "day": _day,
    "number": lambda rule: {"type": "number"},
    "unit": _unit,
    "code": _code,
    "language": _language,
    "url": _url,
    "version": _version,
    "names": _names,
    "citations": lambda rule: _list({"$ref": "#/$defs/citation"}),
    "positions": lambda rule: _list({"$ref": "#/$defs/position"}),
}

"""The types of fields whose values have parts, and the fields of a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, dataclass_transform

from cajad_cli.model.texts import Line, Prose, Reference
from cajad_cli.model.values import SEE, Field, FieldType, Finding, Path, Schema, shown, word_for
from cajad_cli.text.suggest import suggestion

MAX_ITEMS = 500
# Where one sentence ends and another begins; abbreviations of firms end none. What stands before
# the full stop is looked at after it, which is faster.
_SECOND_SENTENCE = (
    r'[.!?](?<=([a-z0-9)]{3}.))(?<!Corp.)(?<!Bros.)(?<!Ltd.)["”’)]*(?= [A-Z])',
    "holds a second sentence after {!r}",
    "make each sentence an item of a list, so that sources can back it",
)
# A sentence after the first may begin with a word for what it is about.
_LATER = Prose("", forbidden=(*Prose.forbidden[1:], _SECOND_SENTENCE))


class Sentences(Prose):
    """A text: one sentence, or a list of two or more, each backed by itself."""

    form = "sentences"
    forbidden = (*Prose.forbidden, _SECOND_SENTENCE)

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield from super().findings(value, path)
            return
        if len(value) < 2:
            yield path, "is a list of one sentence", "write the sentence without the list"
        for number, sentence in enumerate(value):
            findings = _LATER.findings if number else super().findings
            yield from findings(sentence, (*path, number))
        yield from ((path, *fault) for fault in self.too_long(" ".join(map(str, value))))

    def schema(self) -> Schema:
        sentence = super().schema()
        return {"anyOf": [sentence, {"type": "array", "items": sentence, "minItems": 2}]}


class Many(FieldType):
    """A list of values of another type, none twice."""

    form = "list"
    distinct = True

    def __init__(self, item: FieldType, **options: Any) -> None:
        super().__init__(item.doc, **options)
        self.item = item

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield path, f"is {word_for(value)}, not a list", "begin each item with '- '"
        elif len(value) > MAX_ITEMS:
            yield path, f"has {len(value):,} items, more than {MAX_ITEMS}", "shorten the list"
        else:
            for number, item in enumerate(value):
                here = (*path, number)
                if wrong := list(self.item.findings(item, here)):
                    yield from wrong
                elif self.distinct and number and value.index(item) < number:
                    yield here, f"{shown(item)} stands twice", "remove one of them"

    def schema(self) -> Schema:
        items = self.item.schema()
        array = {"type": "array", "items": items, "minItems": 1, "maxItems": MAX_ITEMS}
        return array | ({"uniqueItems": True} if self.distinct else {})


def lines(doc: str, **options: Any) -> Many:
    """A list of single lines of text, none twice."""
    return Many(Line(doc), **options)


class References(Many):
    """A list of ids of records of this file."""

    form = "references"
    index = ""
    tags = ("link",)
    fact = False

    def __init__(self, doc: str, *kinds: str, **options: Any) -> None:
        super().__init__(Reference(doc, *kinds), kinds=kinds, **options)


class Mapping(FieldType):
    """Values of another type by a key of a third, which is told as `what`."""

    form = "mapping"

    def __init__(self, key: FieldType, item: FieldType, what: str, **options: Any) -> None:
        super().__init__(item.doc, **options)
        self._key, self._item, self._what = key, item, what

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield path, f"is {word_for(value)}, not a mapping", f"write {self._what}"
            return
        for key, item in value.items():
            yield from self._key.findings(key, (*path, key))
            yield from self._item.findings(item, (*path, key))

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": self._key.schema(),
            "additionalProperties": self._item.schema(),
            "minProperties": 1,
        }


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Declared:
    """A mapping whose fields a class declares, of which `api` makes a frozen dataclass."""

    fields: ClassVar[tuple[Field, ...]] = ()
    """In canonical order: of a kind of record its heading (id, title, text), what is its own, what
    all kinds share."""
    types: ClassVar[dict[str, FieldType]]
    """Their types by their names."""

    def __init_subclass__(cls) -> None:
        declared = ((name, value) for name, value in vars(cls).items() if type(value) is Field)
        own = {name: field._replace(name=name) for name, field in declared}
        shared = [own.pop(field.name, field) for field in cls.fields]
        cls.fields = (*shared[:3], *own.values(), *shared[3:])
        cls.types = {field.name: field.type for field in cls.fields}


class _Part(FieldType):
    """A mapping of a class that declares its fields."""

    def __init__(self, cls: type[Declared], doc: str) -> None:
        super().__init__(doc)
        self.cls = cls

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if isinstance(value, dict):
            yield from broken_fields(value, self.cls, path)
        else:
            yield path, f"is {word_for(value)}, not a mapping", "write 'key: value'"

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.cls.__name__.lower()}"}


class Parts(Many):
    """A list of mappings, each of a class that declares its fields."""

    form = "parts"
    distinct = False

    def __init__(self, cls: type[Declared], doc: str, **options: Any) -> None:
        super().__init__(_Part(cls, doc), **options)
        self.cls = cls

    def texts(self, value: Any) -> Iterator[str]:
        for part in value:
            for name, type_, _ in self.cls.fields:
                if type_.index:
                    yield from type_.texts(part.get(name))


class Positions(Parts):
    """The sides of a dispute: lines in the file; for programs, with the sources that back each."""

    distinct = True

    def __init__(self, cls: type[Declared], doc: str, **options: Any) -> None:
        super().__init__(cls, doc, **options)
        self.item = Line(doc)


def broken_fields(value: dict[str, Any], cls: type[Declared], path: Path) -> Iterator[Finding]:
    """Whatever is wrong with the fields of a mapping: unknown, empty, of a wrong form, missing."""
    types = cls.types
    for name, item in value.items():
        type_ = types.get(name)
        if type_ is None:
            known = [name for name, type_ in types.items() if not type_.derived]
            yield (*path, name), "is not a field of this kind", suggestion(name, known, SEE)
        elif type_.derived:
            yield (*path, name), "is worked out by cajad", "remove it"
        elif item in (None, [], {}):
            yield (*path, name), "is empty", "give it a value or leave the field out"
        else:
            yield from type_.findings(item, (*path, name))
    for name, type_, required in cls.fields:
        if required and name not in value and not type_.derived:
            yield (*path, name), "is missing", f"give it: {type_.doc}"

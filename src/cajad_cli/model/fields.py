"""The types of fields: what each may hold, how it is indexed, linked, written and shown.

A type is the one place that knows its values. It yields what is wrong with one, gives its JSON
Schema, the texts and ids in it, and how other modules treat the field: `index` is the column of the
search index that its texts go to ("" for none), `asked` the plain words by which people ask for the
field, `names` whether its values are names of the record, `tags` under which the record is found
from those that it refers to, `narrows` whether lists may be narrowed to its values, `heading` what
the field is called on screens, `fact` whether a source must back it, `backed_with` the field whose
backing is its own, and `derived` that the compiler works it out, so that it may not stand in the
file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import MISSING, fields
from inspect import cleandoc
from typing import Any, ClassVar, NamedTuple

from cajad_cli.model.vocabulary import CURRENCIES, is_date
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.suggest import suggestion

TEXT_LENGTH = 500
MAX_ITEMS = 500
MAX_ENTRIES = 200
SEE = "see CONTRIBUTING for what may stand here"

# Where a value stands: section, number in it, field, number in the field, and so on.
Path = tuple[str | int, ...]
# What is wrong with a value and what to do about it.
Fault = tuple[str, str]
# A fault and the path to it.
Finding = tuple[Path, str, str]
Schema = dict[str, Any]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_URL = re.compile(r"https?://[^\s/?#]+\S*")
# Controls, line and paragraph separators, lone surrogates: no text needs them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BARE_START = re.compile(r"(?:He|She|It|They|This|These|Those)\b")
_BARE_TIME = re.compile(
    r"\b(?:[Rr]ecently|[Tt]oday|[Nn]ow|[Cc]urrently|[Nn]owadays|[Yy]esterday|[Tt]omorrow"
    r"|[Ll]ast year|[Tt]his year|[Nn]ext year)\b"
)
# Where one sentence ends and another begins; abbreviations of firms end none.
_SECOND_SENTENCE = re.compile(r'(?<!Corp)(?<!Bros)(?<!Ltd)[a-z0-9)]{3}[.!?]["”’)]*(?= [A-Z])')
_SENTENCE_ENDS = '.?!…"”»)。！？؟।။'
# Words with one space between them and none at the ends; other scripts' spaces count as letters.
_QUOTES = re.compile('["“”„‟«»‹›「」『』《》]')
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = r"[^ \x00-\x1f\x7f-\x9f\u2028\u2029]+"
_WORDS = f"^{_WORD}( {_WORD})*$"
_DAY_PATTERN = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
# A year that is written without quotes.
_YEAR = {"type": "integer", "minimum": 1000, "maximum": 9999}


class FieldType:
    """What a field may hold."""

    # What screens and formats are told of it.
    form: ClassVar[str] = "text"
    # The type of its column in a database; "" where its values are rows of a table of their own.
    column: ClassVar[str] = "TEXT"
    # How a value that is no single text stands in such a column.
    shape: ClassVar[str] = ""
    # The kinds of record that it may refer to; none for all.
    kinds: tuple[str, ...] = ()

    def __init__(
        self,
        doc: str,
        *,
        heading: str = "",
        index: str = "more",
        asked: str = "",
        names: bool = False,
        tags: tuple[str, ...] = (),
        narrows: bool = False,
        fact: bool = True,
        backed_with: str = "",
        derived: bool = False,
    ) -> None:
        self.doc, self.heading, self.index, self.asked = doc, heading, index, asked
        self.names, self.tags, self.narrows, self.derived = names, tags, narrows, derived
        self.fact, self.backed_with = fact and not derived, backed_with

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        """Whatever is wrong with a value that stands at a path."""
        fault = self.fault(value)
        if fault:
            yield path, *fault

    def fault(self, value: Any) -> Fault | None:
        """What is wrong with a value that has no parts."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """The JSON Schema of its values."""
        raise NotImplementedError

    def texts(self, value: Any) -> Iterator[str]:
        """The texts of a value, to be searched."""
        yield value

    def links(self, value: Any) -> Iterator[str]:
        """The ids of records that a value refers to."""
        return iter(())

    def parts(self, value: Any) -> list[str]:
        """What its parts are called that a source may back by themselves; "" where it has none."""
        return [""]


class Line(FieldType):
    """A single line of text."""

    def __init__(self, doc: str, length: int = TEXT_LENGTH, **options: Any) -> None:
        super().__init__(doc, **options)
        self.length = length

    def fault(self, value: Any) -> Fault | None:
        if not isinstance(value, str):
            return f"is {word_for(value)}, not text", "put it in quotes if it is meant as text"
        if len(value) > self.length:
            return f"has {len(value):,} characters, more than {self.length:,}", "shorten it"
        if not value or value.isspace():
            return "is blank", "give it a value or leave the field out"
        if "  " in value or value[0] == " " or value[-1] == " ":
            return "has a space too many", "keep one space between words and none at the ends"
        if not value.isprintable() and (control := _CONTROL.search(value)):
            return f"holds the control character {visible(control.group())}", "remove it"
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            return "is not in Unicode's composed form (NFC)", "type its letters as one character"
        return None

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.length, "pattern": _WORDS}


class Prose(Line):
    """One or two sentences that stand on their own."""

    def fault(self, value: Any) -> Fault | None:
        if fault := self.sentence_fault(value):
            return fault
        if _BARE_START.match(value):
            first = visible(value.split()[0], 60)
            return f"begins with {first!r}", "name the subject, so that it stands alone"
        return None

    def sentence_fault(self, value: Any) -> Fault | None:
        """What is wrong with a sentence, wherever it stands."""
        if fault := super().fault(value):
            return fault
        if value[-1] not in _SENTENCE_ENDS:
            return "does not end as a sentence does", "end it with a full stop"
        if word := _BARE_TIME.search(value):
            return f"says {word.group()!r} without a date", "give the date"
        return None

    def schema(self) -> Schema:
        ends = [{"pattern": _WORDS}, {"pattern": '[.?!"”»)。]$'}]
        return {"type": "string", "maxLength": self.length, "allOf": ends}


class Sentences(Prose):
    """A text: one sentence, or a list of two or more, each backed by itself.

    Programs get it joined.
    """

    form = "sentences"

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, list):
            fault = self.fault(value)
            if fault is None and (more := _SECOND_SENTENCE.search(value)):
                fault = _second_sentence(more)
            if fault:
                yield path, *fault
            return
        if len(value) < 2:
            yield path, "is a list of one sentence", "write the sentence without the list"
        for number, sentence in enumerate(value):
            fault = self.sentence_fault(sentence) if number else self.fault(sentence)
            if fault is None and (more := _SECOND_SENTENCE.search(sentence)):
                fault = _second_sentence(more)
            if fault:
                yield (*path, number), *fault
        length = len(" ".join(map(str, value)))
        if length > self.length:
            yield path, f"has {length:,} characters, more than {self.length:,}", "shorten it"

    def schema(self) -> Schema:
        sentence = super().schema()
        return {"anyOf": [sentence, {"type": "array", "items": sentence, "minItems": 2}]}

    def parts(self, value: Any) -> list[str]:
        return [str(number) for number in range(1, len(sentences_of(value)) + 1)]


def sentences_of(value: Any) -> list[str]:
    """The sentences of a text as it stands in a file."""
    return value if isinstance(value, list) else [value]


def _second_sentence(found: re.Match[str]) -> Fault:
    cure = "make each sentence an item of a list, so that sources can back it"
    return f"holds a second sentence after {visible(found.group())!r}", cure


class Many(FieldType):
    """A list of values of another type, none twice."""

    form = "list"
    shape = "as a JSON array: "

    def __init__(self, item: FieldType, **options: Any) -> None:
        super().__init__(item.doc, **options)
        self.item = item

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        fault = list_fault(value)
        if fault:
            yield path, *fault
            return
        seen = set()
        for number, item in enumerate(value):
            fault = self.item.fault(item)
            if fault:
                yield (*path, number), *fault
            elif item in seen:
                yield (*path, number), f"{shown(item)} stands twice", "remove one of them"
            else:
                seen.add(item)

    def schema(self) -> Schema:
        return {**array_of(self.item.schema()), "uniqueItems": True}

    def texts(self, value: Any) -> Iterator[str]:
        yield from value

    def links(self, value: Any) -> Iterator[str]:
        for item in value:
            yield from self.item.links(item)

    def parts(self, value: Any) -> list[str]:
        return [str(number) for number in range(1, len(value) + 1)]


def lines(doc: str, **options: Any) -> Many:
    """A list of single lines of text, none twice."""
    return Many(Line(doc), **options)


class Id(FieldType):
    """The id of the record itself."""

    def __init__(self, doc: str, length: int = 64, **options: Any) -> None:
        super().__init__(doc, **options)
        self.length = length

    def fault(self, value: Any) -> Fault | None:
        if isinstance(value, int):
            return f"{shown(value)} is not an id", "put it in quotes"
        if isinstance(value, str) and len(value) > self.length:
            return f"has {len(value):,} characters, more than {self.length:,}", "shorten it"
        if not isinstance(value, str) or not _ID.fullmatch(value):
            return f"{shown(value)} is not an id", "write small letters, digits and hyphens"
        return None

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.length, "pattern": f"^{_ID.pattern}$"}


class Reference(Id):
    """The id of a record of this file, of one of some kinds if any are named."""

    form = "reference"

    def __init__(self, doc: str, *kinds: str, **options: Any) -> None:
        super().__init__(doc, **{"index": "", "tags": ("link",), **options})
        self.kinds = kinds

    def links(self, value: Any) -> Iterator[str]:
        yield value


class References(Many):
    """A list of ids of records of this file."""

    form = "references"
    column = ""

    def __init__(self, doc: str, *kinds: str, **options: Any) -> None:
        super().__init__(Reference(doc, *kinds), **{"index": "", "tags": ("link",), **options})
        self.kinds = kinds


class Choice(FieldType):
    """One word out of a closed set."""

    form = "choice"

    def __init__(self, doc: str, choices: Collection[str], **options: Any) -> None:
        super().__init__(doc, **{"narrows": True, **options})
        self.choices = choices

    def fault(self, value: Any) -> Fault | None:
        word = value if isinstance(value, str) else ""
        if word in self.choices:
            return None
        return f"{shown(value)} is not known", suggestion(word, self.choices, SEE)

    def schema(self) -> Schema:
        return {"enum": list(self.choices)}


class Day(FieldType):
    """An ISO 8601 date that is no interval: a day, a month or a year."""

    form = "date"

    def fault(self, value: Any) -> Fault | None:
        if not _is_day(value):
            return f"{shown(value)} is not a date", "write 2025-12-20, 2025-12 or 2025"
        return None

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string", "pattern": f"^{_DAY_PATTERN}$"}, _YEAR]}


class Date(Day):
    """An ISO 8601 date: a day, a month, a year, or an interval of two with a slash between."""

    def fault(self, value: Any) -> Fault | None:
        ends = value.split("/") if isinstance(value, str) else [value]
        if len(ends) > 2 or not all(map(_is_day, ends)):
            cure = "write 2025-12-20, 2025-12, 2025, or two of them with a slash between"
            return f"{shown(value)} is not a date", cure
        if len(ends) == 2 and ends[0] >= ends[1]:
            return "does not end later than it begins", "put the earlier date first"
        return None

    def schema(self) -> Schema:
        interval = {"type": "string", "pattern": f"^{_DAY_PATTERN}(/{_DAY_PATTERN})?$"}
        return {"anyOf": [interval, _YEAR]}


def _is_day(value: Any) -> bool:
    """Whether it is a date, or a year, which stands in a file as a number."""
    if isinstance(value, int):
        return 1000 <= value <= 9999
    return isinstance(value, str) and is_date(value)


class Number(FieldType):
    """A figure, in full."""

    form = "number"
    column = "NUMERIC"

    def fault(self, value: Any) -> Fault | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            cure = "write a number in full, of at most 15 digits, 9 of them decimals"
            return f"is {word_for(value)}, not a number", cure
        return None

    def schema(self) -> Schema:
        return {"type": "number"}

    def texts(self, value: Any) -> Iterator[str]:
        return iter(())


class Unit(Line):
    """A currency, or a plural noun."""

    def __init__(self, doc: str, **options: Any) -> None:
        super().__init__(doc, 60, **options)

    def fault(self, value: Any) -> Fault | None:
        if fault := super().fault(value):
            return fault
        if _CURRENCY.fullmatch(value) and value not in CURRENCIES:
            cure = suggestion(value, CURRENCIES, SEE)
            return f"{value!r} is not a currency of this record", cure
        return None

    def schema(self) -> Schema:
        plural = super().schema() | {"not": {"pattern": f"^{_CURRENCY.pattern}$"}}
        return {"anyOf": [{"enum": list(CURRENCIES)}, plural]}


class Pattern(FieldType):
    """A text of a fixed form; `what` it is and the `cure` are told where it is not."""

    def __init__(self, doc: str, pattern: str, what: str, cure: str, **options: Any) -> None:
        super().__init__(doc, **options)
        self._pattern, self._what, self._cure = re.compile(pattern), what, cure

    def fault(self, value: Any) -> Fault | None:
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            return f"{shown(value)} is not {self._what}", self._cure
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^({self._pattern.pattern})$"}


def code(doc: str, length: int, **options: Any) -> Pattern:
    """A code of ISO 3166-1."""
    if length == 2:
        return Pattern(doc, "[A-Z]{2}", "an ISO code", "write 2 capitals", **options)
    cure = "write 3 capitals, or digits in quotes"
    return Pattern(doc, "[A-Z]{3}|[0-9]{3}", "an ISO code", cure, **options)


def language(doc: str, **options: Any) -> Pattern:
    """A language code of ISO 639."""
    cure = "write two or three small letters"
    return Pattern(doc, "[a-z]{2,3}", "a language code", cure, **options)


def version(doc: str) -> Pattern:
    """MAJOR.MINOR.PATCH."""
    number = "(0|[1-9][0-9]*)"
    pattern = rf"{number}\.{number}\.{number}"
    return Pattern(doc, pattern, "a version", "write three numbers: 1.0.0")


class Url(Line):
    """An http or https address."""

    form = "url"

    def __init__(self, doc: str, index: str = "", **options: Any) -> None:
        super().__init__(doc, 2000, index=index, **options)

    def fault(self, value: Any) -> Fault | None:
        if fault := super().fault(value):
            return fault
        if not value.startswith(("http://", "https://")):
            return f"{shown(value)} is not a web address", "begin it with https://"
        if not _URL.fullmatch(value) or not value.isprintable():
            cure = "name a host, and leave out spaces and characters that cannot be seen"
            return f"{shown(value)} is not a web address", cure
        return None

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.length, "pattern": r"^https?://[^\s/?#]+\S*$"}


class Mapping(FieldType):
    """Values of another type by a key of a third, which is told as `what`."""

    form = "mapping"
    shape = "as a JSON object: "

    def __init__(self, key: FieldType, item: FieldType, what: str, **options: Any) -> None:
        super().__init__(item.doc, **options)
        self._key, self._item, self._what = key, item, what

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield path, f"is {word_for(value)}, not a mapping", f"write {self._what}"
        elif len(value) > MAX_ENTRIES:
            message = f"has {len(value):,} entries, more than {MAX_ENTRIES}"
            yield path, message, "shorten the mapping"
        else:
            for key, item in value.items():
                for fault in (self._key.fault(key), self._item.fault(item)):
                    if fault:
                        yield (*path, key), *fault

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": self._key.schema(),
            "additionalProperties": self._item.schema(),
            "minProperties": 1,
        }

    def texts(self, value: Any) -> Iterator[str]:
        yield from value.values()

    def parts(self, value: Any) -> list[str]:
        return list(value)


def names_by_language(doc: str, **options: Any) -> Mapping:
    """Names by language code."""
    return Mapping(language(""), Line(doc), "a language code and a name", **options)


class Phrase(Line):
    """The words of a page by which a passage is found: 2 to 7, or 4 to 20 letters of Chinese."""

    def fault(self, value: Any) -> Fault | None:
        if fault := super().fault(value):
            return fault
        if quote := _QUOTES.search(value):
            return f"holds the quotation mark {quote.group()}", "choose words without one"
        if _UNSPACED.search(value):
            if not 4 <= len(value) <= 20:
                return f"has {len(value)} characters", "copy 4 to 20 characters of the page"
        elif not 2 <= len(value.split(" ")) <= 7:
            return f"has {counted(len(value.split(' ')), 'word')}", "copy 2 to 7 words of the page"
        return None


class Unseen(FieldType):
    """The mark of a passage that could not be seen: false, and nothing else."""

    form = "flag"

    def fault(self, value: Any) -> Fault | None:
        if value is not False:
            return f"is {word_for(value)}", "write false, or a phrase of the page in its place"
        return None

    def schema(self) -> Schema:
        return {"const": False}

    def texts(self, value: Any) -> Iterator[str]:
        return iter(())


class Parts(FieldType):
    """A list of mappings, each of a class that declares its fields."""

    form = "parts"
    column = ""

    def __init__(self, cls: type, doc: str, **options: Any) -> None:
        super().__init__(doc, **options)
        self.cls = cls

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        fault = list_fault(value)
        if fault:
            yield path, *fault
            return
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield from broken_fields(item, self.cls, (*path, number))
            else:
                message = f"is {word_for(item)}, not a mapping"
                yield (*path, number), message, "write 'key: value'"

    def schema(self) -> Schema:
        return array_of({"$ref": f"#/$defs/{self.cls.__name__.lower()}"})

    def texts(self, value: Any) -> Iterator[str]:
        for item in value:
            for field in fields_of(self.cls):
                if field.name in item and field.type.index:
                    yield from field.type.texts(item[field.name])

    def parts(self, value: Any) -> list[str]:
        return [str(number) for number in range(1, len(value) + 1)]


class Positions(Parts):
    """The sides of a dispute: lines in the file; for programs, with the sources that back each."""

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        yield from self._lines.findings(value, path)

    def schema(self) -> Schema:
        return self._lines.schema()

    @property
    def _lines(self) -> Many:
        return lines(self.doc)


# ---------------------------------------------------------------- the fields of a class


class Field(NamedTuple):
    """A field of a class: its name, its type, and whether it must be there."""

    name: str
    type: FieldType
    required: bool

    @property
    def heading(self) -> str:
        """What it is called on screens."""
        return self.type.heading or self.name.replace("_", " ").capitalize()


_KNOWN: dict[type, tuple[Field, ...]] = {}


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a class in canonical order.

    Of a kind of record: its heading (id, title, text), what is its own, what all kinds share.
    """
    if cls not in _KNOWN:
        _KNOWN[cls] = _ordered_fields(cls)
    return _KNOWN[cls]


def _ordered_fields(cls: type) -> tuple[Field, ...]:
    declared = [Field(f.name, f.metadata["type"], f.default is MISSING) for f in fields(cls)]
    base = cls.__base__
    if base in (None, object):
        return tuple(declared)
    shared = [f.name for f in fields(base)]
    head = [f for f in declared if f.name in shared[:3]]
    own = [f for f in declared if f.name not in shared]
    tail = [f for f in declared if f.name in shared[3:]]
    return (*head, *own, *tail)


def broken_fields(value: dict[str, Any], cls: type, path: Path) -> Iterator[Finding]:
    """Whatever is wrong with the fields of a mapping: unknown, empty, of a wrong form, missing."""
    fields = {field.name: field for field in fields_of(cls)}
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            known = [field.name for field in fields.values() if not field.type.derived]
            yield (*path, name), "is not a field of this kind", suggestion(name, known, SEE)
        elif field.type.derived:
            yield (*path, name), "is worked out by cajad", "remove it"
        elif item is None or item == [] or item == {}:
            yield (*path, name), "is empty", "give it a value or leave the field out"
        else:
            yield from field.type.findings(item, (*path, name))
    for field in fields.values():
        if field.required and not field.type.derived and field.name not in value:
            yield (*path, field.name), "is missing", f"give it: {field.type.doc}"


def object_schema(cls: type) -> Schema:
    """The JSON Schema of a mapping with the fields of a class."""
    written = [field for field in fields_of(cls) if not field.type.derived]
    return {
        "description": cleandoc(cls.__doc__ or ""),
        "type": "object",
        "properties": {
            field.name: {"description": field.type.doc} | field.type.schema() for field in written
        },
        "required": [field.name for field in written if field.required],
        "additionalProperties": False,
    }


def array_of(item: Schema) -> Schema:
    """The JSON Schema of a list that is not empty."""
    return {"type": "array", "items": item, "minItems": 1, "maxItems": MAX_ITEMS}


def list_fault(value: Any) -> Fault | None:
    """What is wrong with a list as such."""
    if not isinstance(value, list):
        return f"is {word_for(value)}, not a list", "begin each item with '- '"
    if len(value) > MAX_ITEMS:
        return f"has {len(value):,} items, more than {MAX_ITEMS}", "shorten the list"
    return None


def shown(value: Any) -> str:
    """A text in quotes, safe on a terminal; of anything else only what it is."""
    return f"'{visible(value, 60)}'" if isinstance(value, str) else word_for(value)


def word_for(value: Any) -> str:
    """What a value is, as a sentence calls it."""
    if isinstance(value, bool):
        return "true or false"
    words = {int: "a number", float: "a number", dict: "a mapping", list: "a list"}
    return words.get(type(value), "nothing" if value is None else "text")

"""The types of fields: what each may hold, how it is indexed, linked, written and shown.

A type is the one place that knows its values. It yields what is wrong with one, gives its JSON
Schema, the texts and ids in it, and how other modules treat the field: `index` is the column of the
search index that its texts go to ("" for none), `asked` the plain words by which people ask for the
field (where the first is who, when, where or howmuch, only a question of that sort does), `names`
whether its values are names of the record, `tags` under which the record is found from those that
it refers to, `narrows` whether lists may be narrowed to its values, `heading` what the field is
called on screens, `fact` whether a source must back it, `backed_with` the field whose backing is
its own, and `derived` that the compiler works it out, so that it may not stand in the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import MISSING, fields
from inspect import cleandoc
from itertools import chain
from typing import Any, ClassVar, NamedTuple

from cajad_cli.model.vocabulary import CURRENCIES, is_date
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.suggest import suggestion

TEXT_LENGTH = 500
MAX_ITEMS = 500
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
    # What the head of this module says of these is so unless a field says otherwise.
    heading, index, asked, backed_with = "", "more", "", ""
    names = narrows = derived = False
    fact = True
    tags: tuple[str, ...] = ()

    def __init__(self, doc: str, **options: Any) -> None:
        self.doc = doc
        for name, value in options.items():
            if not hasattr(self, name):
                raise TypeError(f"fields have no option {name}")
            setattr(self, name, value)
        self.fact = self.fact and not self.derived

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        """Whatever is wrong with a value that stands at a path."""
        if fault := self.fault(value):
            yield path, *fault

    def fault(self, value: Any) -> Fault | None:
        """The first that is wrong with a value that has no parts."""
        return next(self.faults(value), None)

    def faults(self, value: Any) -> Iterator[Fault]:
        """What is wrong with it, each thing only where what stands before it is right."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """The JSON Schema of its values."""
        raise NotImplementedError

    def texts(self, value: Any) -> Iterator[str]:
        """The texts of a value, to be searched."""
        if isinstance(value, str):
            yield value

    def links(self, value: Any) -> Iterator[str]:
        """The ids of records that a value refers to."""
        return iter(())

    def parts(self, value: Any) -> list[str]:
        """What its parts are called that a source may back by themselves; "" where it has none."""
        if isinstance(value, dict):
            return list(value)
        return list(map(str, range(1, len(value) + 1))) if isinstance(value, list) else [""]


class _Text(FieldType):
    """A text of a most length and of the form of a pattern."""

    length: int = TEXT_LENGTH
    pattern: ClassVar[str]

    def __init__(self, doc: str, length: int | None = None, **options: Any) -> None:
        super().__init__(doc, **options)
        self.length = length or self.length

    def too_long(self, value: str) -> Fault | None:
        """What is wrong with a text of more characters than it may have."""
        message = f"has {len(value):,} characters, more than {self.length:,}"
        return (message, "shorten it") if len(value) > self.length else None

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.length, "pattern": self.pattern}


class Line(_Text):
    """A single line of text."""

    pattern = _WORDS

    def faults(self, value: Any) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield f"is {word_for(value)}, not text", "put it in quotes if it is meant as text"
        if fault := self.too_long(value):
            yield fault
        if not value or value.isspace():
            yield "is blank", "give it a value or leave the field out"
        if "  " in value or value[0] == " " or value[-1] == " ":
            yield "has a space too many", "keep one space between words and none at the ends"
        if not value.isprintable() and (control := _CONTROL.search(value)):
            yield f"holds the control character {visible(control.group())}", "remove it"
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            yield "is not in Unicode's composed form (NFC)", "type its letters as one character"


class Prose(Line):
    """One or two sentences that stand on their own."""

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from self.sentence_faults(value)
        if _BARE_START.match(value):
            first = visible(value.split()[0], 60)
            yield f"begins with {first!r}", "name the subject, so that it stands alone"

    def sentence_faults(self, value: Any) -> Iterator[Fault]:
        """What is wrong with a sentence, wherever it stands."""
        yield from super().faults(value)
        if value[-1] not in _SENTENCE_ENDS:
            yield "does not end as a sentence does", "end it with a full stop"
        if word := _BARE_TIME.search(value):
            yield f"says {word.group()!r} without a date", "give the date"

    def schema(self) -> Schema:
        ends = [{"pattern": _WORDS}, {"pattern": '[.?!"”»)。]$'}]
        return {"type": "string", "maxLength": self.length, "allOf": ends}


class Sentences(Prose):
    """A text: one sentence, or a list of two or more, each backed by itself.

    Programs get it joined.
    """

    form = "sentences"

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        is_list = isinstance(value, list)
        if is_list and len(value) < 2:
            yield path, "is a list of one sentence", "write the sentence without the list"
        for number, sentence in enumerate(value if is_list else [value]):
            # Those after the first may begin with a word for what it is about.
            faults = self.sentence_faults(sentence) if number else self.faults(sentence)
            if fault := next(chain(faults, _second_sentence(sentence)), None):
                yield (*path, number) if is_list else path, *fault
        if is_list and (fault := self.too_long(" ".join(map(str, value)))):
            yield path, *fault

    def schema(self) -> Schema:
        sentence = super().schema()
        return {"anyOf": [sentence, {"type": "array", "items": sentence, "minItems": 2}]}

    def parts(self, value: Any) -> list[str]:
        return super().parts(value if isinstance(value, list) else [value])


def _second_sentence(text: str) -> Iterator[Fault]:
    if found := _SECOND_SENTENCE.search(text):
        cure = "make each sentence an item of a list, so that sources can back it"
        yield f"holds a second sentence after {visible(found.group())!r}", cure


class Many(FieldType):
    """A list of values of another type, none twice."""

    form = "list"
    shape = "as a JSON array: "

    def __init__(self, item: FieldType, **options: Any) -> None:
        super().__init__(item.doc, **options)
        self.item = item

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if fault := list_fault(value):
            yield path, *fault
            return
        for number, item in enumerate(value):
            if fault := self.item.fault(item):
                yield (*path, number), *fault
            elif item in value[:number]:
                yield (*path, number), f"{shown(item)} stands twice", "remove one of them"

    def schema(self) -> Schema:
        return {**array_of(self.item.schema()), "uniqueItems": True}

    def texts(self, value: Any) -> Iterator[str]:
        yield from value

    def links(self, value: Any) -> Iterator[str]:
        for item in value:
            yield from self.item.links(item)


def lines(doc: str, **options: Any) -> Many:
    """A list of single lines of text, none twice."""
    return Many(Line(doc), **options)


class Id(_Text):
    """The id of the record itself."""

    length = 64
    pattern = f"^{_ID.pattern}$"

    def faults(self, value: Any) -> Iterator[Fault]:
        if isinstance(value, int):
            yield f"{shown(value)} is not an id", "put it in quotes"
        if isinstance(value, str) and (fault := self.too_long(value)):
            yield fault
        if not isinstance(value, str) or not _ID.fullmatch(value):
            yield f"{shown(value)} is not an id", "write small letters, digits and hyphens"


class Reference(Id):
    """The id of a record of this file, of one of some kinds if any are named."""

    form = "reference"
    index = ""
    tags = ("link",)

    def __init__(self, doc: str, *kinds: str, **options: Any) -> None:
        super().__init__(doc, **options)
        self.kinds = kinds

    def links(self, value: Any) -> Iterator[str]:
        yield value


class References(Many):
    """A list of ids of records of this file."""

    form = "references"
    column = ""
    index = ""
    tags = ("link",)

    def __init__(self, doc: str, *kinds: str, **options: Any) -> None:
        super().__init__(Reference(doc, *kinds), **options)
        self.kinds = kinds


class Choice(FieldType):
    """One word out of a closed set."""

    form = "choice"
    narrows = True

    def __init__(self, doc: str, choices: Collection[str], **options: Any) -> None:
        super().__init__(doc, **options)
        self.choices = choices

    def faults(self, value: Any) -> Iterator[Fault]:
        word = value if isinstance(value, str) else ""
        if word not in self.choices:
            yield f"{shown(value)} is not known", suggestion(word, self.choices, SEE)

    def schema(self) -> Schema:
        return {"enum": list(self.choices)}


class Day(FieldType):
    """An ISO 8601 date that is no interval: a day, a month or a year."""

    form = "date"
    # How many dates may stand in it, with a slash between.
    most, cure, pattern = 1, "write 2025-12-20, 2025-12 or 2025", f"^{_DAY_PATTERN}$"

    def faults(self, value: Any) -> Iterator[Fault]:
        ends = value.split("/") if isinstance(value, str) else [value]
        if len(ends) > self.most or not all(map(_is_day, ends)):
            yield f"{shown(value)} is not a date", self.cure
        if ends[1:] and ends[0] >= ends[1]:
            yield "does not end later than it begins", "put the earlier date first"

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string", "pattern": self.pattern}, _YEAR]}


class Date(Day):
    """An ISO 8601 date: a day, a month, a year, or an interval of two with a slash between."""

    most, pattern = 2, f"^{_DAY_PATTERN}(/{_DAY_PATTERN})?$"
    cure = "write 2025-12-20, 2025-12, 2025, or two of them with a slash between"


def _is_day(value: Any) -> bool:
    """Whether it is a date, or a year, which stands in a file as a number."""
    if isinstance(value, int):
        return 1000 <= value <= 9999
    return isinstance(value, str) and is_date(value)


class Number(FieldType):
    """A figure, in full."""

    form = "number"
    column = "NUMERIC"

    def faults(self, value: Any) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            cure = "write a number in full, of at most 15 digits, 9 of them decimals"
            yield f"is {word_for(value)}, not a number", cure

    def schema(self) -> Schema:
        return {"type": "number"}


class Unit(Line):
    """A currency, or a plural noun."""

    length = 60

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        if _CURRENCY.fullmatch(value) and value not in CURRENCIES:
            cure = suggestion(value, CURRENCIES, SEE)
            yield f"{value!r} is not a currency of this record", cure

    def schema(self) -> Schema:
        plural = super().schema() | {"not": {"pattern": f"^{_CURRENCY.pattern}$"}}
        return {"anyOf": [{"enum": list(CURRENCIES)}, plural]}


class Pattern(FieldType):
    """A text of a fixed form; `what` it is and the `cure` are told where it is not."""

    def __init__(self, doc: str, pattern: str, what: str, cure: str, **options: Any) -> None:
        super().__init__(doc, **options)
        self._pattern, self._what, self._cure = re.compile(pattern), what, cure

    def faults(self, value: Any) -> Iterator[Fault]:
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            yield f"{shown(value)} is not {self._what}", self._cure

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


class Url(Line):
    """An http or https address."""

    form = "url"
    length = 2000
    pattern = f"^{_URL.pattern}$"
    index = ""

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        if not value.startswith(("http://", "https://")):
            yield f"{shown(value)} is not a web address", "begin it with https://"
        if not _URL.fullmatch(value) or not value.isprintable():
            cure = "name a host, and leave out spaces and characters that cannot be seen"
            yield f"{shown(value)} is not a web address", cure


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


def names_by_language(doc: str, **options: Any) -> Mapping:
    """Names by language code."""
    return Mapping(language(""), Line(doc), "a language code and a name", **options)


class Phrase(Line):
    """The words of a page by which a passage is found: 2 to 7, or 4 to 20 letters of Chinese."""

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        if quote := _QUOTES.search(value):
            yield f"holds the quotation mark {quote.group()}", "choose words without one"
        if _UNSPACED.search(value):
            if not 4 <= len(value) <= 20:
                yield f"has {len(value)} characters", "copy 4 to 20 characters of the page"
        elif not 2 <= len(value.split(" ")) <= 7:
            yield f"has {counted(len(value.split(' ')), 'word')}", "copy 2 to 7 words of the page"


class Unseen(FieldType):
    """The mark of a passage that could not be seen: false, and nothing else."""

    form = "flag"
    column = "INTEGER"
    shape = "0 for "

    def faults(self, value: Any) -> Iterator[Fault]:
        if value is not False:
            yield f"is {word_for(value)}", "write false, or a phrase of the page in its place"

    def schema(self) -> Schema:
        return {"const": False}


class Parts(FieldType):
    """A list of mappings, each of a class that declares its fields."""

    form = "parts"
    column = ""

    def __init__(self, cls: type, doc: str, **options: Any) -> None:
        super().__init__(doc, **options)
        self.cls = cls

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        if fault := list_fault(value):
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


class Positions(Parts):
    """The sides of a dispute: lines in the file; for programs, with the sources that back each."""

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        yield from lines(self.doc).findings(value, path)

    def schema(self) -> Schema:
        return lines(self.doc).schema()


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
        declared = [Field(f.name, f.metadata["type"], f.default is MISSING) for f in fields(cls)]
        base = cls.__base__ or object
        # A dataclass has what it shares with its base before what is its own.
        own = 3 if base is object else len(fields(base))
        _KNOWN[cls] = (*declared[:3], *declared[own:], *declared[3:own])
    return _KNOWN[cls]


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

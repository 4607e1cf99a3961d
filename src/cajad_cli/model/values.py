"""The types of fields with a single value; `model.fields` has those whose values have parts.

A type alone knows its values: what is wrong with one, its JSON Schema, the texts and ids in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import field
from typing import Any, ClassVar

from cajad_cli.model.vocabulary import CURRENCIES, ID, is_date
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.suggest import suggestion

SEE = "see CONTRIBUTING for what may stand here"

# Where a value stands: section, number in it, field, number in the field, and so on.
Path = tuple[str | int, ...]
# What is wrong with a value and what to do about it; and the same after the path to it.
Fault = tuple[str, str]
Finding = tuple[Path, str, str]
# A pattern that may not be found in a text, what is said where it is, and the cure.
Rule = tuple[str, str, str]
Schema = dict[str, Any]

# Controls, line and paragraph separators, lone surrogates: no text needs them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BARE_START = r"^(?:He|She|It|They|This|These|Those)\b"
# Where no first letter is one of these, no word need be compared.
_BARE_TIME = (
    r"\b(?=[RTNCYLrtncyl])(?:[Rr]ecently|[Tt]oday|[Nn]ow|[Cc]urrently|[Nn]owadays|[Yy]esterday|[Tt]omorrow"
    r"|(?:[Ll]ast|[Tt]his|[Nn]ext) year)\b"
)
_SENTENCE_ENDS = '.?!…"”»)。！？؟।။'
_NOWHERE = "^(as reported|body|text|whole page)$"
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# Words with one space between them and none at the ends; other scripts' spaces count as letters.
_WORD = r"[^ \x00-\x1f\x7f-\x9f\u2028\u2029]+"
_WORDS = f"^{_WORD}( {_WORD})*$"
_DAY = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


class FieldType:
    """What a field may hold. A field may set any of the plain attributes as an option."""

    # What screens are told of it, and its heading there if that is not its name.
    form: ClassVar[str] = "text"
    heading = ""
    # Its column in a database, "" where its values are rows of another table, and how a value that
    # is no single text stands there.
    column: ClassVar[str] = "TEXT"
    shape: ClassVar[str] = ""
    # What an object has where the field is left out.
    empty: ClassVar[tuple[()] | None] = None
    # The column of the search index that its texts go to; do they name the record?
    index = "more"
    is_name = False
    # The plain words by which people ask for it; after who, when, where or howmuch, only in a
    # question of that sort.
    asked = ""
    # The kinds of record that it may refer to, or all, and the tags under which these lead to it.
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    # Whether lists may be narrowed to its values.
    narrows = False
    # Whether a source must back it, and the field whose backing is its own.
    fact = True
    backed_with = ""
    # Whether the compiler works it out, so that it may not stand in the file.
    derived = False

    def __init__(self, doc: str, **options: Any) -> None:
        self.doc = doc
        for name, value in options.items():
            if not hasattr(self, name):
                raise TypeError(f"fields have no option {name}")
            setattr(self, name, value)
        self.fact = self.fact and not self.derived
        self.is_name = self.is_name or self.index == "names"

    def must(self) -> Any:
        """A field of a class that must be there."""
        return field(metadata={"type": self})

    def maybe(self) -> Any:
        """A field of a class that may be left out."""
        return field(default=self.empty, metadata={"type": self})

    def findings(self, value: Any, path: Path) -> Iterator[Finding]:
        """Whatever is wrong with a value that stands at a path."""
        if fault := next(self.faults(value), None):
            yield path, *fault

    def faults(self, value: Any) -> Iterator[Fault]:
        """What is wrong with a value without parts; each thing presumes that none came before."""
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


class Pattern(FieldType):
    """A text of a fixed form; what it should be, and the cure, are told where it is not."""

    length = 500
    pattern = what = cure = ""

    def __init__(self, doc: str, *form: str, **options: Any) -> None:
        super().__init__(doc, **options)
        if form:
            self.pattern, self.what, self.cure = form

    def faults(self, value: Any) -> Iterator[Fault]:
        if isinstance(value, str):
            yield from self.too_long(value)
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            yield f"{shown(value)} is not {self.what}", self.cure

    def too_long(self, value: str) -> Iterator[Fault]:
        """What is wrong with a text of more characters than it may have."""
        if len(value) > self.length:
            yield f"has {len(value):,} characters, more than {self.length:,}", "shorten it"

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.length, "pattern": self.pattern}


class Line(Pattern):
    """A single line of text."""

    pattern = _WORDS
    forbidden: ClassVar[tuple[Rule, ...]] = ()

    def faults(self, value: Any) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield f"is {word_for(value)}, not text", "put it in quotes if it is meant as text"
        yield from self.too_long(value)
        if not value or value.isspace():
            yield "is blank", "give it a value or leave the field out"
        if "  " in value or value[0] == " " or value[-1] == " ":
            yield "has a space too many", "keep one space between words and none at the ends"
        if not value.isprintable() and (control := _CONTROL.search(value)):
            yield f"holds the control character {visible(control.group())}", "remove it"
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            yield "is not in Unicode's composed form (NFC)", "type its letters as one character"
        for pattern, message, cure in self.forbidden:
            if found := re.search(pattern, value):
                yield message.format(visible(found.group(), 60)), cure


class Locator(Line):
    """A place within a page, by which a person finds a passage."""

    length = 300
    forbidden = ((f"(?i){_NOWHERE}", "is {!r}, which is no place", "name a paragraph or section"),)

    def schema(self) -> Schema:
        return super().schema() | {"not": {"pattern": _NOWHERE}}


class Prose(Line):
    """One or two sentences that stand on their own."""

    forbidden: ClassVar[tuple[Rule, ...]] = (
        (_BARE_START, "begins with {!r}", "name the subject, so that it stands alone"),
        (f"[^{_SENTENCE_ENDS}]$", "does not end as a sentence does", "end it with a full stop"),
        (_BARE_TIME, "says {!r} without a date", "give the date"),
    )

    def schema(self) -> Schema:
        ends = [{"pattern": _WORDS}, {"pattern": f"[{_SENTENCE_ENDS}]$"}]
        return {"type": "string", "maxLength": self.length, "allOf": ends}


class Id(Pattern):
    """The id of the record itself."""

    length = 64
    pattern, what, cure = ID, "an id", "write small letters, digits and hyphens"

    def faults(self, value: Any) -> Iterator[Fault]:
        if isinstance(value, int):
            yield f"{shown(value)} is not an id", "put it in quotes"
        yield from super().faults(value)


class Reference(Id):
    """The id of a record of this file, of one of some kinds if any are named."""

    form = "reference"
    index = ""
    tags = ("link",)
    fact = False

    def __init__(self, doc: str, *kinds: str, **options: Any) -> None:
        super().__init__(doc, kinds=kinds, **options)

    def links(self, value: Any) -> Iterator[str]:
        yield value


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
    most, cure, pattern = 1, "write 2025-12-20, 2025-12 or 2025", f"^{_DAY}$"

    def faults(self, value: Any) -> Iterator[Fault]:
        ends = value.split("/") if isinstance(value, str) else [value]
        # A year stands in a file as a number.
        if len(ends) > self.most or not all(is_date(str(end)) for end in ends):
            yield f"{shown(value)} is not a date", self.cure
        if ends[1:] and ends[0] >= ends[1]:
            yield "does not end later than it begins", "put the earlier date first"

    def schema(self) -> Schema:
        year = {"type": "integer", "minimum": 1000, "maximum": 9999}
        return {"anyOf": [{"type": "string", "pattern": self.pattern}, year]}


class Date(Day):
    """An ISO 8601 date: a day, a month, a year, or an interval of two with a slash between."""

    most, pattern = 2, f"^{_DAY}(/{_DAY})?$"
    cure = "write 2025-12-20, 2025-12, 2025, or two of them with a slash between"


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
        if re.fullmatch("[A-Z]{3}", value) and value not in CURRENCIES:
            cure = suggestion(value, CURRENCIES, SEE)
            yield f"{value!r} is not a currency of this record", cure

    def schema(self) -> Schema:
        plural = super().schema() | {"not": {"pattern": "^[A-Z]{3}$"}}
        return {"anyOf": [{"enum": list(CURRENCIES)}, plural]}


class Url(Line):
    """An http or https address."""

    form = "url"
    length = 2000
    pattern = r"^https?://[^\s/?#]+\S*$"
    index = ""

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        cure = "name a host, and leave out spaces and characters that cannot be seen"
        if not value.startswith(("http://", "https://")):
            cure = "begin it with https://"
        if not re.fullmatch(self.pattern, value) or not value.isprintable():
            yield f"{shown(value)} is not a web address", cure


class Phrase(Line):
    """The words of a page by which a passage is found: 2 to 7, or 4 to 20 letters of Chinese."""

    forbidden = (
        ('["“”„‟«»‹›「」『』《》]', "holds the quotation mark {}", "choose words without one"),
    )

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        words = len(value.split(" "))
        if _UNSPACED.search(value):
            if not 4 <= len(value) <= 20:
                yield f"has {len(value)} characters", "copy 4 to 20 characters of the page"
        elif not 2 <= words <= 7:
            yield f"has {counted(words, 'word')}", "copy 2 to 7 words of the page"


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


def shown(value: Any) -> str:
    """A text in quotes, safe on a terminal; of anything else only what it is."""
    return f"'{visible(value, 60)}'" if isinstance(value, str) else word_for(value)


def word_for(value: Any) -> str:
    """What a value is, as a sentence calls it."""
    numbers = {int: "a number", float: "a number", bool: "true or false"}
    others = {dict: "a mapping", list: "a list", type(None): "nothing"}
    return (numbers | others).get(type(value), "text")

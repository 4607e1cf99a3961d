"""The types of fields that hold a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar

from cajad_cli.model import CURRENCIES, ID
from cajad_cli.model.values import SEE, Fault, FieldType, Schema, shown, word_for
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.suggest import suggestion
from cajad_cli.text.words import compiled

# A pattern that may not be found in a text, what is said where it is, and the cure.
Rule = tuple[str, str, str]
# Controls, line and paragraph separators, lone surrogates: no text needs them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BARE_START = r"^(?:He|She|It|They|This|These|Those)\b\S*"
# Words are compared only where one begins with such a letter, which is faster.
_BARE_TIME = (
    r"\b(?=[CLNRTYclnrty])(?:[Rr]ecently|[Tt]oday|[Nn]ow|[Cc]urrently|[Nn]owadays|[Yy]esterday"
    r"|[Tt]omorrow|(?:[Ll]ast|[Tt]his|[Nn]ext) year)\b"
)
_SENTENCE_ENDS = '.?!…"”»)。！？؟।။'
_UNENDED = f"^(?>.*)(?<![{_SENTENCE_ENDS}])"
_QUOTES = '["“”„‟«»‹›「」『』《》]'
# Words with one space between them and none at the ends; other scripts' spaces count as letters.
_WORD = r"[^ \x00-\x1f\x7f-\x9f\u2028\u2029]+"
_WORDS = f"^{_WORD}( {_WORD})*$"


class Pattern(FieldType):
    """A text of a fixed form; what it should be, and the cure, are told where it is not."""

    length = 500
    pattern = what = cure = ""
    # What a schema says may not be found in it.
    never = ""

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
        fault = {"not": {"pattern": self.never}} if self.never else {}
        return {"type": "string", "maxLength": self.length, "pattern": self.pattern} | fault


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
            if found := compiled(pattern).search(value):
                yield message.format(visible(found[found.lastindex or 0], 60)), cure


class Prose(Line):
    """One or two sentences that stand on their own."""

    never = f"[^{_SENTENCE_ENDS}]$"
    forbidden: ClassVar[tuple[Rule, ...]] = (
        (_BARE_START, "begins with {!r}", "name the subject, so that it stands alone"),
        (_UNENDED, "does not end as a sentence does", "end it with a full stop"),
        (_BARE_TIME, "says {!r} without a date", "give the date"),
    )


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


class Unit(Line):
    """A currency, or a plural noun."""

    length = 60
    never = "^[A-Z]{3}$"

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        if re.fullmatch(self.never, value) and value not in CURRENCIES:
            cure = suggestion(value, CURRENCIES, SEE)
            yield f"{value!r} is not a currency of this record", cure

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(CURRENCIES)}, super().schema()]}


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

    forbidden = ((_QUOTES, "holds the quotation mark {}", "choose words without one"),)

    def faults(self, value: Any) -> Iterator[Fault]:
        yield from super().faults(value)
        words = len(value.split(" "))
        # Chinese or Japanese. A pattern of so many letters takes long to make.
        if not value.isascii() and any("\u3040" <= letter <= "\u9fff" for letter in value):
            if not 4 <= len(value) <= 20:
                yield f"has {len(value)} characters", "copy 4 to 20 characters of the page"
        elif not 2 <= words <= 7:
            yield f"has {counted(words, 'word')}", "copy 2 to 7 words of the page"

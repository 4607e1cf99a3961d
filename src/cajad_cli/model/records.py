"""The kinds of record and their fields: the one place where a field is declared.

The checker, the JSON Schema, the compiled store, CSV columns and the documentation of the fields
are all made from these classes. The same word is the YAML key, the attribute, the JSON key and
the column heading. This module reads and checks nothing, and no command imports it on the warm
path: what a screen shows comes out of the store.
"""

import collections.abc
from dataclasses import dataclass, field
from typing import Any

from cajad_cli.model import vocabulary as words
from cajad_cli.model.fields import Mapping, Parts, Positions, References, Sentences, lines
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.values import (
    Choice,
    Date,
    Day,
    FieldType,
    Id,
    Line,
    Number,
    Pattern,
    Phrase,
    Prose,
    Reference,
    Unit,
    Unseen,
    Url,
)

TITLE_LENGTH = 120
_VERSION = r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
_LANGUAGE = ("[a-z]{2,3}", "a language code", "write two or three small letters")
_CODE = ("[A-Z]{3}|[0-9]{3}", "an ISO code", "write 3 capitals, or digits in quotes")

# What several kinds have.
_NAMES = Mapping(
    Pattern("", *_LANGUAGE),
    Line("its name by language code"),
    "a language code and a name",
    index="names",
)
_STATUS = Choice("how far it has come, as of `as_of`", words.STATUSES, asked="status")
_STATUS_DAY = Day("the day for which the status is true", backed_with="status")
_STEPS = References("events in its history", derived=True)

Texts = tuple[str, ...]
Maybe = str | None
_declared = dataclass(frozen=True, slots=True, kw_only=True)


def must(type_: FieldType) -> Any:
    """A field that must be there."""
    return field(metadata={"type": type_})


def maybe(type_: FieldType) -> Any:
    """A field that may be left out."""
    return field(default=None, metadata={"type": type_})


def many(type_: FieldType) -> Any:
    """A list that may be left out."""
    return field(default=(), metadata={"type": type_})


@_declared
class Citation:
    """A passage of a source, and what of the record it holds."""

    id: str = must(Reference("the source", "source", tags=("source",)))
    locator: str = must(Line("where in the source: a paragraph, section or caption", length=300))
    phrase: Maybe = maybe(Phrase("2 to 7 words of the page by which the passage is found"))
    seen: bool | None = maybe(Unseen("false where the passage could not be seen"))
    type: Maybe = maybe(
        Choice("what sort of source it is for this passage", words.SOURCES, narrows=False)
    )
    origin: Maybe = maybe(Line("whose report this passage relays"))
    backs: Texts = many(lines("the fields, sentences and parts that the passage holds", index=""))
    link: Maybe = maybe(Url("its address, opened at the passage", derived=True))


@_declared
class Position:
    """One side of a dispute."""

    says: str = must(Line("what these sources say"))
    sources: Texts = many(References("who takes this position", "source", tags=()))


@_declared
class Record:
    """What every kind of record has."""

    id: str = must(Id("stable name, unique in the file", index="names", fact=False))
    title: str = must(Line("short heading", length=TITLE_LENGTH, index="title"))
    text: str = must(Sentences("the fact in sentences that stand on their own", index="text"))
    sentences: Texts = many(lines("the sentences of the text", index="", derived=True))
    countries: Texts = many(
        References("countries it is about", "country", tags=("country",), fact=False)
    )
    areas: Texts = many(
        References(
            "priority areas that a source puts it under; none if no source says",
            "area",
            tags=("area",),
        )
    )
    date: Maybe = maybe(Date("when; as precise as it is written", asked="date when"))
    value: float | None = maybe(
        Number("a figure, in full", heading="Amount", asked="amount sum worth howmuch")
    )
    unit: Maybe = maybe(Unit("ISO 4217 code, or a plural noun", backed_with="value"))
    qualifier: Maybe = maybe(
        Choice("how exact the figure is", words.QUALIFIERS, backed_with="value")
    )
    sum_of: Texts = many(
        References("records of the same unit whose values add up to this one", fact=False)
    )
    part_of: Maybe = maybe(
        Reference("the record that this one is a part of", tags=("link", "part"), fact=False)
    )
    note: Maybe = maybe(Prose("a caveat", fact=False))
    inferred: collections.abc.Mapping[str, str] = maybe(
        Mapping(
            Line(""),
            Prose("what follows from sources without standing in one: field to reason"),
            "the name of a field and what it follows from",
            heading="Our reading",
            fact=False,
        )
    )
    keywords: Texts = many(lines("what people would type to find it", index="keywords", fact=False))
    aliases: Texts = many(
        lines("its other names", heading="Also called", index="names", fact=False)
    )
    related: Texts = many(References("what to read next", heading="See also", fact=False))
    sources: tuple[Citation, ...] = many(Parts(Citation, "where it is found", index="", fact=False))
    trust: Maybe = maybe(
        Choice(
            "how far to trust it, worked out from its sources", words.TRUSTS, index="", derived=True
        )
    )
    counted_in: Texts = many(References("sums that this figure is a part of", derived=True))
    disputed_by: Texts = many(
        References(
            "disputes that this record is the subject of", heading="In dispute", derived=True
        )
    )


@_declared
class Summit(Record):
    """The meeting itself."""

    place: str = must(Line("city", asked="place city where"))
    venue: Maybe = maybe(Line("building", asked="venue hotel building where"))
    starts: Maybe = maybe(
        Line("local time at which the plenary began", asked="when start begin time hour")
    )
    chair: str = must(Line("who presided", asked="chair preside who"))


@_declared
class Initiative(Record):
    """A programme announced at the summit."""

    by: str = must(Line("who announced it", asked="who announce"))


@_declared
class Country(Record):
    """A participant."""

    official_name: str = must(Line("long name in English", index="names"))
    names: collections.abc.Mapping[str, str] = must(_NAMES)
    alpha_2: str = must(
        Pattern(
            "ISO 3166-1 alpha-2",
            "[A-Z]{2}",
            "an ISO code",
            "write 2 capitals",
            heading="ISO code",
            index="names",
        )
    )
    alpha_3: str = must(Pattern("ISO 3166-1 alpha-3", *_CODE, heading="ISO alpha-3", index="names"))
    numeric: str = must(Pattern("ISO 3166-1 numeric", *_CODE, heading="ISO numeric", is_name=True))
    capital: str = must(Line("capital", asked="capital city", is_name=True))
    currency: str = must(Choice("ISO 4217 code", words.CURRENCIES, asked="currency money"))
    leader: str = must(
        Line(
            "who represented it at the summit",
            asked="leader president head represent who",
            is_name=True,
        )
    )
    leader_title: str = must(Line("the leader's office", heading="Office"))
    leader_names: Texts = many(
        lines("other spellings of the leader's name", heading="Also spelt", index="names")
    )
    relations_since: Maybe = maybe(
        Date(
            "diplomatic relations with Japan since",
            heading="Diplomatic relations since",
            asked="diplomatic relations since establish when",
        )
    )
    relations: Maybe = maybe(
        Line(
            "level of relations with Japan",
            heading="Relations with Japan",
            asked="relations ties partnership level",
        )
    )


@_declared
class Area(Record):
    """A priority area of the initiative."""


@_declared
class Target(Record):
    """A quantified goal."""

    by: str = must(Line("whose goal it is", asked="who"))
    period: str = must(Line("by when, or over how long", asked="period when"))
    status: Maybe = maybe(_STATUS)
    as_of: Maybe = maybe(_STATUS_DAY)
    steps: Texts = many(_STEPS)


@_declared
class Document(Record):
    """A text that was adopted or signed, or a count of such texts."""

    type: str = must(Choice("what sort of text", words.DOCUMENTS, fact=False))
    parties: Texts = many(lines("who signed or adopted it", asked="who signed parties"))


@_declared
class Commitment(Record):
    """What somebody undertook to do, with what became of it."""

    by: str = must(Line("who undertook it", asked="who promise pledge"))
    occasion: str = must(Choice("when it was promised, seen from the summit", words.OCCASIONS))
    status: str = must(_STATUS)
    as_of: str = must(_STATUS_DAY)
    steps: Texts = many(_STEPS)


@_declared
class Deal(Record):
    """Business between firms or public bodies."""

    type: str = must(Choice("what sort of deal", words.DEALS, fact=False))
    parties: Texts = many(lines("who made it", asked="who signed parties"))


@_declared
class Event(Record):
    """Something that happened on a date, or was announced for one (type `plan`)."""

    type: str = must(Choice("what sort of event", words.EVENTS, fact=False))
    place: Maybe = maybe(Line("where", asked="place where"))
    commitments: Texts = many(
        References(
            "commitments and targets in whose history it is a step",
            "commitment",
            "target",
            heading="Step of",
            fact=False,
        )
    )


@_declared
class Statement(Record):
    """What a named person or body said or proposed."""

    speaker: str = must(Line("who said it", asked="who said say propose suggest call speaker"))
    type: str = must(Choice("what sort of statement", words.STATEMENTS, fact=False))


@_declared
class Dispute(Record):
    """A question on which sources contradict each other."""

    positions: tuple[Position, ...] = must(
        Positions(Position, "who says what", heading="Who says what")
    )
    assessment: str = must(Prose("our verdict", heading="Our verdict", fact=False))
    settled: str = must(Choice("how far the verdict settles it", words.SETTLED, fact=False))
    about: Texts = many(References("the records in dispute", fact=False))


@_declared
class Unknown(Record):
    """What was looked for and not found, so that silence is not read as no."""

    as_of: str = must(Day("the day up to which it was looked for"))
    languages: Texts = many(
        lines("ISO 639 codes of the languages searched", heading="Languages searched", fact=False)
    )


@_declared
class Analysis(Record):
    """An interpretation or a forecast: somebody's view, never a fact."""

    author: str = must(Line("whose view it is", asked="who think author"))


@_declared
class Name(Record):
    """A body or a term, with what it is called in other languages."""

    type: str = must(Choice("what it is", ("body", "term"), fact=False))
    names: collections.abc.Mapping[str, str] = must(_NAMES)
    acronyms: Texts = many(lines("its abbreviations", index="names"))


@_declared
class Source(Record):
    """Where records come from."""

    text: str = must(Prose("what sort of source it is, in a sentence", index="text", derived=True))
    publisher: str = must(Line("who published it"))
    url: Maybe = maybe(Url("its http or https address", heading="Address"))
    language: str = must(Pattern("ISO 639 code", *_LANGUAGE, narrows=True))
    origin: Maybe = maybe(Line("whose report it relays; left out, it is the publisher's own"))
    read: Maybe = maybe(Choice("how much of it could be read", words.READ))
    checked: Maybe = maybe(Day("the day on which a copy was compared"))
    type: str = must(Choice("what sort of source", words.SOURCES))


@_declared
class Meta:
    """What the dataset says of itself."""

    title: str = must(Line("name of the dataset", length=TITLE_LENGTH))
    version: str = must(
        Pattern("MAJOR.MINOR.PATCH", _VERSION, "a version", "write three numbers: 1.0.0")
    )
    as_of: str = must(Day("the day up to which sources were read"))
    licence: str = must(Line("SPDX identifier of its licence", length=40))
    attribution: str = must(Line("whom to name when it is used"))


@_declared
class Withdrawn:
    """A record that is no more: its id is never used again."""

    id: str = must(Id("the id that it had"))
    why: str = must(Line("why it was withdrawn"))
    replaced_by: Texts = many(References("what holds now what it held", tags=()))


# What stands within records and beside them, as JSON Schema knows it.
PARTS = (Citation, Withdrawn)
# The sections of a file beside `meta` and the kinds.
SECTIONS = {
    "origins": lines("every body whose report a source relays", index=""),
    "withdrawn": Parts(Withdrawn, "records that are no more"),
}
# The class of each kind is the one of its name.
CLASSES: dict[str, type[Record]] = {kind: globals()[kind.capitalize()] for kind in KINDS}

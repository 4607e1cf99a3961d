"""The kinds of record and their fields: the one place where a field is declared.

The checker, the JSON Schema, the compiled store, CSV columns and the documentation of the fields
are all made from these classes. The same word is the YAML key, the attribute, the JSON key and
the column heading. This module reads and checks nothing, and no command imports it on the warm
path: what a screen shows comes out of the store.
"""

import collections.abc
from dataclasses import dataclass
from typing import Annotated

from cajad_cli.model.fields import (
    Choice,
    Date,
    Day,
    Id,
    Line,
    Mapping,
    Number,
    Parts,
    Prose,
    Reference,
    References,
    Unit,
    Url,
    code,
    language,
    lines,
    version,
)
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import (
    CURRENCIES,
    DEALS,
    DOCUMENTS,
    EVENTS,
    QUALIFIERS,
    SOURCES,
    STATEMENTS,
    STATUSES,
    TRUSTS,
)

TITLE_LENGTH = 120

Texts = tuple[str, ...]
Maybe = str | None
_declared = dataclass(frozen=True, slots=True, kw_only=True)


@_declared
class Citation:
    """Where in which source a record, or some of its fields, is found."""

    id: Annotated[str, Reference("the source", "source", tags=("source",))]
    locator: Annotated[str, Line("where in the source: a paragraph, section or caption", 300)]
    backs: Annotated[
        Texts,
        lines("the fields that the source supports; without it, the whole record", index=""),
    ] = ()


@_declared
class Position:
    """One side of a dispute."""

    says: Annotated[str, Line("what these sources say")]
    sources: Annotated[Texts, References("who takes this position", "source", tags=())]


@_declared
class Record:
    """What every kind of record has."""

    id: Annotated[str, Id("stable name, unique in the file", index="names", names=True)]
    title: Annotated[str, Line("short heading", TITLE_LENGTH, index="title")]
    text: Annotated[
        str, Prose("the fact in one or two sentences that stand on their own", index="text")
    ]
    countries: Annotated[
        Texts, References("countries it is about", "country", tags=("country",))
    ] = ()
    areas: Annotated[
        Texts,
        References(
            "priority areas that a source puts it under; none if no source says",
            "area",
            tags=("area",),
        ),
    ] = ()
    date: Annotated[Maybe, Date("when; as precise as it is written")] = None
    value: Annotated[float | None, Number("a figure, in full", heading="Amount")] = None
    unit: Annotated[Maybe, Unit("ISO 4217 code, or a plural noun")] = None
    qualifier: Annotated[Maybe, Choice("how exact the figure is", QUALIFIERS)] = None
    sum_of: Annotated[
        Texts, References("records of the same unit whose values add up to this one")
    ] = ()
    part_of: Annotated[
        str | None, Reference("the record that this one is a part of", tags=("link", "part"))
    ] = None
    note: Annotated[Maybe, Prose("a caveat")] = None
    inferred: Annotated[
        str | None, Prose("what in the record is inferred, and from what", heading="Our reading")
    ] = None
    keywords: Annotated[Texts, lines("what people would type to find it", index="keywords")] = ()
    aliases: Annotated[
        Texts, lines("its other names", heading="Also called", index="names", names=True)
    ] = ()
    related: Annotated[Texts, References("what to read next", heading="See also")] = ()
    sources: Annotated[tuple[Citation, ...], Parts(Citation, "where it is found", index="")] = ()
    trust: Annotated[
        Maybe,
        Choice("how far to trust it, worked out from its sources", TRUSTS, index="", derived=True),
    ] = None
    disputed_by: Annotated[
        Texts,
        References(
            "disputes that this record is the subject of", heading="In dispute", derived=True
        ),
    ] = ()


@_declared
class Summit(Record):
    """The meeting itself."""

    place: Annotated[str, Line("city", asked="place city")]
    venue: Annotated[Maybe, Line("building", asked="venue hotel")] = None
    starts: Annotated[Maybe, Line("local time at which the plenary began")] = None
    chair: Annotated[str, Line("who presided", asked="chair")]


@_declared
class Initiative(Record):
    """A programme announced at the summit."""

    by: Annotated[str, Line("who announced it")]


@_declared
class Country(Record):
    """A participant."""

    official_name: Annotated[str, Line("long name in English", index="names", names=True)]
    names: Annotated[
        collections.abc.Mapping[str, str],
        Mapping("its name by language code", index="names", names=True),
    ]
    alpha_2: Annotated[
        str, code("ISO 3166-1 alpha-2", 2, heading="ISO code", index="names", names=True)
    ]
    alpha_3: Annotated[
        str, code("ISO 3166-1 alpha-3", 3, heading="ISO alpha-3", index="names", names=True)
    ]
    numeric: Annotated[str, code("ISO 3166-1 numeric", 3, heading="ISO numeric", names=True)]
    capital: Annotated[str, Line("capital", asked="capital", names=True)]
    currency: Annotated[str, Choice("ISO 4217 code", CURRENCIES, asked="currency")]
    leader: Annotated[str, Line("who represented it at the summit", asked="leader", names=True)]
    leader_title: Annotated[str, Line("the leader's office", heading="Office")]
    leader_names: Annotated[
        Texts,
        lines(
            "other spellings of the leader's name", heading="Also spelt", index="names", names=True
        ),
    ] = ()
    relations_since: Annotated[
        Maybe,
        Date("diplomatic relations with Japan since", heading="Diplomatic relations since"),
    ] = None
    relations: Annotated[
        Maybe,
        Line("level of relations with Japan", heading="Relations with Japan", asked="relations"),
    ] = None


@_declared
class Area(Record):
    """A priority area of the initiative."""


@_declared
class Target(Record):
    """A quantified goal."""

    by: Annotated[str, Line("whose goal it is")]
    period: Annotated[str, Line("by when, or over how long", asked="period")]
    status: Annotated[Maybe, Choice("how far it has come, as of `as_of`", STATUSES)] = None
    as_of: Annotated[Maybe, Day("the day for which the status is true")] = None
    steps: Annotated[Texts, References("events in its history", derived=True)] = ()


@_declared
class Document(Record):
    """A text that was adopted or signed, or a count of such texts."""

    type: Annotated[str, Choice("what sort of text", DOCUMENTS)]
    parties: Annotated[Texts, lines("who signed or adopted it")] = ()


@_declared
class Commitment(Record):
    """What somebody undertook to do, with what became of it."""

    by: Annotated[str, Line("who undertook it")]
    status: Annotated[str, Choice("how far it has come, as of `as_of`", STATUSES)]
    as_of: Annotated[str, Day("the day for which the status is true")]
    steps: Annotated[Texts, References("events in its history", derived=True)] = ()


@_declared
class Deal(Record):
    """Business between firms or public bodies."""

    type: Annotated[str, Choice("what sort of deal", DEALS)]
    parties: Annotated[Texts, lines("who made it")] = ()


@_declared
class Event(Record):
    """Something that happened on a date, or was announced for one (type `plan`)."""

    type: Annotated[str, Choice("what sort of event", EVENTS)]
    place: Annotated[Maybe, Line("where")] = None
    commitments: Annotated[
        Texts,
        References(
            "commitments and targets in whose history it is a step",
            "commitment",
            "target",
            heading="Step of",
        ),
    ] = ()


@_declared
class Statement(Record):
    """What a named person or body said or proposed."""

    speaker: Annotated[str, Line("who said it")]
    type: Annotated[str, Choice("what sort of statement", STATEMENTS)]


@_declared
class Dispute(Record):
    """A question on which sources contradict each other."""

    positions: Annotated[
        tuple[Position, ...], Parts(Position, "who says what", heading="Who says what")
    ]
    assessment: Annotated[str, Prose("our verdict", heading="Our verdict")]
    about: Annotated[Texts, References("the records in dispute")] = ()


@_declared
class Unknown(Record):
    """What was looked for and not found, so that silence is not read as no."""

    as_of: Annotated[str, Day("the day up to which it was looked for")]
    languages: Annotated[
        Texts,
        lines("ISO 639 codes of the languages searched", heading="Languages searched"),
    ] = ()


@_declared
class Analysis(Record):
    """An interpretation or a forecast: somebody's view, never a fact."""

    author: Annotated[str, Line("whose view it is")]


@_declared
class Source(Record):
    """Where records come from."""

    text: Annotated[
        str, Prose("what sort of source it is, in a sentence", index="text", derived=True)
    ] = ""
    publisher: Annotated[str, Line("who published it")]
    url: Annotated[Maybe, Url("its http or https address", heading="Address")] = None
    language: Annotated[str, language("ISO 639 code")]
    type: Annotated[str, Choice("what sort of source", SOURCES)]


@_declared
class Meta:
    """What the dataset says of itself."""

    title: Annotated[str, Line("name of the dataset", TITLE_LENGTH)]
    version: Annotated[str, version("MAJOR.MINOR.PATCH")]
    as_of: Annotated[str, Day("the day up to which sources were read")]
    licence: Annotated[str, Line("SPDX identifier of its licence", 40)]
    attribution: Annotated[str, Line("whom to name when it is used")]


# What stands within records.
PARTS = (Citation, Position)
# The class of each kind is the one of its name.
CLASSES: dict[str, type[Record]] = {kind: globals()[kind.capitalize()] for kind in KINDS}

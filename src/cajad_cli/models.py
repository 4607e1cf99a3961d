"""The kinds of record and their fields: the one place where a field is declared.

The checker, the JSON Schema, the compiled store, CSV columns and the documentation of the fields
are all made from these classes. The same word is the YAML key, the attribute, the JSON key and
the column heading. This module reads and checks nothing, and no command imports it on the warm
path: what a screen shows comes out of the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, NamedTuple, get_args

from cajad_cli.vocabulary import CURRENCIES, QUALIFIERS, STATUSES, TRUSTS

TITLE_LENGTH = 120
TEXT_LENGTH = 500


class Rule(NamedTuple):
    """What a field may hold: `form` names the shape, the rest narrows it, `doc` is its meaning."""

    form: str
    doc: str
    choices: tuple[str, ...] = ()
    kind: str = ""
    length: int = TEXT_LENGTH
    derived: bool = False


def line(doc: str, length: int = TEXT_LENGTH) -> Rule:
    """A single line of text."""
    return Rule("line", doc, length=length)


def prose(doc: str) -> Rule:
    """One or two sentences that stand on their own."""
    return Rule("prose", doc)


def lines(doc: str) -> Rule:
    """A list of single lines of text, none twice."""
    return Rule("lines", doc)


def dated(doc: str) -> Rule:
    """An ISO 8601 date: a day, a month, a year, or an interval of two with a slash between."""
    return Rule("date", doc)


def day(doc: str) -> Rule:
    """An ISO 8601 date that is no interval: a day, a month or a year."""
    return Rule("day", doc)


def choice(doc: str, choices: tuple[str, ...]) -> Rule:
    """One word out of a closed set."""
    return Rule("choice", doc, choices)


def reference(doc: str, kind: str = "") -> Rule:
    """The id of a record of this file, of that kind if one is named."""
    return Rule("reference", doc, kind=kind)


def references(doc: str, kind: str = "") -> Rule:
    """A list of ids of records of this file, of that kind if one is named."""
    return Rule("references", doc, kind=kind)


def derived(form: str, doc: str, choices: tuple[str, ...] = ()) -> Rule:
    """A field that the compiler works out; it may not stand in the file."""
    return Rule(form, doc, choices, derived=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where in which source a record, or some of its fields, is found."""

    id: Annotated[str, reference("the source", "source")]
    locator: Annotated[str, line("where in the source: a paragraph, section or caption", 300)]
    backs: Annotated[
        tuple[str, ...],
        Rule("fields", "the fields that the source supports; without it, the whole record"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One side of a dispute."""

    says: Annotated[str, line("what these sources say")]
    sources: Annotated[tuple[str, ...], references("who takes this position", "source")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every kind of record has."""

    id: Annotated[str, Rule("id", "stable name, unique in the file", length=64)]
    title: Annotated[str, line("short heading", TITLE_LENGTH)]
    text: Annotated[str, prose("the fact in one or two sentences that stand on their own")]
    countries: Annotated[tuple[str, ...], references("countries it is about", "country")] = ()
    areas: Annotated[
        tuple[str, ...],
        references("priority areas that a source puts it under; none if no source says", "area"),
    ] = ()
    date: Annotated[str | None, dated("when; as precise as it is written")] = None
    value: Annotated[float | None, Rule("number", "a figure, in full")] = None
    unit: Annotated[str | None, Rule("unit", "ISO 4217 code, or a plural noun")] = None
    qualifier: Annotated[str | None, choice("how exact the figure is", QUALIFIERS)] = None
    sum_of: Annotated[
        tuple[str, ...], references("records of the same unit whose values add up to this one")
    ] = ()
    part_of: Annotated[str | None, reference("the record that this one is a part of")] = None
    note: Annotated[str | None, prose("a caveat")] = None
    inferred: Annotated[str | None, prose("what in the record is inferred, and from what")] = None
    keywords: Annotated[tuple[str, ...], lines("what people would type to find it")] = ()
    aliases: Annotated[tuple[str, ...], lines("its other names")] = ()
    related: Annotated[tuple[str, ...], references("what to read next")] = ()
    sources: Annotated[tuple[Citation, ...], Rule("citations", "where it is found")] = ()
    trust: Annotated[
        str | None, derived("choice", "how far to trust it, worked out from its sources", TRUSTS)
    ] = None
    disputed_by: Annotated[
        tuple[str, ...], derived("references", "disputes that this record is the subject of")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summit(Record):
    """The meeting itself."""

    place: Annotated[str, line("city")]
    venue: Annotated[str | None, line("building")] = None
    starts: Annotated[str | None, line("local time at which the plenary began")] = None
    chair: Annotated[str, line("who presided")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative(Record):
    """A programme announced at the summit."""

    by: Annotated[str, line("who announced it")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country(Record):
    """A participant."""

    official_name: Annotated[str, line("long name in English")]
    names: Annotated[Mapping[str, str], Rule("names", "its name by language code")]
    alpha_2: Annotated[str, Rule("code", "ISO 3166-1 alpha-2", length=2)]
    alpha_3: Annotated[str, Rule("code", "ISO 3166-1 alpha-3", length=3)]
    numeric: Annotated[str, Rule("code", "ISO 3166-1 numeric", length=3)]
    capital: Annotated[str, line("capital")]
    currency: Annotated[str, choice("ISO 4217 code", CURRENCIES)]
    leader: Annotated[str, line("who represented it at the summit")]
    leader_title: Annotated[str, line("the leader's office")]
    leader_names: Annotated[tuple[str, ...], lines("other spellings of the leader's name")] = ()
    relations_since: Annotated[str | None, dated("diplomatic relations with Japan since")] = None
    relations: Annotated[str | None, line("level of relations with Japan")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Record):
    """A priority area of the initiative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """A quantified goal."""

    by: Annotated[str, line("whose goal it is")]
    period: Annotated[str, line("by when, or over how long")]
    status: Annotated[str | None, choice("how far it has come, as of `as_of`", STATUSES)] = None
    as_of: Annotated[str | None, day("the day for which the status is true")] = None
    steps: Annotated[tuple[str, ...], derived("references", "events in its history")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """A text that was adopted or signed, or a count of such texts."""

    type: Annotated[
        str,
        choice(
            "what sort of text",
            (
                "declaration",
                "joint statement",
                "agreement",
                "memorandum",
                "exchange of notes",
                "press release",
                "plan",
                "count",
                "other",
            ),
        ),
    ]
    parties: Annotated[tuple[str, ...], lines("who signed or adopted it")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Record):
    """What somebody undertook to do, with what became of it."""

    by: Annotated[str, line("who undertook it")]
    status: Annotated[str, choice("how far it has come, as of `as_of`", STATUSES)]
    as_of: Annotated[str, day("the day for which the status is true")]
    steps: Annotated[tuple[str, ...], derived("references", "events in its history")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal(Record):
    """Business between firms or public bodies."""

    type: Annotated[
        str,
        choice(
            "what sort of deal",
            ("contract", "memorandum", "joint venture", "financing", "plan", "package"),
        ),
    ]
    parties: Annotated[tuple[str, ...], lines("who made it")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """Something that happened on a date, or was announced for one (type `plan`)."""

    type: Annotated[
        str,
        choice(
            "what sort of event",
            (
                "summit",
                "ministers",
                "officials",
                "bilateral",
                "forum",
                "ceremony",
                "visit",
                "signing",
                "announcement",
                "step",
                "plan",
                "other",
            ),
        ),
    ]
    place: Annotated[str | None, line("where")] = None
    commitments: Annotated[
        tuple[str, ...],
        references("commitments and targets in whose history it is a step", "commitment or target"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """What a named person or body said or proposed."""

    speaker: Annotated[str, line("who said it")]
    type: Annotated[
        str,
        choice(
            "what sort of statement",
            ("speech", "proposal", "remark", "interview", "article", "declaration"),
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Record):
    """A question on which sources contradict each other."""

    positions: Annotated[tuple[Position, ...], Rule("positions", "who says what")]
    assessment: Annotated[str, prose("our verdict")]
    about: Annotated[tuple[str, ...], references("the records in dispute")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Record):
    """What was looked for and not found, so that silence is not read as no."""

    as_of: Annotated[str, day("the day up to which it was looked for")]
    languages: Annotated[tuple[str, ...], lines("ISO 639 codes of the languages searched")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(Record):
    """An interpretation or a forecast: somebody's view, never a fact."""

    author: Annotated[str, line("whose view it is")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """Where records come from."""

    text: Annotated[str, derived("prose", "what sort of source it is, in a sentence")] = ""
    publisher: Annotated[str, line("who published it")]
    url: Annotated[str | None, Rule("url", "its http or https address", length=2000)] = None
    language: Annotated[str, Rule("language", "ISO 639 code", length=3)]
    type: Annotated[
        str,
        choice(
            "what sort of source: primary is a government, an institution or a party to a deal"
            " speaking for itself",
            ("primary", "press", "analysis", "reference"),
        ),
    ]


KINDS: dict[str, type[Record]] = {
    "summit": Summit,
    "initiative": Initiative,
    "country": Country,
    "area": Area,
    "target": Target,
    "document": Document,
    "commitment": Commitment,
    "deal": Deal,
    "event": Event,
    "statement": Statement,
    "dispute": Dispute,
    "unknown": Unknown,
    "analysis": Analysis,
    "source": Source,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the dataset says of itself."""

    title: Annotated[str, line("name of the dataset", TITLE_LENGTH)]
    version: Annotated[str, Rule("version", "MAJOR.MINOR.PATCH", length=20)]
    as_of: Annotated[str, day("the day up to which sources were read")]
    licence: Annotated[str, line("SPDX identifier of its licence", 40)]
    attribution: Annotated[str, line("whom to name when it is used")]


class Field(NamedTuple):
    """A field of a kind: its name, what it may hold, and whether it must be there."""

    name: str
    rule: Rule
    required: bool


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a kind in canonical order: heading, what is its own, what all kinds share."""
    declared = [
        Field(f.name, get_args(f.type)[1], f.default is f.default_factory) for f in fields(cls)
    ]
    if cls is Record or not issubclass(cls, Record):
        return tuple(declared)
    shared = [f.name for f in fields(Record)]
    head = [f for f in declared if f.name in shared[:3]]
    own = [f for f in declared if f.name not in shared]
    tail = [f for f in declared if f.name in shared[3:]]
    return (*head, *own, *tail)

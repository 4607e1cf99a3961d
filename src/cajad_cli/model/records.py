"""The kinds of record and their fields: the one place where a field is declared.

The checker, the JSON Schema, the compiled store, CSV columns and the documentation of the fields
are all made from these classes, in which a field has one name everywhere. No lookup imports this
module: what a screen shows comes out of the store.
"""

from collections.abc import Mapping as ReadOnly

from cajad_cli import model as words
from cajad_cli.model import KINDS
from cajad_cli.model.fields import Declared, Mapping, Parts, Positions, References, Sentences, lines
from cajad_cli.model.texts import Id, Line, Pattern, Phrase, Prose, Reference, Unit, Url
from cajad_cli.model.values import Choice, Date, Day, FieldType, Number, Schema, Unseen

TITLE_LENGTH = 120
_VERSION = r"^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$"
_LANGUAGE = ("^[a-z]{2,3}$", "a language code", "write two or three small letters")
_TWO = ("^[A-Z]{2}$", "an ISO code", "write 2 capitals")
_ISO = ("^([A-Z]{3}|[0-9]{3})$", "an ISO code", "write 3 capitals, or digits in quotes")
_NO_PLACE = "^(as reported|body|text|whole page)$"
_PLACE = (f"(?i){_NO_PLACE}", "is {!r}, which is no place", "name a paragraph or section")
_WHERE = "where in the source: a paragraph, section or caption"

# What several kinds have.
_NAMES = Mapping(
    Pattern("", *_LANGUAGE), Line("names by language"), "a language code and a name", index="names"
)
_STATUS = Choice("how far it has come, as of `as_of`", words.STATUSES, asked="status")
_STATUS_DAY = Day("the day for which the status is true", backed_with="status")
_STEPS = References("events in its history", derived=True)

Texts = tuple[str, ...]
Maybe = str | None
Names = ReadOnly[str, str]


class Citation(Declared):
    """A passage of a source, and what of the record it holds."""

    id: str = Reference("the source", "source").must()
    locator: str = Line(_WHERE, length=300, never=_NO_PLACE, forbidden=(_PLACE,)).must()
    phrase: Maybe = Phrase("2 to 7 words of the page by which the passage is found").maybe()
    seen: bool | None = Unseen("false where the passage could not be seen").maybe()
    type: Maybe = Choice("what sort of source it is here", words.SOURCES).maybe()
    origin: Maybe = Line("whose report this passage relays").maybe()
    backs: Texts = lines("the fields, sentences and parts that the passage holds", index="").maybe()
    link: Maybe = Url("its address, opened at the passage", derived=True).maybe()


class Position(Declared):
    """One side of a dispute."""

    says: str = Line("what these sources say").must()
    sources: Texts = References("who takes this position", "source").maybe()


class Record(Declared):
    """What every kind of record has."""

    id: str = Id("stable name, unique in the file", index="names", fact=False).must()
    title: str = Line("short heading", length=TITLE_LENGTH, index="title").must()
    text: str = Sentences("the fact in sentences that stand on their own", index="text").must()
    sentences: Texts = lines("the sentences of the text", index="", derived=True).maybe()
    countries: Texts = References(
        "countries it is about, who promises too", "country", tags=("country",)
    ).maybe()
    areas: Texts = References(
        "priority areas that a source puts it under, if any", "area", tags=("area",), fact=True
    ).maybe()
    date: Maybe = Date(
        "when; as precise as it is written", asked="date when|end last finish"
    ).maybe()
    value: float | None = Number(
        "a figure, in full", heading="Amount", asked="amount sum worth howmuch"
    ).maybe()
    unit: Maybe = Unit("ISO 4217 code, or a plural noun", backed_with="value").maybe()
    qualifier: Maybe = Choice("how exact it is", words.QUALIFIERS, backed_with="value").maybe()
    sum_of: Texts = References("records of the same unit whose values add up to this one").maybe()
    part_of: Maybe = Reference("the record that it is a part of", tags=("link", "part")).maybe()
    note: Maybe = Prose("a caveat", heading="Caveat", fact=False).maybe()
    inferred: Names | None = Mapping(
        Line(""),
        Prose("what follows from sources without standing in one: field to reason"),
        "the name of a field and what it follows from",
        heading="Our reading",
        fact=False,
    ).maybe()
    keywords: Texts = lines("what people type to find it", index="keywords", fact=False).maybe()
    aliases: Texts = lines("other names", heading="Also called", index="names", fact=False).maybe()
    related: Texts = References("what to read next", heading="See also").maybe()
    sources: tuple[Citation, ...] = Parts(Citation, "where it stands", index="", fact=False).maybe()
    trust: Maybe = Choice("how far to trust it", words.TRUSTS, index="", derived=True).maybe()
    counted_in: Texts = References("sums that this figure is a part of", derived=True).maybe()
    disputed_by: Texts = References("disputes about it", heading="In dispute", derived=True).maybe()


class Summit(Record):
    """The meeting itself."""

    place: str = Line("city", asked="place city where").must()
    venue: Maybe = Line("building", asked="venue hotel building where").maybe()
    starts: Maybe = Line(
        "local time of the plenary", heading="Plenary starts", asked="start begin time hour"
    ).maybe()
    chair: str = Line("who presided", asked="chair preside who|host").must()


class Initiative(Record):
    """A programme announced at the summit."""

    by: str = Line("who announced it", asked="who announce").must()


class Country(Record):
    """A participant."""

    official_name: str = Line("long name in English", index="names").must()
    names: Names = _NAMES.must()
    alpha_2: str = Pattern("ISO 3166-1 alpha-2", *_TWO, heading="ISO code", index="names").must()
    alpha_3: str = Pattern("ISO 3166-1 alpha-3", *_ISO, heading="ISO alpha-3", index="names").must()
    numeric: str = Pattern("ISO 3166-1 numeric", *_ISO, heading="ISO numeric", index="names").must()
    capital: str = Line("capital", asked="capital where", index="names").must()
    currency: str = Choice("ISO 4217 code", words.CURRENCIES, asked="currency money").must()
    leader: str = Line(
        "who represented it", asked="leader president head represent who", index="names"
    ).must()
    leader_title: str = Line("the leader's office", heading="Office").must()
    leader_names: Texts = lines("other spellings", heading="Also spelt", index="names").maybe()
    relations_since: Maybe = Date(
        "diplomatic relations with Japan since",
        heading="Diplomatic relations since",
        asked="diplomatic relations since establish when",
    ).maybe()
    relations: Maybe = Line(
        "level of relations with Japan",
        heading="Relations with Japan",
        asked="relations ties partnership level",
    ).maybe()


class Area(Record):
    """A priority area of the initiative."""


class Target(Record):
    """A quantified goal."""

    by: str = Line("whose goal it is", asked="who").must()
    period: str = Line("by when, or over how long", asked="period when").must()
    status: Maybe = _STATUS.maybe()
    as_of: Maybe = _STATUS_DAY.maybe()
    steps: Texts = _STEPS.maybe()


class Document(Record):
    """A text that was adopted or signed, or a count of such texts."""

    type: str = Choice("what sort of text", words.DOCUMENTS, fact=False).must()
    parties: Texts = lines("who signed or adopted it", asked="who signed parties").maybe()


class Commitment(Record):
    """What somebody undertook to do, with what became of it."""

    date: Maybe = Date("when it was promised", heading="Promised on", asked="when promise").maybe()
    by: str = Line("who undertook it", asked="who promise pledge").must()
    occasion: str = Choice("when it was promised, seen from the summit", words.OCCASIONS).must()
    status: str = _STATUS.must()
    as_of: str = _STATUS_DAY.must()
    steps: Texts = _STEPS.maybe()


class Deal(Record):
    """Business between firms or public bodies."""

    type: str = Choice("what sort of deal", words.DEALS, fact=False).must()
    parties: Texts = lines("who made it", asked="who signed parties").maybe()


class Event(Record):
    """Something that happened on a date, or was announced for one (type `plan`)."""

    type: str = Choice("what sort of event", words.EVENTS, fact=False).must()
    place: Maybe = Line("where", asked="place where").maybe()
    commitments: Texts = References(
        "commitments and targets that it is a step of", "commitment", "target", heading="Step of"
    ).maybe()


class Statement(Record):
    """What a named person or body said or proposed."""

    speaker: str = Line("who said it", asked="who said say propose suggest call speaker").must()
    speaks_for: Texts = References(
        "countries whose leader, minister, envoy or body said it", "country", tags=("country",)
    ).maybe()
    type: str = Choice("what sort of statement", words.STATEMENTS, fact=False).must()


class Dispute(Record):
    """A question on which sources contradict each other."""

    positions: tuple[Position, ...] = Positions(
        Position, "who says what", heading="Who says what"
    ).must()
    assessment: str = Prose("our verdict", heading="Our verdict", fact=False).must()
    settled: str = Choice("how far the verdict settles it", words.SETTLED, fact=False).must()
    about: Texts = References("the records in dispute").maybe()


class Unknown(Record):
    """What was looked for and not found, so that silence is not read as no."""

    as_of: str = Day("the day up to which it was looked for").must()
    languages: Texts = lines(
        "ISO 639 codes of the languages searched", heading="Languages searched", fact=False
    ).maybe()


class Analysis(Record):
    """An interpretation or a forecast: somebody's view, never a fact."""

    author: str = Line("whose view it is", index="title", asked="who think author").must()


class Name(Record):
    """A body or a term, with what it is called in other languages."""

    type: str = Choice("what it is", ("body", "term"), fact=False).must()
    names: Names = _NAMES.must()
    acronyms: Texts = lines("its abbreviations", index="names").maybe()


class Source(Record):
    """Where records come from."""

    text: str = Prose("what sort of source it is, in a sentence", index="text", derived=True).must()
    publisher: str = Line("who published it").must()
    url: Maybe = Url("its http or https address", heading="Address").maybe()
    language: str = Pattern("ISO 639 code", *_LANGUAGE, narrows=True).must()
    origin: Maybe = Line("whose report it relays; left out, it is the publisher's own").maybe()
    read: Maybe = Choice("how much of it could be read", words.READ).maybe()
    titled: Maybe = Choice(
        "whose title it has: left out, that of an English page is its own, other ones are ours",
        words.TITLED,
    ).maybe()
    checked: Maybe = Day("the day on which a copy was compared").maybe()
    type: str = Choice("what sort of source", words.SOURCES).must()


class Meta(Declared):
    """What the dataset says of itself."""

    title: str = Line("name of the dataset", length=TITLE_LENGTH).must()
    version: str = Pattern(
        "MAJOR.MINOR.PATCH", _VERSION, "a version", "write three numbers: 1.0.0"
    ).must()
    as_of: str = Day("the day up to which sources were read").must()
    licence: str = Line("SPDX identifier of its licence", length=40).must()
    attribution: str = Line("whom to name when it is used").must()


class Withdrawn(Declared):
    """A record that is no more: its id is never used again."""

    id: str = Id("the id that it had").must()
    why: str = Line("why it was withdrawn").must()
    replaced_by: Texts = References("what holds now what it held").maybe()


# What stands within records and beside them, as JSON Schema knows it.
PARTS = (Citation, Withdrawn)
# The sections of a file beside `meta` and the kinds.
SECTIONS = {
    "origins": lines("every body whose report a source relays", index=""),
    "withdrawn": Parts(Withdrawn, "records that are no more"),
}
# The class of each kind is the one of its name.
CLASSES: dict[str, type[Record]] = {kind: globals()[kind.capitalize()] for kind in KINDS}


def dataset_schema() -> Schema:
    """The JSON Schema that every sound dataset satisfies, for editors and validators.

    It says what a schema can say of one value or record. What holds between records, and that a
    text reads well, only `cajad validate` knows.
    """
    figure = ["value", "unit", "qualifier"]
    together = {name: [other for other in figure if other != name] for name in figure}
    together |= {"sum_of": ["value"], "status": ["as_of"]}
    kinds = {kind: _object(cls) | {"dependentRequired": together} for kind, cls in CLASSES.items()}
    lists = {}
    for kind, schema in kinds.items():
        schema["required"] += ["sources"] * KINDS[kind].sourced + ["date"] * (kind == "event")
        records = {"type": "array", "items": {"$ref": f"#/$defs/{kind}"}}
        lists[kind] = {"description": schema["description"]} | records
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A cajad dataset",
        "description": "Records of a summit, each with its sources. Written for people to edit;"
        " 'cajad validate' checks what a schema cannot say.",
        "type": "object",
        "properties": {"meta": _object(Meta)} | lists | _properties(SECTIONS),
        "required": ["meta"],
        "additionalProperties": False,
        "$defs": kinds | {cls.__name__.lower(): _object(cls) for cls in PARTS},
    }


def _object(cls: type[Declared]) -> Schema:
    written = {name: type_ for name, type_ in cls.types.items() if not type_.derived}
    return {
        # Python can be told to leave docstrings out.
        "description": cls.__doc__ or cls.__name__,
        "type": "object",
        "properties": _properties(written),
        "required": [name for name, _, must in cls.fields if must and name in written],
        "additionalProperties": False,
    }


def _properties(types: ReadOnly[str, FieldType]) -> Schema:
    return {name: {"description": type_.doc} | type_.schema() for name, type_ in types.items()}

"""How figures, dates, names and states are said on screens."""

import re
from collections.abc import Iterable
from typing import Any

from rich.text import Text

from cajad_cli.model.vocabulary import LANGUAGES
from cajad_cli.render.layout import Cell, joined, link, plain, sign, signed, unbroken
from cajad_cli.render.terminal import TIE
from cajad_cli.text import amounts

# A record as the store has it.
Record = dict[str, Any]

_SCALES = {"trillion": "trn", "billion": "bn", "million": "m"}


def number(value: float) -> str:
    """A value with its scale in short; never rounded."""
    digits, _, scale = amounts.number(value).partition(" ")
    return f"{digits} {_SCALES[scale]}" if scale else digits


def amount(record: Record) -> str:
    """The figure of a record as a list shows it: `more than $3.7 bn`."""
    if "value" not in record:
        return ""
    unit, figure = record["unit"], number(record["value"])
    told = f"{sign(unit)}{figure}" if unit.isupper() and sign(unit) else f"{figure} {unit}"
    qualifier = record.get("qualifier", "")
    return told if qualifier in ("", "stated", "exactly") else f"{qualifier} {told}"


def day(date: str) -> str:
    """A date as people write it: 20 Dec 2025, Dec 2025, 17-20 Dec 2025."""
    begin, _, end = amounts.day_in_words(date, "/", letters=3).partition("/")
    if not end:
        return begin
    # The month and the year, or the year, are said once where both ends share them.
    begin = begin.removesuffix(f" {end.partition(' ')[2]}").removesuffix(f" {end[-4:]}")
    between = f" {sign('range')} " if " " in begin else sign("range")
    return f"{begin}{between}{end}"


def ours(record: Record, *fields: str) -> Text:
    """That one of these fields of a record is our reading, to stand beside it."""
    is_ours = not record.get("inferred", {}).keys().isdisjoint(fields)
    return unbroken("(our reading)" if is_ours else "", "our reading")


def when(record: Record) -> Text:
    """The date of a record; one that no source gives says so."""
    return joined([day(record.get("date", "")), ours(record, "date")])


def sum_told(record: Record) -> Text:
    """The figure of a record as a list shows it; one that no source gives says so."""
    return joined([amount(record), ours(record, "value")])


def as_of(record: Record) -> str:
    """The day for which the status of a record is true."""
    return f"as of {day(record['as_of'])}" if "as_of" in record else ""


def title(record: Record) -> Text:
    """A title, as the heading of its record."""
    return plain(record["title"], "heading")


def trust(record: Record) -> Text:
    """The trust of a record, with its sign where it warns; nothing for what reports no fact."""
    word = record.get("trust", "")
    return signed("disputed") if word == "disputed" else plain(word, word)


def status(record: Record) -> Text:
    """A status with its sign."""
    return signed(record["status"]) if "status" in record else Text()


def remarks(record: Record) -> list[Text]:
    """What must not be missed of a record beside its status: whether that is our reading, and what
    is planned, older or later than the summit."""
    told = []
    if "status" in record.get("inferred", {}):
        told.append(plain("our reading", "our reading"))
    if record["kind"] == "event" and record["type"] == "plan":
        told.append(signed("planned"))
    if record.get("occasion") == "before":
        told.append(plain(f"older {record.get('date', '')[:4]}".strip(), "older"))
    if record.get("occasion") == "after":
        told.append(plain("later", "later"))
    return told


def short_name(source: Record) -> str:
    """The publisher of a source in few words: without what stands behind a comma or bracket."""
    name = re.split(r" via |, | \(|; ", source["publisher"])[0]
    return name.replace("Ministry of Foreign Affairs of", "MOFA")


def source(citation: Record, others: dict[str, Record], dated: bool = True) -> Text:
    """A source by its publisher and date, linked to the passage."""
    found = others[citation["id"]]
    date = f", {day(found['date'])}" if dated and "date" in found else ""
    return link(short_name(found) + date, citation.get("link", ""))


def first_sources(record: Record, others: dict[str, Record]) -> Text:
    """The publisher of a first source, a primary one if there is any; and how many more."""
    cited = {citation["id"]: citation for citation in reversed(record["sources"])}
    if not cited:
        return Text()
    kinds = {key: others[key]["type"] for key in reversed(cited)}
    first = min(kinds, key=lambda key: kinds[key] != "primary")
    more = f"+{len(cited) - 1}" if len(cited) > 1 else ""
    return joined([joined(["source:", source(cited[first], others, dated=False)], TIE), more])


def language(code: str) -> str:
    """A language in English."""
    return LANGUAGES.get(code, code)


def called(names: dict[str, str]) -> Text:
    """What something is called, each name with its language."""
    return joined((unbroken(f"{language(key)} {name}") for key, name in names.items()), ", ")


def names(keys: Iterable[str], others: dict[str, Record]) -> str:
    """What countries, areas and other records of these ids are called."""
    return ", ".join(others[key]["title"] if key in others else key for key in keys)


def codes(record: Record, others: dict[str, Record]) -> str:
    """The countries of a record in two letters each, or how many where they are many."""
    countries = record.get("countries", ())
    if len(countries) > 2:
        return f"{len(countries)} countries"
    return " ".join(others[key]["alpha_2"] for key in countries if key in others)


def marks(record: Record, others: dict[str, Record]) -> list[Cell]:
    """What must be known of a record in a list: trust, id and first source."""
    return [trust(record), record["id"], first_sources(record, others)]

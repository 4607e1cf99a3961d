"""How figures, dates, names and states are said on screens."""

from collections.abc import Iterable
from typing import Any

from rich.text import Text

from cajad_cli.render.layout import Cell, joined, link, plain, sign, signed

Record = dict[str, Any]

_SCALES = ((10**12, "trn"), (10**9, "bn"), (10**6, "m"))
_LONG_SCALES = ((10**12, " trillion"), (10**9, " billion"), (10**6, " million"))
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_CURRENCIES = {"JPY": "yen", "EUR": "euro", "GBP": "pound"}


def number(value: float, scales: Iterable[tuple[int, str]] = _SCALES) -> str:
    """A value with its scale; never rounded."""
    for scale, word in scales:
        scaled = f"{value / scale:,.12g}"
        # A figure that the scale would round is written out.
        if abs(value) >= scale and round(float(scaled.replace(",", "")) * scale, 3) == value:
            return f"{scaled}{word}" if word.startswith(" ") else f"{scaled} {word}"
    return f"{value:,}"


def qualifier(record: Record) -> str:
    """How exact the figure is, where that is not plain."""
    said = record.get("qualifier", "")
    return "" if said in ("stated", "exactly") else str(said)


def amount(record: Record) -> str:
    """The figure of a record as a list shows it: `more than $3.7 bn`."""
    if "value" not in record:
        return ""
    unit = record["unit"]
    shown = number(record["value"])
    if unit == "USD":
        told = f"${shown}"
    elif unit in _CURRENCIES:
        told = f"{sign(_CURRENCIES[unit])}{shown}"
    else:
        told = f"{shown} {unit}"
    return f"{qualifier(record)} {told}".strip()


def amount_in_full(record: Record) -> str:
    """The figure in words and in digits."""
    if "value" not in record:
        return ""
    value, unit = record["value"], record["unit"]
    words = f"{number(value, _LONG_SCALES)} {unit}"
    digits = f"{value:,} {unit}"
    return f"{qualifier(record)} {words}{f' ({digits})' if digits != words else ''}".strip()


def day(date: str) -> str:
    """A date as people write it: 20 Dec 2025, Dec 2025, 17-20 Dec 2025."""
    first, _, last = date.partition("/")
    if not last:
        return _day(first)
    begin, end = _day(first).split(" "), _day(last).split(" ")
    # What both ends share is said once.
    shared = 0
    while shared < len(begin) - 1 and begin[-1 - shared] == end[-1 - shared]:
        shared += 1
    begin = begin[: len(begin) - shared]
    between = sign("range") if len(begin) == 1 else f" {sign('range')} "
    return " ".join(begin) + between + " ".join(end)


def _day(date: str) -> str:
    year, *rest = date.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(number)) for number in rest[1:]), *month, year])


def flush_day(date: str) -> str:
    """A date in eleven columns, so that years stand beneath each other."""
    return day(date).rjust(11)


def when(record: Record) -> str:
    """The date of a record; one that no source gives says so."""
    if "date" not in record:
        return ""
    return day(record["date"]) + (" (our reading)" if "date" in record.get("inferred", {}) else "")


def trust(record: Record) -> Text:
    """The trust of a record, with its sign where it warns; nothing for what reports no fact."""
    word = record.get("trust", "")
    return signed("disputed") if word == "disputed" else plain(word, word)


def status(record: Record) -> Text:
    """A status with its sign."""
    return signed(record["status"]) if "status" in record else Text()


def remarks(record: Record) -> list[Text]:
    """What must not be missed of a record: our reading, planned, older or later than the summit."""
    told = []
    if "status" in record.get("inferred", {}):
        told.append(plain("our reading", "our reading"))
    if record.get("type") == "plan":
        told.append(signed("planned"))
    occasion = record.get("occasion")
    if occasion in ("before", "after"):
        year = f" {record['date'][:4]}" if "date" in record and occasion == "before" else ""
        word = "older" if occasion == "before" else "later"
        told.append(plain(f"{word}{year}", word))
    return told


def short_name(source: Record) -> str:
    """The publisher of a source in few words: without what stands behind a comma or bracket."""
    name: str = source["publisher"]
    for mark in (" via ", ", ", " (", "; "):
        name = name.partition(mark)[0]
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
    primary = [c for key, c in cited.items() if others[key]["type"] == "primary"]
    first = primary[-1] if primary else list(cited.values())[-1]
    more = f"+{len(cited) - 1}" if len(cited) > 1 else ""
    return joined([source(first, others, dated=False), more])


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

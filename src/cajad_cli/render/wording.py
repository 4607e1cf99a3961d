"""How figures, dates and states are said on screens."""

from typing import Any

from rich.text import Text

from cajad_cli.render.page import joined, plain

Record = dict[str, Any]

_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def amount(record: Record) -> str:
    """The figure of a record as people say it: `more than 3.7 billion USD`."""
    if "value" not in record:
        return ""
    parts = (qualifier(record), number(record["value"]), record["unit"])
    return " ".join(part for part in parts if part)


def qualifier(record: Record) -> str:
    """How exact the figure is, where that is not plain."""
    said = record.get("qualifier", "")
    return "" if said in ("stated", "exactly") else str(said)


def number(value: float) -> str:
    """A value with its scale in words; never rounded."""
    for scale, word in _SCALES:
        scaled = f"{value / scale:,.12g}"
        # A figure that the scale would round is written out.
        if abs(value) >= scale and float(scaled.replace(",", "")) * scale == value:
            return f"{scaled} {word}"
    return f"{value:,}"


def when(record: Record) -> str:
    """The date of a record, the two ends of an interval parted by a word."""
    return str(record.get("date", "")).replace("/", " to ")


def trust(record: Record) -> Text:
    """The trust of a record in its colour, or nothing for what is no report of fact."""
    return plain(record.get("trust", ""), record.get("trust", ""))


def status(record: Record) -> Text:
    """A status with the day it is true for."""
    if "status" not in record:
        return Text()
    return joined([plain(record["status"], record["status"]), f"as of {record['as_of']}"])


def titled(record: Record, style: str = "heading") -> Text:
    """A title with the id beneath it."""
    return joined([plain(record["title"], style), plain(record["id"], "id")], "\n")

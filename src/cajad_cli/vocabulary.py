"""What fields and options may hold: the closed sets of words, limits, and what a date is.

Light enough for every command to import.
"""

import re

# Kinds of record in order of importance: the order of sections in the file, of records in the
# store and of search results of equal score.
KINDS = (
    "summit",
    "initiative",
    "country",
    "area",
    "target",
    "document",
    "commitment",
    "deal",
    "event",
    "statement",
    "dispute",
    "unknown",
    "analysis",
    "source",
)
# Kinds that report facts, and so bear a trust; the others are views, questions and references.
REPORTED = tuple(kind for kind in KINDS if kind not in ("dispute", "unknown", "analysis", "source"))
TRUSTS = ("official", "corroborated", "single source", "disputed")
# How far a commitment or target has come, furthest first.
STATUSES = ("done", "under way", "announced", "stalled", "unknown")
QUALIFIERS = (
    "stated",
    "exactly",
    "about",
    "more than",
    "at least",
    "up to",
    "nearly",
    "less than",
)
# How an answer may be written: for people, and for programs.
MACHINE_FORMATS = ("json", "jsonl", "csv", "tsv", "markdown", "yaml")
FORMATS = ("table", *MACHINE_FORMATS)
EXPORTS = (*MACHINE_FORMATS, "sqlite")
# The variable of the environment that names another dataset, as the option --data does.
DATA_VARIABLE = "CAJAD_DATA"
# What shells set when they ask for completions.
COMPLETING = "_CAJAD_COMPLETE"
# No more records than these can be asked for in one search.
MOST_HITS = 1000
# How a citation may be written.
STYLES = ("text", "markdown", "bibtex", "csl-json")
# Those of ISO 4217 that money in this record is counted in; a test compares them with pycountry.
CURRENCIES = (
    "CNY",
    "EUR",
    "GBP",
    "HKD",
    "JPY",
    "KGS",
    "KRW",
    "KZT",
    "RUB",
    "TJS",
    "TMT",
    "TRY",
    "USD",
    "UZS",
)


def is_date(text: str) -> bool:
    """Whether a text is a day, a month or a year of the calendar as ISO 8601 writes it."""
    from datetime import date

    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if parts is None:
        return False
    year, month, day = (int(part or 1) for part in parts.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True

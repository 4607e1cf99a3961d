"""The closed sets of words and the limits of options, light enough for every command to import."""

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

"""What fields may hold: the closed sets of words, what a date is, what a citation backs.

Light enough for every command to import.
"""

import re
from typing import Any

# How far to trust a record, and what backs it then.
TRUSTS = {
    "official": "primary sources back every sentence",
    "corroborated": "two independent origins back every sentence",
    "single source": "some sentence rests on one origin",
    "disputed": "sources contradict each other on it, and that is not settled",
}
# How far a commitment or target has come, furthest first.
STATUSES = {
    "done": "finished",
    "under way": "begun",
    "announced": "said, and nothing more is known",
    "stalled": "stopped or overdue",
    "unknown": "looked for, nothing found",
}
# How exact a figure is: stated is the bare figure of the source.
QUALIFIERS = ("stated", "exactly", "about", "more than", "at least", "up to", "nearly", "less than")
# Those of ISO 4217 that money in this record is counted in; a test compares them with pycountry.
CURRENCIES = tuple("CNY EUR GBP HKD JPY KGS KRW KZT RUB TJS TMT TRY USD UZS".split())
# A source is primary where a government, an institution or a party to a deal speaks for itself.
SOURCES = {
    "primary": "A primary source",
    "press": "A press report",
    "analysis": "An analysis",
    "reference": "A work of reference",
}
DOCUMENTS = (
    *("declaration", "joint statement", "agreement", "memorandum", "exchange of notes"),
    *("press release", "plan", "count", "other"),
)
DEALS = ("contract", "memorandum", "joint venture", "financing", "plan", "package")
# A plan was announced for its date, and no source reports that it took place.
EVENTS = tuple(
    "summit ministers officials bilateral forum ceremony visit signing announcement step plan"
    " other".split()
)
# Pages retell a summit for so many days after it: by then nothing new need have happened.
RETOLD_DAYS = 7
# When a commitment was made, as lists call such.
OCCASIONS = {"summit": "made at the summit", "after": "later ones", "before": "older ones"}
# How far a dispute is settled, how much of a source could be read.
SETTLED = ("fully", "partly", "open")
READ = ("whole", "beginning", "headline", "unread")
# English names of the languages of sources and names; a test compares them with CLDR.
_LANGUAGES = (
    "ar=Arabic,de=German,en=English,es=Spanish,fr=French,it=Italian,ja=Japanese,ka=Georgian,"
    "kk=Kazakh,ko=Korean,ky=Kyrgyz,mul=Multiple languages,pt=Portuguese,ru=Russian,tg=Tajik,"
    "tk=Turkmen,tr=Turkish,uz=Uzbek,zh=Chinese"
)
LANGUAGES: dict[str, str] = dict(pair.split("=") for pair in _LANGUAGES.split(","))
# The languages of pages whose titles are on record as they stand there.
OWN_TITLES = ("en", "mul")
# The form of ids, harmless to shells, terminals and web pages.
ID = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
STATEMENTS = ("speech", "proposal", "remark", "interview", "article", "declaration")


def is_date(text: str) -> bool:
    """Whether a text is a day, a month or a year of the calendar as ISO 8601 writes it."""
    from datetime import date

    if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        return bool(date.fromisoformat(text + "YYYY-01-01"[len(text) :]))
    except ValueError:
        return False


def backs(citation: dict[str, Any], part: str) -> bool:
    """Whether a citation backs a part of its record; without `backs` it backs all of it."""
    named = citation.get("backs")
    return named is None or part in named or part.partition(".")[0] in named

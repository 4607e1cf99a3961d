"""What a record is: its kinds, their fields, and what each field may hold.

Imports `text`. Here stand the kinds and the closed sets of words, light enough for every command to
import. The fields of a kind are declared by the class of its name
in `model.records`.
"""

from contextlib import suppress
from typing import Any

from cajad_cli.named import Values

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
# Whose words the title of a source is where it is not the page's own, as it is of English pages.
TITLED = ("ours",)
# The form of ids, harmless to shells, terminals and web pages.
ID = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
STATEMENTS = ("speech", "proposal", "remark", "interview", "article", "declaration")


class Kind(Values):
    """A kind of record: what a program, a list and a search have to know of one."""

    name: str
    plural: str
    """The attribute of a Dataset that holds its records."""
    weight: float
    """What the score of a record in a search is multiplied by: main things answer more questions
    than details do, facts more than views, questions and references."""
    columns: str
    """The fields that a table of them has."""
    reports: bool = True
    """Whether it reports facts, and so bears a trust: the others are views, questions, sources."""
    sourced: bool = True
    """Whether each of its records must name a source."""
    asked: str = ""
    """The plain words by which people ask for such records."""


_COUNTRY = "title leader leader_title capital alpha_2 relations_since relations names leader_names"
_SUM, _READ = "qualifier value unit", "date trust inferred countries part_of counted_in"
_PAPER = f"title type {_SUM} {_READ}"
_PROMISE = f"title by occasion areas {_SUM} status as_of {_READ}"
_TARGET = f"title {_SUM} period by status as_of {_READ}"
_DEAL, _EVENT = f"title type {_SUM} parties {_READ}", f"date title type {_SUM} {_READ} commitments"
_STATEMENT = f"title speaker type {_SUM} {_READ} speaks_for"
_VIEW, _NAME = "title author date inferred", "title type names acronyms inferred"
_PROMISED = "commitment promise"
_DISPUTE = "title positions settled assessment inferred"
_SOURCE = "title publisher date language type"
# In order of importance: the order of sections in the file, of records in the store and of search
# results of equal score.
KINDS = {
    kind.name: kind
    for kind in (
        Kind("summit", "summits", 1.6, "title place date chair", asked="summit"),
        Kind("initiative", "initiatives", 1.3, "title by trust", asked="initiative"),
        Kind("country", "countries", 1.6, _COUNTRY, asked="country participant"),
        Kind("area", "areas", 1.3, "title text trust", asked="area priority"),
        Kind("target", "targets", 1.2, _TARGET, asked="target goal"),
        Kind("document", "documents", 1.1, _PAPER, asked="document"),
        Kind("commitment", "commitments", 1.15, _PROMISE, asked=_PROMISED),
        Kind("deal", "deals", 1.1, _DEAL, asked="deal"),
        Kind("event", "events", 1.0, _EVENT, asked="event"),
        Kind("statement", "statements", 0.9, _STATEMENT, asked="statement"),
        Kind("dispute", "disputes", 0.8, _DISPUTE, False, asked="dispute"),
        Kind("unknown", "unknowns", 0.75, "title text as_of", False, False, "unknown"),
        Kind("analysis", "analyses", 0.85, _VIEW, False, asked="analysis opinion"),
        Kind("name", "names", 0.8, _NAME, False, asked="name"),
        Kind("source", "sources", 0.3, _SOURCE, False, False, "source"),
    )
}


def is_date(text: str) -> bool:
    """Whether a text is a day, a month or a year of the calendar as ISO 8601 writes it."""
    from datetime import date

    with suppress(ValueError):
        whole = date.fromisoformat(text + "YYYY-01-01"[len(text) :])
        return len(text) in (4, 7, 10) and whole.isoformat().startswith(text)
    return False


def has_own_title(source: dict[str, Any]) -> bool:
    """Whether the title of a source is on record as it stands on its page."""
    return source["language"] in ("en", "mul") and "titled" not in source


def backs(citation: dict[str, Any], part: str) -> bool:
    """Whether a citation backs a part of its record; without `backs` it backs all of it."""
    named = citation.get("backs")
    return named is None or part in named or part.partition(".")[0] in named

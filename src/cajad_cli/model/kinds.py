"""The kinds of record, a row each: what a program, a list and a search have to know of one.

The fields of a kind are declared by the class of its name in `model.records`. This module is light:
every command imports it.
"""

from cajad_cli.named import Values


class Kind(Values):
    """A kind of record."""

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
        Kind("dispute", "disputes", 0.8, "title settled assessment", False, asked="dispute"),
        Kind("unknown", "unknowns", 0.75, "title text as_of", False, False, "unknown"),
        Kind("analysis", "analyses", 0.85, _VIEW, False, asked="analysis opinion"),
        Kind("name", "names", 0.8, _NAME, False, asked="name"),
        Kind("source", "sources", 0.3, _SOURCE, False, False, "source"),
    )
}

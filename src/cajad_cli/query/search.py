"""Answers a query with ranked records. Reads only the store.

The score of a record is the sum of what it has of each term of the query, times a power of the
share of the query that it holds, times the weight of its kind.
"""

from bisect import bisect
from itertools import accumulate
from typing import NamedTuple

from cajad_cli.errors import NotFound
from cajad_cli.model.kinds import KINDS
from cajad_cli.query import terms as ranking
from cajad_cli.query.question import Question
from cajad_cli.query.terms import MOST_PHRASES, MOST_WORDS, Finder, Groups, Hit, Term
from cajad_cli.store.store import Row, Store
from cajad_cli.text.highlight import snippet
from cajad_cli.text.safe import as_typed, escaped, visible
from cajad_cli.text.words import fold_name, stem_of

# Where words of the query are known of nowhere, or hardly together, so many near records are shown.
MOST_NEAR = 3
# The score of a record whose very name was typed, and what that is multiplied by of one whose name
# was typed with words that count little.
NAMED, PARTLY_NAMED = 100.0, 1.5
# A record that holds less of the query is none. Where no record holds so much as is sure, or almost
# all where words are known of nowhere, there are near ones at most.
LEAST, SURE, ALMOST = 0.2, 0.6, 0.75
# What counts more, and by how much, where a word of the query says so: kinds of record, or tags.
LIFTS = {
    "dispute": {"dispute": 1.3},
    "analysis": {"analysis": 1.6},
    "statement": {"statement": 1.2},
    "proposal": {"type:proposal": 1.5},
    "adopted": {"document": 1.2, "type:declaration": 1.3},
    "fate": {"unknown": 1.2, "type:plan": 0.6, "type:announcement": 1.2},
    "signed": {"type:signing": 1.3},
}
# From this rarity on (half of all records: 0.7) a word is missed that a record does not hold.
TELLING = 1.0


class Found(NamedTuple):
    """The hits of a query, the words they were found by, and what was done with other words."""

    hits: list[Hit]
    words: list[str]
    corrections: list[tuple[str, str]]
    """Misspelt words, and what each was read as."""
    unknown: list[str]
    """Words of the query that no record holds."""
    ignored: int
    """How many words and phrases there were beyond the most that are looked for."""
    remarks: list[str]
    """What else was done with what was typed, in a sentence each."""
    answer: dict[str, str] | None
    """The field that was asked for, where that is sure; in the JSON of the first hit as well."""
    see: list[str]
    """The commands that give the list that was asked for; in the same JSON."""
    total: int
    """How many records hold enough of the query; more may where a word of it is in very many."""


def search(store: Store, query: str, groups: Groups = (), limit: int = 10) -> Found:
    """The records that answer the query, best first.

    What holds all of the query comes first; what lacks a word of it says so. Raises NotFound where
    nothing is known of what the query is about, or no record is left within the groups of tags.
    """
    query = as_typed(query)
    question = Question(store, query)
    if not any((question.words, question.figures, question.days, question.phrases)):
        raise NotFound(f"{visible(query, 60)!r} has no word to search for; name a thing or a place")
    finder = Finder(store, question.words, groups, question.excluded)
    terms = finder.terms(question)
    unknown = [term for term in terms if not term.count]
    scores, shares = _scores(finder, terms, question)
    if not groups and not question.excluded:
        meant = dict(finder.corrections)
        words = [meant.get(word.typed, word.typed) for word in question.words]
        telling = [word for word in words if not finder.is_light(word)]
        for n in _named(store, telling) if telling != words else ():
            scores[n], shares[n] = PARTLY_NAMED * scores.get(n, 0.0), 1.0
        values = question.figures or question.days or question.phrases
        for n in _named(store, [query], [] if values else words):
            scores[n], shares[n] = scores.get(n, 0.0) + NAMED, 1.0
    kept = [n for n in scores if shares[n] >= LEAST]
    if not kept:
        raise NotFound("; ".join([_nothing(query, unknown, bool(groups)), *finder.remarks]))
    total = len(kept)
    if max(shares.values()) < (ALMOST if unknown else SURE):
        limit = total = min(limit, MOST_NEAR, total)
    best = sorted(kept, key=lambda n: (-scores[n], n))[:limit]
    shown = [word for term in terms for word in term.shown]
    hits = _hits(store, terms, best, scores, shares, shown)
    answer, see = None, []
    if len(question.asked) > 1 and hits and not unknown:
        from cajad_cli.query.answers import commands_for, direct_answer

        answer = direct_answer(store, question, hits)
        see = commands_for(store, question, finder.meanings)
        hits[0] = hits[0]._replace(row=_told(store, hits[0].row, answer, see))
    ignored = len(question.words[MOST_WORDS:]) + len(question.phrases[MOST_PHRASES:])
    ignored += sum(len(words[MOST_WORDS:]) for words in question.phrases)
    told = [term.typed for term in unknown]
    return Found(hits, shown, finder.corrections, told, ignored, finder.remarks, answer, see, total)


def _scores(
    finder: Finder, terms: list[Term], question: Question
) -> tuple[dict[int, float], dict[int, float]]:
    """The scores of the records that hold any term, and what share of the query each holds."""
    scores: dict[int, float] = {}
    held: dict[int, float] = {}
    headed: dict[int, float] = {}
    for term in terms:
        for n, score in term.found.items():
            scores[n] = scores.get(n, 0.0) + score
            held[n] = held.get(n, 0.0) + term.rarity * (ranking.PART if n in term.partly else 1)
        for n in term.headed:
            headed[n] = headed.get(n, 0.0) + term.rarity
    whole = sum(term.rarity for term in terms)
    shares = {n: min(1.0, rarity / whole + 1e-9) for n, rarity in held.items()}
    # The store numbers records kind by kind.
    ends = list(accumulate(map(finder.store.count, KINDS)))
    answering = finder.answering(question.asks, scores)
    weigh = ranking.WEIGHTS
    lifts = _lifts(finder, terms, question)
    kinds = [k.weight**weigh.kind * lifts.get(k.name, 1.0) for k in KINDS.values()]
    for n in scores:
        title = 1 + weigh.headed * headed.get(n, 0.0) / whole + weigh.answers * (n in answering)
        kind = kinds[min(bisect(ends, n - 1), len(ends) - 1)]
        scores[n] *= shares[n] ** weigh.coverage * title * kind
    for tag, lift in lifts.items():
        for n in finder.store.first("SELECT n FROM tag WHERE tag = ? ORDER BY n", (tag,)):
            if n in scores:
                scores[n] *= lift
    return scores, shares


def _lifts(finder: Finder, terms: list[Term], question: Question) -> dict[str, float]:
    """The kinds of record and the tags that the query is rather after, and by how much."""
    said = set(map(stem_of, question.asked))
    for means in finder.meanings.values():
        said.update(meant for meant, share in means.items() if share == 1)
    lifts: dict[str, float] = {}
    for sense in LIFTS:
        lifts |= LIFTS[sense] if said & finder.store.asking(f"means {sense}") else {}
    if len(question.words) > 2:
        # Who types more than a name is rarely after all that there is of a country or the summit.
        lifts |= {"country": 0.8, "summit": 0.8}
    if question.asks:
        lifts |= {"source": 0.6, "type:count": 1.3 if "howmuch" in question.asks else 1.0}
    if question.is_status:
        lifts |= {"unknown": 1.4, "commitment": 1.2, "target": 1.2}
    if said & {"or", "или"} and len(question.figures) > 1:
        lifts["dispute"] = 2.0
    stand_for = [term for term in terms if min(term.options, default=1) < ranking.PART]
    if said & finder.store.asking("means talks") and len(stand_for) > 1:
        # Two who met are named, or where: their talks alone.
        lifts["type:bilateral"] = 1.4
    return lifts


def _named(store: Store, *names: list[str]) -> list[int]:
    """The records whose very name is one of these, of which each is given in words."""
    folded = [fold_name(" ".join(words)) for words in names]
    # A source's id is for `sources` and `show`: "declaration" asks for no page of that name.
    return [n for n, _ in store.by_name(folded, "AND kind != 'source'")]


def _missing(terms: list[Term], n: int, share: float) -> tuple[str, ...]:
    """The words that tell records apart which a record does not hold."""
    if share == 1:
        return ()
    lacking = (term for term in terms if n not in term.found)
    return tuple(term.typed for term in lacking if term.rarity >= TELLING)


def _nothing(query: str, unknown: list[Term], narrowed: bool) -> str:
    """What to say where nothing is found."""
    if unknown and not narrowed:
        told = " or ".join(repr(visible(term.typed, 60)) for term in unknown[:3])
        return f"no record holds the word {told}"
    within = " within these options" if narrowed else ""
    return f"no record answers {visible(query, 60)!r}{within}; try fewer or other words"


def _hits(
    store: Store,
    terms: list[Term],
    best: list[int],
    scores: dict[int, float],
    shares: dict[int, float],
    shown: list[str],
) -> list[Hit]:
    """The records of these numbers as hits, in this order."""
    found = store.numbered(best)
    hits = []
    for rank, n in enumerate(best, 1):
        row, text = found[n]
        score, cut = round(scores[n], 3), snippet(text, shown)
        missing = _missing(terms, n, shares[n])
        subject = max((term.rarity for term in terms if n in term.headed), default=0.0)
        added = f'"rank": {rank}, "score": {score}, "snippet": {_json(store, "quote", cut)}'
        if inexact := [term.inexact[n] for term in terms if term.inexact.get(n)]:
            added += f', "inexact": {_json(store, "array", *inexact)}'
        if missing:
            added += f', "missing": {_json(store, "array", *missing)}'
        row = row._replace(json=f"{row.json[:-1]}, {escaped(added)}}}")
        hits.append(Hit(row, score, cut, missing, shares[n], subject))
    return hits


def _told(store: Store, row: Row, answer: dict[str, str] | None, see: list[str]) -> Row:
    """A hit with a direct answer and better commands."""
    added = ""
    if answer:
        pairs = (text for pair in answer.items() for text in pair)
        added = f', "answer": {_json(store, "object", *pairs)}'
    if see:
        added += f', "see": {_json(store, "array", *see)}'
    return row._replace(json=f"{row.json[:-1]}{escaped(added)}}}")


def _json(store: Store, kind: str, *texts: str) -> str:
    """Texts as JSON. SQLite writes it: to import Python's takes as long as a search."""
    return str(store.first(f"SELECT json_{kind}({', '.join('?' * len(texts))})", texts)[0])

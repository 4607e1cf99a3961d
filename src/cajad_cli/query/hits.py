"""Which records are answered with to words: what they find, and what bears them as names.

The score of a record is the sum of its scores for the terms of the query, times a power of the
share of the query that it holds, times the weight of its kind and what boosts it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, chain
from math import fsum
from typing import Any

from cajad_cli.errors import NotFound
from cajad_cli.model import KINDS
from cajad_cli.named import Values
from cajad_cli.query import Filters, View, any_of, read
from cajad_cli.query.lexicon import as_word, marks
from cajad_cli.query.question import Question
from cajad_cli.query.terms import WEIGHTS, Finder, Groups, Hit, Term
from cajad_cli.store.store import CANDIDATES, Row, Store
from cajad_cli.text.safe import DASHES, as_typed, as_words, counted, escaped, visible
from cajad_cli.text.words import QueryWord, fold_name, is_idle, marked, stem_of, without_unseen

# Where words of the query are known of nowhere, or hardly together, so many near records are shown.
MOST_NEAR = 3
RIVALS = 6  # So many of the first hits may compete for a direct answer
NAMED = 100.0  # What is added to the score of a record whose very name was typed
# A record that holds less of the query is none. Where no record holds so much as is sure, or almost
# all where words are known of nowhere, there are near ones at most.
LEAST, SURE, ALMOST = 0.2, 0.6, 0.75
# What counts more, and by how much, where a query has words of such a name in `asking.tsv`: kinds
# of record, or tags.
BOOSTS = {
    "means analysis": {"analysis": 1.8},
    "means proposal": {"type:proposal": 1.5},
    "means adopted": {"document": 1.2, "type:declaration": 1.3},
    "means fate": {"unknown": 1.2, "type:plan": 0.6, "type:announcement": 1.2},
    "howmuch": {"target": 1.8, "type:count": 1.3},
}
# What a record counts that is of one guest alone where no guest is named, or another one is; and
# one that is of several countries where one is named.
ALONE, ANOTHER, SHARED = 0.8, 0.7, 0.8
# From this IDF on (half of all records: 0.7) a word is missed that a record does not hold.
TELLING = 1.0
EVERYWHERE = 0.5  # A word of a lower IDF is in most records, as Japan is


class Found(Values):
    """The hits of a query, the words they were found by, and what was done with other words."""

    hits: list[Hit]
    words: list[str]
    corrections: list[tuple[str, str]]  # Misspelt words, and what each was read as
    unknown: list[str]  # Words of the query that no record holds
    remarks: list[str]  # What else was done with what was typed, in a sentence each
    answer: dict[str, str] | None
    """The field that was asked for, where that is sure; in the JSON of the first hit as well."""
    see: list[str]  # The commands that give the list that was asked for; in the same JSON
    total: int
    """How many records hold enough of the query; more may where a word of it is in very many."""
    rest: int  # How many hold all words of the query but those that no record holds
    whole: int  # How many hold all of it


def ranked(store: Store, query: str, groups: Groups = (), limit: int = 10) -> Found:
    """The records that answer the query, best first.

    What holds all of the query comes first; what lacks a word of it says so. Raises NotFound where
    nothing is known of what the query is about, or no record is left within the groups of tags.
    """
    query = without_unseen(as_typed(query))
    question = Question(store, query)
    if not any((question.words, question.figures, question.days, question.phrases)):
        raise NotFound(f"{visible(query, 60)!r} has no word to search for; name a thing or a place")
    finder = Finder(store, question.words, groups, [_meant(store, w) for w in question.excluded])
    terms = finder.terms(question)
    unknown = [term.typed for term in terms if not term.count]
    scores, shares = _scores(finder, terms, question)
    named = [] if groups or question.excluded else _named(finder, question, query)
    answer, see = None, []
    # A figure or a date alone asks for no field and no list; two figures may be in dispute.
    may_ask = len(question.asked) > 1 and bool(question.words or question.figures[1:])
    if may_ask:
        from cajad_cli.query.answers import direct_answer, subject_of
        from cajad_cli.query.leads import commands_for

        see = commands_for(store, question, finder.synonyms)
        if not (see or named or groups or question.excluded):
            named = subject_of(finder)
    for n in named:
        scores[n], shares[n] = scores.get(n, 0.0) + NAMED, 1.0
    kept = [n for n in scores if shares[n] >= LEAST]
    if not kept:
        told = f"no record answers {visible(query, 60)!r}{finder.within}; try fewer or other words"
        if unknown and not finder.within:
            words = " or ".join(repr(visible(typed, 60)) for typed in unknown[:3])
            told = f"no record holds the word {words}"
        commands = (f"see {command}" for command in see)
        raise NotFound("; ".join([told, *finder.remarks, *commands]))
    total = len(kept)
    if max(shares.values()) < (ALMOST if unknown else SURE):
        limit = total = min(limit, MOST_NEAR, total)
    # What competes with the first for the answer does so however few are shown.
    best = sorted(kept, key=lambda n: (-scores[n], n))[: max(limit, RIVALS)]
    shown = {word: term.idf for term in terms for word in term.shown}
    hits = []
    for row, text in map(store.numbered(best).__getitem__, best):
        lacking = [term for term in terms if row.n not in term.found and shares[row.n] < 1]
        missing = [term.typed for term in lacking if term.idf >= TELLING or term.typed.isdigit()]
        subject = max((term.idf for term in terms if row.n in term.headed), default=0.0)
        rare = [term for term in terms if term.options and term.idf > EVERYWHERE]
        untitled = tuple(term.typed for term in rare if row.n not in term.headed)
        # What was not found is told whole: that it was not found may stand anywhere in it.
        told = snippet(text, shown, 480 if row.kind == "unknown" else 240)
        score, lacks = round(scores[row.n], 3), (*missing, *finder.stems)
        hits.append(Hit(row, score, told, lacks, shares[row.n], subject, untitled))
    # Who asks for a list asks for no field.
    if may_ask and not see and hits and not unknown and not finder.is_lenient:
        answer = direct_answer(finder, question, hits[:RIVALS], shown)
    hits = hits[:limit]
    for rank, hit in enumerate(hits, 1):
        inexact = [term.inexact[hit.row.n] for term in terms if term.inexact.get(hit.row.n)]
        added = {"rank": rank, "score": hit.score, "snippet": hit.snippet, "inexact": inexact}
        added |= {"missing": hit.missing} | ({"answer": answer, "see": see} if rank == 1 else {})
        hits[rank - 1] = hit.but(row=_with(store, hit.row, added))
    corrections, remarks = finder.corrections, finder.remarks
    rest = sum(all(n in term.found for term in terms if term.count) for n in kept if unknown)
    whole = sum(shares[n] >= 1 for n in kept)
    return Found(hits, [*shown], corrections, unknown, remarks, answer, see, total, rest, whole)


def _meant(store: Store, word: QueryWord) -> QueryWord:
    """What is to be left out; for a phrase that is the name of a country, what it is called."""
    found = store.by_name((word.typed,), "AND kind = 'country'") if " " in word.typed else []
    if not found:
        return word
    country = read(next(store.rows("WHERE n = ?", (found[0][0],))))
    title, leader, capital = (fold_name(country[name]) for name in ("title", "leader", "capital"))
    # Its leader and its capital are not the country.
    if word.typed == capital or word.typed.endswith(f" {leader.rpartition(' ')[2]}"):
        return word
    # A name of several words is a phrase as well.
    whole = QueryWord(title, (" ".join(map(stem_of, title.split())),))
    return whole if " " in title else as_word(title)


def _scores(
    finder: Finder, terms: list[Term], question: Question
) -> tuple[dict[int, float], dict[int, float]]:
    """The scores of the records that hold any term, and the share of the query that each holds."""
    scores: dict[int, float] = defaultdict(float)
    held: dict[int, float] = defaultdict(float)
    headed: dict[int, float] = defaultdict(float)
    for term in terms:
        for n, score in term.found.items():
            scores[n] += score
            held[n] += term.idf
        for n in term.headed:
            headed[n] += term.idf
    whole = sum(term.idf for term in terms)
    shares = {n: min(1.0, idf / whole + 1e-9) for n, idf in held.items()}
    # The kinds of record and the tags that the query is rather after, and by how much.
    said = set(map(stem_of, question.asked)).union(*finder.synonyms.values())
    boosts: dict[str, float] = {}
    for sense, counts in BOOSTS.items():
        if sense in question.asks or said & finder.store.asking(sense):
            boosts |= counts
    if question.is_whether:
        boosts |= {"unknown": 1.4, "commitment": 1.2, "target": 1.2}
    if len(question.words) > 2:
        # Who types more than a name is rarely after all that there is of a country or the summit.
        boosts |= {"country": 0.8, "summit": 0.8}
        unnamed = [f"alone:{key}" for key in finder.guests if key not in finder.named]
        boosts |= dict.fromkeys(unnamed, ANOTHER if finder.named else ALONE)
        boosts |= {"several": SHARED} if finder.named else {}
    # The store numbers records kind by kind.
    ends = [*accumulate(map(finder.store.count, KINDS))]
    weights = [k.weight ** WEIGHTS["kind"] * boosts.get(k.name, 1.0) for k in KINDS.values()]
    for n in scores:
        title = 1 + WEIGHTS["headed"] * headed[n] / whole
        weight = weights[bisect_left(ends, n)]
        scores[n] *= shares[n] ** WEIGHTS["coverage"] * title * weight
    query = f"SELECT tag, n FROM tag WHERE tag IN ({marks(boosts)}) ORDER BY tag, n"
    for tag, n in finder.store.ask(query, list(boosts)) if boosts else ():
        if n in scores:
            scores[n] *= boosts[tag]
    return scores, shares


def _named(finder: Finder, question: Question, query: str) -> list[int]:
    names = [query]
    if not (question.figures or question.days or question.phrases):
        meant = dict(finder.corrections)
        names.append(" ".join(meant.get(word.typed, word.typed) for word in question.words))
    # A source's id is for `sources` and `show`: "declaration" asks for no page of that name.
    return [n for n, _ in finder.store.by_name(list(map(fold_name, names)), "AND kind != 'source'")]


def _with(store: Store, row: Row, added: dict[str, Any]) -> Row:
    """The row with more in its JSON, but what is empty."""
    told = {name: value for name, value in added.items() if value not in (None, (), [])}
    written = ", ".join(f'"{name}": {_json(store, value)}' for name, value in told.items())
    return row.but(json=f"{row.json[:-1]}, {escaped(written)}}}")


def _json(store: Store, value: Any) -> str:
    """Texts, numbers, and lists and mappings of texts as JSON."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{_json(store, k)}:{_json(store, v)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(_json(store, one) for one in value)}]"
    if not isinstance(value, str):
        return str(value)
    if value.isprintable() and set(value).isdisjoint('"\\'):
        return f'"{value}"'
    # To import Python's module takes as long as a search.
    return str(store.first("SELECT json_quote(?)", (value,))[0])


def snippet(text: str, words: Mapping[str, float], length: int = 160, most: int = 320) -> str:
    """The sentences of a text that hold most of the words found, "..." where others are left out.

    Each word counts as much as is said beside it. As many as fit into a length, or one: within it
    a sense could be cut. What is longer than `most` is no sentence of ours, and is cut at a blank.
    """
    if len(text) <= length:
        return text
    spans = list(marked(text, words))
    places = [start for start, _ in spans]
    kinds = [stem_of(text[slice(*span)].lower()) for span in spans]
    counts = {form: count for word, count in words.items() for form in (word, stem_of(word))}
    # A sentence ends at a sign with a blank behind. A pattern would take longer to be compiled.
    parts = (text.split(f"{sign} ") for sign in ".!?。！？")
    behind = chain.from_iterable(accumulate(len(part) + 2 for part in each) for each in parts)
    ends = sorted({min(end - 1, len(text)) for end in behind})
    best, start, stop = -1.0, 0, 0
    for number, first in enumerate([0, *(end + 1 for end in ends[:-1])]):
        end = ends[max(number, bisect_right(ends, first + length) - 1)]
        within = kinds[bisect_left(places, first) : bisect_left(places, end)]
        # Rounded once, so that no order of words makes equal sums differ.
        held = fsum(counts.get(kind, 1.0) for kind in set(within))
        if held > best:
            best, start, stop = held, first, end
    if stop - start > most:
        place = next((place for place in places if place >= start), start)
        start = text.rfind(" ", start, max(start, place - length // 4)) + 1 or start
        stop = start + length
        if stop < len(text):
            blank = text.rfind(" ", place, stop + 1)
            stop = blank if blank > start else stop
    return f"{'... ' if start else ''}{text[start:stop]}{' ...' if stop < len(text) else ''}"


def search(store: Store, terms: Sequence[str], limit: int, filters: Filters) -> View:
    """What answers a query, best first, with rank, score and snippet in each record."""
    if len(terms) > 1:
        # A shell takes the quotation marks from a phrase that is to be left out.
        signs = ("-", *DASHES)
        apart = [term.startswith(signs) and " " in term and '"' not in term for term in terms]
        told = zip(terms, apart, strict=True)
        terms = [f'-"{term[1:]}"' if is_so else term for term, is_so in told]
    found = ranked(store, " ".join(terms), filters.tags(store), limit)
    hits = found.hits
    read_as = [(visible(typed, 60), visible(meant)) for typed, meant in found.corrections]
    remarks = [f"no match for {typed}; showing {meant}" for typed, meant in read_as]
    remarks += found.remarks
    is_near = len(hits) == found.total and all(hit.share < SURE for hit in hits)
    none = f"no record{' within these options' * bool(filters.options)} holds"
    lacking = [f"{none} all of it", ""] if is_near else []
    if found.unknown:
        none += f" {' or '.join(repr(visible(word, 60)) for word in found.unknown)}"
        remarks.append(f"{none}; showing near ones, which lack it")
        words = [word.strip("?!.,;:") for word in " ".join(terms).split()]
        telling = (word for word in words if word and not is_idle(word.lower()))
        others = [word for word in telling if word.lower() not in found.unknown]
        # What is written without blanks cannot be left out.
        is_asked = found.rest and len(others) < len(words) and all(map(str.isalnum, others))
        match = "matches" if found.rest == 1 else "match"
        holds = f"{counted(found.rest, 'record')} {match} all other words"
        lacking = [none, holds, " ".join(others) if is_asked else ""]
    added = ("rank", "score", "snippet", "answer", "see", "inexact", "missing")
    total = f"{found.total:,}" if found.total < CANDIDATES else f"more than {CANDIDATES:,}"
    # Words that came as one argument need no quotes either.
    split = (term.split() if all(map(str.isalnum, term.split())) else [term] for term in terms)
    view = View("hits", [hit.row for hit in hits], remarks=remarks, words=found.words, added=added)
    view.total, view.typed, view.lacking = total, as_words(chain.from_iterable(split)), lacking
    if read_as:
        view.within = f"read as {', '.join(meant for _, meant in read_as)}"
    if 0 < found.whole < found.total < CANDIDATES:
        view.whole = f"{found.whole:,} match{'es' * (found.whole == 1)} all of it"
    return view


def names(store: Store, words: Sequence[str] | None) -> View:
    """What countries, leaders, bodies and terms are called in other languages."""
    kinds = ("name", "country")
    if not words:
        every = store.rows("WHERE kind IN ('name', 'country')", order="kind DESC, n")
        return View("name", list(any_of(every, "this dataset holds no names")))
    from cajad_cli.query.names import exact

    same = exact(store, " ".join(words), kinds)
    apart = [] if same else [exact(store, word, kinds) for word in words]
    # Each by itself may be the name of some.
    called = same or (list(chain.from_iterable(apart)) if all(apart) else [])
    named: Iterable[Row] = list(store.rows(f"WHERE n IN ({', '.join(str(n) for n, _ in called)})"))
    remarks: Sequence[str] = ()
    if not called:
        with suppress(NotFound):
            found = search(store, words, CANDIDATES, Filters(kind=kinds))
            named, remarks = found.rows, found.remarks
    # Those that are called so come alone, where there are any.
    wanted = fold_name(" ".join(words)).split()
    whole = [row for row in named if set(wanted) <= set(fold_name(read(row)["title"]).split())]
    titled = whole if same or not called else []
    none = "no record of that name tells what it is called in other languages"
    rows = list(any_of(titled or named, none))
    return View("name", rows, (), remarks, within=visible(" ".join(words), 60))

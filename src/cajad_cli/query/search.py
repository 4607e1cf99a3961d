"""Answers a query with ranked records.

Reads only the store. Text from a user never reaches FTS5 as syntax: it is folded into words
first, and each word is quoted.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cajad_cli.errors import NotFound
from cajad_cli.model.kinds import KINDS
from cajad_cli.store.layout import Row
from cajad_cli.store.store import Store
from cajad_cli.text.highlight import snippet
from cajad_cli.text.safe import as_typed, escaped, visible
from cajad_cli.text.suggest import edit_distance, edits_allowed
from cajad_cli.text.words import (
    QueryWord,
    fold_name,
    grams,
    is_correctable,
    is_ideographic,
    query_words,
    split,
    stem_of,
)

# No more records than these can be asked for in one search.
MOST_HITS = 1000
# Ranking looks at no more than this many records that hold the words, the most important first.
CANDIDATES = 2000
# A query of more words than this is answered by its first ones: time must stay linear.
MOST_WORDS = 40
# How much a word weighs in the names, title, keywords, text and other fields of a record.
WEIGHTS = (8.0, 8.0, 5.0, 3.0, 1.0)
# What the score of a record that holds all words in its names or title is multiplied by.
HEADED = 1.2
# The score of a record whose very name was typed.
NAMED = 100.0


class Hit(NamedTuple):
    """A record that answers a query; rank, score and snippet stand in its JSON as well."""

    row: Row
    score: float
    snippet: str


class Found(NamedTuple):
    """The hits of a query, the words they were found by, and what was done with other words."""

    hits: list[Hit]
    words: list[str]
    corrections: list[tuple[str, str]]
    """Misspelt words, and what each was read as."""
    unknown: list[str]
    """Words of a longer query of which nothing is known, and which were ignored."""
    ignored: int
    """How many words there were beyond the most that are looked for."""


# The tags within which records are looked for: of each group a record must bear one.
Groups = Sequence[Sequence[str]]
# A word of the query as an FTS5 expression, with the words that it may show as.
_Term = tuple[str, list[str]]


def search(store: Store, query: str, groups: Groups = (), limit: int = 10) -> Found:
    """The records that answer the query, best first.

    Records that hold all words come first; where they are few, those with at least half of them
    follow. A word that stands nowhere is read as the nearest one that does; if there is none, it
    is ignored in a query of three words or more. Raises NotFound with the word that nothing is
    known of, or if no record is left within the groups of tags.
    """
    query = as_typed(query)
    every = query_words(query)
    words = every[:MOST_WORDS]
    if not words:
        raise NotFound(f"{visible(query, 60)!r} has no word to search for; name a thing or a place")
    found = _search(store, query, words, groups, limit)
    if not found.hits:
        within = " within these options" if groups else ""
        raise NotFound(
            f"no record answers {visible(query, 60)!r}{within}; try fewer or other words"
        )
    return found._replace(ignored=len(every) - len(words))


def _search(store: Store, query: str, words: list[QueryWord], groups: Groups, limit: int) -> Found:
    corrections: list[tuple[str, str]] = []
    unknown: list[str] = []
    terms: list[_Term] = []
    for word in words:
        known = known_words(store, word)
        if not known:
            unknown.append(word.typed)
        elif known != [word]:
            corrections.append((word.typed, " ".join(meant.typed for meant in known)))
        terms += [_term(store, meant) for meant in known]
    # The record is in English: of a question in another script half may stand nowhere in it.
    spare = 3 if query.isascii() else 2
    if not terms or len(unknown) * spare > len(words):
        raise NotFound(f"nothing is known of {visible(unknown[0], 60)!r}")
    scope, values = _scope(groups)
    named = _named(store, query, words, corrections, scope, values)
    scores = dict.fromkeys(named, NAMED)
    every = " AND ".join(expression for expression, _ in terms)
    headed = set(
        store.first(
            f"SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid LIMIT {CANDIDATES}",
            (f"{{names title}} : ({every})",),
        )
    )
    for n, score, _ in _ranked(store, every, scope, values):
        scores[n] = scores.get(n, 0.0) + score * (HEADED if n in headed else 1.0)
    if len(scores) < limit and len(terms) > 1:
        _add_partial(store, terms, scope, values, scores)
    best = sorted(scores, key=lambda n: (-scores[n], n))
    shown = [word for _, words in terms for word in words]
    hits = _hits(store, best[:limit], scores, shown)
    return Found(hits, shown, corrections, unknown, 0)


def _add_partial(
    store: Store, terms: list[_Term], scope: str, values: list[Any], scores: dict[int, float]
) -> None:
    """Add, below the rest, records that hold at least half of the terms."""
    held: dict[int, list[float]] = {}
    for expression, _ in terms:
        for n, score, _ in _ranked(store, expression, scope, values):
            held.setdefault(n, []).append(score)
    ceiling = min(scores.values(), default=NAMED)
    for n, each in held.items():
        if n not in scores and 2 * len(each) >= len(terms):
            share = len(each) / len(terms)
            scores[n] = min(sum(each) * share**2, ceiling * 0.99)


def _term(store: Store, word: QueryWord) -> _Term:
    alternatives = [" AND ".join(_quoted(part) for part in word.parts)]
    shown = [word.typed, *word.parts]
    if word.joined:
        alternatives.append(_quoted(word.joined))
        shown.append(word.joined)
    for meant in store.first("SELECT meant FROM synonym WHERE word = ?", (word.typed,)):
        alternatives.append(" AND ".join(_quoted(part) for part in split(meant)))
        shown += split(meant)
    return "(" + " OR ".join(f"({words})" for words in alternatives) + ")", shown


def expression_of(store: Store, word: QueryWord) -> str:
    """What finds the records that hold a word."""
    return _term(store, word)[0]


def _quoted(word: str) -> str:
    """The word as FTS5 takes it literally, and what begins with its stem if it is a longer one.

    Both, because a record with the very word then outranks one with a cousin of it: critics come
    before critical minerals.
    """
    stem = stem_of(word)
    return f'("{word}" OR "{stem}"*)' if len(stem) > 3 and stem.isalpha() else f'"{word}"'


def known_words(store: Store, word: QueryWord) -> list[QueryWord]:
    """The word if it stands somewhere, else what it most likely means, or nothing."""
    count = _records(store, expression_of(store, word))
    meant = _correct(store, word, count)
    if meant is not None:
        return [QueryWord(meant, (meant,))]
    if count:
        return [word]
    # A compound may be known in part: of "Taiwan question" Taiwan.
    parts = word.parts if is_ideographic(word.typed) else ()
    return [QueryWord(part, (part,)) for part in parts if _records(store, _quoted(part))]


def _records(store: Store, expression: str) -> int:
    """How many records an expression finds, as far as it matters here."""
    query = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT 100) ORDER BY 1"
    return int(store.first(query, (expression,))[0])


def _correct(store: Store, word: QueryWord, count: int) -> str | None:
    """The known word that one of so many records most likely means, if it is another one.

    A word that stands somewhere is left alone, unless only longer words begin with it and one
    that many more records hold is a slip away: "sumit" means no Sumitomo.
    """
    typed = word.joined or word.typed
    if not is_correctable(typed) or (count and _records(store, f'"{typed}"')):
        return None
    allowed = edits_allowed(typed) if not count else 1
    pairs = " OR ".join(f'"{pair}"' for pair in dict.fromkeys(grams(typed)))
    candidates = store.ask(
        "SELECT word, records FROM word WHERE n IN (SELECT rowid FROM spelling"
        " WHERE spelling MATCH ? ORDER BY rank LIMIT 120) ORDER BY n",
        (pairs,),
    )
    ranked = []
    for known, records in candidates:
        distance = edit_distance(typed, known, allowed)
        # The first letter is rarely wrong: with it, a longer word may differ in one place only.
        most = allowed if typed[0] == known[0] else int(len(typed) > 4)
        if distance <= most and records >= 8 * count:
            ranked.append((distance, typed[0] != known[0], -records, known))
    return min(ranked)[3] if ranked else None


def _named(
    store: Store,
    query: str,
    words: list[QueryWord],
    corrections: list[tuple[str, str]],
    scope: str,
    values: list[Any],
) -> list[int]:
    """The records whose very name is the query, or what is left of a question by its words."""
    meant = dict(corrections)
    rest = " ".join(meant.get(word.typed, word.typed) for word in words)
    names = (fold_name(query), fold_name(rest))
    # A source's id is for `sources` and `show`: "declaration" asks for no page of that name.
    condition = f"AND kind != 'source' {scope.format(n='record.n')}"
    return [n for n, _ in store.by_name(names, condition, values)]


def _scope(groups: Groups) -> tuple[str, list[Any]]:
    """An SQL condition for the groups of tags, on whatever column is put in as `n`.

    The sign before it keeps SQLite from running a full-text search again for each tagged record.
    """
    scope = "".join(
        f" AND +{{n}} IN (SELECT n FROM tag WHERE tag IN ({', '.join('?' * len(tags))}))"
        for tags in groups
    )
    return scope, [tag for tags in groups for tag in tags]


def _ranked(store: Store, expression: str, scope: str, values: list[Any]) -> list[Any]:
    weights = ", ".join(map(str, WEIGHTS))
    by_kind = " ".join(f"WHEN '{kind.name}' THEN {kind.weight}" for kind in KINDS.values())
    query = (
        f"SELECT n, score * CASE kind {by_kind} ELSE 1.0 END AS weighed, kind FROM ("
        f" SELECT rowid AS hit, -bm25(search, {weights}) AS score FROM search"
        f" WHERE search MATCH ? {scope.format(n='rowid')} LIMIT {CANDIDATES})"
        f" JOIN record ON n = hit ORDER BY weighed DESC, n LIMIT {MOST_HITS}"
    )
    return list(store.ask(query, (expression, *values)))


def _hits(store: Store, best: list[int], scores: dict[int, float], shown: list[str]) -> list[Hit]:
    """The records of these numbers as hits, in this order."""
    found = store.numbered(best)
    hits = []
    for rank, n in enumerate(best, 1):
        row, text = found[n]
        score, cut = round(scores[n], 3), snippet(text, shown)
        # SQLite writes JSON: to import Python's takes as long as a search.
        (quoted,) = store.first("SELECT json_quote(?)", (cut,))
        added = f'"rank": {rank}, "score": {score}, "snippet": {escaped(quoted)}'
        hits.append(Hit(row._replace(json=f"{row.json[:-1]}, {added}}}"), score, cut))
    return hits

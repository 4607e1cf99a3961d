"""Answers a query with ranked records.

Reads only the store. Text from a user never reaches FTS5 as syntax: it is folded into words
first, and each word is quoted.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from cajad_cli.errors import NotFound
from cajad_cli.store import Store
from cajad_cli.terminal import escaped, inert, typed
from cajad_cli.vocabulary import MOST_HITS
from cajad_cli.words import (
    QueryWord,
    fold,
    fold_name,
    grams,
    is_correctable,
    is_ideographic,
    query_words,
    slips,
    slips_allowed,
    split,
    stem_of,
    with_marks,
)

# Ranking looks at no more than this many records that hold the words, the most important first.
CANDIDATES = 2000
# A query of more words than this is answered by its first ones: time must stay linear.
MOST_WORDS = 40
# How much a word weighs in the names, title, keywords, text and other fields of a record.
WEIGHTS = (8.0, 8.0, 5.0, 3.0, 1.0)
# What the score of a record is multiplied by: main things answer more questions than details do,
# facts more than views, questions and references.
KIND_WEIGHTS = {
    "summit": 1.6,
    "country": 1.6,
    "initiative": 1.3,
    "area": 1.3,
    "target": 1.2,
    "commitment": 1.15,
    "document": 1.1,
    "deal": 1.1,
    "dispute": 0.8,
    "unknown": 0.75,
    "analysis": 0.85,
    "statement": 0.9,
    "source": 0.45,
}
# What the score of a record that holds all words in its names or title is multiplied by.
HEADED = 1.2
# The score of a record whose very name was typed.
NAMED = 100.0


class Hit:
    """A record that answers a query; rank, score and snippet stand in its JSON as well."""

    def __init__(self, n: int, kind: str, json: str, rank: int, score: float, snippet: str) -> None:
        self.n = n
        self.kind = kind
        self.json = json
        self.rank = rank
        self.score = score
        self.snippet = snippet


class Found:
    """The hits of a query, the words they were found by, and what was done with other words."""

    def __init__(
        self,
        hits: list[Hit],
        words: list[str],
        corrections: list[tuple[str, str]],
        unknown: list[str],
        passed_over: int = 0,
    ) -> None:
        self.hits = hits
        self.words = words
        self.corrections = corrections
        """Misspelt words, and what each was read as."""
        self.unknown = unknown
        """Words of a longer query of which nothing is known, and which were passed over."""
        self.passed_over = passed_over
        """How many words there were beyond the most that are looked for."""


# A word of the query as an FTS5 expression, with the words that it may show as.
_Term = tuple[str, list[str]]


def search(
    store: Store, query: str, tags: Sequence[str] = (), kind: str | None = None, limit: int = 10
) -> Found:
    """The records that answer the query, best first.

    Records that hold all words come first; where they are few, those with at least half of them
    follow. A word that stands nowhere is read as the nearest one that does; if there is none, it
    is passed over in a query of three words or more. Raises NotFound with the word that nothing
    is known of, or if no record is left within the tags and kind.
    """
    query = typed(query)
    every = query_words(query)
    words = every[:MOST_WORDS]
    if not words:
        raise NotFound(f"{inert(query, 60)!r} has no word to search for; name a thing or a place")
    found = _search(store, query, words, tags, kind, limit)
    if not found.hits:
        within = " within these options" if tags or kind else ""
        raise NotFound(f"no record answers {inert(query, 60)!r}{within}; try fewer or other words")
    found.passed_over = len(every) - len(words)
    return found


def _search(
    store: Store,
    query: str,
    words: list[QueryWord],
    tags: Sequence[str],
    kind: str | None,
    limit: int,
) -> Found:
    corrections: list[tuple[str, str]] = []
    unknown: list[str] = []
    terms: list[_Term] = []
    for word in words:
        known = _known(store, word)
        if not known:
            unknown.append(word.typed)
        elif known != [word]:
            corrections.append((word.typed, " ".join(one.typed for one in known)))
        terms += [_term(store, one) for one in known]
    # The record is in English: of a question in another script half may stand nowhere in it.
    spare = 3 if query.isascii() else 2
    if not terms or len(unknown) * spare > len(words):
        raise NotFound(f"nothing is known of {inert(unknown[0], 60)!r}")
    scope, values = _scope(tags, kind)
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
    shown = [one for _, words in terms for one in words]
    hits = _hits(store, best[:limit], scores, shown)
    return Found(hits, shown, corrections, unknown)


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
    return "(" + " OR ".join(f"({one})" for one in alternatives) + ")", shown


def _quoted(word: str) -> str:
    """The word as FTS5 takes it literally, and what begins with its stem if it is a longer one.

    Both, because a record with the very word then outranks one with a cousin of it: critics come
    before critical minerals.
    """
    stem = stem_of(word)
    return f'("{word}" OR "{stem}"*)' if len(stem) > 3 and stem.isalpha() else f'"{word}"'


def _known(store: Store, word: QueryWord) -> list[QueryWord]:
    """The word if it stands somewhere, else what it most likely means, or nothing."""
    count = _records(store, _term(store, word)[0])
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
    allowed = slips_allowed(typed) if not count else 1
    pairs = " OR ".join(f'"{pair}"' for pair in dict.fromkeys(grams(typed)))
    candidates = store.ask(
        "SELECT word, records FROM word WHERE n IN (SELECT rowid FROM spelling"
        " WHERE spelling MATCH ? ORDER BY rank LIMIT 120) ORDER BY n",
        (pairs,),
    )
    ranked = []
    for known, records in candidates:
        distance = slips(typed, known, allowed)
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
    return [n for n, _ in store.called(names, condition, values)]


def _scope(tags: Sequence[str], kind: str | None) -> tuple[str, list[Any]]:
    """An SQL condition for the tags and kind, on whatever column is put in as `n`."""
    scope = "".join(" AND {n} IN (SELECT n FROM tag WHERE tag = ?)" for _ in tags)
    values: list[Any] = list(tags)
    if kind is not None:
        scope += " AND {n} IN (SELECT n FROM record WHERE kind = ?)"
        values.append(kind)
    return scope, values


def _ranked(store: Store, expression: str, scope: str, values: list[Any]) -> list[Any]:
    weights = ", ".join(map(str, WEIGHTS))
    by_kind = " ".join(f"WHEN '{kind}' THEN {factor}" for kind, factor in KIND_WEIGHTS.items())
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
        (quoted,) = store.first("SELECT json_quote(?) ORDER BY 1", (cut,))
        added = f'"rank": {rank}, "score": {score}, "snippet": {escaped(quoted)}'
        hits.append(Hit(n, row.kind, f"{row.json[:-1]}, {added}}}", rank, score, cut))
    return hits


# ---------------------------------------------------------------- what is shown of a hit


def marked(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where in a text stand words that the query's words find, from its beginning on."""
    folded = {word for word in words if word}
    stems = tuple(word[: max(4, len(word) - 3)] for word in folded if len(word) > 3)
    # A pattern of ASCII alone is compiled in a third of the time.
    text = text.replace("’", "'").replace("ʻ", "'")
    for match in re.finditer(with_marks(r"[^\W_]+(?:[-+'][^\W_]+)*", text), text):
        word = fold(match.group())
        plain = word if word.isascii() and word.isalnum() else "".join(split(word))
        if word in folded or plain in folded or _is_cousin(plain, stems):
            yield match.span()
        elif not word.isascii() and len(word) == len(match.group()):
            # Scripts without spaces: the pairs themselves.
            yield from sorted(
                (match.start() + i, match.start() + i + len(one))
                for one in folded
                if not one.isascii() and len(one) < len(word)
                for i in [word.find(one)]
                if i >= 0
            )


def _is_cousin(word: str, stems: tuple[str, ...]) -> bool:
    """Whether a word begins with one of the stems and is not much longer than it."""
    return word.startswith(stems) and any(
        word.startswith(stem) and len(word) - len(stem) < 7 for stem in stems
    )


def snippet(text: str, words: Sequence[str], length: int = 160) -> str:
    """The part of a text around the words found, whole words only, "..." where it is cut."""
    if len(text) <= length:
        return text
    first, _ = next(marked(text, words), (0, 0))
    start = max(0, first - length // 4)
    start = min(start, len(text) - length)
    if start:
        start = text.find(" ", start) + 1
    end = text.rfind(" ", start, start + length) if start + length < len(text) else len(text)
    return ("... " if start else "") + text[start:end] + (" ..." if end < len(text) else "")


def near_names(store: Store, name: str, kinds: Sequence[str] = ()) -> list[tuple[int, str]]:
    """Number and id of records with the name's words, each nearly rightly spelt, in their names."""
    read: list[QueryWord] = []
    for word in query_words(name)[:MOST_WORDS]:
        known = _known(store, word)
        if not known:
            return []
        read += known
    if not read:
        return []
    condition = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    whole = fold_name(" ".join(word.typed for word in read))
    if called := store.called((whole,), condition, kinds):
        # Rightly spelt, it is the very name of some.
        return called
    words = [_term(store, word)[0] for word in read]
    return list(
        store.ask(
            "SELECT n, id FROM (SELECT rowid AS hit, bm25(search, 9, 3, 0, 0, 0) AS score"
            f" FROM search WHERE search MATCH ? LIMIT {CANDIDATES}) JOIN record ON n = hit"
            f" WHERE 1 {condition} ORDER BY score, n LIMIT 6",
            ("{names title} : (" + " AND ".join(words) + ")", *kinds),
        )
    )

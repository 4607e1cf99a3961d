"""Takes a query apart into terms, each with the records that it finds.

A term is a word with what it means, a phrase, a figure or a date. Text from a user never reaches
FTS5 as syntax: it is folded into words first, and each word is quoted.
"""

from collections.abc import Iterable, Sequence
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from cajad_cli.model.kinds import KINDS
from cajad_cli.query.question import Question
from cajad_cli.store.layout import TAG_SIGNS
from cajad_cli.store.store import Store
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import edit_distance, edits_allowed, pieces_near
from cajad_cli.text.words import (
    QueryWord,
    is_correctable,
    is_ideographic,
    is_unspaced,
    query_words,
    stem_of,
)

if TYPE_CHECKING:
    from cajad_cli.text.dates import Day
    from cajad_cli.text.figures import Figure

# Of each term so many records are ranked, the most important first.
CANDIDATES = 2000
# A query of more words than this is answered by its first ones: time must stay linear.
MOST_WORDS = 40
# What is read of a word of a script without spaces.
MOST_LETTERS = 24
# What a figure or date counts, as a share of its rarity, where it is the record's own, stands in
# its text, or is another figure within the rounding that was typed.
OWN, TOLD, NEAR = 2.6, 1.6, 0.75

# What an unknown word counts, as a share of its rarity, that is not of plain Latin letters.
FOREIGN = 0.4


class Weights(NamedTuple):
    """What ranks records. `scripts/weights.py` finds them on judged queries."""

    names: float = 8.0
    title: float = 8.0
    keywords: float = 5.0
    text: float = 3.0
    more: float = 1.0
    asked: float = 5.0
    """How much a word weighs in the columns of the search index."""
    held: float = 0.4
    """What it counts that a record holds a term at all, wherever, as a share of its rarity."""
    coverage: float = 2.0
    """The power of the share of the query that a record holds."""
    headed: float = 0.5
    """What is added to its score if its names and title hold all of the query."""
    kind: float = 1.0
    """The power of the weight of its kind."""
    answers: float = 0.15
    """What is added to its score if it has the sort of field that is asked for: who, when."""


WEIGHTS = Weights()


class Term(NamedTuple):
    """A part of the query, the records found, each with what it has of it, and its rarity."""

    typed: str
    found: dict[int, float]
    rarity: float
    shown: list[str]
    """The words that it may show as in a text."""
    headed: frozenset[int] = frozenset()
    """The records that hold it in their names or title."""
    expression: str = ""
    """What finds it in the search index, if that does."""


# The tags within which records are looked for: of each group a record must bear one.
Groups = Sequence[Sequence[str]]


class Finder:
    """Finds the records of terms, within groups of tags and without what is to be left out."""

    def __init__(
        self,
        store: Store,
        words: list[QueryWord],
        groups: Groups = (),
        excluded: Sequence[QueryWord] = (),
    ) -> None:
        self.store = store
        self.corrections: list[tuple[str, str]] = []
        """Misspelt words, and what each was read as."""
        self.remarks: list[str] = []
        """What else was done with what was typed, in a sentence each."""
        self._total = sum(map(store.count, KINDS))
        self._groups = groups
        self._excluded = " OR ".join(f"({_all_of(word.parts)})" for word in excluded)
        within = ["({})", *(f"tags : ({_any_of(tags)})" for tags in groups)]
        self._scope = " AND ".join(within)
        if excluded:
            self._scope = f"({self._scope}) NOT ({self._excluded})"
        self._meanings: dict[str, list[tuple[str, float]]] = {}
        self._look_up(words)

    def terms(self, question: Question) -> list[Term]:
        """The terms of a query."""
        terms = [self._phrase(words) for words in question.phrases]
        terms += [self._day(day) for day in question.days]
        terms += [self._figure(figure) for figure in question.figures]
        for word in question.words[:MOST_WORDS]:
            terms += self.word(word)
        return self.corrected(terms)

    # ------------------------------------------------------------ words

    def word(self, word: QueryWord) -> list[Term]:
        """The terms of a word: one, or those of its parts where only these are known."""
        unspaced = is_unspaced(word.typed)
        alternatives = [_quoted(" ".join(word.parts)) if unspaced else _all_of(word.parts)]
        shown = [word.typed, *word.parts]
        if word.joined:
            alternatives.append(_quoted(word.joined))
            shown.append(word.joined)
        options = {1.0: alternatives}
        for meant, share in self._meanings.get(stem_of(word.typed), ()):
            options.setdefault(share, []).append(_all_of(meant.split(" ")))
            shown += meant.split(" ")
        term = self._term(
            word.typed, ((_either(each), share) for share, each in options.items()), shown
        )
        if term.found or len(word.typed) < 3:
            return [term]
        parts = self._parts_of_run(word) if unspaced else self._begun(word.typed)
        self._look_up(parts)
        return [one for part in parts for one in self.word(part)] or [term]

    def _term(self, typed: str, options: Iterable[tuple[str, float]], shown: list[str]) -> Term:
        """A term that any of some expressions finds, each of which counts a share."""
        rows = [(expression, share, self._rows(expression)) for expression, share in options]
        rarity = self._rarity(len({n for _, _, each in rows for n, _, _ in each}))
        found: dict[int, float] = {}
        headed = set()
        for _, share, each in rows:
            for n, score, head in each:
                # A rarer word of like meaning counts no more than the one that was typed.
                score = share * (min(score, 2 * rarity) + WEIGHTS.held * rarity)
                found[n] = max(score, found.get(n, 0.0))
                if head > 0:
                    headed.add(n)
        expression = _either(expression for expression, _, _ in rows)
        if not found and not typed.isascii():
            # The record is in English: what it lacks of another language is less telling.
            rarity *= FOREIGN
        return Term(typed, found, rarity, shown, frozenset(headed), expression)

    def _rarity(self, count: int) -> float:
        """How much a term counts that so many records hold."""
        return max(0.1, log(1 + (self._total - count + 0.5) / (count + 0.5)))

    def _rows(self, expression: str) -> list[tuple[int, float, float]]:
        """The records that an expression finds, with their scores, also by names and title only."""
        weights = ", ".join(map(str, WEIGHTS[:6]))
        query = (
            f"SELECT rowid, -bm25(search, {weights}, 0), -bm25(search, 1, 1, 0, 0, 0, 0, 0)"
            f" FROM search WHERE search MATCH ? LIMIT {CANDIDATES + 1}"
        )
        return list(self.store.ask(query, (self._scope.format(expression),)))

    def _phrase(self, words: list[str]) -> Term:
        stems = [stem_of(part) for word in words for part in _word(word).parts]
        typed = " ".join(words)
        term = self._term(typed, [(_quoted(" ".join(stems)), 1.0)], words)
        if term.found:
            return term
        self.remarks.append(f"no record holds the phrase {visible(typed, 60)!r}; showing its words")
        return self._term(typed, [(_all_of(stems), 1.0)], words)

    def _look_up(self, words: Iterable[QueryWord]) -> None:
        """Learn what words mean beside themselves."""
        stems = [stem_of(word.typed) for word in words][:MOST_WORDS]
        query = (
            f"SELECT word, meant, share FROM synonym WHERE word IN ({_marks(stems)}) ORDER BY 1, 2"
        )
        for word, meant, share in self.store.ask(query, stems):
            self._meanings.setdefault(word, []).append((meant, share))

    def _parts_of_run(self, word: QueryWord) -> list[QueryWord]:
        """The known word that a longer one of a script without spaces begins with, and the rest.

        Where there is none, the pairs of its letters that are known.
        """
        typed = word.typed[:MOST_LETTERS]
        for known in self._longest(typed, 2, "synonym"):
            rest = typed[len(known) :]
            return [_word(known), *([_word(rest)] if len(rest) > 1 else [])]
        if len(word.parts) == 1 or not is_ideographic(typed):
            return []
        pairs = word.parts[:MOST_LETTERS]
        return [_word(pair) for pair in pairs if self._rows(_quoted(pair))]

    def _begun(self, typed: str) -> list[QueryWord]:
        """The longest known word that one begins with, the rest being no more than endings."""
        if not typed.isalpha():
            return []
        # Short beginnings of plain letters are mostly of other words.
        least = max(7, len(typed) - 3) if typed.isascii() else max(5, len(typed) - 5)
        known = [*self._longest(typed, least, "word"), *self._longest(typed, least, "synonym")]
        return [_word(max(known, key=len))] if known else []

    def _longest(self, typed: str, least: int, table: str) -> list[str]:
        """The longest beginning of a word, of so many letters at least, that a table knows."""
        starts = [typed[:end] for end in range(len(typed) - 1, least - 1, -1)]
        query = f"SELECT word FROM {table} WHERE word IN ({_marks(starts)})"
        return self.store.first(f"{query} ORDER BY length(word) DESC LIMIT 1", starts)

    # ------------------------------------------------------------ misspelt words

    def corrected(self, terms: list[Term]) -> list[Term]:
        """The terms, those that no record holds read as what they are most likely to mean.

        What a word is mended to must stand in a record with at least half of the others.
        """
        mended = []
        for term in terms:
            meant = None if term.found else _correction(self.store, term.typed)
            read_as = self._meant(meant) if meant else []
            others = [one for one in terms if one is not term and one.found]
            if read_as and _meets(read_as[0], others):
                self.corrections.append((term.typed, str(meant)))
                mended += read_as
            else:
                mended.append(term)
        return mended

    def _meant(self, known: str) -> list[Term]:
        word = _word(known)
        self._look_up([word])
        return self.word(word)

    def meanings(self) -> dict[str, list[str]]:
        """What the stems of the query mean beside themselves."""
        return {word: [meant for meant, _ in each] for word, each in self._meanings.items()}

    def answering(self, asks: list[str]) -> set[int]:
        """The records with a field of the sorts that are asked for."""
        if not asks:
            return set()
        fields = " OR ".join(map(_quoted, asks))
        return {n for n, _, _ in self._rows(f"asked : ({fields})")}

    # ------------------------------------------------------------ figures and dates

    def _figure(self, figure: "Figure") -> Term:
        """What tells this figure; else one that would be written so if it were rounded."""
        condition = "AND unit = ?" if figure.unit else ""
        ends = figure.value - figure.slack, figure.value + figure.slack
        rows = self.store.ask(
            f"SELECT n, value, main FROM figure WHERE value BETWEEN ? AND ? {condition} ORDER BY n",
            (*ends, *([figure.unit] if figure.unit else [])),
        )
        shares: dict[int, float] = {}
        near: dict[float, None] = {}
        for n, value, main in rows:
            share = OWN if main else TOLD
            if value != figure.value:
                near[value] = None
                share *= NEAR - 0.2 * abs(value - figure.value) / figure.slack
            shares[n] = max(share, shares.get(n, 0.0))
        from cajad_cli.text.amounts import number

        typed = f"{number(figure.value)} {figure.unit}".strip()
        if near and not self._exact(figure):
            told = " or ".join(
                map(number, sorted(near, key=lambda one: abs(one - figure.value))[:3])
            )
            self.remarks.append(f"no figure is exactly {typed}; showing {told}")
        shown = [number(value).split(" ")[0] for value in (figure.value, *near)]
        term = self._valued(typed, shares, shown)
        if figure.unit or figure.slack:
            return term
        # A bare number may also be part of a name.
        word = self.word(_word(str(int(figure.value))))[0]
        return term._replace(found=word.found | term.found)

    def _exact(self, figure: "Figure") -> bool:
        query = "SELECT 1 FROM figure WHERE value = ? AND (unit = ? OR ? = '') LIMIT 1"
        return bool(self.store.first(query, (figure.value, figure.unit, figure.unit)))

    def _day(self, day: "Day") -> Term:
        """What is of a day or month, or names it."""
        rows = self.store.ask("SELECT n, main FROM day WHERE day = ? ORDER BY n", (day.iso(),))
        shares = {n: OWN if main else TOLD for n, main in rows}
        if day.swapped:
            read = f"day {day.day} of month {day.month}, {day.year}"
            self.remarks.append(f"the date is read as {read}; write {day.iso()} to be sure")
        return self._valued(day.iso(), shares, [str(day.day or "")])

    def _valued(self, typed: str, shares: dict[int, float], shown: list[str]) -> Term:
        """The term of a figure or date, within the groups of tags and without what is left out."""
        kept: set[Any] = set(shares)
        for tags in self._groups if shares else ():
            kept &= set(
                self.store.first(
                    f"SELECT n FROM tag WHERE tag IN ({_marks(tags)}) ORDER BY n", tags
                )
            )
        if self._excluded and kept:
            query = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
            kept -= set(self.store.first(query, (self._excluded,)))
        rarity = self._rarity(len(shares))
        return Term(typed, {n: shares[n] * rarity for n in kept}, rarity, shown)

    # ------------------------------------------------------------ large datasets

    def bounded(self, terms: list[Term]) -> list[Term]:
        """The terms, those with more records than are ranked narrowed to what others find."""
        common = [term for term in terms if len(term.found) > CANDIDATES and term.expression]
        rare = [term for term in terms if term not in common]
        if not common or len(terms) == 1:
            return terms
        joint = " OR " if any(term.expression for term in rare) else " AND "
        within = joint.join(
            f"({term.expression})"
            for term in (rare if joint == " OR " else common)
            if term.expression
        )
        narrowed = []
        for term in common:
            rows = self._rows(f"({term.expression}) AND ({within})")
            found = {n: term.found.get(n, WEIGHTS.held * term.rarity) for n, _, _ in rows}
            narrowed.append(term._replace(found=found or term.found))
        return [*rare, *narrowed]


def expression_of(store: Store, word: QueryWord) -> str:
    """What finds the records that hold a word, or what it means."""
    return _either(term.expression for term in Finder(store, [word]).word(word))


def known_words(store: Store, word: QueryWord) -> list[QueryWord]:
    """The word if it stands somewhere, else what it most likely means, or nothing."""
    finder = Finder(store, [word])
    terms = finder.corrected(finder.word(word))
    if not all(term.found for term in terms):
        return []
    return [word if term.typed == word.typed else _word(term.typed) for term in terms]


def _correction(store: Store, typed: str) -> str | None:
    """The known word that a misspelt one most likely means, if any."""
    if len(typed) < 5 or not is_correctable(typed):
        return None
    allowed = edits_allowed(typed)
    keys = sorted(pieces_near(typed))
    candidates = store.ask(
        "SELECT word, records FROM word WHERE n IN"
        f" (SELECT n FROM piece WHERE piece IN ({_marks(keys)}) LIMIT {CANDIDATES}) ORDER BY n",
        keys,
    )
    ranked = []
    for known, records in candidates:
        distance = edit_distance(typed, known, allowed)
        # The first letter is rarely wrong: with it, a longer word may differ in one place only.
        most = allowed if typed[0] == known[0] else int(len(typed) > 6)
        if distance <= most:
            ranked.append((distance, typed[0] != known[0], -records, known))
    return min(ranked)[3] if ranked else None


def _meets(term: Term, others: list[Term]) -> bool:
    """Whether some record holds a term and at least half of the others."""
    return any(2 * sum(n in other.found for other in others) >= len(others) for n in term.found)


def _word(typed: str) -> QueryWord:
    """A folded word as a query has it."""
    return next(iter(query_words(typed)), QueryWord(typed, (typed,)))


def _quoted(word: str) -> str:
    """The word as FTS5 takes it literally, without its ending."""
    return f'"{stem_of(word)}"'


def _all_of(words: Iterable[str]) -> str:
    return " AND ".join(map(_quoted, words))


def _any_of(tags: Iterable[str]) -> str:
    return " OR ".join(f'"{tag.translate(TAG_SIGNS)}"' for tag in tags)


def _either(expressions: Iterable[str]) -> str:
    return " OR ".join(f"({expression})" for expression in expressions)


def _marks(values: Sequence[Any]) -> str:
    """The places of so many values in SQL."""
    return ", ".join("?" * len(values))

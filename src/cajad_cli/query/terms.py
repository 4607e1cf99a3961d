"""Takes a query apart into terms, each with the records that it finds.

A term is a word with what it means, a phrase, a figure or a date. Text from a user never reaches
FTS5 as syntax: it is folded into words first, and each word is quoted.
"""

from collections.abc import Collection, Iterable, Sequence
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from cajad_cli.model.kinds import KINDS
from cajad_cli.query.lexicon import Lexicon, as_word, marks, quoted
from cajad_cli.query.question import Question
from cajad_cli.store.store import TAG_SIGNS, Row, Store
from cajad_cli.text.safe import visible
from cajad_cli.text.words import QueryWord, is_unspaced, stem_of

if TYPE_CHECKING:
    from cajad_cli.text.dates import Day
    from cajad_cli.text.figures import Figure

# No more records of a term are ranked than these, the most important first. Once the rarer terms
# of a query have found so many as are enough, of the others only those are ranked.
CANDIDATES, ENOUGH = 1000, 300
# Of more words or phrases, or a longer phrase, only the first are looked for: time stays linear.
MOST_WORDS, MOST_PHRASES = 40, 10
# Up to this length a misspelt word among others, none of which is known, means nothing sure.
SHORT = 7
# What a figure or date counts, as a share of its rarity, where it is the record's own, stands in
# its text, or is another figure within the rounding that was typed.
OWN, TOLD, NEAR = 2.6, 1.6, 0.75
# What the units of figures are called in texts, where that is not their code.
UNITS = {"JPY": "yen", "USD": "dollars", "EUR": "euros"}
# How much more than a word as rare a figure or date counts: who types one means it.
PRECISE = 1.5
# A word that counts less than this share means another in part, as a leader does a country; a
# record that holds no more of it holds as much.
PART = 0.5
# What a foreign word counts whose English is not known, as the record is in English, and a word of
# what is done in questions of any subject, as a share of its rarity.
FOREIGN = LIGHT = 0.3


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
    coverage: float = 1.0
    """The power of the share of the query that a record holds."""
    headed: float = 0.5
    """What is added to its score if its names and title hold all of the query."""
    kind: float = 0.6
    """The power of the weight of its kind."""
    answers: float = 0.15
    """What is added to its score if it has the sort of field that is asked for: who, when."""


WEIGHTS = Weights()

# The tags within which records are looked for: of each group a record must bear one.
Groups = Sequence[Sequence[str]]


class Term:
    """A part of the query: what finds it, how many records do, and those that are ranked."""

    def __init__(self, typed: str, shown: list[str], options: dict[float, str]) -> None:
        self.typed = typed
        self.shown = shown
        """The words that it may show as in a text."""
        self.options = options
        """Expressions of FTS5 that find it, by what each counts as a share of the word itself."""
        self.count = 0
        self.rarity = 0.0
        self.found: dict[int, float] = {}
        """What records have of it, by their numbers."""
        self.partly: set[int] = set()
        """The records that hold only what it means in part."""
        self.headed: set[int] = set()
        """The records that hold it in their names or title."""
        self.inexact: dict[int, str] = {}
        """Records that tell another figure within the rounding that was typed, and which."""

    @property
    def expression(self) -> str:
        """What finds it in any way."""
        return _either(self.options.values())


class Hit(NamedTuple):
    """A record that answers a query; rank, score, snippet and missing stand in its JSON as well."""

    row: Row
    score: float
    snippet: str
    missing: tuple[str, ...]
    """The words of the query that a near record lacks."""
    share: float
    """How much of the query it holds."""
    subject: float
    """How rare the rarest word of the query is that its names or title hold."""


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
        self._lexicon = Lexicon(store)
        self.meanings = self._lexicon.meanings
        self._light = store.asking("means light")
        self._total = sum(map(store.count, KINDS))
        self._groups = groups
        self._excluded = _either(_all_of(word.parts) for word in excluded)
        self._scope = " AND ".join(["({})", *(f"tags : ({_any_of(tags)})" for tags in groups)])
        if excluded:
            self._scope = f"({self._scope}) NOT ({self._excluded})"
        self._lexicon.look_up(words[:MOST_WORDS])

    def terms(self, question: Question) -> list[Term]:
        """The terms of a query, with the records that are ranked."""
        terms = [self._phrase(words[:MOST_WORDS]) for words in question.phrases[:MOST_PHRASES]]
        terms += map(self._day, question.days)
        terms += map(self._figure, question.figures)
        for word in question.words[:MOST_WORDS]:
            terms += self.word(word)
        terms = self.corrected(terms)
        self._rank([term for term in terms if term.count])
        return terms

    def answering(self, asks: list[str], among: Collection[int]) -> set[int]:
        """Those of some records that have a field of the sorts that are asked for."""
        if not asks or not among:
            return set()
        fields = _either(map(quoted, asks))
        return {n for n, _, _ in self._rows(f"asked : ({fields})", among)}

    # ------------------------------------------------------------ words

    def word(self, word: QueryWord) -> list[Term]:
        """The terms of a word: one, or those of its parts where only these are known."""
        unspaced = is_unspaced(word.typed)
        options = {1.0: [quoted(" ".join(word.parts)) if unspaced else _all_of(word.parts)]}
        shown = [word.typed, *word.parts]
        if word.joined:
            options[1.0].append(quoted(word.joined))
            shown.append(word.joined)
        means = self.meanings.get(stem_of(word.typed), {})
        for meant, share in means.items():
            options.setdefault(share, []).append(_all_of(meant.split(" ")))
            shown += meant.split(" ")
        parts = self._lexicon.parts_of(word) if unspaced and not means else []
        if len(parts) < 2:
            term = self._term(word.typed, shown, {one: _either(options[one]) for one in options})
            if term.count or len(word.typed) < 3:
                return [term]
            parts = parts or self._lexicon.parts_of(word)
            if not parts:
                return [term]
        self._lexicon.look_up(parts)
        return [one for part in parts for one in self.word(part)]

    def _term(self, typed: str, shown: list[str], options: dict[float, str]) -> Term:
        term = Term(typed, shown, options)
        # A leader is rarer than the country.
        whole = _either(options[share] for share in options if share > PART)
        own = self._count(whole) if min(options) < PART else 0
        return self._weighed(term, self._count(term.expression), own)

    def _weighed(self, term: Term, count: int, own: int = 0) -> Term:
        """The term, which so many records hold, so many not in part, with how much it counts."""
        term.count, count = count, own or count
        term.rarity = max(0.1, log(1 + (self._total - count + 0.5) / (count + 0.5)))
        if not term.typed.isascii() and not self.meanings.get(stem_of(term.typed)):
            term.rarity *= FOREIGN
        if self.is_light(term.typed):
            term.rarity *= LIGHT
        return term

    def is_light(self, typed: str) -> bool:
        """Whether a word counts little, as a foreign one does where all that it means does."""
        means = self.meanings.get(stem_of(typed), {})
        foreign = 1.0 in means.values() and self._light.issuperset(means)
        return foreign or stem_of(typed) in self._light

    def _phrase(self, words: list[str]) -> Term:
        stems = [stem_of(part) for word in words for part in as_word(word).parts]
        typed = " ".join(words)
        term = self._term(typed, words, {1.0: quoted(" ".join(stems))})
        if term.count:
            return term
        self.remarks.append(f"no record holds the phrase {visible(typed, 60)!r}; showing its words")
        return self._term(typed, words, {1.0: _all_of(stems)})

    def corrected(self, terms: list[Term]) -> list[Term]:
        """The terms, those that no record holds read as what they are most likely to mean."""
        mended: list[Term] = []
        for term in terms:
            meant = None if term.count else self._lexicon.correction(term.typed)
            read_as = [term]
            if meant:
                word = as_word(meant)
                self._lexicon.look_up([word])
                read_as = self.word(word)
                others = [one for one in terms if one.count and one.options]
                alone = len(terms) == 1 or len(term.typed) > SHORT
                if self._meets(read_as[0], others) if others else alone:
                    self.corrections.append((term.typed, meant))
                else:
                    read_as = [term]
            mended += read_as
        return mended

    def _meets(self, term: Term, others: list[Term]) -> bool:
        """Whether a term stands in records with at least half of the others."""
        both = (f"({term.expression}) AND ({other.expression})" for other in others)
        return 2 * sum(self._count(each, 1) for each in both) >= len(others)

    # ------------------------------------------------------------ figures and dates

    def _figure(self, figure: "Figure") -> Term:
        """What tells this figure, or another one that would be written so if it were rounded."""
        from cajad_cli.text.amounts import number

        rows = list(
            self.store.ask(
                "SELECT n, value, main FROM figure"
                " WHERE value BETWEEN ? AND ? AND (? IN ('', unit)) ORDER BY n",
                (figure.value - figure.slack, figure.value + figure.slack, figure.unit),
            )
        )
        typed = f"{number(figure.value)} {figure.unit}".strip()
        shares: dict[int, float] = {}
        inexact: dict[int, str] = {}
        for n, value, main in rows:
            share = OWN if main else TOLD
            if value != figure.value:
                share *= NEAR - 0.2 * abs(value - figure.value) / figure.slack
            if share > shares.get(n, 0.0):
                shares[n] = share
                inexact[n] = "" if value == figure.value else f"{number(value)} for {typed}"
        values = sorted({value for _, value, _ in rows}, key=lambda one: abs(one - figure.value))
        if values and values[0] != figure.value:
            told = " or ".join(map(number, values[:3]))
            self.remarks.append(f"no figure is exactly {typed}; showing {told}")
        # The longest first: with its unit, as texts have it.
        unit = UNITS.get(figure.unit, figure.unit)
        shown = [form for value in values for form in (f"{number(value)} {unit}", number(value))]
        term = self._valued(typed, shares, shown)
        term.inexact = inexact
        if not figure.unit and not figure.slack:
            # A bare number may also be part of a name.
            term.options = {1.0: quoted(str(int(figure.value)))}
            self._weighed(term, max(term.count, self._count(term.expression)))
        return term

    def _day(self, day: "Day") -> Term:
        """What is of a day or month, or names it."""
        rows = self.store.ask("SELECT n, main FROM day WHERE day = ? ORDER BY n", (day.iso(),))
        shares = {n: OWN if main else TOLD for n, main in rows}
        if day.swapped:
            read = f"day {day.day} of month {day.month}, {day.year}"
            self.remarks.append(f"the date is read as {read}; write {day.iso()} to be sure")
        return self._valued(day.iso(), shares, [str(day.day or day.year)])

    def _valued(self, typed: str, shares: dict[int, float], shown: list[str]) -> Term:
        """The term of a figure or date, within the groups of tags and without what is left out."""
        kept: set[Any] = set(shares)
        for tags in self._groups if shares else ():
            query = f"SELECT n FROM tag WHERE tag IN ({marks(tags)}) ORDER BY n"
            kept &= set(self.store.first(query, tags))
        if self._excluded and kept:
            query = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
            kept -= set(self.store.first(query, (self._excluded,)))
        term = self._weighed(Term(typed, shown, {}), len(kept))
        term.rarity *= PRECISE
        term.found = {n: shares[n] * term.rarity for n in sorted(kept)[:CANDIDATES]}
        return term

    # ------------------------------------------------------------ records

    def _count(self, expression: str, most: int = 100_000) -> int:
        """How many records an expression finds."""
        query = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
        return sum(self.store.first(f"{query} ORDER BY 1", (self._scope.format(expression), most)))

    def _rows(
        self, expression: str, among: Collection[int] = ()
    ) -> Iterable[tuple[int, float, float]]:
        """The records that an expression finds, with their scores, also by names and title only."""
        weights = ", ".join(map(str, WEIGHTS[:6]))
        # The sign before it keeps SQLite from running a full-text search again for each of them.
        within = f"AND +rowid IN ({', '.join(f'{n:d}' for n in among)})" if among else ""
        query = (
            f"SELECT rowid, -bm25(search, {weights}, 0), -bm25(search, 1, 1, 0, 0, 0, 0, 0)"
            f" FROM search WHERE search MATCH ? {within} LIMIT {CANDIDATES}"
        )
        return self.store.ask(query, (self._scope.format(expression),))

    def _rank(self, terms: list[Term]) -> None:
        """Find the records of the terms, the rarest first, and what each has of them."""
        pool: set[int] = set()
        words = [term for term in terms if term.options]
        if len(words) > 1 and min(term.count for term in words) > CANDIDATES:
            # Each is too common for its records to be looked through: those of all come first.
            together = " AND ".join(f"({term.expression})" for term in words)
            pool = {n for n, _, _ in self._rows(together)}
        for term in sorted(terms, key=lambda one: -one.rarity):
            full = bool(pool) and len(pool) + term.count > ENOUGH
            for share, expression in sorted(term.options.items(), reverse=True):
                for n, score, head in self._rows(expression, pool if full else ()):
                    # A rarer word of like meaning counts no more than the one that was typed.
                    score = min(score, 2 * term.rarity) + WEIGHTS.held * term.rarity
                    if share < PART and n not in term.found:
                        term.partly.add(n)
                    term.found[n] = max(share * score, term.found.get(n, 0.0))
                    if head > 0:
                        term.headed.add(n)
            pool.update(term.found)


def _all_of(words: Iterable[str]) -> str:
    return " AND ".join(map(quoted, words))


def _any_of(tags: Iterable[str]) -> str:
    return " OR ".join(f'"{tag.translate(TAG_SIGNS)}"' for tag in tags)


def _either(expressions: Iterable[str]) -> str:
    return " OR ".join(f"({expression})" for expression in expressions)

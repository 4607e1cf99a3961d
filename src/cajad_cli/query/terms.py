"""Retrieval: the terms of a query, each with the records that hold it.

A term is a word with its synonyms, a phrase, a figure or a date. Text from a user never reaches
FTS5 as syntax: it is folded into words first, and each word is quoted.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from math import log
from typing import TYPE_CHECKING

from cajad_cli.model import KINDS
from cajad_cli.named import Values
from cajad_cli.query.lexicon import Lexicon, as_word, marks
from cajad_cli.query.question import BOUNDS, Question
from cajad_cli.store.store import CANDIDATES, TAG_SIGNS, Row, Store
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.words import QueryWord, is_unspaced, stem_of

if TYPE_CHECKING:
    from cajad_cli.text.numbers import Day, Figure

# Once the rarer terms of a query have found so many, of the others only those are ranked.
ENOUGH = 300
# Of more words or phrases, or a longer phrase, only the first are looked for: time stays linear.
MOST_WORDS, MOST_PHRASES = 40, 10
# What a figure or date counts, as a share of its IDF, where it is the record's own, stands in
# its text, or is another figure within the rounding that was typed.
OWN, TOLD, NEAR = 2.6, 1.6, 0.7
# What the units of figures are called in texts, where that is not their code.
UNITS = {"JPY": "yen", "USD": "dollars", "EUR": "euros"}
# What counts less than this share means a word in part, as a leader does a country. So much of its
# IDF a word counts that is foreign and unknown, or of what is done in questions of any subject.
PART, LIGHT = 0.5, 0.3
# How much a word weighs in the columns of the search index.
_COLUMNS = {"names": 8.0, "title": 8.0, "keywords": 5.0, "text": 2.0, "more": 1.0, "asked": 5.0}
# What ranks records: `scripts/weights.py` finds it on judged queries.
WEIGHTS = _COLUMNS | {
    # What it counts that a record holds a term at all, wherever, as a share of its IDF.
    "held": 0.2,
    # The power of the share of the query that a record holds.
    "coverage": 0.75,
    # What is added to its score if its names and title hold all of the query.
    "headed": 0.5,
    # The power of the weight of its kind.
    "kind": 0.6,
}
# The tags within which records are looked for: of each group a record must bear one.
Groups = Sequence[Sequence[str]]
Words = Sequence[QueryWord]


class Term:
    """A part of the query: what finds it, how many records do, and those that are ranked."""

    def __init__(self, typed: str, shown: list[str], options: dict[float, str]) -> None:
        self.typed = typed
        self.shown = shown  # The words that it may show as in a text
        self.options = options
        """Expressions of FTS5 that find it, by what each counts as a share of the word itself."""
        self.expression = _either(options.values())
        self.count = 0
        self.idf = 0.0
        """Its inverse document frequency, as BM25 has it, or the share of it that it counts."""
        self.found: dict[int, float] = {}  # The scores of records for this term, by their numbers
        self.headed: set[int] = set()  # The records that hold it in their names or title
        self.inexact: dict[int, str] = {}
        """Records that tell another figure within the rounding that was typed, and which."""


class Hit(Values):
    """A record that answers a query; rank, score, snippet and missing stand in its JSON as well."""

    row: Row
    score: float
    snippet: str
    missing: tuple[str, ...]  # The words of the query that a near record lacks
    share: float  # How much of the query it holds
    subject: float  # The highest IDF of the terms that its names or title hold
    untitled: tuple[str, ...]
    """The words of the query that these do not hold, but figures, dates and what is everywhere."""


class Finder:
    """Finds the records of terms, within groups of tags and without what is to be left out."""

    def __init__(
        self, store: Store, words: Words, groups: Groups = (), without: Words = ()
    ) -> None:
        self.store = store
        self.corrections: list[tuple[str, str]] = []  # Misspelt words, and what each was read as
        self.stems: list[str] = []  # Lone characters that are looked for nowhere
        self.is_lenient = False  # Whether everyday words were passed over that no record holds
        self.remarks: list[str] = []  # What else was done with what was typed, in a sentence each
        self._lexicon = Lexicon(store)
        self.synonyms = self._lexicon.synonyms
        self._total = sum(map(store.count, KINDS))
        among = (f"SELECT 1 FROM tag WHERE tag IN ({marks(tags)})" for tags in groups)
        self._tagged = " ".join(f"AND EXISTS ({one} AND tag.n = told.n)" for one in among)
        self._tags = list(chain.from_iterable(groups))
        self.within = " among those not left out" if without else ""
        """What is told of the records that are looked through, where these are not all."""
        if groups:
            self.within = " within these options"
        # A phrase means nothing but itself.
        self._lexicon.learn(word for word in without if " " not in word.typed)
        left_out = []
        for word in without:
            # It, or what it means as a whole.
            means = self.synonyms.get(stem_of(word.typed), {}).items()
            same = (_all(meant.split(" ")) for meant, share in means if share > PART)
            left_out.append(_either([_all(map(stem_of, word.parts)), *same]))
            held = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
            if not store.first(held, left_out[-1:]):
                told = f"no record holds {visible(word.typed, 60)!r}, which is to be left out"
                self.remarks.append(told)
        self._excluded = _either(left_out)
        tagged = (" OR ".join(f'"{tag.translate(TAG_SIGNS)}"' for tag in tags) for tags in groups)
        self._scope = " AND ".join(["({})", *(f"tags : ({tags})" for tags in tagged)])
        if without:
            self._scope = f"({self._scope}) NOT ({self._excluded})"
        self._lexicon.learn(words[:MOST_WORDS])
        stems = {stem_of(word.typed) for word in words[:MOST_WORDS]}
        meant = stems.union(*self.synonyms.values())
        own = {stem: self.synonyms.get(stem, {}) for stem in stems}
        alike = {stem: [one for one, share in own[stem].items() if share == 1] for stem in own}
        self.meant = {stem: {stem, *" ".join(alike[stem]).split()} for stem in own}
        """What the stems of its words mean, each itself too, but nothing that is only like it."""
        self.guests = dict(pair.split(":") for pair in store.meta["guests"].split())
        """The last names of leaders by their countries, but that of the host."""
        self.named = [key for key in self.guests if stem_of(key) in meant]
        """Those of these countries that the query names in any way."""
        if len(self.named) == 1:
            # The president of Tajikistan is Rahmon.
            leader = self.guests[self.named[0]]
            presidents = [s for s in stems if "president" in (s, *self.synonyms.get(s, ()))]
            self.synonyms |= {stem: {leader: 1.0} for stem in presidents}

    def terms(self, question: Question) -> list[Term]:
        """The terms of a query, with the records that are ranked."""
        self._lexicon.foreign = question.foreign
        self.remarks += question.remarks
        terms = [self._phrase(words[:MOST_WORDS]) for words in question.phrases[:MOST_PHRASES]]
        days = list({day.iso(): day for day in question.days}.values())
        figures = list({(one.value, one.unit): one for one in question.figures}.values())
        terms += map(self._day, days[:MOST_WORDS])
        terms += map(self._figure, figures[:MOST_WORDS])
        for word in question.words[:MOST_WORDS]:
            means = self.synonyms.get(stem_of(word.typed), {})
            is_lone = len(word.typed) == 1 and is_unspaced(word.typed) and len(question.words) > 1
            if is_lone and not means:
                # Beside others a character of no known meaning is mostly the stem of a verb, which
                # no record need hold; but what lacks it says so.
                self.stems.append(word.typed)
            else:
                terms += self.word(word)
        terms = self.corrected(terms)
        # An everyday word that no record holds is none to tell of.
        telling = [term for term in terms if term.count or not self._lexicon.is_light(term.typed)]
        self.is_lenient = 0 < len(telling) < len(terms)
        terms = telling or terms
        self._score([term for term in terms if term.count])
        ignored = sum(len(parts[MOST_WORDS:]) for parts in (question.words, days, figures))
        ignored += len(question.phrases[MOST_PHRASES:])
        ignored += sum(len(words[MOST_WORDS:]) for words in question.phrases)
        if ignored:
            were = "was" if ignored == 1 else "were"
            told = f"{counted(ignored, 'word')} after the first {MOST_WORDS} {were} ignored"
            self.remarks.append(told)
        return terms

    def word(self, word: QueryWord) -> list[Term]:
        """The terms of a word: one, or those of its parts where only these are known."""
        unspaced = is_unspaced(word.typed)
        shown = [word.typed, *word.parts, *filter(None, [word.joined])]
        same = [f'"{" ".join(word.parts)}"' if unspaced else _all(map(stem_of, word.parts))]
        same += [_all([stem_of(word.joined)])] if word.joined else []
        options = {1.0: same}
        means = self.synonyms.get(stem_of(word.typed), {})
        for meant, share in means.items():
            options.setdefault(share, []).append(_all(meant.split(" ")))
            shown += meant.split(" ")
        term = self._term(word.typed, shown, {one: _either(options[one]) for one in options})
        known = term.count or len(word.typed) < 3
        if known and (means or not unspaced):
            return [term]
        parts = self._lexicon.parts_of(word)
        if not parts or (known and len(parts) == 1):
            return [term]
        self._lexicon.learn(parts)
        found = [one for part in parts for one in self.word(part)]
        if len(found) == 1:
            # What lacks it lacks the word that was typed.
            found[0].typed = word.typed
        return found

    def _term(self, typed: str, shown: list[str], options: dict[float, str]) -> Term:
        term = Term(typed, shown, options)
        term.count = self._count(term.expression)
        # A leader is rarer than the country.
        whole = [options[share] for share in options if share > PART]
        part = len(whole) < len(options)
        return self._weighed(term, (part and self._count(_either(whole))) or term.count)

    def _weighed(self, term: Term, count: int) -> Term:
        """The term, with what it counts where so many records hold it."""
        term.idf = log(1 + (self._total - count + 0.5) / (count + 0.5))
        is_foreign = not term.typed.isascii() or (not count and term.typed in self._lexicon.foreign)
        unknown = is_foreign and not self.synonyms.get(stem_of(term.typed))
        if unknown or self._lexicon.is_light(term.typed):
            term.idf *= LIGHT
        return term

    def _phrase(self, words: list[str]) -> Term:
        stems = [stem_of(part) for word in words for part in as_word(word).parts]
        typed = " ".join(words)
        term = self._term(typed, words, {1.0: f'"{" ".join(stems)}"'})
        if not term.count:
            term = self._term(typed, words, {1.0: _all(stems)})
            told = f"no record{self.within} holds the phrase {visible(typed, 60)!r}"
            self.remarks.append(f"{told}{'; showing its words' * bool(term.count)}")
        return term

    def corrected(self, terms: list[Term]) -> list[Term]:
        """The terms, those that no record holds read as what they are most likely to mean."""
        told: list[Term] = []
        for term in terms:
            told.append(term)
            meant = None if term.count else self._lexicon.correction(term.typed)
            if not meant:
                continue
            word = as_word(meant)
            self._lexicon.learn([word])
            read_as = self.word(word)
            others = [one.expression for one in terms if one.count and one.options]
            both = (f"({read_as[0].expression}) AND ({other})" for other in others)
            # Records hold it with half of the others; a long word is hardly another by chance.
            near = 2 * sum(self._count(each, 1) for each in both)
            if len(term.typed) >= 8 or near >= len(others):
                self.corrections.append((term.typed, meant))
                for one in read_as:
                    # What lacks it lacks the word that was typed.
                    one.typed = term.typed
                told[-1:] = read_as
        return told

    def _figure(self, figure: "Figure") -> Term:
        """What tells this figure, one that would be written so if rounded, or one beyond it."""
        from cajad_cli.text.amounts import number

        bound, top = "value BETWEEN ? AND ?", figure.value + figure.slack
        values: list[float | str] = [figure.value - figure.slack, top]
        typed = f"{BOUNDS.get(figure.bound, '')} {number(figure.value)} {figure.unit}".strip()
        if figure.bound == "-":
            values[0] = figure.value
            typed = f"{number(figure.value)} to {number(top)} {figure.unit}"
        elif figure.bound:
            # What is itself told as more than 12 billion is more than that.
            qualified = "json_extract(json, '$.qualifier') = ?"
            its = f"EXISTS (SELECT 1 FROM record WHERE record.n = told.n AND {qualified})"
            bound = f"(value {figure.bound} ? OR (value = ? AND main AND {its}))"
            values = [figure.value, figure.value, BOUNDS[figure.bound]]
        query = (
            f"SELECT n, value, main FROM figure AS told WHERE {bound} AND ? IN ('', unit)"
            f" {self._tagged} ORDER BY n"
        )
        rows = list(self.store.ask(query, (*values, figure.unit, *self._tags)))
        shares: dict[int, float] = {}
        inexact: dict[int, str] = {}
        for n, value, main in rows:
            is_exact = value == figure.value
            share = (OWN if main else TOLD) * (1 if is_exact else NEAR)
            if share > shares.get(n, 0.0):
                shares[n] = share
                is_told = is_exact or figure.bound
                inexact[n] = "" if is_told else f"{number(value)} for {typed}"
        near = sorted({value for _, value, _ in rows}, key=lambda one: abs(one - figure.value))
        if near and near[0] != figure.value and not figure.bound:
            told = " or ".join(map(number, near[:3]))
            self.remarks.append(f"no figure is exactly {typed}; the nearest are {told}")
        # The longest first: with its unit, as texts have it.
        unit = UNITS.get(figure.unit, figure.unit)
        shown = [
            form for value in near[:ENOUGH] for form in (f"{number(value)} {unit}", number(value))
        ]
        # A bare number may also be part of a name.
        is_bare = not figure.unit and not figure.slack
        options = {1.0: _all([str(int(figure.value))])} if is_bare else {}
        term = self._valued(Term(typed, shown, options), shares)
        term.inexact = inexact
        return term

    def _day(self, day: "Day") -> Term:
        """What is of a day or month, or names it."""
        from cajad_cli.text.amounts import day_in_words

        query = f"SELECT n, main FROM day AS told WHERE day = ? {self._tagged} ORDER BY n"
        rows = self.store.ask(query, (day.iso(), *self._tags))
        shares = {n: OWN if main else TOLD for n, main in rows}
        self.remarks += day.remark()
        # As texts have it and as screens do; without a year those of any year.
        date = day.iso() if day.year else f"-{day.iso()}"
        shown = [day_in_words(date, letters=letters).strip().lower() for letters in (None, 3)]
        return self._valued(Term(day.iso(), shown, {}), shares)

    def _valued(self, term: Term, shares: dict[int, float]) -> Term:
        """The term of a figure or date, without what is left out."""
        kept = set(shares)
        if self._excluded:
            query = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
            kept.difference_update(self.store.first(query, (self._excluded,)))
        term.count = max(len(kept), self._count(term.expression) if term.options else 0)
        self._weighed(term, term.count)
        term.found = {n: shares[n] * term.idf for n in sorted(kept)[:CANDIDATES]}
        return term

    def _count(self, expression: str, most: int = 100_000) -> int:
        query = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
        return sum(self.store.first(f"{query} ORDER BY 1", (self._scope.format(expression), most)))

    def _rows(
        self, expression: str, idf: float = 0.0, among: Collection[int] = ()
    ) -> list[tuple[int, float, int]]:
        """The number and score of each record, and whether its names or title hold the term."""
        weights = ", ".join(str(WEIGHTS[name]) for name in _COLUMNS)
        # The sign before it keeps SQLite from running a full-text search again for each of them.
        within = f"AND +rowid IN ({', '.join(f'{n:d}' for n in among)})" if among else ""
        # A rarer word of like meaning counts no more than the one that was typed.
        query = (
            f"SELECT rowid, min(-bm25(search, {weights}, 0), {2 * idf}) + {WEIGHTS['held'] * idf},"
            " bm25(search, 1, 1, 0, 0, 0, 0, 0) < 0"
            f" FROM search WHERE search MATCH ? {within} LIMIT {CANDIDATES}"
        )
        return list(self.store.ask(query, (self._scope.format(expression),)))

    def _score(self, terms: list[Term]) -> None:
        """Find the records of the terms, the rarest first, and the score of each for each term."""
        pool: set[int] = set()
        words = [term for term in terms if term.options]
        if len(words) > 1 and min(term.count for term in words) > CANDIDATES:
            # Each is too common for its records to be looked through: those of all come first.
            pool = {n for n, _, _ in self._rows(" AND ".join(f"({w.expression})" for w in words))}
        for term in sorted(terms, key=lambda one: -one.idf):
            full = bool(pool) and len(pool) + term.count > ENOUGH
            for share, expression in sorted(term.options.items(), reverse=True):
                rows = self._rows(expression, term.idf, pool if full else ())
                for n, score, _ in rows:
                    term.found[n] = max(term.found.get(n, 0.0), share * score)
                term.headed.update(n for n, _, is_headed in rows if is_headed)
            pool.update(term.found)


def _all(stems: Iterable[str]) -> str:
    """What finds all of some stems: FTS5 takes them literally."""
    return " AND ".join(f'"{stem}"' for stem in stems)


def _either(expressions: Iterable[str]) -> str:
    return " OR ".join(f"({expression})" for expression in expressions)

"""Knows what words mean, what they are made of, and which word a misspelt one most likely is."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cajad_cli.store.store import SOUND, Store
from cajad_cli.text.suggest import edit_distance, edits_allowed, pieces_near
from cajad_cli.text.words import (
    QueryWord,
    in_latin,
    is_correctable,
    is_ideographic,
    is_unspaced,
    plain_letters,
    query_words,
    stem_of,
)

# What is read of a word of a script without spaces, and the longest word that it may be made of.
MOST_LETTERS, LONGEST = 24, 8
# A known word that another one begins with has so many letters; its endings are at most so many, of
# so many letters together.
SHORTEST, MOST_ENDINGS, LONGEST_ENDING = 4, 3, 9
# So many of the words that share a piece with a misspelt one are compared with it.
MOST_COMPARED = 2000


class Lexicon:
    """The words of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.meanings: dict[str, dict[str, float]] = {}
        """What the stems of words mean beside themselves, with what that counts."""

    def look_up(self, words: Iterable[QueryWord]) -> None:
        """Learn what words mean beside themselves, and which names sound like foreign ones."""
        stems = [stem_of(word.typed) for word in words]
        self._learn({stem: stem for stem in stems})
        unknown = [stem for stem in stems if stem not in self.meanings]
        for typed in unknown:
            if not typed.isascii() and not is_unspaced(typed):
                self._learn({stem_of(base): typed for base in self._bases(typed)})
        strange = [stem for stem in unknown if stem not in self.meanings]
        # Short English words sound like no leader.
        if any(len(stem) > SHORTEST or not stem.isascii() for stem in strange):
            from cajad_cli.text.sounds import sound_of

            self._learn({f"{SOUND}{sound_of(stem)}": stem for stem in strange})

    def _learn(self, words: Mapping[str, str]) -> None:
        """Learn what the last of some words that mean anything means, as that of the words typed.

        What a word of Latin letters sounds like means something only where it is a leader.
        """
        found: dict[str, dict[str, float]] = {}
        for word, meant, share in self._synonyms(words):
            found.setdefault(word, {})[meant] = share
        for word, typed in words.items():
            means = found.get(word, {})
            if means and (word[0] != SOUND or not typed.isascii() or min(means.values()) < 0.5):
                self.meanings[typed] = means

    def parts_of(self, word: QueryWord) -> list[QueryWord]:
        """The known words that one is made of, with what is left of it; none if there are none."""
        if is_unspaced(word.typed):
            return self._parts_of_run(word)
        if word.joined:
            return list(map(as_word, word.parts))
        return self._begun(word.typed)

    def _parts_of_run(self, word: QueryWord) -> list[QueryWord]:
        typed = word.typed[:MOST_LETTERS]
        ends = range(2, LONGEST + 1)
        parts = {typed[i : i + end] for i in range(len(typed)) for end in ends} - {typed}
        known = {meant for meant, _, _ in self._synonyms(sorted(parts))}
        if is_ideographic(typed):
            # Of Chinese characters a pair may be a word too.
            query = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
            pairs = (pair for pair in word.parts if pair != typed)
            known.update(pair for pair in pairs if self._store.first(query, (quoted(pair),)))
        if not known:
            return []
        longest_first = "|".join(sorted(known, key=lambda part: (-len(part), part)))
        return [as_word(part) for part in re.split(f"({longest_first})", typed) if len(part) > 1]

    def _begun(self, typed: str) -> list[QueryWord]:
        """The longest known word that one begins with, the rest being an ending."""
        starts = self._bases(typed)
        query = f"SELECT word FROM word WHERE word IN ({marks(starts)}) ORDER BY 1"
        known = {meant for meant, _, _ in self._synonyms(list(map(stem_of, starts)))}
        # Short beginnings are mostly of other words, but where they are known to mean something.
        known.update(word for word in self._store.first(query, starts) if len(word) > SHORTEST)
        begun = [start for start in starts if known & {start, stem_of(start)}]
        return [as_word(begun[-1])] if begun else []

    def _bases(self, typed: str) -> list[str]:
        """What a word may be without endings, which follow each other, the shortest first."""
        endings = "|".join(self._store.asking("endings"))
        chain = re.compile(f"(?:{endings}){{1,{MOST_ENDINGS}}}").fullmatch
        ends = range(max(SHORTEST, len(typed) - LONGEST_ENDING), len(typed))
        return [typed[:end] for end in ends if chain(in_latin(typed[end:]))]

    def _synonyms(self, words: Collection[str]) -> list[tuple[str, str, float]]:
        query = f"SELECT word, meant, share FROM synonym WHERE word IN ({marks(words)})"
        return list(self._store.ask(f"{query} ORDER BY 1, 2", list(words)))

    def correction(self, word: str) -> str | None:
        """The known word that a misspelt one most likely means, if any."""
        typed = plain_letters(word)
        if not is_correctable(typed):
            return None
        if self._store.first("SELECT 1 FROM word WHERE word = ?", (typed,)):
            return typed
        if not word.isascii():
            return self._mended(stem_of(word))
        allowed = edits_allowed(typed)
        keys = sorted(pieces_near(typed))
        query = (
            "SELECT word, records FROM word WHERE n IN"
            f" (SELECT n FROM piece WHERE piece IN ({marks(keys)}) LIMIT {MOST_COMPARED})"
        )
        ranked = []
        for known, records in self._store.ask(f"{query} ORDER BY n", keys):
            if len(typed) == 4 and (len(known) < 5 or typed[0] != known[0]):
                # So short a word is near too many others to mean more than one with a letter less.
                continue
            distance = edit_distance(typed, known, allowed)
            # The first letter is rarely wrong: with it, a longer word may differ in one place only.
            most = allowed if typed[0] == known[0] else int(len(typed) > 6)
            if distance <= most:
                ranked.append((distance, typed[0] != known[0], -records, known))
        return min(ranked)[3] if ranked else None

    def _mended(self, stem: str) -> str | None:
        """The foreign word of known meaning that is written so but for one letter."""
        query = "SELECT DISTINCT word FROM synonym WHERE word BETWEEN ? AND ? ORDER BY word"
        alike = self._store.first(query, (stem[:2], f"{stem[:2]}\uffff"))
        for known in alike if len(stem) > SHORTEST + 2 else ():
            if edit_distance(stem, known, 1) == 1:
                self._learn({known: stem_of(known)})
                return str(known)
        return None


def as_word(typed: str) -> QueryWord:
    """A folded word as a query has it."""
    return next(iter(query_words(typed)), QueryWord(typed, (typed,)))


def quoted(word: str) -> str:
    """The word as FTS5 takes it literally, without its ending."""
    return f'"{stem_of(word)}"'


def marks(values: Collection[Any]) -> str:
    """The places of so many values in SQL."""
    return ", ".join("?" * len(values))

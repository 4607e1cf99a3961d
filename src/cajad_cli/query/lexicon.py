"""The lexicon: synonyms of words, known words that they are made of, corrections of spelling."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from cajad_cli.store.store import SOUND, Store
from cajad_cli.text.words import (
    LATIN,
    QueryWord,
    is_correctable,
    is_unspaced,
    plain_letters,
    query_words,
    stem_of,
    without_idle_ends,
)

# What is read of a word of a script without spaces, and the longest word that it may be made of.
LONGEST_RUN, LONGEST = 24, 8
# A known word that another one begins with has so many letters; its endings are at most so many, of
# so many letters together.
SHORTEST, MOST_ENDINGS, LONGEST_ENDING = 4, 3, 9
# Of a word so many meanings are read, in so many letters each: two dozen, in some thirty, are the
# most on record, and each makes the expressions of a search longer.
MOST_MEANINGS, LONGEST_MEANING = 40, 200
# So many of the words that begin as a misspelt one does are compared with it, the commonest first.
MOST_COMPARED = 2000
OFTEN = 25  # A word of more records than this is no rare spelling of a name


class Lexicon:
    """The words of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # What the stems of the words learnt mean beside themselves, with what that counts.
        self.synonyms: dict[str, dict[str, float]] = {}
        # The words of a query in another language than English, but those that may be names.
        self.foreign: Collection[str] = ()
        # A set of so many words would take longer to make than the few take to be looked for.
        self._light = f" {store.meta['asking:means light']} "
        self._elsewhere = f" {store.meta['asking:elsewhere']} "
        self._nations = f" {store.meta['asking:nations']}{self._elsewhere}"

    def learn(self, words: Iterable[QueryWord]) -> None:
        """Find the synonyms of words: as they are, else by their sound."""
        stems = {word.typed: stem_of(word.typed) for word in words}
        here = [stem for word, stem in stems.items() if not self._is_nation(word, self._elsewhere)]
        self.synonyms |= self._synonyms_of(here)
        left = {w: s for w, s in stems.items() if s not in self.synonyms}
        if not left:
            return
        # What stands in many records is no name that is spelt in another way.
        query = f"SELECT word FROM word WHERE word IN ({marks(left)}) AND records > {OFTEN}"
        held = set(self._store.first(query, list(left)))
        held.update(word for word in left if self._is_nation(word, self._nations))
        unknown = [stem for word, stem in left.items() if word not in held]
        # Short English words sound like no leader.
        if all(len(stem) <= SHORTEST and stem.isascii() for stem in unknown):
            return
        from cajad_cli.text.suggest import edit_distance, sounds_of

        sounds = {f"{SOUND}{sound}": stem for stem, sound in sounds_of(unknown).items()}
        for sound, means in self._synonyms_of(sounds).items():
            stem = sounds[sound]
            plain = stem.translate(LATIN)
            most = len(plain) // 3
            near = (one[0] == plain[0] and edit_distance(plain, one, most) <= most for one in means)
            # What a word of Latin letters sounds like means something only if it is a leader; one
            # of Russian letters, not of katakana, is also written much like it.
            is_like = not plain.isascii() or (not stem.isascii() and any(near))
            if min(means.values()) < 0.5 or is_like:
                self.synonyms[stem] = means

    def parts_of(self, word: QueryWord) -> list[QueryWord]:
        """The known words that one is made of, with what is left of it; none if there are none."""
        typed = word.typed
        if is_unspaced(typed):
            return self._segments(typed[:LONGEST_RUN])
        if word.joined:
            return list(map(as_word, word.parts))
        if self._is_nation(typed, self._nations):
            return []
        # The longest known word that it begins with, the rest being endings that follow each other.
        endings = self._store.asking("endings")
        ends = range(max(SHORTEST, len(typed) - LONGEST_ENDING), len(typed))
        starts = [typed[:end] for end in ends if _is_of(typed[end:].translate(LATIN), endings)]
        query = f"SELECT word FROM word WHERE word IN ({marks(starts)}) ORDER BY 1"
        known = set(self._synonyms_of(list(map(stem_of, starts))))
        # Short beginnings are mostly of other words, but where they are known to mean something.
        known.update(word for word in self._store.first(query, starts) if len(word) > SHORTEST)
        return [as_word(start) for start in starts if known & {start, stem_of(start)}][-1:]

    def _segments(self, typed: str) -> list[QueryWord]:
        ends = range(2, LONGEST + 1)
        pieces = {typed[i : i + end] for i in range(len(typed)) for end in ends} - {typed}
        if not (known := self._synonyms_of(sorted(pieces))):
            return []
        longest_first = "|".join(sorted(known, key=len, reverse=True))
        parts = [without_idle_ends(part) for part in re.split(f"({longest_first})", typed)]
        lone = self._synonyms_of([part for part in parts if len(part) == 1])
        return [as_word(part) for part in parts if len(part) > 1 or part in lone]

    def _is_nation(self, word: str, nations: str) -> bool:
        """Whether a word is of the name of a country, and so no form of another word."""
        return f" {word} " in nations or (not word.isascii() and f" {stem_of(word)} " in nations)

    def _synonyms_of(self, words: Collection[str]) -> dict[str, dict[str, float]]:
        query = f"SELECT word, meant, share FROM synonym WHERE word IN ({marks(words)})"
        query += f" AND length(meant) <= {LONGEST_MEANING} ORDER BY 1, 2"
        found: dict[str, dict[str, float]] = {}
        for word, meant, share in self._store.ask(query, list(words)):
            means = found.setdefault(word, {})
            if len(means) < MOST_MEANINGS:
                means[meant] = share
        return found

    def is_light(self, word: str) -> bool:
        """Whether a word is of what is done in questions of any subject, or means nothing else."""
        means = self.synonyms.get(stem_of(word), {})
        ways = [stem_of(word)], list(means) if 1.0 in means.values() else []
        return any(ones and all(f" {one} " in self._light for one in ones) for ones in ways)

    def correction(self, word: str) -> str | None:
        """The known word that a misspelt one most likely means, if any."""
        from cajad_cli.text.suggest import edit_distance, edits_allowed

        typed = plain_letters(word)
        # No everyday word is misspelt, and no word of another language means an English one.
        if not is_correctable(typed) or self.is_light(word) or typed in self.foreign:
            return None
        if self._is_nation(word, self._nations):
            return None
        if self._store.first("SELECT 1 FROM word WHERE word = ?", (typed,)):
            return typed
        # The first letter is rarely wrong.
        table, begin, allowed = "word", typed[0], edits_allowed(typed)
        if not word.isascii():
            # A foreign word of known meaning is written so but for one letter.
            typed = stem_of(word)
            table, begin, allowed = "synonym", typed[:2], int(len(typed) > SHORTEST + 2)
        # Of four letters many a word is near another: the two have nine at least.
        lengths = max(len(typed) - allowed, 9 - len(typed)), len(typed) + max(allowed, 2)
        records = "records" if table == "word" else "0"
        query = (
            f"SELECT DISTINCT word, {records} FROM {table} WHERE word BETWEEN ? AND ?"
            f" AND length(word) BETWEEN ? AND ? ORDER BY 2 DESC, 1 LIMIT {MOST_COMPARED}"
        )
        ranked = []
        for known, count in self._store.ask(query, (begin, f"{begin}\uffff", *lengths)):
            one_of_them = known[-1] == "s" and edit_distance(typed, known[:-1], 1) == 1
            distance = 1 if one_of_them else edit_distance(typed, known, allowed)
            if 0 < distance <= allowed:
                ranked.append((distance, -count, known))
        if not ranked:
            return None
        meant = str(min(ranked)[2])
        if table == "synonym":
            self.synonyms[stem_of(meant)] = self._synonyms_of([meant])[meant]
        return meant


def _is_of(rest: str, endings: Collection[str], most: int = MOST_ENDINGS) -> bool:
    """Whether the rest of a word is made of endings, at most so many."""
    if rest in endings:
        return True
    cuts = range(1, len(rest)) if most > 1 else ()
    return any(rest[:cut] in endings and _is_of(rest[cut:], endings, most - 1) for cut in cuts)


def as_word(typed: str) -> QueryWord:
    """A folded word as a query has it."""
    return next(iter(query_words(typed)), QueryWord(typed, (typed,)))


def marks(values: Collection[Any]) -> str:
    """The places of so many values in SQL."""
    return ", ".join("?" * len(values))

"""Which known words a misspelt one may mean, and which sound like a name in another script."""

import re
from collections.abc import Collection, Iterable

from cajad_cli.text.safe import visible
from cajad_cli.text.words import compiled, plain_letters

# Among more words than this, near ones are looked for only where they begin alike, first among some
# with few edits; of words of at least so many letters only a few are compared; so many are listed
# where none is near.
MANY_WORDS, SOME_WORDS, LONG_WORD, FEW_WORDS, MOST_LISTED = 100, 300, 24, 10, 15


def suggestion(word: str, words: Iterable[str], otherwise: str) -> str:
    """A clause that offers the nearest of the words, lists them where they are few, or another."""
    from difflib import get_close_matches

    words = list(words)
    listed = words if len(words) <= MOST_LISTED else []
    if len(words) > MANY_WORDS:
        words = [known for known in words if known[:2] == word[:2]]
        # Comparing costs by length times length.
        some, few = (SOME_WORDS, MANY_WORDS) if len(word) < LONG_WORD else (0, FEW_WORDS)
        most = edits_allowed(word)
        near = [one for one in words[:some] if edit_distance(word, one, most) <= most]
        words = (near or words)[:few]
    # What is longer than any word resembles none.
    close = get_close_matches(word, words, n=3, cutoff=0.55) if len(word) <= 64 else []
    if close:
        return "did you mean " + " or ".join(visible(known, 80) for known in close) + "?"
    if listed:
        return "choose one of: " + ", ".join(visible(known, 80) for known in listed)
    return otherwise


def edit_distance(word: str, other: str, most: int) -> int:
    """How many letters are added, left out, changed or swapped; at most `most + 1`."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(word):
        last, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (a != b))
            if i and j and a == other[j - 1] and word[i - 1] == b:
                cost = min(cost, last[j - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def edits_allowed(word: str) -> int:
    """How many edits a word of this length may hold and still be recognised."""
    return 1 if len(word) < 9 else 2 if len(word) < 13 else 3


# ---------------------------------------------------------------- by their sound

SHORTEST = 4  # Shorter ones sound like too many other words
# In this order. Latin letters that sound alike in Japanese first, then what it adds or leaves out.
# Each word stands in a line.
_ALIKE = (
    ("sh|th|zh|[jz]|c(?=[ei])", "s"),
    ("ts|tz|ch", "t"),
    ("kh|ph|f|[vw]$", "h"),
    ("ck|c|q", "k"),
    ("x", "ks"),
    ("v", "b"),
    ("l", "r"),
    ("w", ""),
    (r"(?<=[^aeiou\n])y(?=[^aeiou]|$)", "i"),
    ("y", ""),
    ("u|(?<=[td])o|(?<=[st])i(?=[^aeo]|$)", ""),
    ("m(?=[bp])", "n"),
    (r"(.)\1+", r"\1"),
    ("r(?=[^aeio]|$)", ""),
)


def sounds_of(words: Collection[str]) -> dict[str, str]:
    """What folded words of Latin, Russian or katakana letters sound like, but short ones.

    So ムロオシステムズ finds Muroosystems and Павлодар finds Pavlodar. What katakana cannot tell
    apart is the same, and the vowels are left out that it puts between consonants.
    """
    latin = ((word, plain_letters(word)) for word in words)
    sounds = "\n".join(plain if plain.isascii() else _spelt(word) for word, plain in latin)
    for letters, instead in _ALIKE:
        if letters.isalpha():
            sounds = sounds.replace(letters, instead)
        else:
            sounds = compiled(letters, re.MULTILINE).sub(instead, sounds)
    heard = zip(words, sounds.split("\n"), strict=False)
    return {word: sound for word, sound in heard if len(sound) >= SHORTEST and sound.isascii()}


def _spelt(word: str) -> str:
    """Katakana in Latin letters, by the names that Unicode gives to its letters."""
    from unicodedata import name

    spelt = ""
    for letter in word:
        _, _, called = name(letter, "").lower().partition("katakana letter ")
        small = called.removeprefix("small ")
        if small != called:
            # A small one takes the vowel of the letter before it, or doubles the next consonant.
            called = "" if small == "tu" else small
            spelt = spelt[:-1] if called else spelt
        spelt += called
    return spelt

"""Tells how a name sounds, so that ムロオシステムズ finds Muroosystems and Павлодар finds Pavlodar.

What katakana cannot tell apart is the same here, and the vowels are left out that it puts between
consonants.
"""

import re
from collections.abc import Collection

from cajad_cli.text.words import compiled, plain_letters

# Shorter ones sound like too many other words.
SHORTEST = 4
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
    """What folded words of Latin, Russian or katakana letters sound like, but short ones."""
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

"""Which known words a misspelt one may mean: for sentences that offer them."""

from collections.abc import Iterable
from functools import cache

from cajad_cli.text.safe import visible

# Among more words than this, near ones are looked for only where they begin alike, first among some
# with few edits; of words of at least so many letters only a few are compared; so many are listed
# where none is near.
MANY_WORDS, SOME_WORDS, LONG_WORD, FEW_WORDS, MOST_LISTED = 100, 300, 24, 10, 15


def suggestion(word: str, words: Iterable[str], otherwise: str) -> str:
    """A clause that offers the nearest of the words, or lists them where they are few.

    `otherwise` is the clause for when none is near and they are many.
    """
    from difflib import get_close_matches

    words = list(words)
    listed = words if len(words) <= MOST_LISTED else []
    if len(words) > MANY_WORDS:
        words = [known for known in words if known[:2] == word[:2]]
        most = edits_allowed(word)
        some = words[: SOME_WORDS if len(word) < LONG_WORD else 0]
        words = [one for one in some if edit_distance(word, one, most) <= most] or words
        # Comparing costs by length times length.
        words = words[: MANY_WORDS if len(word) < LONG_WORD else FEW_WORDS]
    # What is longer than any word resembles none.
    close = get_close_matches(word, words, n=3, cutoff=0.55) if len(word) <= 64 else []
    if close:
        return "did you mean " + " or ".join(visible(known, 80) for known in close) + "?"
    if listed:
        return "choose one of: " + ", ".join(visible(known, 80) for known in listed)
    return otherwise


def edit_distance(word: str, other: str, most: int) -> int:
    """How many edits part two words: letters added, left out, changed or swapped with the next.

    The optimal string alignment distance; above `most` it is `most + 1`.
    """
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


def pieces(word: str) -> list[str]:
    """The parts of a word of which each misspelt form keeps one, with their places (Pass-Join)."""
    return [f"{len(word)} {n} {word[a:b]}" for n, (a, b) in enumerate(_cuts(len(word)))]


def pieces_near(word: str) -> set[str]:
    """The parts by which the words are found that a misspelt one may mean."""
    most = edits_allowed(word)
    return {
        f"{length} {n} {word[a + moved : b + moved]}"
        for length in range(len(word) - most, len(word) + most + 1)
        for n, (a, b) in enumerate(_cuts(length))
        for moved in range(-most, most + 1)
        if a + moved >= 0 and b + moved <= len(word)
    }


@cache
def _cuts(length: int) -> list[tuple[int, int]]:
    """Where a word of so many letters is cut: into one part more than edits are allowed."""
    count = edits_allowed("x" * length) + 1
    return [(n * length // count, (n + 1) * length // count) for n in range(count)]

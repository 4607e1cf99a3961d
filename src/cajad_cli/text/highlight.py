"""Where in a text the words of a query stand, and the part of a text around them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, chain

from cajad_cli.text.words import fold, is_unspaced, stem_of

# The signs that end a sentence, with a blank behind.
_ENDS = (*".!?。！？",)


def marked(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where in a text stand words that the query's words find, from its beginning on."""
    plain = text.lower() if text.isascii() else "".join(map(_plain, text))
    # What a word of the query means is a stem already.
    stems = {form for word in words if word for form in (word, stem_of(word))}
    places = {place for stem in stems for place in _places(plain, stem)}
    last = 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= last:
            yield start, end
            last = end


def _plain(letter: str) -> str:
    """A letter as it is searched for, and one in any case."""
    folded = letter if letter.isascii() else fold(letter)
    return folded.lower() if len(folded) == 1 else letter


def _places(text: str, stem: str) -> Iterator[tuple[int, int]]:
    """Where words of a stem stand; in scripts without spaces, where it stands itself."""
    start = text.find(stem)
    while start >= 0:
        end = start + len(stem)
        if is_unspaced(stem):
            yield start, end
        elif not (start and text[start - 1].isalnum()):
            while end < len(text) and text[end].isalnum():
                end += 1
            if end - start == len(stem) or stem_of(text[start:end]) == stem:
                yield start, end
        start = text.find(stem, max(end, start + 1))


def snippet(text: str, words: Mapping[str, float], length: int = 160, most: int = 320) -> str:
    """The sentences of a text that hold most of the words found, "..." where others are left out.

    Each word counts as much as is said beside it. As many as fit into a length, or one: within it
    a sense could be cut. What is longer than `most` is no sentence of ours, and is cut at a blank.
    """
    if len(text) <= length:
        return text
    spans = list(marked(text, words))
    places = [start for start, _ in spans]
    kinds = [stem_of(text[slice(*span)].lower()) for span in spans]
    counts = {form: count for word, count in words.items() for form in (word, stem_of(word))}
    parts = (text.split(f"{sign} ") for sign in _ENDS)
    behind = chain.from_iterable(accumulate(len(part) + 2 for part in each) for each in parts)
    ends = sorted({min(end - 1, len(text)) for end in behind})
    best, start, stop, last = -1.0, 0, 0, 0
    low = high = 0
    for number, first in enumerate([0, *(end + 1 for end in ends[:-1])]):
        last = max(last, number)
        while last + 1 < len(ends) and ends[last + 1] <= first + length:
            last += 1
        while low < len(places) and places[low] < first:
            low += 1
        while high < len(places) and places[high] < ends[last]:
            high += 1
        if (held := sum(counts.get(kind, 1.0) for kind in {*kinds[low:high]})) > best:
            best, start, stop = held, first, ends[last]
    if stop - start > most:
        place = next((place for place in places if place >= start), start)
        start = text.rfind(" ", start, max(start, place - length // 4)) + 1 or start
        stop = start + length
        if stop < len(text):
            blank = text.rfind(" ", place, stop + 1)
            stop = blank if blank > start else stop
    return f"{'... ' if start else ''}{text[start:stop]}{' ...' if stop < len(text) else ''}"

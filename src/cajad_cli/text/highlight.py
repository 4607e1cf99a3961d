"""Where in a text the words of a query stand, and the part of a text around them."""

from collections.abc import Iterator, Sequence

from cajad_cli.text.words import fold, is_unspaced, stem_of

# The signs that end a sentence.
_ENDS = ".!?。！？"


def marked(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where in a text stand words that the query's words find, from its beginning on."""
    plain = text.lower() if text.isascii() else "".join(map(_plain, text))
    places = {place for word in words if word for place in _places(plain, stem_of(word))}
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


def snippet(text: str, words: Sequence[str], length: int = 160) -> str:
    """The part of a text that holds most of the words found, "..." where it is cut.

    Whole sentences where they fit, else whole words, if the text has any blanks.
    """
    if len(text) <= length:
        return text
    places = list(marked(text, words)) or [(0, 0)]
    kinds = [stem_of(text[slice(*span)].lower()) for span in places]
    start = held = last = 0
    for number, (first, _) in enumerate(places):
        while last < len(places) and places[last][1] <= first + length:
            last += 1
        within = set(kinds[number:last])
        # Of windows that overlap and hold as much, the last one is the densest.
        if len(within) > held or (len(within) == held > 1 and first < start + length):
            start, held = first, len(within)
    end = max(span[1] for span in places if span[1] <= start + length or span[0] <= start)
    sentence = max(text.rfind(f"{sign} ", 0, start) for sign in _ENDS) + 1
    if end - sentence > length:
        sentence = max(0, min(start - length // 4, len(text) - length))
        start = text.find(" ", sentence, start) + 1 or start if sentence else 0
    else:
        start = sentence + (text[sentence : sentence + 1] == " ")
    stop = start + length
    whole = max(text.rfind(f"{sign} ", end - 1, stop) for sign in _ENDS) + 1
    if stop < len(text) and whole > start:
        stop = whole
    elif stop < len(text) and " " in text[start:stop]:
        stop = max(text.rfind(" ", start, stop + 1), end)
    cut_before = start and text[start - 2 : start - 1] not in _ENDS
    # Whose doing it is stands where the sentence begins.
    first = max(text.rfind(f"{sign} ", 0, start) for sign in _ENDS) + 1
    head = text[first : first + length // 3].lstrip().rpartition(" ")[0]
    if cut_before and start - first <= length // 3:
        start, cut_before = first + (text[first] == " "), False
    cut_after = stop < len(text) and text[stop - 1] not in _ENDS
    begin = f"{head} ... ".lstrip() if cut_before else ""
    return begin + text[start:stop] + " ..." * cut_after

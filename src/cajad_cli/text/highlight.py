"""Where in a text the words of a query stand, and the part of a text around them."""

import re
from collections.abc import Iterator, Sequence

from cajad_cli.text.words import fold, split, with_marks


def marked(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where in a text stand words that the query's words find, from its beginning on."""
    folded = {word for word in words if word}
    stems = tuple(word[: max(4, len(word) - 3)] for word in folded if len(word) > 3)
    # A pattern of ASCII alone is compiled in a third of the time.
    text = text.replace("’", "'").replace("ʻ", "'")
    for match in re.finditer(with_marks(r"[^\W_]+(?:[-+'][^\W_]+)*", text), text):
        word = fold(match.group())
        plain = word if word.isascii() and word.isalnum() else "".join(split(word))
        if word in folded or plain in folded or _is_cousin(plain, stems):
            yield match.span()
        elif not word.isascii() and len(word) == len(match.group()):
            # Scripts without spaces: the pairs themselves.
            yield from sorted(
                (match.start() + i, match.start() + i + len(part))
                for part in folded
                if not part.isascii() and len(part) < len(word)
                for i in [word.find(part)]
                if i >= 0
            )


def _is_cousin(word: str, stems: tuple[str, ...]) -> bool:
    """Whether a word begins with one of the stems and is not much longer than it."""
    return word.startswith(stems) and any(
        word.startswith(stem) and len(word) - len(stem) < 7 for stem in stems
    )


def snippet(text: str, words: Sequence[str], length: int = 160) -> str:
    """The part of a text around the words found, whole words only, "..." where it is cut."""
    if len(text) <= length:
        return text
    first, _ = next(marked(text, words), (0, 0))
    start = max(0, first - length // 4)
    start = min(start, len(text) - length)
    if start:
        start = text.find(" ", start) + 1
    end = text.rfind(" ", start, start + length) if start + length < len(text) else len(text)
    return ("... " if start else "") + text[start:end] + (" ..." if end < len(text) else "")

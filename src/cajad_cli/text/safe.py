"""Makes texts from strangers harmless: what could act on a terminal is shown as an escape."""

import os
from collections.abc import Iterable

# More marks than any language stacks on a letter are a flood. In the scripts of South and Southeast
# Asia they are vowels and parts of letters, and some words of Burmese have six.
MAX_MARKS, MAX_ASIAN_MARKS = 4, 8
# Characters that Python calls printable and that leave nothing, or a mere gap, on a screen:
# joiners, fillers of Korean syllables, vowels of Khmer, variation selectors, blanks.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001107f\U00016fe4\U0001d159"
).union(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
# Signs that no shell takes for more; and a longer word of a command that is told again is cut.
_PLAIN, MOST_QUOTED = str.maketrans("", "", "./-_:,+@"), 500
DASHES = "‐‑‒–—―−－"  # What word processors, chats and pages make of hyphens


def visible(text: str, most: int | None = None) -> str:
    r"""The text with everything that could act on a terminal shown as an escape like `\u202e`.

    So are floods of combining marks. What Rich might take for markup stays: no text is ever handed
    to it as such. With `most` the text is cut to that many characters, ending in "...".
    """
    if most is not None and len(text) > most:
        text = text[: most - 3] + "..."
    # Letters, what is of Latin, and general punctuation are no marks.
    if is_visible(text) and (
        text.isascii()
        or all(c < "\u0300" or c.isalnum() or "\u2010" <= c < "\u20d0" for c in set(text))
    ):
        return text
    from unicodedata import category

    shown, marks = [], 0
    for char in text:
        kind = category(char)
        marks = marks + 1 if kind in ("Mn", "Me", "Mc") else 0
        flood = marks > (MAX_ASIAN_MARKS if "\u0900" <= char < "\u1ab0" else MAX_MARKS)
        if flood or not is_visible(char):
            # Python counts no space of Unicode among what is printable, but all are harmless.
            char = " " if kind == "Zs" else ascii(char)[1:-1]
        shown.append(char)
    return "".join(shown)


def escaped(json: str) -> str:
    """The same JSON with what acts on a terminal, or cannot be seen there, in escapes."""
    if is_visible(json):
        return json
    from json import dumps

    return "".join(char if is_visible(char) or char == "\n" else dumps(char)[1:-1] for char in json)


def is_visible(text: str) -> bool:
    """Whether every character is visible and none controls the terminal."""
    return text.isprintable() and (text.isascii() or _UNSEEN.isdisjoint(text))


def shown_path(path: str) -> str:
    """A path as it is shown: in the letters that were typed, harmless, and never as nothing."""
    shown = visible(as_typed(path))
    return shown if shown.strip() else repr(shown)


def as_typed(argument: str) -> str:
    """An argument in the letters that were typed, whatever the locale took its bytes for."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def as_words(terms: Iterable[str]) -> str:
    """Words as a shell takes them behind a command: quoted, or behind --, where they must be."""
    written = [*terms]
    lead = "-- " if any(word.startswith("-") for word in written) else ""
    for n, word in enumerate(written):
        if not word.translate(_PLAIN).isalnum():
            from shlex import quote

            # Not every shell knows single quotes.
            is_simple = set(word).isdisjoint('"$`\\!%')
            written[n] = f'"{word}"' if is_simple else quote(word)
    return lead + " ".join(visible(word, MOST_QUOTED) for word in written)


def is_web_address(url: str) -> bool:
    """Whether a browser may be led there: other schemes run programs."""
    return url.startswith(("http://", "https://")) and url.isprintable()


def passage_link(url: str, phrase: str) -> str:
    """The address of a page, opened where a phrase first stands; the plain one without a phrase."""
    if not phrase:
        return url
    url = url.partition(":~:")[0]  # what it points at by itself
    from urllib.parse import quote

    # https://wicg.github.io/scroll-to-text-fragment/ gives a meaning to hyphens as well.
    directive = f":~:text={quote(phrase, safe='').replace('-', '%2D')}"
    return f"{url}{directive}" if "#" in url else f"{url}#{directive}"


def counted(count: int, noun: str) -> str:
    """A number with its noun: 1 record, 2 records, 3 countries."""
    if count != 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{count:,} {noun}"

"""Reads figures as people write them: 21.4bn, ¥3tn, 6.8 billion yen, 3兆円, 12 млрд долларов.

The compiler notes the figures of a record, the search those of a query, both as values.
"""

import math
import re
from typing import TypeVar

from cajad_cli.named import Values
from cajad_cli.text.words import WORDS, compiled

# Digits, at most 18 at a time, with signs between them that may part thousands or decimals.
# No ordinal is one.
_NUMBER = r"(?:(?<![\w.,])\.)?[0-9][0-9]{0,17}"
_NUMBER += r"(?:[.,][0-9]{1,18}| [0-9]{3}(?![0-9]))*(?![0-9]|(?:st|nd|rd|th)\b)"
# What stands next to a number: letters, at most so many, or the sign of a currency.
_NEXT = r"[ -]{0,2}([^\W\d_]{1,24}|€|[$¥%£])\.?"

_T = TypeVar("_T")

# The words of scale and of units, with what they mean.
_SCALES = {word: int(scale) for scale, words in WORDS["scale"].items() for word in words.split(" ")}
_UNITS = {word: unit for unit, words in WORDS["unit"].items() for word in words.split(" ")}
# The words of scale of languages that have a comma before decimals, or how they begin.
_WITH_COMMA = (*"ктм", *"milliard milyar mlrd mrd milyon triliyon".split())
# What is written in several words.
_IN_TWO = dict.fromkeys(("u.s. dollar", "united states dollar"), "us dollar")
_IN_TWO["hong kong dollar"] = "hkd"
_IN_TWO |= dict.fromkeys(("per cent", "pour cent", "por ciento"), "percent")
# Those that may stand before a number.
_BEFORE = ("us$", "$", "¥", "€", "£", "jpy", "usd", "eur")
# What may stand between a scale and a currency, and between two figures of one scale.
_OF_A_COUNTRY = (
    "us",
    "american",
    "japanese",
    "американских",
    "японских",
    "de",
    "ақш",
    "акш",
    "aqsh",
)
# What may stand behind one.
_BEHIND = r" (?:сша|ақш|акш|aqsh|abd)\b"
_BETWEEN = (" or ", " to ", " and ", "-", "–", " - ", " или ", "か", "から", "/")


class Figure(Values):
    """A figure in a text, from one place to another.

    `slack` is by how much another value may differ and still be written so: half of the last digit,
    or nothing for a number that is written out; `unit` a code of ISO 4217, "percent" or nothing.
    """

    value: float
    slack: float
    unit: str
    start: int
    end: int
    scale: int


def figures(text: str) -> list[Figure]:
    """The figures of a text, in the plain letters of NFKC and small, in order."""
    found: list[Figure] = []
    for match in compiled(_NUMBER).finditer(text):
        if (found and match.start() < found[-1].end) or _is_in_name(text, match.start()):
            continue
        figure = _figure(text, match)
        if found and text[found[-1].end : figure.start] in _BETWEEN:
            before = found[-1]
            if before.scale == 1 and not before.unit:
                # "12 or 20 billion dollars": the first is one of billions of dollars, too.
                value, slack = before.value * figure.scale, figure.scale // 2
                found[-1] = before.but(value=value, slack=slack, unit=figure.unit)
        found.append(figure)
    # Some have more digits than a float holds.
    return [figure for figure in found if figure.value < math.inf]


def _is_in_name(text: str, start: int) -> bool:
    """Whether the number that begins here is part of a name, such as C5, C5+1 or Kambar-Ata-1."""
    around = text[max(0, start - 3) : start]
    before = around.rstrip("+-&/")
    glued = before[-1:].isalpha() and before[-1] < "\u3000"
    return (glued and around not in _BEFORE) or (around[-1:] == "+" and before[-1:].isdigit())


def _figure(text: str, match: re.Match[str]) -> Figure:
    scale, word, end = _next(text, match.end(), _SCALES, 1)
    value, last = (part * scale for part in _value(match.group(), word))
    while word in ("兆", "億", "亿", "万"):
        # 1億2000万: what follows is of a lower scale.
        more = compiled(_NUMBER).match(text, end)
        lower, word, behind = _next(text, more.end(), _SCALES, 1) if more else (0, "", end)
        if not more or not 1 < lower < scale:
            break
        scale, end, last = lower, behind, float(lower)
        value += _value(more.group(), word)[0] * lower
    country = compiled(_NEXT).match(text, end)
    if country and country.group(1) in _OF_A_COUNTRY:
        end = country.end()
    unit, _, after = _next(text, end, _UNITS, "")
    if unit and (of_it := compiled(_BEHIND).match(text, after)):
        after = of_it.end()
    around = text[max(0, match.start() - 4) : match.start()]
    before = around.rstrip()
    sign = next((sign for sign in _BEFORE if before.endswith(sign)), "")
    start = match.start() - (len(around) - len(before) + len(sign) if sign else 0)
    slack = last / 2 if scale > 1 or last < 1 else 0.0
    unit = _UNITS[sign] if sign else unit
    if sign == "$" and before[-2:-1].isalpha():
        # Of another dollar.
        unit = "HKD" if before.endswith("hk$") else ""
    return Figure(value, slack, unit, start, after, scale)


def _value(digits: str, scale: str) -> tuple[float, float]:
    """The value of digits, and that of the last of them; a comma is as the word of scale has it."""
    digits = "".join(digits.split())
    whole, point, decimals = digits.rpartition(max(",", ".", key=digits.rfind))
    in_thousands = point == "," and len(decimals) == 3 and not scale.startswith(_WITH_COMMA)
    value = digits.replace(",", "").replace(".", "")
    if point and not in_thousands and point not in whole:
        return float(f"{value[: -len(decimals)]}.{decimals}"), 10.0 ** -len(decimals)
    return float(value), 1.0


def _next(text: str, end: int, names: dict[str, _T], otherwise: _T) -> tuple[_T, str, int]:
    """What the word after a number means, the word, and where it ends."""
    if match := compiled(_NEXT).match(text, end):
        word = match.group(1)
        for used in range(len(word), 0, -1):
            name = word[:used]
            # Where words are written without spaces, another may follow, else an ending.
            unspaced = name[0] > "\u3000"
            ended = used == len(word) or (used > 2 and len(word) < used + 5)
            if name in names and (unspaced or ended):
                return names[name], name, match.start(1) + used if unspaced else match.end()
    return otherwise, "", end


def plain(text: str) -> str:
    """The text of a query with its spelt and Chinese numbers in digits, where a scale follows.

    And with dollars of the United States written in one way.
    """
    for written, word in _IN_TWO.items():
        text = text.replace(written, word)
    if "s $" in text or ". $" in text:
        text = compiled(r"\bu(?:s|\.s\.) (?=\$)").sub("us", text)
    # In French a billion has a thousand milliards.
    text = text.replace("billions de ", "trillions de ")
    if "illion" in text:
        for value, word in WORDS["number"].items():
            for scale in ("trillion", "billion", "million"):
                text = text.replace(f"{word} {scale}", f"{value} {scale}")
    if text.isascii():
        return text
    digits = "一二三四五六七八九"
    pattern = f"[{digits}](?=[兆億万亿円月日])"
    return re.sub(pattern, lambda sign: str(digits.index(sign.group()) + 1), text)

"""Reads figures as people write them: 21.4bn, ¥3tn, 6.8 billion yen, 3兆円, 12 млрд долларов.

The compiler notes the figures of a record, the search those of a query, both as values.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_compiled = cache(re.compile)
# Digits with signs between them that may part thousands or decimals.
_NUMBER = r"[0-9]+(?:[.,][0-9]+|[ \u00a0\u202f][0-9]{3}(?![0-9]))*"
# What stands next to a number: letters and the signs of currencies, at most so many.
_NEXT = r"[ \u00a0-]{0,2}([^\W\d_]{1,24}|[$€¥%£])\.?"
# A figure of more digits than this is a name or a slip.
_MOST_DIGITS = 18

# The words of scale, by what they begin with; the longer ones first. Those of the second kind are
# of the Japanese way, in which one figure has several: 1億2000万.
_SCALES = {
    10**12: "trillion trilion triliyon trln trn tn трлн триллион трилион 兆 조 万亿",
    10**9: "billion bilion milliard milyar mlrd bln bn b миллиард млрд млрд 十億 十亿 십억",
    10**8: "億 亿 억",
    10**6: "million milion milyon mln mn m миллион млн 百万 백만",
    10**4: "万 만 萬",
    10**3: "thousand k тысяч тыс ming",
}
_UNITS = {
    "JPY": "yen jpy ¥ 円 иен йен иена iyen yena yeni иенада 엔 日元",
    "USD": "usd dollar $ долл доллар бакс ドル 米ドル dollor 달러 美元 us$ доллор",
    "EUR": "eur euro € евро ユーロ yevro avro 유로 欧元",
    "GBP": "gbp pound £ фунт",
    "RUB": "rub ruble rouble рубл",
    "KZT": "kzt tenge тенге теңге",
    "UZS": "uzs soum",
    "CNY": "cny yuan rmb юань 人民元",
    "percent": "percent % per\u00a0cent процент パーセント foiz пайыз",
}
# Words that only mean a scale or unit when they are all of the word: "m", "b", "k".
_SHORT = 2
# What may stand between a scale and a currency.
_OF_A_COUNTRY = ("us", "japanese", "американских", "японских")
_BETWEEN = (" or ", " to ", " and ", "-", "–", " - ", " или ", "か", "から", "~", "/")
_CODES = ("jpy", "usd", "eur")
_PREFIXES = {"¥": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}
_SPELT = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
_KANJI = {sign: str(n) for n, sign in enumerate("〇一二三四五六七八九")}


class Figure(NamedTuple):
    """A figure in a text."""

    value: float
    slack: float
    """By how much another value may differ and still be written so: half of its last digit."""
    unit: str
    """A code of ISO 4217, "percent", or nothing where no such unit is named."""
    start: int
    end: int
    scale: int = 1


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text, in the plain letters of NFKC and small, in order."""
    if not any(map(str.isdigit, text)):
        return
    before: Figure | None = None
    for match in _compiled(_NUMBER).finditer(text):
        start, end = match.span()
        if (before and start < before.end) or end - start > _MOST_DIGITS or _in_name(text, start):
            continue
        figure = _figure(text, match.group(), start, end)
        if before:
            if before.scale == 1 and not before.unit and text[before.end : start] in _BETWEEN:
                # "12 or 20 billion dollars": the first is one of billions of dollars, too.
                value, slack = before.value * figure.scale, figure.scale / 2 * (figure.scale > 1)
                before = before._replace(value=value, slack=slack, unit=figure.unit)
            yield before
        before = figure
    if before:
        yield before


def _in_name(text: str, start: int) -> bool:
    """Whether the number that begins here is part of a name, such as C5, C5+1 or Kambar-Ata-1."""
    if text[max(0, start - 3) : start] in _CODES:
        return False
    before = text[max(0, start - 3) : start].rstrip("+-&/")
    glued = before[-1:].isalpha() and before[-1] < "\u3000"
    return glued or (text[max(0, start - 1) : start] == "+" and before[-1:].isdigit())


def _figure(text: str, digits: str, start: int, end: int) -> Figure:
    scale, word, end = _scale(text, end)
    value, last = _value(digits, word)
    value, last = value * scale, last * scale
    while scale in (10**12, 10**8, 10**4) and not word.isascii():
        # 1億2000万: what follows is of a lower scale.
        more = _compiled(_NUMBER).match(text, end)
        if more is None:
            break
        lower, word, behind = _scale(text, more.end())
        if lower in (1, scale) or lower > scale:
            break
        scale, end = lower, behind
        value, last = value + _value(more.group(), word)[0] * scale, float(scale)
    unit, end = _unit(text, end)
    before = text[:start].rstrip()
    for sign, code in _PREFIXES.items():
        if before.endswith(sign):
            unit, start = unit or code, len(before) - 1
            start -= 2 * before[:-1].endswith("us")
    for code in _CODES:
        if before.endswith(code):
            unit, start = code.upper(), len(before) - 3
    # A bare number, or one that is written out, is meant as it stands.
    slack = last / 2 if scale > 1 or last < 1 else 0.0
    return Figure(value, slack, unit, start, end, scale)


def _value(digits: str, word: str) -> tuple[float, float]:
    """The value of digits, and that of the last of them; the word of scale may be of Russian."""
    digits = "".join(digits.split())
    whole, point, decimals = digits.rpartition("." if "." in digits else ",")
    if point == "," and len(decimals) == 3 and (not word or word.isascii()):
        point = ""
    if point and not (point in whole or (point == "." and "." in whole)):
        whole = whole.replace(",", "")
        return float(f"{whole}.{decimals}"), 10.0 ** -len(decimals)
    return float(digits.replace(",", "").replace(".", "")), 1.0


def _scale(text: str, end: int) -> tuple[int, str, int]:
    """The scale that a number's next word means, the word, and where it ends."""
    match = _compiled(_NEXT).match(text, end)
    if match is None:
        return 1, "", end
    word = match.group(1)
    scale, used = _scale_of(word)
    if not used:
        return 1, "", end
    return scale, word[:used], match.end() if used == len(word) else match.start(1) + used


def _unit(text: str, end: int) -> tuple[str, int]:
    """The currency, or percent, that the next words mean, and where they end."""
    place = end
    for _ in range(2):
        match = _compiled(_NEXT).match(text, place)
        if match is None:
            break
        word, place = match.group(1), match.end()
        unit, used = _unit_of(word)
        if used:
            return unit, place if used == len(word) else match.start(1) + used
        if word not in _OF_A_COUNTRY:
            break
    return "", end


@cache
def _scale_of(word: str) -> tuple[int, int]:
    """The scale that a word means, and how many of its letters."""
    for scale, names in _SCALES.items():
        for name in names.split():
            if used := _used(word, name):
                return scale, used
    return 1, 0


@cache
def _unit_of(word: str) -> tuple[str, int]:
    """The unit that a word means, and how many of its letters."""
    for unit, names in _UNITS.items():
        for name in names.split():
            if used := _used(word, name):
                return unit, used
    return "", 0


def _used(word: str, name: str) -> int:
    """How many letters of a word are a name: all with an ending of its own, or none."""
    if not word.startswith(name):
        return 0
    if name[0] > "\u3000":
        # Written without spaces, another word may follow.
        return len(name)
    with_ending = len(name) > _SHORT and len(word) - len(name) < 5
    return len(word) if word == name or with_ending else 0


def plain(text: str) -> str:
    """The text of a query with its spelt and Chinese numbers in digits, where a scale follows."""
    for sign in "兆億万円月日亿":
        if sign in text:
            return "".join(
                _KANJI.get(letter, letter)
                if text[i + 1 : i + 2] in (*"兆億万円月日亿",)
                else letter
                for i, letter in enumerate(text)
            )
    if "illion" in text:
        words = text.split(" ")
        for i, word in enumerate(words[:-1]):
            if word in _SPELT and "illion" in words[i + 1]:
                words[i] = str(_SPELT.index(word) + 1)
        return " ".join(words)
    return text

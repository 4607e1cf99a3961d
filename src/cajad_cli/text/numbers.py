"""Reads figures and dates as people write them: 21.4bn, ¥3tn, 12 млрд долларов; 20 Dec, 12月20日.

The compiler notes those that a record names, the search those of a query, `timeline` its ends.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from cajad_cli.named import Values
from cajad_cli.text.words import WORDS, Rule, compiled, rewritten, without_unseen

# ---------------------------------------------------------------- one way to write them

# How names of months begin.
_MONTHS = {full[:3] for names in WORDS["month"].values() for full in names.split(" ")}
_DATED = r"(?P<day>(?:(?:[0-9]{1,2}-)?[0-9]{1,2}[- ]?(?:nji )?)?)(?P<month>[^\W\d_]+)"
_A_YEAR = r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})"
_NUMBERS = {word: n for n, words in WORDS["number"].items() for word in words.split("|")}
_DIGITS, _KOREAN = "〇一二三四五六七八九", str.maketrans("년월일", "年月日")
_TENS = "十百千"
# The years before the first ones of eras.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}


def _turned(match: re.Match[str]) -> str:
    """Day, month and year in this order, if it is a month that they stand around."""
    is_date = match["month"][:3] in _MONTHS
    return f"{match['day']}{match['month']} {match['year']}" if is_date else match[0]


def _counted(match: re.Match[str]) -> str:
    """A number in the digits of Japanese and Chinese, with or without words for tens."""
    value, digits = 0, ""
    for sign in match[0]:
        if sign in _TENS:
            value += int(digits or 1) * 10 ** (1 + _TENS.index(sign))
            digits = ""
        else:
            digits += str(_DIGITS.index(sign))
    return str(value + int(digits or 0))


_PLAIN: tuple[Rule, ...] = (
    # So thousands are parted in Switzerland.
    ("'|’", r"(?<=\d)['’](?=\d{3}(?!\d))", ""),
    # Turkish parts the ending of a number from it.
    ("'|’", r"(?<=\d)['’][^\W\d_]{2,}", ""),
    ("dollar", r"u\.s\. dollar|united states dollar", "us dollar"),
    ("hong kong", "hong kong dollar", "hkd"),
    ("r c", "per cent|pour cent|por ciento", "percent"),
    ("s $|. $", r"\bu(?:s|\.s\.) (?=\$)", "us"),
    # In French a billion has a thousand milliards.
    ("billions de ", "billions de ", "trillions de "),
    (
        "illi",
        rf"(?<!half )(?<! of )\b({'|'.join(_NUMBERS)})(?= (?:tr|b|m)illi(?:on|ard))",
        lambda one: _NUMBERS[one[0]],
    ),
    (
        "兆|億|万|亿|円|月|日|年",
        f"(?<![0-9数何])[{_DIGITS}{_TENS}]++(?=[兆億万亿円月日])|[{_DIGITS}]{{4}}(?=年)"
        f"|(?<={'|'.join(_ERAS)})[{_DIGITS}{_TENS}]+(?=年)",
        _counted,
    ),
    (
        "年",
        rf"({'|'.join(_ERAS)})([0-9]{{1,2}}|元)(?=年)",
        lambda one: str(_ERAS[one[1]] + int(one[2].replace("元", "1"))),
    ),
    # Signs for bounds of figures.
    *(
        (
            signs,
            rf" ?(?:{signs}) ?(?=(?:us)?[$¥€£]?[0-9])",
            f" {WORDS['bound'][sign].partition('|')[0]} ",
        )
        for sign, signs in WORDS["sign"].items()
    ),
    # Korean and Japanese dates lose their blanks, and so do those such as 20. 12. 2025.
    (
        "년|월|일|年|月",
        "(?<=[0-9])([년월일年月])(?: (?=[0-9]))?",
        lambda one: one[1].translate(_KOREAN),
    ),
    (". ", r"(?<![0-9])([0-9]{1,4})\. ([0-9]{1,2})\. (?=[0-9])", r"\1.\2."),
    # What is called a year beside one, in Uzbek, Kazakh and Kyrgyz, Turkmen, and in Tajik.
    ("yil|йил|жыл|ýyl", rf"{_A_YEAR}[- ]?(?:nji )?(?:yil|йил|жыл|ýyl)\w* {_DATED}", _turned),
    ("соли", rf"{_DATED} соли {_A_YEAR}", _turned),
    # The weekday of a date.
    ("(", r"\([月火水木金土日](?:曜日?)?\)", " "),
)


def plain(text: str) -> str:
    """The text of a query in small plain letters, with its figures and dates written in one way."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKC", text)
    return rewritten(text.lower(), _PLAIN)


# ---------------------------------------------------------------- dates

# No less than a word: so the engine tries no shorter one.
_NAME, _FULL_YEAR = r"([^\W\d_]{3,14}+)\.?", r"((?:19|20)[0-9]{2})(?![0-9])"
_D, _TH = "([0-9]{1,2})", r"(?:st|nd|rd|th|-го|-е|-nji|\.)?"
_YEAR = rf"(?:(?:,| de)? ?\(?{_FULL_YEAR})?"
_AND = rf"(?:{_D}{_TH} ?(?:and|to|und|и|по|[-–&/]) ?)?"  # Another day before one of the same month
# As languages of the region decline months: 20-декабры, 20-dekabrida, 20 желтоқсандағы.
_DECLINED = "(?<=.{5})(?:[iy]?n?[dt][ae](?:n|gi)?|[ыіи]?н?[дт][ае](?:н|ғы|гы)?|[ыy])$"
_LONGEST = 80  # No day, month or year is written in more letters
# What shows of a text how its digits and the signs between them stand.
_SHAPE = str.maketrans("123456789-/", "000000000..")
# Each form of a date behind the order of year, month and day in it, and what its shape holds unless
# its month is in words. What begins with a digit is soonest found.
_FORMS = (
    ("bdmy", "", rf"(?<![0-9+.]){_AND}{_D}{_TH}(?: of| de(?= ))?[ -]{{0,2}}{_NAME}{_YEAR}"),
    ("mbdyY", "", rf"(?<![^\W_]){_NAME}(?: {_AND}{_D}{_TH}(?![.,]?[0-9]){_YEAR}|,? {_FULL_YEAR})"),
    ("ymbd", "月", rf"(?:([0-9]{{4}})年)?{_D}月(?:(?:{_D}日?[、・と~-])?{_D}日)?"),
    # ISO 8601 without hyphens.
    (
        *("ymd", "00000000"),
        r"(?<![0-9a-z.,_$¥€£-])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])"
        "(?![.,]?[0-9]|[a-z_円]| (?:yen|dollar|euro|usd|jpy))",
    ),
    ("ymd", "0000.", rf"(?<![0-9./-])([0-9]{{4}})[-/.]{_D}(?:[-/.]{_D})?(?![-./]?[0-9])"),
    ("d-my", ".00", rf"(?<![0-9.]){_D}([/.-]){_D}\2([0-9]{{4}}|[0-9]{{2}})(?![0-9])"),
    ("mY", ".0000", rf"(?<![0-9./-])(0?[1-9]|1[0-2])[/.]{_FULL_YEAR}"),
    (
        *("d-m", ".00"),
        rf"(?<![0-9./-]){_D}([/.])([0-9]{{2}})\.?(?![0-9])(?! ?(?!по |bis )(?:[^\W\d_]|%))",
    ),
)


class Day(Values):
    """A day or month of a year, or of any year, in a text."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int
    swapped: bool = False
    """Whether day and month, or day and year, might be meant the other way round."""
    led: Sequence[str] = ()  # The words before it in a query, and those behind it
    followed: Sequence[str] = ()

    def iso(self) -> str:
        """As ISO 8601 writes it; without the year where there is none."""
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part)

    def remark(self) -> list[str]:
        """What is to be said of how it is read, where it might be read otherwise."""
        read = f"day {self.day} of month {self.month}, {self.year}"
        told = f"the date is read as {read}; write {self.iso()} to be sure"
        return [told] if self.swapped else []


def dates(text: str, spelt: bool = False) -> list[Day]:
    """The dates of a text, in the plain letters of NFKC and small, in order, none within another.

    Years by themselves are not among them. `spelt` looks only for those with a month in words.
    """
    shape = text.translate(_SHAPE)
    if "0" not in shape:
        return []
    found: list[Day] = []
    # Patterns take longer to compile than to see that no word begins as a month does.
    starts = [word.lstrip("0123456789(\"'«“")[:3] for word in text.replace("-", " ").split()]
    months = sum(start in _MONTHS for start in starts)
    for order, holds, pattern in _FORMS[: 2 if spelt else None]:
        if holds not in shape if holds else len(found) >= months:
            continue
        for match in compiled(pattern).finditer(text):
            day = _day(match, order)
            if day and all(day.end <= one.start or one.end <= day.start for one in found):
                found.append(day)
                other = int(("b" in order and match[order.index("b") + 1]) or 0)
                if 0 < other < 32:
                    # Of two days the first stands before the other, in no place of its own.
                    found.append(day.but(day=other, end=day.start))
                gap = " " * (day.end - day.start)
                text, shape = (f"{t[: day.start]}{gap}{t[day.end :]}" for t in (text, shape))
    return sorted(found, key=lambda one: (one.start, one.end))


def _day(match: re.Match[str], order: str) -> Day | None:
    parts = dict(zip(order, match.groups(), strict=False))
    month = _month(parts["m"]) if order in ("bdmy", "mbdyY") else int(parts["m"])
    # A year by itself after a month stands for the day as well.
    whole = parts.get("Y")
    year, day = int(parts.get("y") or whole or 0), int(parts.get("d") or 0)
    # Of two digits at the end and two at the beginning either may be the year.
    is_short = 0 < year < 100
    year += 2000 * is_short
    is_even = order == "d-my" and parts["-"] == "/" and max(day, month) <= 12 and day != month
    if order.startswith("d-m") and month > 12 >= day:
        day, month = month, day
    if not (1 <= month <= 12 and day <= 31 and (day or whole or order[0] == "y")):
        return None
    return Day(year or None, month, day or None, match.start(), match.end(), is_short or is_even)


@cache
def _month(name: str) -> int:
    """The number of the month whose name is or begins with a word; else 0."""
    start = f" {compiled(_DECLINED).sub('', name)}"
    return next((int(n) for n, names in WORDS["month"].items() if start in f" {names}"), 0)


def only_date(text: str) -> Day | None:
    """The day, month or year that is all of a text; None for anything else."""
    if len(text) > _LONGEST:
        return None
    text = plain(without_unseen(text)).strip().removesuffix("г.").strip()
    if compiled("[0-9]{4}年?").fullmatch(text):
        return Day(int(text[:4]), 0, None, 0, len(text))
    found = dates(text)
    is_one = [(day.start, day.end) for day in found] == [(0, len(text))] and found[0].year
    return found[0] if is_one else None


# ---------------------------------------------------------------- figures

# Digits, at most 18 at a time, with signs between them that may part thousands or decimals.
# No ordinal is one.
_NUMBER = r"(?:(?<![\w.,])\.)?[0-9][0-9]{0,17}"
_NUMBER += r"(?:[.,][0-9]{1,18}| [0-9]{3}(?![0-9]))*(?![0-9]|(?:st|nd|rd|th)\b)"
# What stands next to a number: letters, at most so many, or the sign of a currency.
_NEXT = r"[ -]{0,2}([^\W\d_]{1,24}|€|[$¥%£])\.?"
# The words of scale and of units, with what they mean.
_SCALES = {word: int(scale) for scale, words in WORDS["scale"].items() for word in words.split(" ")}
_UNITS = {word: unit for unit, words in WORDS["unit"].items() for word in words.split(" ")}
# The words of scale of languages that have a comma before decimals, or how they begin.
_WITH_COMMA = (*"ктм", *"milliard milyar mlrd mrd milyon triliyon".split())
# Those of units that may stand before a number.
_BEFORE = ("us$", "$", "¥", "€", "£", "jpy", "usd", "eur")
# What may stand between a scale and a currency, behind one, and between two figures of one scale.
_OF_A_COUNTRY = "us american japanese американских японских de ақш акш aqsh".split()
_BEHIND = r" (?:сша|ақш|акш|aqsh|abd)\b"
_BETWEEN = [word for words in WORDS["range"].values() for word in words.split("|")]
_BETWEEN += "or или か - – /".split()

_T = TypeVar("_T")


class Figure(Values):
    """A figure in a text, from one place to another.

    `slack` is by how much another value may differ and still be written so: half of the last digit,
    or nothing for a number that is written out; `unit` a code of ISO 4217, "percent" or nothing.
    `bound` is ">", "<", ">=" or "<=" where what is larger or smaller is asked for, and "-" for what
    lies between the value and one that is larger by `slack`.
    """

    value: float
    slack: float
    unit: str
    start: int
    end: int
    scale: int
    bound: str = ""


def figures(text: str) -> list[Figure]:
    """The figures of a text, in the plain letters of NFKC and small, in order."""
    found: list[Figure] = []
    for match in compiled(_NUMBER).finditer(text):
        start = match.start()
        around = text[max(0, start - 3) : start]
        before = around.rstrip("+-&/")
        is_glued = before[-1:].isalpha() and before[-1] < "\u3000" and around not in _BEFORE
        # C5, C5+1 and Kambar-Ata-1 are names.
        is_name = is_glued or (around[-1:] == "+" and before[-1:].isdigit())
        if is_name or (found and start < found[-1].end):
            continue
        figure = _figure(text, match)
        last = found[-1] if found else figure
        if not last.unit and text[last.end : figure.start].strip() in _BETWEEN:
            # "12 or 20 billion dollars": the first is one of billions of dollars, too.
            scale = 1 if last.scale > 1 else figure.scale
            slack = last.slack if scale == 1 else (last.slack or 0.5) * scale
            found[-1] = last.but(value=last.value * scale, slack=slack, unit=figure.unit)
        found.append(figure)
    # Some have more digits than a float holds.
    return [figure for figure in found if figure.value < math.inf]


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

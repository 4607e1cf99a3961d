"""Reads dates as people write them: 20 Dec, Dec 20, 20.12.2025, 20 декабря, 12月20日, ２０２５.

The compiler notes the dates that a record names, the search those of a query, `timeline` its ends.
"""

import re
from functools import cache

from cajad_cli.named import Values
from cajad_cli.text.words import WORDS, compiled, without_unseen

# No less than a word: so the engine tries no shorter one.
_NAME = r"([^\W\d_]{3,14}+)\.?"
_TH = r"(?:st|nd|rd|th|-го|-е|-nji|\.)?"
_DAY = rf"([0-9]{{1,2}}){_TH}"
_YEAR = r"(?:(?:,| de)? ?\(?((?:19|20)[0-9]{2})(?![0-9]))?"
# Another day before one of the same month.
_AND = rf"(?:([0-9]{{1,2}}){_TH} ?(?:and|to|und|и|по|[-–&/]) ?)?"
_YEAR_ALONE = r",? ((?:19|20)[0-9]{2})(?![0-9])"
# How names of months begin.
_MONTHS = {full[:3] for names in WORDS["month"].values() for full in names.split(" ")}
_DATED = r"(?P<day>(?:(?:[0-9]{1,2}-)?[0-9]{1,2}[- ]?(?:nji )?)?)(?P<month>[^\W\d_]+)"
_A_YEAR = r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})"
# What is called a year beside one, in Uzbek, Kazakh and Kyrgyz, Turkmen, and in Tajik, and how the
# parts of a date stand around it.
_TURNED = {
    "yil йил жыл ýyl": rf"{_A_YEAR}[- ]?(?:nji )?(?:yil|йил|жыл|ýyl)\w* {_DATED}",
    "соли": rf"{_DATED} соли {_A_YEAR}",
}
# No day, month or year is written in more letters.
_LONGEST = 80
_KOREAN = str.maketrans("년월일", "年月日")
# What shows of a text how its digits and the signs between them stand.
_SHAPE = str.maketrans("123456789-/", "000000000..")
# Each form with the order of year, month and day in it, and what its shape holds unless its month
# is in words. What begins with a digit is soonest found.
_FORMS = (
    (
        rf"(?<![0-9+.]){_AND}([0-9]{{1,2}}){_TH}(?: of| de(?= ))?[ -]{{0,2}}{_NAME}{_YEAR}",
        "bdmy",
        "",
    ),
    (rf"(?<![^\W_]){_NAME}(?: {_AND}{_DAY}(?![.,]?[0-9]){_YEAR}|{_YEAR_ALONE})", "mbdyY", ""),
    (
        r"(?:([0-9]{4})年)?([0-9]{1,2})月(?:(?:([0-9]{1,2})日?[、・と~-])?([0-9]{1,2})日)?",
        "ymbd",
        "月",
    ),
    (
        r"(?<![0-9./-])([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?(?![-./]?[0-9])",
        "ymd",
        "0000.",
    ),
    (r"(?<![0-9.])([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])", "d-my", ".00"),
    (r"(?<![0-9./-])(0?[1-9]|1[0-2])[/.]((?:19|20)[0-9]{2})(?![0-9])", "mY", ".0000"),
    (
        r"(?<![0-9./-])([0-9]{1,2})([/.])([0-9]{2})\.?(?![0-9])(?! ?(?!по |bis )(?:[^\W\d_]|%))",
        "d-m",
        ".00",
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

    def iso(self) -> str:
        """As ISO 8601 writes it; without the year where there is none."""
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part)


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
    for pattern, order, holds in _FORMS[: 2 if spelt else None]:
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
    # As languages of the region decline them: 20-декабры, 20-dekabrida, 20 желтоқсандағы.
    ending = "(?<=.{5})(?:[iy]?n?[dt][ae](?:n|gi)?|[ыіи]?н?[дт][ае](?:н|ғы|гы)?|[ыy])$"
    name = compiled(ending).sub("", name)
    months = ((number, f" {names}") for number, names in WORDS["month"].items())
    return next((int(number) for number, names in months if f" {name}" in names), 0)


def _turned(match: re.Match[str]) -> str:
    """Day, month and year in this order, if it is a month that they stand around."""
    is_date = match["month"][:3] in _MONTHS
    return f"{match['day']}{match['month']} {match['year']}" if is_date else match[0]


def _of_reiwa(match: re.Match[str]) -> str:
    """The year of such a one of that era, whose first began in 2019."""
    return str(2018 + (1 if match[1] == "元" else int(match[1])))


def in_plain_order(text: str) -> str:
    """The text without the blanks in dates such as 20. 12. 2025, a year behind its day and month.

    So languages of the region have it: 2025-yil 20-dekabr, 2025 жылғы 20 желтоқсан. Korean and
    Japanese ones lose their blanks too, and years of the era Reiwa are told as all others are.
    """
    if not text.isascii():
        text = compiled("令和([0-9]{1,2}|元)(?=年)").sub(_of_reiwa, text)
        parts = compiled("(?<=[0-9])([년월일年月])(?: (?=[0-9]))?")
        text = parts.sub(lambda part: part[1].translate(_KOREAN), text)
    if ". " in text:
        pattern = r"(?<![0-9])([0-9]{1,4})\. ([0-9]{1,2})\. (?=[0-9])"
        text = compiled(pattern).sub(r"\1.\2.", text)
    for word, pattern in _TURNED.items():
        if any(one in text for one in word.split()):
            text = compiled(pattern).sub(_turned, text)
    return text


def iso_date(text: str) -> str | None:
    """A day, month or year that is all of a text, as ISO 8601 writes it; None for anything else."""
    from unicodedata import normalize

    if len(text) > _LONGEST:
        return None
    text = normalize("NFKC", without_unseen(text)).strip().lower()
    text = in_plain_order(text).removesuffix("г.").strip()
    if compiled("[0-9]{4}年?").fullmatch(text):
        return text[:4]
    found = dates(text)
    is_one = [(day.start, day.end) for day in found] == [(0, len(text))] and found[0].year
    return found[0].iso() if is_one else None

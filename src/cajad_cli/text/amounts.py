"""Says figures and days in words."""

_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def number(value: float) -> str:
    """A value with its scale in words; never rounded."""
    for scale, word in _SCALES:
        scaled = f"{value / scale:,.12g}"
        # A figure that the scale would round is written out.
        if abs(value) >= scale and float(scaled.replace(",", "")) * scale == value:
            return f"{scaled} {word}"
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def amount(value: float, unit: str, qualifier: str) -> str:
    """A figure as people say it: `more than 3.7 billion USD`."""
    exactness = "" if qualifier in ("stated", "exactly") else qualifier
    return f"{exactness} {number(value)} {unit}".strip()


def day_in_words(date: str) -> str:
    """A date of ISO 8601 as texts have it: 20 December 2025; of an interval both ends."""
    return " to ".join(map(_one_day, date.split("/")))


def _one_day(date: str) -> str:
    year, *rest = date.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])

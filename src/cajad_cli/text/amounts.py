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
        if abs(value) >= scale and round(float(scaled.replace(",", "")) * scale, 3) == value:
            return f"{scaled} {word}"
    if value == int(value):
        return f"{int(value):,}"
    # As it was written; of what Python gives with an exponent nine decimals are the most there are.
    written = f"{value:,}"
    return f"{value:,.9f}".rstrip("0") if "e" in written else written


def amount(value: float, unit: str, qualifier: str) -> str:
    """A figure as people say it: `more than 3.7 billion USD`."""
    exactness = "" if qualifier in ("stated", "exactly") else qualifier
    return f"{exactness} {number(value)} {unit}".strip()


def day_in_words(date: str, between: str = " to ", letters: int | None = None) -> str:
    """A date of ISO 8601 in words, of an interval both ends; with `letters`, so many of a month."""
    ends = []
    for end in date.split("/"):
        year, *rest = end.split("-")
        month = [_MONTHS[int(rest[0]) - 1][:letters]] if rest else []
        ends.append(" ".join([*(str(int(day)) for day in rest[1:]), *month, year]))
    return between.join(ends)

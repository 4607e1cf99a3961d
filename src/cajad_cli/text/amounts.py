"""Says figures in words."""

_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def number(value: float) -> str:
    """A value with its scale in words; never rounded."""
    for scale, word in _SCALES:
        scaled = f"{value / scale:,.12g}"
        # A figure that the scale would round is written out.
        if abs(value) >= scale and float(scaled.replace(",", "")) * scale == value:
            return f"{scaled} {word}"
    return f"{value:,.12g}" if value == int(value) else f"{value:,}"

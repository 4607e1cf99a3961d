"""Addresses that open a page at a passage, by a text fragment.

Its form is that of the specification: https://wicg.github.io/scroll-to-text-fragment/
"""

from urllib.parse import quote


def passage_link(url: str, phrase: str) -> str:
    """The address of a page, opened where a phrase first stands; the plain one without a phrase."""
    if not phrase:
        return url
    # The specification gives a meaning to these three, of which quote leaves the hyphen alone.
    directive = f":~:text={quote(phrase, safe='').replace('-', '%2D')}"
    return f"{url}{directive}" if "#" in url else f"{url}#{directive}"

"""What is done to a text before it stands in a page: its language marked, its address checked."""

import re
from urllib.parse import unquote

from markupsafe import Markup, escape

from cajad_cli.text.safe import is_visible, is_web_address, visible

# Runs of letters that no English word is written in; blanks within a run belong to it.
_FOREIGN = re.compile(
    r"(?P<ja>[\u3005-\u30ff\u3400-\u9fff](?:[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef0-9]*"
    r"[\u3005-\u30ff\u3400-\u9fff\uff00-\uffef])?)|(?P<ko>[\uac00-\ud7af]+)"
    r"|(?P<ru>[\u0400-\u052f](?:[-–\u0400-\u052f «»]*[\u0400-\u052f])?)"
)
# Languages that are written in other letters than Latin ones.
_NOT_LATIN = ("ar", "ja", "kk", "ko", "ky", "ru", "tg", "zh")
# Letters by which the Cyrillic of the region is told from Russian, those of one language first.
_CYRILLIC = {"kk": "әұіһӘҰІҺ", "tg": "ӣӯҷӢӮҶ", "uz": "ўЎ", "ky": "ңөүҢӨҮ"}


def foreign(text: str) -> Markup:
    """A text with the language of its foreign words marked, as their letters tell it."""
    marked = Markup()
    end = 0
    for run in _FOREIGN.finditer(text):
        codes = (code for code, own in _CYRILLIC.items() if set(own) & set(run[0]))
        code = next(codes, "ru") if run["ru"] else str(run.lastgroup)
        marked += escape(visible(text[end : run.start()])) + named(run[0], code)
        end = run.end()
    return marked + visible(text[end:])


def named(text: str, language: str) -> Markup:
    """A text in a language, marked as such unless it is the page's own, or put into its letters."""
    if language in ("en", "mul") or (language in _NOT_LATIN and text.isascii()):
        return escape(visible(text))
    return Markup('<span lang="{}">{}</span>').format(language, visible(text))


def address(url: str) -> str:
    """An address as a link may lead there, its letters readable; nothing for other schemes.

    Browsers send letters beyond ASCII as the very bytes that they are decoded from here.
    """
    return re.sub("(?:%[89A-Fa-f][0-9A-Fa-f])+", _decoded, url) if is_web_address(url) else ""


def _decoded(codes: re.Match[str]) -> str:
    letters = unquote(codes[0])
    return letters if is_visible(letters) and "\ufffd" not in letters else codes[0]

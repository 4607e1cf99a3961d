"""Fills the templates of a page. Jinja2 is imported here and nowhere else.

Same records, same bytes: nothing in a page tells when or where it was made.
"""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import chain
from math import log10
from urllib.parse import unquote

from jinja2 import Environment, FunctionLoader, TemplateRuntimeError
from markupsafe import Markup, escape

from cajad_cli import __version__
from cajad_cli.html.gathering import Subject, charts, links, marks, number_sources, sections, trees
from cajad_cli.model import KINDS, LANGUAGES, STATUSES, TRUSTS, has_own_title
from cajad_cli.render.citations import spoken
from cajad_cli.render.looks import LOOKS
from cajad_cli.render.wording import Record
from cajad_cli.render.wording import amount as shown_amount
from cajad_cli.store.store import Store
from cajad_cli.text import shipped
from cajad_cli.text.safe import counted, is_visible, is_web_address, visible

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


def page_of(subject: Subject, store: Store) -> str:
    """The page about a subject. Raises one of `store.UNSOUND` where a record is not whole."""
    assets = ("page.css", "minisearch.js", "page.js")
    style, *scripts = (Markup(shipped(f"html/{name}")) for name in assets)  # noqa: S704
    # How a content security policy names the one style and the scripts that may be.
    digests = (b64encode(sha256(text.encode()).digest()) for text in (style, *scripts))
    loader = FunctionLoader(lambda name: shipped(f"html/templates/{name}"))
    env = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    filters = address, amount, counted, foreign, links, log10, marks, named, short, spoken, trees
    for used in (*filters, has_own_title):
        env.filters[used.__name__] = used
    env.globals |= {"LANGUAGES": LANGUAGES, "STATUSES": STATUSES, "TRUSTS": TRUSTS}
    shown = [*subject.shown, *subject.more]
    parts, more = sections(subject.shown), sections(subject.more)
    numbers = number_sources(chain(*parts.values(), *more.values()))
    briefed = max((c["number"] for r in subject.shown for c in r["sources"]), default=0)
    # Sources that are asked for, as all are for the whole record, stand there uncited as well.
    for record in shown:
        if record["kind"] == "source":
            numbers.setdefault(record["id"], len(numbers) + 1)
    try:
        text = env.get_template("page.html").render(
            subject=subject,
            meta={name.partition(":")[2]: value for name, value in store.meta.items()},
            here={record["id"] for record in shown}.union(numbers),
            fields={kind: store.fields_of(kind) for kind in KINDS if store.count(kind)},
            sections=parts,
            more=more,
            numbers=numbers,
            briefed=briefed,
            charts=charts(shown, subject.everything, store.meta["host"]),
            version=__version__,
            style=style,
            scripts=scripts,
            hashes=[Markup(f"'sha256-{digest.decode()}'") for digest in digests],  # noqa: S704
        )
    except TemplateRuntimeError as error:
        raise LookupError(str(error)) from None
    # Whatever could change how a text is shown stands there as an escape.
    return "\n".join(map(visible, text.split("\n"))) + "\n"


def short(markup: str) -> Markup:
    """Markup without what HTML lets out: quotes around plain values, ends that go without saying.

    Quotes of texts are escapes by now, and so no text is taken for a value. The end of `dd` stays:
    without it w3m takes all that follows for a part of it, and leaves the numbers of lists out.
    """
    # Before Python 3.12 a pattern joins what is left of a Markup as one, and so escapes it again.
    markup = re.sub(r'="([^\s"\'=<>`]+)"(?=[ >])', r"=\1", str(markup))
    ends = r"</(?:li|dt|t[dhr])>|</p>(?=<(?:p|ul|dl|details|div|article|/article)\b)"
    return Markup(re.sub(ends, "", markup))  # noqa: S704


def amount(record: Record) -> str:
    """The figure of a record, with the sign of its currency whatever the locale."""
    return shown_amount(record, lambda unit: LOOKS[unit][1] if unit in LOOKS else "")


def foreign(text: str) -> Markup:
    """A text with the language of its foreign words marked, as their letters tell it."""
    marked = Markup()
    end = 0
    for run in _FOREIGN.finditer(text):
        codes = (code for code, own in _CYRILLIC.items() if set(own) & set(run[0]))
        code = next(codes, "ru") if run["ru"] else str(run.lastgroup)
        marked += escape(text[end : run.start()]) + named(run[0], code)
        end = run.end()
    return marked + text[end:]


def named(text: str, language: str) -> Markup:
    """A text in a language, marked as such unless it is the page's own, or put into its letters."""
    if language in ("en", "mul") or (language in _NOT_LATIN and text.isascii()):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def address(url: str) -> str:
    """An address as a link may lead there, its letters readable; nothing for other schemes.

    Browsers send letters beyond ASCII as the very bytes that they are decoded from here.
    """

    def decoded(codes: re.Match[str]) -> str:
        # What is no letter becomes what is not visible.
        letters = unquote(codes[0], errors="surrogateescape")
        return letters if is_visible(letters) else codes[0]

    return re.sub("(?:%[89A-Fa-f][0-9A-Fa-f])+", decoded, url) if is_web_address(url) else ""

"""Fills the templates of a page. Jinja2 is imported here and nowhere else.

Same records, same bytes: nothing in a page tells when or where it was made.
"""

import base64
import hashlib
import re
from itertools import chain
from math import log10

from jinja2 import Environment, FunctionLoader, TemplateRuntimeError
from markupsafe import Markup

from cajad_cli import __version__
from cajad_cli.html.charts import Charts
from cajad_cli.html.gathering import Subject, links, marks, number_sources, sections
from cajad_cli.html.words import address, foreign, named
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import LANGUAGES, STATUSES, TRUSTS
from cajad_cli.render.citations import spoken
from cajad_cli.render.wording import amount
from cajad_cli.store.store import Store
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.shipped import shipped


def page_of(subject: Subject, store: Store) -> str:
    """The page about a subject. Raises one of `store.UNSOUND` where a record is not whole."""
    assets = ("page.css", "minisearch.js", "page.js")
    style, *scripts = (Markup(shipped(f"html/{name}")) for name in assets)  # noqa: S704
    policy = f"style-src {_hash(style)}; script-src {' '.join(map(_hash, scripts))}"
    env = Environment(
        loader=FunctionLoader(lambda name: shipped(f"html/templates/{name}")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for used in (address, amount, counted, foreign, log10, named, spoken):
        env.filters[used.__name__] = used
    env.filters["short"] = _short
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
            countries=[r for r in subject.everything.values() if r["kind"] == "country"],
            areas=[r for r in subject.everything.values() if r["kind"] == "area"],
            sections=parts,
            more=more,
            numbers=numbers,
            briefed=briefed,
            charts=Charts(shown, subject.everything),
            links=links,
            marks=marks,
            LANGUAGES=LANGUAGES,
            STATUSES=STATUSES,
            TRUSTS=TRUSTS,
            version=__version__,
            style=style,
            scripts=scripts,
            policy=policy,
        )
    except TemplateRuntimeError as error:
        raise LookupError(str(error)) from None
    # Whatever could change how a text is shown stands there as an escape.
    return "\n".join(map(visible, text.split("\n"))) + "\n"


def _short(markup: str) -> Markup:
    """Markup without what HTML lets out: quotes around plain values, ends that go without saying.

    Quotes of texts are escapes by now, and so no text is taken for a value.
    """
    markup = re.sub(r'="([^\s"\'=<>`]+)"(?=[ >])', r"=\1", markup)
    ends = r"</(?:li|d[dt]|t[dhr])>|</p>(?=<(?:p|ul|dl|details|div|article|/article)\b)"
    return Markup(re.sub(ends, "", markup))  # noqa: S704


def _hash(text: str) -> str:
    """How a content security policy names the one script or style that may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

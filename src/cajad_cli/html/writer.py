"""Fills the templates of a page. Jinja2 is imported here and nowhere else.

Same records, same bytes: nothing in a page tells when or where it was made.
"""

import base64
import hashlib
import re
from itertools import count
from math import log10

from jinja2 import Environment, FunctionLoader, TemplateRuntimeError
from markupsafe import Markup

from cajad_cli import __version__
from cajad_cli.html import gathering
from cajad_cli.html.charts import Charts
from cajad_cli.html.words import address, foreign, named
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import LANGUAGES, STATUSES, TRUSTS
from cajad_cli.render.citations import spoken
from cajad_cli.render.wording import amount
from cajad_cli.store.store import Store
from cajad_cli.text.safe import counted, visible
from cajad_cli.text.shipped import shipped


def page_of(subject: gathering.Subject, store: Store) -> str:
    """The page about a subject. Raises one of `store.UNSOUND` where a record is not whole."""
    style, library, script = map(_asset, ("page.css", "minisearch.js", "page.js"))
    env = Environment(
        loader=FunctionLoader(lambda name: shipped(f"html/templates/{name}")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for used in (address, amount, counted, foreign, log10, named, spoken):
        env.filters[used.__name__] = used
    env.filters["short"] = _short
    env.globals |= {"LANGUAGES": LANGUAGES, "STATUSES": STATUSES, "TRUSTS": TRUSTS}
    env.globals |= {"links": gathering.links, "marks": gathering.marks}
    shown = [*subject.shown, *subject.more]
    parts, more = gathering.sections(subject.shown), gathering.sections(subject.more)
    numbers: dict[str, int] = {}
    places = count(1)
    gathering.number_sources(parts, numbers, places)
    briefed = len(numbers)
    gathering.number_sources(more, numbers, places)
    # Sources that are asked for, as all are for the whole record, stand there uncited as well.
    for record in shown:
        if record["kind"] == "source":
            numbers.setdefault(record["id"], len(numbers) + 1)
    page = {
        "form": subject.form,
        "everything": subject.everything,
        "here": {record["id"] for record in shown}.union(numbers),
        "fields": {kind: store.fields_of(kind) for kind in KINDS if store.count(kind)},
        "countries": [r for r in subject.everything.values() if r["kind"] == "country"],
        "areas": [r for r in subject.everything.values() if r["kind"] == "area"],
    }
    policy = f"style-src {_hash(style)}; script-src {_hash(library)} {_hash(script)}"
    policy = f"default-src 'none'; {policy}; img-src data:; base-uri 'none'; form-action 'none'"
    template = env.get_template("page.html")
    try:
        text = template.render(
            subject=subject,
            meta={name.partition(":")[2]: value for name, value in store.meta.items()},
            page=page,
            sections=parts,
            more=more,
            numbers=numbers,
            briefed=briefed,
            charts=Charts(shown, subject.everything),
            version=__version__,
            style=style,
            scripts=(library, script),
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


def _asset(name: str) -> Markup:
    return Markup(shipped(f"html/{name}"))  # noqa: S704


def _hash(text: str) -> str:
    """How a content security policy names the one script or style that may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

"""Fills the templates of a page. Jinja2 is imported here and nowhere else.

Same records, same bytes: nothing in a page tells when or where it was made.
"""

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from cajad_cli import __version__
from cajad_cli.html.charts import Charts
from cajad_cli.html.gathering import Notes, Record, Subject, linked, sections
from cajad_cli.html.words import address, foreign, named
from cajad_cli.model.vocabulary import STATUSES, TRUSTS
from cajad_cli.render.citations import LANGUAGES, spoken
from cajad_cli.render.wording import amount
from cajad_cli.text.safe import counted, visible

# Fields that a record is told with elsewhere than in its list of facts.
_ELSEWHERE = frozenset(
    "id kind title text sentences sources trust keywords positions value unit qualifier date"
    " status as_of note inferred part_of sum_of counted_in disputed_by related steps commitments"
    " about settled assessment type occasion areas countries aliases".split()
)


# The money stands behind the section of the first of these kinds that there is.
_MONEY_AFTER = ("deal", "commitment", "target", "document", "statement")


def page_of(subject: Subject) -> str:
    """The page about a subject."""
    style, library, script = map(_asset, ("page.css", "minisearch.js", "page.js"))
    env = Environment(
        loader=PackageLoader("cajad_cli.html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    env.filters |= {"address": address, "amount": amount, "foreign": foreign, "named": named}
    env.filters |= {"spoken": spoken, "counted": counted}
    env.globals |= {"LANGUAGES": LANGUAGES, "STATUSES": STATUSES, "TRUSTS": TRUSTS}
    everything = subject.everything
    shown = [*subject.shown, *subject.more]
    charts = Charts(shown, everything)
    parts = sections(subject.shown)
    kinds = [section.kind for section in parts]
    return env.get_template("page.html").render(
        subject=subject,
        page=_Page(subject, Notes(everything), shown),
        sections=parts,
        more=sections(subject.more),
        charts=charts,
        years=charts.timeline(),
        money=charts.money(),
        money_after=next((kind for kind in _MONEY_AFTER if kind in kinds), ""),
        # Sources that are asked for, as all are for the whole record, stand there uncited as well.
        asked=[record["id"] for record in shown if record["kind"] == "source"],
        countries=[record for record in everything.values() if record["kind"] == "country"],
        areas=[record for record in everything.values() if record["kind"] == "area"],
        version=__version__,
        style=style,
        scripts=(library, script),
        policy="; ".join(
            (
                "default-src 'none'",
                f"style-src {_hash(style)}",
                f"script-src {_hash(library)} {_hash(script)}",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )


class _Page:
    """What a record is told with: its footnotes, and which other records stand beside it."""

    def __init__(self, subject: Subject, notes: Notes, shown: list[Record]) -> None:
        self.everything = subject.everything
        self.notes = notes
        self.here = {record["id"] for record in shown}
        self.here |= {citation["id"] for record in shown for citation in record["sources"]}
        self.countries = [r for r in self.everything.values() if r["kind"] == "country"]
        self.links = linked
        self._subject = subject

    def concerned(self, record: Record) -> str:
        """The ids of the countries that a record is about, or that it is about all."""
        if record["kind"] == "country":
            return str(record["id"])
        keys = record.get("countries", ())
        return "all" if 2 < len(keys) == len(self.countries) else " ".join(keys)

    def is_own(self, record: Record) -> bool:
        """Whether it goes without saying, on the page of a country, that a record is about it."""
        return self._subject.form == "country" and len(record["countries"]) <= 2

    def titles(self, keys: list[str]) -> str:
        """What the records of some ids are called, in a row."""
        return ", ".join(self.everything[key]["title"] for key in keys)

    def facts(self, record: Record) -> Iterator[tuple[str, str, str, Any]]:
        """The fields that a record is told with in a list: name, heading, form and value."""
        for name, heading, form in self._subject.fields[record["kind"]]:
            if name in record and name not in _ELSEWHERE:
                yield name, heading, form, record[name]


def _shown(value: Any) -> Any:
    """What an expression of a template becomes: no text of a record controls how it is shown."""
    return visible(value) if type(value) is str else value


def _asset(name: str) -> Markup:
    return Markup(files("cajad_cli.html").joinpath(name).read_text(encoding="utf-8"))  # noqa: S704 - ours


def _hash(text: str) -> str:
    """How a content security policy names the one script or style that may run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

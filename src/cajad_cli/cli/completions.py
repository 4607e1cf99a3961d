"""What shells complete: ids with titles, and the words of closed options with their meaning.

Typer takes a description for Rich markup and hands it to shells that read it as code of their
own, so what either could act on is written with the like of it.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from cajad_cli import errors
from cajad_cli.text.safe import visible

# What shells set when they ask for completions.
COMPLETING = "_CAJAD_COMPLETE"

# At most so many are offered, the most important first.
MOST = 100
_HARMLESS = str.maketrans({"[": "(", "]": ")", "'": "’", "`": "’", '"': "”", "\\": "/"})

Complete = Callable[..., list[tuple[str, str]]]


def _asked_for(complete: Complete) -> Complete | None:
    """A completion where a shell asks for one; elsewhere Typer would take long to look at it."""
    return complete if COMPLETING in os.environ else None


def ids(kind: str = "") -> Complete | None:
    """A completion of ids of one kind, or of all, with their titles."""

    def complete(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
        from json import loads

        from cajad_cli.store.opening import open_store

        start = incomplete.lower()
        where, values = "WHERE id >= ? AND id < ?", [start, start + "\U0010ffff"]
        if kind:
            where, values = where + " AND kind = ?", [*values, kind]
        try:
            store = open_store(ctx.params.get("data"))
            found = [loads(row.json) for row in store.rows(where, values, f"n LIMIT {MOST}")]
        except errors.CajadError:
            return []
        return [(record["id"], _described(record["title"])) for record in found]

    return _asked_for(complete)


def words(choices: Iterable[str], meaning: Callable[[str], str]) -> Complete | None:
    """A completion of the values of a closed option; hyphens spare people the quotes."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        start = incomplete.lower()
        offered = ((choice.replace(" ", "-"), choice) for choice in choices)
        return [
            (word, _described(meaning(choice)))
            for word, choice in offered
            if word.startswith(start)
        ]

    return _asked_for(complete)


def _described(text: str) -> str:
    return visible(text).translate(_HARMLESS)


def meaning_of_kind(kind: str) -> str:
    """What records of a kind are."""
    from cajad_cli.model.records import CLASSES

    return _first_line(CLASSES[kind].__doc__)


def meaning_of_format(form: str) -> str:
    """What the answer looks like in a format."""
    from cajad_cli.render.formats import WRITERS

    others = {"table": "for people", "sqlite": "a database, into a file"}
    return others.get(form) or _first_line(WRITERS[form].__doc__)


def meaning_of_style(style: str) -> str:
    """What citations look like in a style."""
    from cajad_cli.render.citations import WRITERS

    return _first_line(WRITERS[style].__doc__)


def meaning_of_status(status: str) -> str:
    """How far a commitment has come."""
    return {
        "announced": "said, and nothing more is known",
        "under way": "begun",
        "done": "finished",
        "stalled": "stopped or overdue",
        "unknown": "looked for, nothing found",
    }[status]


def meaning_of_trust(trust: str) -> str:
    """What backs a record of a trust."""
    return {
        "official": "a primary source backs it",
        "corroborated": "two or more publishers back it",
        "single source": "one publisher backs it",
        "disputed": "sources contradict each other on it",
    }[trust]


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0].rstrip(".")

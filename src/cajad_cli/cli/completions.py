"""What shells complete: ids with titles, and the words of closed options with their meaning.

Typer takes a description for Rich markup and hands it to shells that read it as code of their
own, so what either could act on is written with the like of it.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

from cajad_cli.errors import CajadError
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
        where = "WHERE id >= ? AND id < ? AND (kind = ? OR ? = '')"
        values = [start, start + "\U0010ffff", kind, kind]
        try:
            store = open_store(ctx.params.get("data"))
            with store.guarded():
                found = [loads(row.json) for row in store.rows(where, values, f"n LIMIT {MOST}")]
                return [(record["id"], _described(record["title"])) for record in found]
        except CajadError:
            return []

    return _asked_for(complete)


def words(choices: Mapping[str, str]) -> Complete | None:
    """A completion of the values of a closed option, each with its meaning.

    Hyphens spare people the quotes.
    """

    def complete(incomplete: str) -> list[tuple[str, str]]:
        offered = [(choice.replace(" ", "-"), _described(says)) for choice, says in choices.items()]
        return [(word, says) for word, says in offered if word.startswith(incomplete.lower())]

    return _asked_for(complete)


def _described(text: str) -> str:
    return visible(text).translate(_HARMLESS)

"""What commands may take: how each is written, explained and completed. See `options.tsv`."""

import os
from collections.abc import Iterable
from inspect import Parameter
from typing import Any

import typer

from cajad_cli.cli import COMPLETING
from cajad_cli.errors import BadUsage
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import OCCASIONS, SOURCES, STATUSES, TRUSTS
from cajad_cli.query import CANDIDATES
from cajad_cli.text.safe import visible
from cajad_cli.text.shipped import rows

# The words that an option takes, each with its meaning, by the key of the option.
CHOICES: dict[str, dict[str, str]] = {
    "kind": {kind: f"one of the {row.plural}" for kind, row in KINDS.items()},
    "trust": TRUSTS,
    "type": SOURCES,
    "occasion": OCCASIONS,
    "status": STATUSES,
}
for _keys, _word, _says in rows("cli/choices.tsv"):
    for _key in _keys.split():
        CHOICES.setdefault(_key, {})[_word] = _says
# The kinds that commands list, by what these may be called.
LISTED = {name: kind for kind, row in KINDS.items() for name in (kind, row.plural)}
# The variable of the environment that names another dataset, as the option --data does.
DATA_VARIABLE = "CAJAD_DATA"
# The options that narrow a list, each to any of its values; the first two by what has a name.
NAMED = ("country", "area")
FILTERS = (*NAMED, "occasion", "status", "trust", "kind", "type", "language")
# Shells leave the tilde of --output=~/file, and of what is quoted, as it is.
_FILE: dict[str, Any] = {"parser": os.path.expanduser}
# What some have beside what the table tells.
_OWN: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("file", "file:some", "output"), _FILE),
    "data": {**_FILE, "envvar": DATA_VARIABLE},
    "limit": {"min": 1, "max": CANDIDATES},
}
_TYPES: dict[str, Any] = {"text": str, "texts": list[str], "flag": bool, "number": int}
_DEFAULTS: dict[str, Any] = {"...": ..., "flag": False}


def named_data() -> str | None:
    """The dataset that the environment names."""
    return os.path.expanduser(os.environ.get(DATA_VARIABLE, "")) or None


def one_of(name: str, value: str, choices: Iterable[str]) -> str:
    """The choice that a value of an option means; hyphens and capitals are forgiven."""
    plain = value.lower().replace("-", " ").replace("_", " ").strip()
    for choice in choices:
        if choice.replace("-", " ") == plain:
            return choice
    from cajad_cli.text.suggest import suggestion

    offer = suggestion(plain, choices, "--help lists them")
    raise BadUsage(f"{name} knows no {visible(value, 40)!r}; {offer}")


def parameter(
    key: str, type_: str, default: str, names: str, metavar: str, kinds: str, says: str
) -> Parameter:
    """What a row of the table declares, as a parameter of a function that Typer calls."""
    more = {"help": says, **_OWN.get(key, {})}
    if choices := CHOICES.get(key):
        more["help"] += f": {', '.join(choices)}."
        more["parser"] = lambda value: one_of(names.split()[0], value, choices)
    if COMPLETING in os.environ and (choices or kinds):
        # Elsewhere Typer would take long to look at it.
        from cajad_cli.cli.completions import ids, words

        more["autocompletion"] = words(choices) if choices else ids(*kinds.split())
    begin = _DEFAULTS.get(default or type_, default or None)
    if names:
        made = typer.Option(begin, *names.split(), metavar=metavar or None, **more)
    else:
        made = typer.Argument(begin, **more)
    name = key.partition(":")[0]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=made, annotation=_TYPES[type_])


# The rows by their keys.
OPTIONS = {row[0]: row for row in rows("cli/options.tsv")}

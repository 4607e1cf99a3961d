"""What commands may take: how each is written, explained and completed. See `options.tsv`."""

import os
from collections.abc import Iterable
from inspect import Parameter
from typing import Any, NamedTuple

import typer

from cajad_cli.cli import completions
from cajad_cli.errors import BadUsage
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import SOURCES, STATUSES, TRUSTS
from cajad_cli.query import CANDIDATES
from cajad_cli.text.safe import visible
from cajad_cli.text.shipped import rows
from cajad_cli.text.suggest import suggestion

# The words that an option takes, each with its meaning, by the key of the option.
CHOICES: dict[str, dict[str, str]] = {
    "kind": {kind: f"one of the {row.plural}" for kind, row in KINDS.items()},
    "trust": TRUSTS,
    "type": SOURCES,
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
FILTERS = (*NAMED, "status", "trust", "kind", "type", "language")
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
    offer = suggestion(plain, choices, "--help lists them")
    raise BadUsage(f"{name} knows no {visible(value, 40)!r}; {offer}")


class Option(NamedTuple):
    """A row of the table."""

    key: str
    type: str
    default: str
    names: str
    metavar: str
    kinds: str
    says: str

    def parameter(self) -> Parameter:
        """The parameter of a function that Typer makes it of."""
        more = {"help": self.says, **_OWN.get(self.key, {})}
        complete = completions.ids(*self.kinds.split()) if self.kinds else None
        if choices := CHOICES.get(self.key):
            more["help"] += f": {', '.join(choices)}."
            more["parser"] = lambda value: one_of(self.names.split()[0], value, choices)
            complete = completions.words(choices)
        if completions.COMPLETING in os.environ:
            # Elsewhere Typer would take long to look at it.
            more["autocompletion"] = complete
        default = _DEFAULTS.get(self.default or self.type, self.default or None)
        if self.names:
            more["metavar"] = self.metavar or None
            made = typer.Option(default, *self.names.split(), **more)
        else:
            made = typer.Argument(default, **more)
        name = self.key.partition(":")[0]
        return Parameter(name, Parameter.KEYWORD_ONLY, default=made, annotation=_TYPES[self.type])


OPTIONS = {option.key: option for option in (Option(*row) for row in rows("cli/options.tsv"))}

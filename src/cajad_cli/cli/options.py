"""The options that commands share: how each is written, explained and completed."""

import os
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from cajad_cli.cli import completions
from cajad_cli.errors import BadUsage
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import STATUSES, TRUSTS
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import suggestion

# How an answer may be written: for people, and for programs.
MACHINE_FORMATS = {
    "json": "an array, one record a line",
    "jsonl": "an object a line",
    "csv": "a row a record, for spreadsheets",
    "csv-bom": "the same with the byte order mark that Excel needs",
    "tsv": "a row a record, parted by tabs",
    "markdown": "a table of GitHub's Markdown",
    "yaml": "a list of records",
}
FORMATS = {"table": "for people"} | MACHINE_FORMATS
EXPORTS = MACHINE_FORMATS | {"sqlite": "a database, into a file"}
# How a citation may be written.
STYLES = {
    "text": "a line of plain text",
    "markdown": "a list item, its title the link",
    "bibtex": "an entry for LaTeX",
    "ris": "for EndNote, Mendeley and the like",
    "csl-json": "for Zotero, Pandoc and the like",
}
_SORTS = {
    "primary": "a government, an institution or a party to a deal speaking for itself",
    "press": "a newspaper, an agency, a copy of an official text",
    "analysis": "somebody's view",
    "reference": "a work of reference",
}
_KINDS = {kind: f"one of the {row.plural}" for kind, row in KINDS.items()}
# The variable of the environment that names another dataset, as the option --data does.
DATA_VARIABLE = "CAJAD_DATA"


MOST_HITS = 1000


def _closed(names: str, metavar: str, says: str, choices: Mapping[str, str]) -> Any:
    """An option whose values are a closed set, which help lists and Tab completes."""
    complete, says = completions.words(choices), f"{says}: {', '.join(choices)}."
    return typer.Option(*names.split(), metavar=metavar, help=says, autocompletion=complete)


def _format(choices: Mapping[str, str]) -> Any:
    return _closed("--format -f", "FORMAT", "How the answer is written", choices)


def _named(names: str, says: str, kind: str) -> Any:
    """An option whose values are names of records of a kind."""
    complete = completions.ids(kind)
    return typer.Option(*names.split(), metavar="NAME", help=says, autocompletion=complete)


def named_argument(says: str, kind: str = "") -> Any:
    """An argument that is a name of a record of a kind, or of any."""
    return typer.Argument(help=says, autocompletion=completions.ids(kind))


def _file(names: str, says: str, variable: str | None = None) -> Any:
    """An option that names a file. Shells leave the tilde of --output=~/file as it is."""
    expand = os.path.expanduser
    return typer.Option(*names.split(), metavar="FILE", parser=expand, envvar=variable, help=says)


# What lookups may take: the type and the default of an argument or option.
def _maybe(option: Any) -> tuple[Any, None]:
    return Annotated[str | None, option], None


def _some(option: Any) -> tuple[Any, None]:
    return Annotated[list[str] | None, option], None


def _many(argument: Any) -> tuple[Any, Any]:
    return Annotated[list[str], argument], ...


def _flag(name: str, says: str) -> tuple[Any, bool]:
    return Annotated[bool, typer.Option(name, help=says)], False


_DATA = "Another dataset than the one that comes with the program."
Data = Annotated[str | None, _file("--data", _DATA, DATA_VARIABLE)]
ExportFormat = Annotated[str, _format(EXPORTS)]
Style = Annotated[str, _closed("--style", "STYLE", "How citations are written", STYLES)]
Output = Annotated[str | None, _file("--output -o", "A file to write to.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")]
_ids = named_argument("Ids or names of records.")
SomeNames = Annotated[list[str] | None, _ids]
_country = _named("--country -c", "Only what concerns this country.", "country")
Country = Annotated[list[str] | None, _country]
_LIMIT = typer.Option("--limit", "-n", min=1, max=MOST_HITS, help="At most so many records.")
_START = typer.Option("--from", metavar="DATE", help="2025-12-20, 2025-12 or 2025.")
_END = typer.Option("--to", metavar="DATE", help="Last day, month or year.")

# The options that narrow a list: each may be given more than once, and means any of its values.
FILTERS = ("country", "area", "status", "trust", "kind", "type", "language")
# Those whose values are closed sets.
CLOSED = {"status": STATUSES, "trust": TRUSTS, "kind": _KINDS, "type": _SORTS}
OPTIONS: dict[str, tuple[Any, Any]] = {
    "format": (Annotated[str, _format(FORMATS)], "table"),
    "data": (Data, None),
    "name:country": _maybe(named_argument("Any name, spelling, script or code.", "country")),
    "name:area": _maybe(named_argument("Any name of an area.", "area")),
    "name:document": _maybe(named_argument("Id or name of a document.", "document")),
    "name:source": _maybe(named_argument("Id of a source.", "source")),
    "names": _many(_ids),
    "terms": _many(typer.Argument(help="Words, figures or a question.")),
    "limit": (Annotated[int, _LIMIT], 10),
    "start": _maybe(_START),
    "end": _maybe(_END),
    "country": (Country, None),
    "area": _some(_named("--area -a", "Only what a source puts under it.", "area")),
    "kind": _some(_closed("--kind -k", "KIND", "Only this kind", _KINDS)),
    "trust": _some(_closed("--trust", "LEVEL", "Only of this trust", TRUSTS)),
    "type": _some(_closed("--type", "SORT", "Only of this sort", _SORTS)),
    "language": _some(typer.Option("--language", metavar="CODE", help="Only in this one.")),
    "countries": _many(named_argument("Two or three countries.", "country")),
    "words": _some(typer.Argument(help="A name, or a part of one.")),
    "silent": _flag("--silent", "Only those of which nothing newer than the summit is known."),
    "unsettled": _flag("--open", "Only what is not settled."),
    "no_pager": _flag("--no-pager", "Never through a pager."),
    "status": _some(_closed("--status", "STATUS", "Only what stands so", STATUSES)),
}


def one_of(option: str, value: str, choices: Iterable[str]) -> str:
    """The choice that a value of a closed option names; hyphens and capitals are forgiven."""
    plain = value.lower().replace("-", " ").replace("_", " ").strip()
    for choice in choices:
        if choice.replace("-", " ") == plain:
            return choice
    offer = suggestion(plain, choices, "--help lists them")
    raise BadUsage(f"{option} knows no {visible(value, 40)!r}; {offer}")

"""The options that commands share: how each is written, explained and completed."""

import os
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import typer

from cajad_cli.cli import completions
from cajad_cli.errors import BadUsage
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import OCCASIONS, SOURCES, STATUSES, TRUSTS
from cajad_cli.query import CANDIDATES
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
REPORTS = {"text": "a line a problem", "json": "an array"}
# How a citation may be written.
STYLES = {
    "text": "a line of plain text",
    "markdown": "a list item, its title the link",
    "bibtex": "an entry for LaTeX",
    "ris": "for EndNote, Mendeley and the like",
    "csl-json": "for Zotero, Pandoc and the like",
}
_KINDS = {kind: f"one of the {row.plural}" for kind, row in KINDS.items()}
# The kinds that commands list, by what these may be called.
LISTED = {name: kind for kind, row in KINDS.items() for name in (kind, row.plural)}
# The variable of the environment that names another dataset, as the option --data does.
DATA_VARIABLE = "CAJAD_DATA"
# So many pages are opened at once.
MOST_OPENED = 5
# The options that narrow a list, each to any of its values; the first two by what has a name.
NAMED = ("country", "area")
FILTERS = (*NAMED, "occasion", "status", "trust", "kind", "type", "language")


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


def option(names: str, metavar: str | None, says: str, default: Any = None, **more: Any) -> Any:
    """What makes an option of these names, which blanks part; `says` is what help tells of it."""
    return partial(typer.Option, default, *names.split(), metavar=metavar, help=says, **more)


def _argument(default: Any, says: str, **more: Any) -> Any:
    return partial(typer.Argument, default, help=says, **more)


def _closed(
    names: str, metavar: str, says: str, choices: Mapping[str, str], default: str | None = None
) -> Any:
    """An option whose values are a closed set, which help lists and Tab completes."""
    says, words = f"{says}: {', '.join(choices)}.", completions.words(choices)

    def chosen(value: str) -> str:
        return one_of(names.split()[0], value, choices)

    return option(names, metavar, says, default, parser=chosen, autocompletion=words)


def _name(says: str, *kinds: str, default: Any = None) -> Any:
    return _argument(default, says, autocompletion=completions.ids(*kinds))


_DATA = "Another dataset than the one that comes with the program."
_PAGES = "Ids or names of records, or a command such as tracker; the whole record without any."
_DATASETS = "Datasets to check; the bundled one unless told."
_MOST = "At most so many records."
_ALL = f"All its pages; at most {MOST_OPENED} are opened."
_SILENT = "Only those of which nothing is known after the week of the summit."
_HOW, _HOW_TOLD = "How the answer is written", "How problems are written"
_COUNTRY, _AREA = "Only what concerns this country.", "Only what a source or we put under it."
# Shells leave the tilde of --output=~/file, and of what is quoted, as it is.
_FILE: dict[str, Any] = {"parser": os.path.expanduser}
_COUNTRIES, _AREAS = completions.ids("country"), completions.ids("area")
# What commands may take: the type of its values, and what makes it for those that are called. A
# required one has `...` for its default; what stands behind a colon tells those of one name apart.
OPTIONS: dict[str, tuple[Any, Any]] = {
    "format": (str, _closed("--format -f", "FORMAT", _HOW, FORMATS, "table")),
    "format:export": (str, _closed("--format -f", "FORMAT", _HOW, EXPORTS, "json")),
    "format:report": (str, _closed("--format -f", "FORMAT", _HOW_TOLD, REPORTS, "text")),
    "style": (str, _closed("--style", "STYLE", "How citations are written", STYLES, "text")),
    "data": (str, option("--data", "FILE", _DATA, envvar=DATA_VARIABLE, **_FILE)),
    "output": (str, option("--output -o", "FILE", "A file to write to.", **_FILE)),
    "force": (bool, option("--force", None, "Replace the file if there is one.", False)),
    "no_pager": (bool, option("--no-pager", None, "Never through a pager.", False)),
    "name:country": (str, _name("Any name, spelling, script or code.", "country")),
    "name:area": (str, _name("Any name of an area.", "area")),
    "name:document": (str, _name("Id or name of a document.", "document")),
    "name:source": (str, _name("Id of a source.", "source")),
    "name:pages": (list[str], _name(_PAGES)),
    "names": (list[str], _name("Ids or names of records.", default=...)),
    "id": (str, _name("Id or name of a record or a source.", default=...)),
    "id:some": (list[str], _name("Ids or names of records.")),
    "countries": (list[str], _name("Two or three countries.", "country", default=...)),
    "which": (list[str], _name("Countries or areas, as the options have them.", *NAMED)),
    "words": (list[str], _argument(None, "A name, or a part of one.")),
    "terms": (list[str], _argument(..., "Words, figures or a question.")),
    "file": (str, _argument(..., "A dataset in YAML.", **_FILE)),
    "file:some": (list[str], _argument(None, _DATASETS, **_FILE)),
    "limit": (int, option("--limit -n", None, _MOST, 10, min=1, max=CANDIDATES)),
    "start": (str, option("--from", "DATE", "2025-12-20, 2025-12 or 2025.")),
    "end": (str, option("--to", "DATE", "Last day, month or year.")),
    "country": (list[str], option("--country -c", "NAME", _COUNTRY, autocompletion=_COUNTRIES)),
    "area": (list[str], option("--area -a", "NAME", _AREA, autocompletion=_AREAS)),
    "kind": (list[str], _closed("--kind -k", "KIND", "Only this kind", _KINDS)),
    "trust": (list[str], _closed("--trust", "LEVEL", "Only of this trust", TRUSTS)),
    "type": (list[str], _closed("--type", "SORT", "Only of this sort", SOURCES)),
    "language": (list[str], option("--language", "CODE", "Only in this one.")),
    "occasion": (list[str], _closed("--occasion", "WHEN", "When it was promised", OCCASIONS)),
    "status": (list[str], _closed("--status", "STATUS", "Only what stands so", STATUSES)),
    "silent": (bool, option("--silent", None, _SILENT, False)),
    "unsettled": (bool, option("--open", None, "Only what is not settled.", False)),
    "open": (bool, option("--open", None, "Open the file in a browser.", False)),
    "all": (bool, option("--all", None, _ALL, False)),
}

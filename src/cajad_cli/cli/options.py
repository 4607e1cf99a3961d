"""The options that commands share: how each is written, explained and completed."""

from typing import Annotated

import typer

from cajad_cli.cli import completions
from cajad_cli.errors import BadUsage
from cajad_cli.model.vocabulary import STATUSES, TRUSTS
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import suggestion

# How an answer may be written: for people, and for programs.
MACHINE_FORMATS = ("json", "jsonl", "csv", "tsv", "markdown", "yaml")
FORMATS = ("table", *MACHINE_FORMATS)
EXPORTS = (*MACHINE_FORMATS, "sqlite")
# How a citation may be written.
STYLES = ("text", "markdown", "bibtex", "csl-json")
# The variable of the environment that names another dataset, as the option --data does.
DATA_VARIABLE = "CAJAD_DATA"

Format = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"How the answer is written: {', '.join(FORMATS)}.",
        autocompletion=completions.words(FORMATS, completions.meaning_of_format),
    ),
]
Data = Annotated[
    str | None,
    typer.Option(
        "--data",
        metavar="FILE",
        envvar=DATA_VARIABLE,
        help="Another dataset than the one that comes with the program.",
    ),
]
Country = Annotated[
    list[str] | None,
    typer.Option(
        "--country",
        "-c",
        metavar="NAME",
        help="Only what concerns this country, or any of several: any name or code.",
        autocompletion=completions.ids("country"),
    ),
]
Area = Annotated[
    list[str] | None,
    typer.Option(
        "--area",
        "-a",
        metavar="NAME",
        help="Only what a source puts under this priority area.",
        autocompletion=completions.ids("area"),
    ),
]
Trust = Annotated[
    list[str] | None,
    typer.Option(
        "--trust",
        metavar="LEVEL",
        help=f"Only records of this trust: {', '.join(TRUSTS)}.",
        autocompletion=completions.words(TRUSTS, completions.meaning_of_trust),
    ),
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help=f"Only those that stand so: {', '.join(STATUSES)}.",
        autocompletion=completions.words(STATUSES, completions.meaning_of_status),
    ),
]


def one_of(option: str, value: str, choices: tuple[str, ...]) -> str:
    """The choice that a value of a closed option names; hyphens and capitals are forgiven."""
    plain = value.lower().replace("-", " ").replace("_", " ").strip()
    for choice in choices:
        if choice.replace("-", " ") == plain:
            return choice
    raise BadUsage(
        f"{option} knows no {visible(value, 40)!r}; {suggestion(plain, choices, 'see --help')}"
    )

"""The options that commands share: how each is written, explained and completed."""

from typing import Annotated

import typer

from cajad_cli import completions
from cajad_cli.errors import BadUsage
from cajad_cli.terminal import inert
from cajad_cli.vocabulary import DATA_VARIABLE, FORMATS, STATUSES, TRUSTS

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
    str | None,
    typer.Option(
        "--country",
        "-c",
        metavar="NAME",
        help="Only what concerns this country: any name or code of it.",
        autocompletion=completions.ids("country"),
    ),
]
Area = Annotated[
    str | None,
    typer.Option(
        "--area",
        "-a",
        metavar="NAME",
        help="Only what a source puts under this priority area.",
        autocompletion=completions.ids("area"),
    ),
]
Trust = Annotated[
    str | None,
    typer.Option(
        "--trust",
        metavar="LEVEL",
        help=f"Only records of this trust: {', '.join(TRUSTS)}.",
        autocompletion=completions.words(TRUSTS, completions.meaning_of_trust),
    ),
]
Status = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help=f"Only those that stand so: {', '.join(STATUSES)}.",
        autocompletion=completions.words(STATUSES, completions.meaning_of_status),
    ),
]


def one_of(option: str, value: str | None, choices: tuple[str, ...]) -> str | None:
    """The choice that a value of a closed option names; hyphens and capitals are forgiven."""
    if value is None:
        return None
    plain = value.lower().replace("-", " ").replace("_", " ").strip()
    for choice in choices:
        if choice.replace("-", " ") == plain:
            return choice
    from difflib import get_close_matches

    near = get_close_matches(plain, choices, n=2, cutoff=0.5)
    offer = f"did you mean {' or '.join(near)}?" if near else f"choose one of {', '.join(choices)}"
    raise BadUsage(f"{option} knows no {inert(value, 40)!r}; {offer}")

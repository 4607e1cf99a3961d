"""How functions become commands: declared with a group and examples, built when they are called.

A command is turned into one of Typer's only when it is asked for, because building all of them
costs as much as answering.
"""

import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cajad_cli.cli.streams import warn
from cajad_cli.errors import BadUsage
from cajad_cli.render.terminal import encodable
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import suggestion


class CommandSpec:
    """A function that is a command, the group that help lists it in, and examples of its use."""

    def __init__(
        self, function: Callable[..., None], group: str, examples: tuple[str, ...]
    ) -> None:
        self.function = function
        self.group = group
        self.examples = examples


# By name, in the order in which help lists them.
COMMANDS: dict[str, CommandSpec] = {}


def command(group: str, *examples: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a function as the command of its name, with examples for its help."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        COMMANDS[function.__name__.strip("_")] = CommandSpec(function, group, examples)
        return function

    return declare


def _help(spec: CommandSpec) -> str:
    """The docstring and the examples, which help shows line by line."""
    text = (spec.function.__doc__ or "").strip()
    lines = "\n".join(f"  {example}" for example in spec.examples)
    return f"{text}\n\n\b\nExamples:\n{lines}" if lines else text


def _written(text: str) -> str:
    """Help with escapes for letters that the encoding of standard output lacks."""
    if sys.flags.optimize > 1:
        warn("cajad: Python runs with -OO, which takes most words out of help")
    return encodable(text)


class Command(TyperCommand):
    """A command whose help can be written in the encoding of standard output."""

    def get_help(self, ctx: Any) -> str:
        """Its help, in letters that can be written."""
        return _written(super().get_help(ctx))


class Commands(TyperGroup):
    """The group of all commands, each built when it is asked for."""

    def get_help(self, ctx: Any) -> str:
        """Its help, in letters that can be written."""
        return _written(super().get_help(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments; without any the overview is meant."""
        return super().parse_args(ctx, args if args or ctx.resilient_parsing else ["overview"])

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order in which help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Typer's command of that name, or None."""
        spec = COMMANDS.get(cmd_name)
        if spec is None:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(
            cmd_name,
            cls=Command,
            help=_help(spec),
            short_help=(spec.function.__doc__ or "").partition("\n")[0],
            context_settings={"help_option_names": ["-h", "--help"]},
        )(spec.function)
        return typer.main.get_command(single)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, or a sentence that names the near ones."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            offer = suggestion(name, COMMANDS, "'cajad --help' lists them", lists=False)
            raise BadUsage(f"there is no command {visible(name, 40)!r}; {offer}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands by group, a line each."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, spec in COMMANDS.items():
            short = (spec.function.__doc__ or "").partition("\n")[0]
            groups.setdefault(spec.group, []).append((name, short))
        for group, rows in groups.items():
            with formatter.section(group):
                formatter.write_dl(rows)

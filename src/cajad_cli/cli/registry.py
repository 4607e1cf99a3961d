"""How functions become commands, and what these may take.

Options are declared in `options.tsv`, commands with a group and examples; these are built when they
are called: to build all of them would cost as much as answering.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from inspect import Parameter, Signature
from typing import Any

import typer
from typer.core import TyperCommand

from cajad_cli.cli import COMPLETING
from cajad_cli.errors import BadUsage
from cajad_cli.model import KINDS, OCCASIONS, SOURCES, STATUSES, TRUSTS
from cajad_cli.named import Values
from cajad_cli.render import colourful, encodable
from cajad_cli.store.store import CANDIDATES
from cajad_cli.text import rows
from cajad_cli.text.safe import DASHES, visible

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
# And what else people and screens call kinds.
_CALLED = LISTED | {word: kind for kind, row in KINDS.items() for word in row.asked.split()}
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
# What stands for a hyphen while help is folded.
_HYPHEN = "\ue001"
_DEFAULTS: dict[str, Any] = {"...": ..., "flag": False}


def named_data() -> str | None:
    """The dataset that the environment names."""
    return os.path.expanduser(os.environ.get(DATA_VARIABLE, "")) or None


def one_of(name: str, value: str, choices: Iterable[str]) -> str:
    """The choice that a value of an option means; hyphens and capitals are forgiven."""
    plain = value.lower().replace("-", " ").replace("_", " ").strip()
    if name == "--kind":
        plain = _CALLED.get(plain) or _CALLED.get(plain.removesuffix("s"), plain)
    for choice in choices:
        if choice.replace("-", " ") == plain:
            return choice
    from cajad_cli.text.suggest import suggestion

    # A choice of two words is one argument only so.
    written = [choice.replace(" ", "-") for choice in choices]
    offer = suggestion(plain.replace(" ", "-"), written, "--help lists them")
    raise BadUsage(f"{name} knows no {visible(value, 40)!r}; {offer}")


def parameter(
    key: str, type_: str, default: str, names: str, metavar: str, kinds: str, says: str
) -> Parameter:
    """What a row of the table declares, as a parameter of a function that Typer calls."""
    more = {"help": says, **_OWN.get(key, {})}
    if choices := CHOICES.get(key):
        more["help"] += f": {', '.join(one.replace(' ', '-') for one in choices)}."
        more["parser"] = lambda value: one_of(names.split()[0], value, choices)
    if COMPLETING in os.environ and (choices or kinds):
        # Elsewhere Typer would take long to look at it.
        from cajad_cli.cli.completions import ids, words

        more["autocompletion"] = words(choices) if choices else ids(*kinds.split())
    begin = _default(type_, default)
    if names:
        made = typer.Option(begin, *names.split(), metavar=metavar or None, **more)
    else:
        made = typer.Argument(begin, **more)
    name = key.partition(":")[0]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=made, annotation=_TYPES[type_])


def _default(type_: str, default: str) -> Any:
    """What a parameter is where it is not given."""
    begin = _DEFAULTS.get(default or type_, default or None)
    return int(begin) if type_ == "number" and begin else begin


# The rows by their keys.
OPTIONS = {row[0]: row for row in rows("cli/options.tsv")}
HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}


class CommandSpec(Values):
    """A command: its group, what help says of it, its options as keys of OPTIONS, its function."""

    group: str
    doc: str
    options: str
    examples: Sequence[str]
    function: Callable[..., None]


class Careful:
    """What is mixed into Typer's commands: what is misread or cannot be written is caught."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments. Raises BadUsage for those that would be misread."""
        typed = args[: args.index("--")] if "--" in args else args
        known = {name for param in ctx.command.get_params(ctx) for name in param.opts}
        for arg in typed:
            word, sign, _ = arg.lstrip(DASHES + "-ー").partition("=")
            # Typer reads -output=x as -o with the value "utput=x".
            is_short = arg.startswith(f"-{word}") and len(word + sign) > 1
            if is_short or arg.startswith((*DASHES, "ーー")):
                for meant in known & {f"--{word}", f"-{word}"}:
                    wrong = f"{ctx.command_path} has no option {visible(arg, 40)}"
                    raise BadUsage(f"{wrong}; did you mean {meant}?")
        # To read them takes a while, and a single option cannot be given twice.
        if sum(arg.startswith("-") for arg in typed) > 1:
            *_, given = ctx.command.make_parser(ctx).parse_args(list(args))
            for param in given:
                if given.count(param) > 1 and not (param.multiple or param.is_flag):
                    raise BadUsage(f"{param.opts[0]} is given twice; give it one value")
        left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        return left

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write its help."""
        # Where it is narrow, long options stand on lines of their own.
        write = partial(formatter.write_dl, col_max=formatter.width * 5 // 12)
        # What is typed breaks at no hyphen.
        formatter.write_dl = lambda rows: write([(a, b.replace("-", _HYPHEN)) for a, b in rows])
        if colourful():
            head = formatter.write_heading
            formatter.write_heading = lambda heading: head(f"\x1b[1m{heading}\x1b[0m")
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help(self, ctx: Any) -> str:
        """Its help, in letters that can be written; examples, too, fold where it is narrow."""
        from textwrap import TextWrapper

        told = encodable(super().get_help(ctx).replace(_HYPHEN, "-"))  # type: ignore[misc]
        folding = TextWrapper(ctx.terminal_width, subsequent_indent=" " * 6, break_on_hyphens=False)
        return "\n".join(map(folding.fill, told.split("\n")))


class Command(Careful, TyperCommand):
    """A command."""


def built(name: str, spec: CommandSpec, typed: Sequence[str] | None) -> Any:
    """Typer's command of that name; for a line that is typed with the options of this line alone.

    With all of them where one is not known, that what was meant is told.
    """
    every = spec.options.split()
    keys = every if typed is None else _asked(every, typed)
    # Nobody asks for its help where all that is typed is known.
    has_help = keys is every
    parameters = [parameter(*OPTIONS[key]) for key in keys]
    others = {
        key.partition(":")[0]: _default(*OPTIONS[key][1:3]) for key in every if key not in keys
    }

    def called(**given: Any) -> None:
        spec.function(**others, **given)

    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(
        name,
        cls=Command,
        add_help_option=has_help,
        help="\n  ".join([f"{spec.doc}\n\n\b\nExamples:", *spec.examples]),
        short_help=spec.doc,
        context_settings=HELP_OPTIONS,
    )(called)
    return typer.main.get_command(single)


def _asked(keys: list[str], typed: Sequence[str]) -> list[str]:
    """Of what a command takes the arguments, and the options that are typed, if all are known.

    To build the others would take a fiftieth of an answer's time.
    """
    named = {option: key for key in keys for option in OPTIONS[key][3].split()}
    # The environment may name the dataset as well.
    asked = {"data"} if DATA_VARIABLE in os.environ else set()
    for arg in typed:
        option = arg.partition("=")[0]
        if arg.startswith(("-", *DASHES, "ー")) and option not in named:
            return keys
        asked.add(named.get(option, ""))
    return [key for key in keys if key in asked or not OPTIONS[key][3]]

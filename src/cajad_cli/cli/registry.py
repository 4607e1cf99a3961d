"""How functions become commands, what these may take, and which of them is meant by what is typed.

Options are declared in `options.tsv`, commands with a group and examples; these are built when they
are called: to build all of them would cost as much as answering.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, redirect_stderr
from functools import partial
from inspect import Parameter, Signature
from itertools import chain
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cajad_cli.cli import COMPLETING
from cajad_cli.cli.streams import warn
from cajad_cli.errors import BadUsage
from cajad_cli.model.vocabulary import KINDS, OCCASIONS, SOURCES, STATUSES, TRUSTS
from cajad_cli.named import Values
from cajad_cli.query import CANDIDATES
from cajad_cli.query.names import alike, exact
from cajad_cli.render.terminal import colourful, encodable
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.safe import DASHES, visible
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

    offer = suggestion(plain, choices, "--help lists them")
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
# The options of the program itself that take nothing else.
_ALONE = ("--version", *HELP_OPTIONS["help_option_names"])


class CommandSpec(Values):
    """A command: its group, what help says of it, its options as keys of OPTIONS, its function."""

    group: str
    doc: str
    options: str
    examples: Sequence[str]
    function: Callable[..., None]


# By name, in the order in which help lists them.
COMMANDS: dict[str, CommandSpec] = {}
# What some of them are also called, and what is typed then.
ALSO: dict[str, list[str]] = {}
# The commands that people mean by words before others.
_FIRST = {"search": "search", "find": "search", "ask": "search", "country": "countries"}


def meant(arguments: Sequence[str]) -> list[str]:
    """The arguments with the command that they mean before them, which is told.

    In this order: help and version; all words together the name of one record; names of two or
    three countries, or of one with its leader; what a command is also called; such a name misspelt.
    Raises BadUsage for a command that is misspelt by a letter, alone or before names, because it
    may mean either; anything else is a search.
    """
    count = next((n for n, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    words, options = list(arguments[:count]), list(arguments[count:])
    from cajad_cli.text.suggest import edit_distance
    from cajad_cli.text.words import stem_of

    first = words[0].lower()
    if first == "help":
        return [*(ALSO.get(word.lower(), [word.lower()])[0] for word in words[1:2]), "--help"]
    if first == "version" and not words[1:]:
        return ["--version"]
    if words == ["cache"]:
        raise BadUsage("nothing is cached any more, so there is no command 'cache'")
    data = re.search("(?:^|\0)--data[=\0]([^\0]*)", "\0".join(options))
    store = open_store(os.path.expanduser(data[1]) if data else named_data())
    command = [first, *words[1:]] if first in COMMANDS and _named_all(store, words[1:]) else []
    command = command or _named(store, words)
    near = [name for name in COMMANDS if edit_distance(first, name, 1) <= 1]
    # A word that records hold, or an everyday one, is one to search for, where others follow.
    is_known = words[1:] and (
        store.first("SELECT 1 FROM word WHERE word = ?", (first,))
        or first in store.asking("means light")
        # A form of a command's name is no slip of it, but its plural is.
        or (stem_of(first) in map(stem_of, near) and first.removesuffix("s") not in near)
    )
    if not command and near and not is_known:
        asked = f"there is no command {visible(words[0], 40)!r}"
        raise BadUsage(f"{asked}; did you mean {' or '.join(near)}?")
    command = command or ALSO.get(" ".join(words).lower(), [])
    name, *narrowed = ALSO.get(first, [""])
    is_list = name in COMMANDS and "country" in COMMANDS[name].options.split()
    whole = exact(store, " ".join(words[1:]), NAMED) if is_list else []
    if not command and (whole or (is_list and all(exact(store, w, NAMED) for w in words[1:]))):
        # "promises kazakhstan" is a list as well.
        command = [name, *words[1:], *narrowed]
    if not command and first in _FIRST and words[1:]:
        command = [_FIRST[first], *words[1:]]
    if not command and (command := _named(store, words, alike)):
        warn(f"no match for {' '.join(visible(word, 60) for word in words)}; showing the nearest")
    command = command or ["search", *words]
    warn(f"cajad {' '.join(visible(word, 60) for word in command)}")
    return [*command, *options]


def _named_all(store: Store, words: list[str]) -> bool:
    """Whether words are names of records, one by one or together, or of a file."""
    apart = all(exact(store, word) for word in words)
    return apart or bool(exact(store, " ".join(words))) or os.path.exists(words[-1])


def _named(store: Store, words: list[str], find: Callable[..., Any] = exact) -> list[str]:
    """The command for the one record of that name, or two or three countries; else nothing."""
    key = "-".join(words)
    found = find(store, " ".join(words)) or find(store, key)
    if not found and f"withdrawn:{key}" in store.meta:
        return ["show", key]
    if len(found) == 1:
        (kind,) = store.first("SELECT kind FROM record WHERE n = ?", (found[0][0],))
        return ["countries" if kind == "country" else "show", found[0][1]]
    if not 2 <= len(words) <= 3:
        return []
    called = [find(store, word, ("country",)) for word in words]
    keys = dict.fromkeys(each[0][1] for each in called if len(each) == 1)
    if not all(len(each) == 1 for each in called):
        return []
    # Of a country and its leader, both mean the country.
    return ["compare" if len(keys) > 1 else "countries", *keys]


class _Careful:
    """What is mixed into Typer's commands: what is misread or cannot be written is caught."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments. Raises BadUsage for those that would be misread."""
        typed = args[: args.index("--")] if "--" in args else args
        known = {name for param in ctx.command.get_params(ctx) for name in param.opts}
        for arg in typed:
            if arg.startswith((*DASHES, "ーー")):
                word = arg.lstrip(DASHES + "-ー").partition("=")[0]
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


class Command(_Careful, TyperCommand):
    """A command."""


def command(name: str, typed: Sequence[str] | None = None) -> Any:
    """Typer's command of that name; for a line that is typed with the options of this line alone.

    With all of them where one is not known, that what was meant is told.
    """
    spec = COMMANDS[name]
    every = spec.options.split()
    keys = every if typed is None else _asked(every, typed)
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


class Commands(_Careful, TyperGroup):
    """The group of all commands, each built when it is asked for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments; with none but options the overview is meant."""
        if args[:1] == ["--no-pager"]:
            # Before a command it means the same as behind it, where a shell goes on.
            word = "".join(args[1:2])
            spec = COMMANDS.get(word)
            is_taken = "no_pager" in spec.options.split() if spec else word not in _ALONE
            args = [*args[1:], *(args[:1] if is_taken and not ctx.resilient_parsing else ())]
        if not ctx.resilient_parsing:
            taken = [OPTIONS[key][3].split() for key in ("format", "data", "no_pager")]
            if args[:1] == ["--"]:
                # Nothing behind it is a command.
                args = ["search", *args]
            # -f json, --format=json, -fjson
            if not args or {args[0].partition("=")[0], args[0][:2]} & {*chain(*taken)}:
                args = ["overview", *args]
            if args in (["--install-completion"], ["--show-completion"]):
                # The user's own shell is meant.
                args = [*args, ""]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order in which help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Typer's command of that name, or None."""
        return command(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, or that other words mean."""
        is_name = args[0] not in COMMANDS and not args[0].startswith("-")
        # Where a shell completes, more of a name may follow; but not behind an option.
        if is_name and (not ctx.resilient_parsing or any(arg.startswith("-") for arg in args)):
            # In the middle of a line nothing is told.
            with redirect_stderr(None) if ctx.resilient_parsing else nullcontext():
                args = meant(args)
            if args[0] in ("--help", "--version"):
                # It is the program's own option, after which Typer leaves.
                self.make_context(ctx.command_path, args, terminal_width=ctx.terminal_width)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Commands that begin so; and records, because a name is enough."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete:
            # Typer keeps what it completes with in a module of its own that has no public name.
            from typer.models import CompletionItem  # type: ignore[attr-defined]

            from cajad_cli.cli.completions import ids

            ctx.params["data"] = named_data()
            found += [CompletionItem(key, help=title) for key, title in ids("all")(ctx, incomplete)]
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands by group, a line each."""
        for group in dict.fromkeys(spec.group for spec in COMMANDS.values()):
            rows = [(name, spec.doc) for name, spec in COMMANDS.items() if spec.group == group]
            with formatter.section(group):
                formatter.write_dl(rows)

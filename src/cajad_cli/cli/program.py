"""The program itself: the group of all commands, its own options, and what other words mean.

Made only where the first word is no command.
"""

import os
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext, redirect_stderr, suppress
from shlex import join
from typing import Any

import typer
from typer.core import TyperGroup

from cajad_cli import __version__
from cajad_cli.cli import COMPLETING, warn
from cajad_cli.cli.commands import ALSO, COMMANDS, command
from cajad_cli.cli.registry import HELP_OPTIONS, NAMED, OPTIONS, Careful, named_data
from cajad_cli.errors import BadUsage, CajadError
from cajad_cli.query.names import alike, exact, without_between
from cajad_cli.store import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.safe import DASHES, as_typed, as_words, visible
from cajad_cli.text.suggest import edit_distance
from cajad_cli.text.words import is_idle, stem_of

# What every lookup takes.
_EVERY = ("format", "data", "no_pager")
# The options of the program itself that take nothing else.
_ALONE = ("--version", *HELP_OPTIONS["help_option_names"])
# The commands that people mean by words before others.
_FIRST = {"search": "search", "find": "search", "ask": "search", "country": "countries"}


def meant(arguments: Sequence[str]) -> list[str]:
    """The arguments with the command that they mean before them, which is told.

    In this order: help and version; all words together the name of one record; names of two or
    three countries, or of one with its leader; what a command is also called; such a name misspelt.
    Raises BadUsage for a command that is misspelt by a letter, alone or before names, because it
    may mean either; anything else is a search.
    """
    count = next((n for n, word in enumerate(arguments) if word[:1] == "-" != word), len(arguments))
    words = [" ".join(as_typed(word).split()) for word in arguments[:count] if word != "-"]
    options = list(arguments[count:])
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
    is_known = (
        near
        and words[1:]
        and (
            store.first("SELECT 1 FROM word WHERE word = ?", (first,))
            or first in store.asking("means light")
            or is_idle(first)
            # A form of a command's name is no slip of it, but its plural is.
            or (stem_of(first) in map(stem_of, near) and first.removesuffix("s") not in near)
        )
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
    name, *rest = command
    told = as_words(rest) if name == "search" else " ".join(visible(word, 60) for word in rest)
    kept, left = [], iter(options)
    for word in left:
        # In which form it is answered changes no answer.
        if word in ("-f", "--format"):
            next(left, None)
        elif word != "--no-pager" and not word.startswith(("-f", "--format=")):
            kept.append(word)
    warn(" ".join(filter(None, ["cajad", name, told, join(kept)])))
    return [*command, *options]


def _named_all(store: Store, words: list[str]) -> bool:
    """Whether words are names of records, one by one or together, or of a file."""
    apart = all(exact(store, word) for word in words)
    return apart or bool(exact(store, " ".join(words))) or os.path.exists(words[-1])


def _named(store: Store, words: list[str], find: Callable[..., Any] = exact) -> list[str]:
    """The command for the one record of that name, or two or three countries; else nothing."""
    key = "-".join(words)
    if re.search(rf"\s[-{DASHES}]\w", " ".join(words)):
        # What is to be left out is no part of a name.
        return []
    found = find(store, " ".join(words)) or find(store, key)
    if not found and f"withdrawn:{key}" in store.meta:
        return ["show", key]
    if len(found) == 1:
        (kind,) = store.first("SELECT kind FROM record WHERE n = ?", (found[0][0],))
        if kind == "source" and found[0][1] != key:
            # Its title may be the name of something else: Türkiye is a newspaper.
            return []
        return ["countries" if kind == "country" else "show", found[0][1]]
    if not 2 <= len(words) <= 3:
        return []
    called = [find(store, word, ("country",)) for word in without_between(words)]
    keys = dict.fromkeys(each[0][1] for each in called if len(each) == 1)
    if not all(len(each) == 1 for each in called):
        return []
    # Of a country and its leader, both mean the country.
    return ["compare" if len(keys) > 1 else "countries", *keys]


def _leading(args: Sequence[str]) -> int:
    """How many of the arguments are options that every lookup takes, with their values."""
    rows = {name: OPTIONS[key] for key in _EVERY for name in OPTIONS[key][3].split()}
    count = 0
    while count < len(args):
        name, is_valued, _ = args[count].partition("=")
        if name in rows:
            count += 1 if is_valued or rows[name][1] == "flag" else 2
        elif args[count][:2] in rows:
            # -fjson
            count += 1
        else:
            break
    return count


def _ordered(args: list[str]) -> list[str]:
    """The arguments with the options before the words behind them, where they mean the same."""
    count = _leading(args)
    front, words = args[:count], args[count:]
    if not words or words[0].startswith("-"):
        return args
    spec = COMMANDS.get(words[0])
    if spec and "no_pager" not in spec.options.split():
        front = [option for option in front if option != "--no-pager"]
    end = next((n for n, word in enumerate(words) if word.startswith("-")), len(words))
    return [*words[:end], *front, *words[end:]]


def before(incomplete: str, words: list[str]) -> list[str]:
    """The words that stand before one to complete, with the command that they mean before them."""
    words = _ordered(words)
    count = _leading(words)
    if count > len(words) or (count and incomplete.startswith("-")):
        return ["overview", *words]
    if count == len(words):
        # A command may follow.
        return []
    if incomplete.startswith("-") and not (words[0].startswith("-") or words[0] in COMMANDS):
        with redirect_stderr(None), suppress(CajadError):
            return meant(words)
    return words


class Commands(Careful, TyperGroup):
    """The group of all commands, each built when it is asked for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments; with none but options the overview is meant."""
        args = _ordered(args)
        count = _leading(args)
        front, rest = args[:count], args[count:]
        if rest and rest[0] in _ALONE and set(front) == {"--no-pager"}:
            args = rest
        elif not ctx.resilient_parsing:
            if rest[:1] == ["--"]:
                # Nothing behind it is a command.
                args = ["search", *args]
            elif front or not args:
                args = ["overview", *args]
            elif args in (["--install-completion"], ["--show-completion"]):
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


app = typer.Typer(
    cls=Commands,
    # Typer's installer is not used: see cajad_cli.cli.completions.
    add_completion=False,
    rich_markup_mode=None,
    context_settings=HELP_OPTIONS,
)


def _version(wanted: bool) -> None:
    if wanted:
        store = open_store(named_data())
        with store.guarded():
            told = f"data {store.meta['data:version']} as of {store.meta['data:as_of']}"
        print(f"cajad {__version__}, {visible(told)}")
        raise typer.Exit


def _completion(asked: typer.CallbackParam, shell: str | None) -> None:
    if shell is not None:
        from cajad_cli.cli.completions import bring_completion

        bring_completion(asked.opts[0], shell)
        raise typer.Exit


_VERSION = typer.Option(
    False, "--version", is_eager=True, callback=_version, help="Versions of program and data."
)
_BRINGS: dict[str, Any] = {"metavar": "[SHELL]", "is_eager": True, "callback": _completion}
_INSTALL = typer.Option(
    None, help="Write completion for a shell, your own unless named.", **_BRINGS
)
_SHOW = typer.Option(None, help="Print that completion.", **_BRINGS)
if COMPLETING in os.environ:
    from cajad_cli.cli.completions import INSTALLED, SHELLS, words

    _INSTALL.autocompletion = words(dict.fromkeys(INSTALLED, ""))
    _SHOW.autocompletion = words(dict.fromkeys(SHELLS, ""))


@app.callback(
    help='The record of the first "Central Asia plus Japan" summit, with the source of every fact.'
    "\n\nWithout a command it shows the overview.",
    epilog="\b\nExamples:\n  cajad countries kz\n  cajad search 3 trillion yen\n"
    "  cajad commitments --country uzbekistan -f csv",
)
def cajad(
    version: bool = _VERSION,
    install_completion: str | None = _INSTALL,
    show_completion: str | None = _SHOW,
) -> None:
    """Take the options of the program itself, each of which ends it."""

"""What shells complete, how they are answered, and the file that brings it into each.

Typer takes a description for Rich markup and hands it to shells that read it as code of their own,
so what either could act on is written with the like of it. Its installer rewrites start-up files of
the user's; here one file of cajad's own is written where the shell looks for such, and no other.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from cajad_cli.cli import COMPLETING, warn, write_out
from cajad_cli.errors import BadUsage, CajadError, CannotWrite
from cajad_cli.model import KINDS
from cajad_cli.text.safe import shown_path, visible

# At most so many are offered, the most important first.
MOST = 100
# SQLite reads the JSON: to import Python's takes as long as a search.
_BEGINNING_SO = "SELECT n, id, json_extract(json, '$.title') FROM record WHERE id >= ? AND id < ?"
# Where shells look for completions: below the folder of a variable, or one of the home.
INSTALLED = {
    "bash": ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/cajad"),
    "zsh": ("ZDOTDIR", "", ".zfunc/_cajad"),
    "fish": ("XDG_CONFIG_HOME", ".config", "fish/completions/cajad.fish"),
}
SHELLS = (*INSTALLED, "powershell", "pwsh")
_HARMLESS = str.maketrans({"[": "(", "]": ")", "'": "’", "`": "’", '"': "”", "\\": "/"})

Complete = Callable[..., list[tuple[str, str]]]


def _described(text: str) -> str:
    return visible(str(text), 200).translate(_HARMLESS)


def ids(*kinds: str) -> Complete:
    """A completion of ids of some kinds, or of `all`, with their titles."""

    def complete(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
        from cajad_cli.store import open_store

        start = incomplete.lower()
        wanted = KINDS if kinds == ("all",) else kinds
        within = f"kind IN ({', '.join('?' * len(wanted))}) ORDER BY n LIMIT {MOST}"
        values = [start, start + "\U0010ffff", *wanted]
        try:
            store = open_store(ctx.params.get("data"))
            with store.guarded():
                found = store.keys(f"{_BEGINNING_SO} AND {within}", values)
                return [(key, _described(title)) for _, key, title in found]
        except CajadError:
            return []

    return complete


def words(choices: Mapping[str, str]) -> Complete:
    """A completion of the values of a closed option; hyphens spare people the quotes."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        offered = [(choice.replace(" ", "-"), _described(says)) for choice, says in choices.items()]
        return [(word, says) for word, says in offered if word.startswith(incomplete.lower())]

    return complete


def bring_completion(option: str, shell: str) -> None:
    """Do what --show-completion or --install-completion asks, for the user's own shell if it is "".

    Raises BadUsage for a shell whose completion is not known, CannotWrite if there is no place.
    """
    known = list(INSTALLED if option == "--install-completion" else SHELLS)
    shell = shell.lower() or os.path.basename(os.environ.get("SHELL", ""))
    if shell not in known:
        raise BadUsage(f"{option} needs the name of a shell; name one of: {', '.join(known)}")
    from shlex import quote
    from shutil import which

    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    script = get_completion_script(prog_name="cajad", complete_var=COMPLETING, shell=shell)
    program = os.path.abspath(sys.argv[0])
    if which("cajad") is None and not os.access(program, os.X_OK):
        warn("shells will call 'cajad' for what completes, and there is none on the PATH")
    if is_off_path := which("cajad") is None and os.access(program, os.X_OK):
        # It is called by its path, or an alias of it, which the shells do not look up.
        called = quote(program)
        if shell == "fish":
            # It has quotes of its own, and here they stand within others.
            called = re.sub(r"([\\'])", r"\\\1", program)
            called = re.sub(r'([\\"$])', r"\\\1", f"'{called}'")
        script = re.sub(r"( \$1| cajad)(?= ?\)|\")", lambda _: f" {called}", script)
    if shell == "zsh":
        # What zsh loads as a function at the first Tab has to answer that Tab, too.
        script += "\n[[ $zsh_eval_context[-1] == loadautofunc ]] && _cajad_completion"
    if option == "--show-completion":
        print(script)
        return
    variable, usual, name = INSTALLED[shell]
    place = os.environ.get(variable, "")
    own = os.environ.get("BASH_COMPLETION_USER_DIR", "").partition(os.pathsep)[0]
    if shell == "bash" and os.path.isabs(own):
        place, name = own, "completions/cajad"
    elif not os.path.isabs(place):
        place = os.path.expanduser(os.path.join("~", usual))
        if not os.path.isabs(place) or os.environ.get("HOME") == "":
            cure = f"'cajad --show-completion {shell} > FILE' writes it where you like"
            raise CannotWrite(f"there is no home directory to install completion in; {cure}")
    file = os.path.join(place, name)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    write_out(file, [f"{script}\n"], force=True)
    print(f"{shell} reads {shown_path(file)} when it is started anew")
    if shell == "bash":
        line = f"source {quote(shown_path(file))}"
        print(f"without the package bash-completion, add to ~/.bashrc: {line}")
    if shell == "fish" and is_off_path:
        config = shown_path(os.path.join(place, "fish", "config.fish"))
        print(f"as cajad is not on the PATH, add to {config}: source {quote(shown_path(file))}")
    if shell == "zsh":
        functions = quote(shown_path(os.path.dirname(file)))
        line = f"fpath=({functions} $fpath); autoload -Uz compinit; compinit"
        print(f"add to {shown_path(os.path.join(place, '.zshrc'))}: {line}")


class _Joined:
    """What is mixed into Typer's completions, so that `--option=value` is completed as well.

    bash hands over the sign as a word of its own; the other shells replace the whole word, but zsh
    has to be told that a file's name begins behind the sign.
    """

    before: Callable[[str, list[str]], list[str]]

    def complete(self) -> str:
        told: str = super().complete()  # type: ignore[misc]
        return f"compset -P '--*='; {told}" if told == "_files" else told

    def get_completions(self, args: list[str], incomplete: str) -> list[Any]:
        words = [word for word in args if word != "="]
        option, sign, value = incomplete.partition("=")
        is_joined = bool(sign) and option.startswith("--")
        words, typed = ([*words, option], value) if is_joined else (words, incomplete)
        found: list[Any] = super().get_completions(self.before(typed, words), typed)  # type: ignore[misc]
        for item in found if is_joined else ():
            item.value = f"{option}={item.value}"
        return found


def prepare_completion(before: Callable[[str, list[str]], list[str]]) -> None:
    """Have Typer answer shells: by itself it does so only beside an installer of its own.

    What `before` makes of the words that stand before one is what this completes.
    """
    from typer.completion import completion_init, shell_completion  # type: ignore[attr-defined]

    # Rich folds a description at the width of the terminal, and fish takes each line for a word.
    os.environ["COLUMNS"] = "1000"
    completion_init()
    for shell in SHELLS:
        of_typer: Any = shell_completion.get_completion_class(shell)
        shell_completion.add_completion_class(
            type(shell, (_Joined, of_typer), {"before": staticmethod(before)}), shell
        )

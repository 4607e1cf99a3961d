"""Brings completion into shells: the script for each, and what Typer answers its Tab with.

Typer's own installer rewrites the user's start-up files in place. Here one file of cajad's own is
written where the shell looks for such, and no other.
"""

import os
from typing import Any

from cajad_cli.cli.completions import COMPLETING
from cajad_cli.cli.streams import write_out
from cajad_cli.errors import BadUsage, CannotWrite
from cajad_cli.text.safe import shown_path

# Those that completion can be installed for; the script of others can be shown.
INSTALLED = ("bash", "zsh", "fish")
SHELLS = (*INSTALLED, "powershell", "pwsh")


def bring_completion(option: str, shell: str) -> None:
    """Do what --show-completion or --install-completion asks, for the user's own shell if it is "".

    Raises BadUsage for a shell whose completion is not known.
    """
    known = SHELLS if option == "--show-completion" else INSTALLED
    shell = shell.lower() or os.path.basename(os.environ.get("SHELL", ""))
    if shell not in known:
        raise BadUsage(f"{option} needs the name of a shell; name one of: {', '.join(known)}")
    if known is INSTALLED:
        _install(shell)
    else:
        print(_script(shell), end="")


def _install(shell: str) -> None:
    """Write the completion of a shell, and say what else to do.

    Raises CannotWrite if there is no place for it.
    """
    home = os.path.expanduser("~")
    if not os.path.isabs(home) or os.environ.get("HOME") == "":
        cure = f"'cajad --show-completion {shell} > FILE' writes it where you like"
        raise CannotWrite(f"there is no home directory to install completion in; {cure}")
    rest = ""
    if shell == "bash":
        place = _folder("XDG_DATA_HOME", f"{home}/.local/share")
        file = f"{place}/bash-completion/completions/cajad"
        rest = f"without the package bash-completion, add to ~/.bashrc: source {_quoted(file)}"
    elif shell == "zsh":
        place = _folder("ZDOTDIR", home)
        file = f"{place}/.zfunc/_cajad"
        line = f"fpath=({_quoted(f'{place}/.zfunc')} $fpath); autoload -Uz compinit; compinit"
        rest = f"add to {shown_path(f'{place}/.zshrc')}: {line}"
    else:
        place = _folder("XDG_CONFIG_HOME", f"{home}/.config")
        file = f"{place}/fish/completions/cajad.fish"
    os.makedirs(os.path.dirname(file), exist_ok=True)
    write_out(file, [_script(shell)], force=True)
    print(f"wrote {shown_path(file)}, which {shell} reads when it is started anew")
    if rest:
        print(rest)


def _folder(variable: str, usual: str) -> str:
    """The folder that a variable of the environment names, or the usual one."""
    named = os.environ.get(variable, "")
    return named if os.path.isabs(named) else usual


def _quoted(path: str) -> str:
    from shlex import quote

    return quote(shown_path(path))


def _script(shell: str) -> str:
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    script = get_completion_script(prog_name="cajad", complete_var=COMPLETING, shell=shell)
    # What zsh loads as a function at the first Tab has to answer that Tab, too.
    answering = "\n[[ $zsh_eval_context[-1] == loadautofunc ]] && _cajad_completion"
    return script + answering * (shell == "zsh") + "\n"


class _Joined:
    """What is mixed into Typer's completions, so that `--option=value` is completed as well.

    bash hands over the sign as a word of its own; the other shells replace the whole word.
    """

    def get_completions(self, args: list[str], incomplete: str) -> list[Any]:
        """The items that may stand where the last word is typed."""
        option, sign, typed = incomplete.partition("=")
        joined = bool(sign) and option.startswith("--")
        before = [*args, option] if joined else [word for word in args if word != "="]
        found: list[Any] = super().get_completions(  # type: ignore[misc]
            before, typed if joined else incomplete
        )
        for item in found if joined else ():
            item.value = f"{option}={item.value}"
        return found


def prepare_completion() -> None:
    """Have Typer answer shells: by itself it does so only beside an installer of its own."""
    from typer.completion import completion_init, shell_completion  # type: ignore[attr-defined]

    completion_init()
    for shell in SHELLS:
        of_typer: Any = shell_completion.get_completion_class(shell)
        shell_completion.add_completion_class(type(shell, (_Joined, of_typer), {}), shell)

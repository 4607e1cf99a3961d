"""Where people run it: shells, homes, streams, old libraries, packagers' forms of a program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Process, tool

HERE = Path(__file__).parent
ROOT = HERE.parent
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks for what Linux has")


def environment(home: Path | str | None, **changes: str) -> dict[str, str]:
    """An environment with this home, without what tells where a user's files are."""
    told = {"HOME", "ZDOTDIR", "SHELL", "XDG_DATA_HOME", "XDG_CONFIG_HOME"}
    kept = {name: value for name, value in os.environ.items() if name not in told}
    return kept | ({} if home is None else {"HOME": str(home)}) | changes


def files_in(place: Path) -> list[str]:
    """The files below a folder, by their paths in it."""
    return sorted(str(file.relative_to(place)) for file in place.rglob("*") if file.is_file())


# ---------------------------------------------------------------- completion is brought into shells

PLACES = {
    "bash": ".local/share/bash-completion/completions/cajad",
    "zsh": ".zfunc/_cajad",
    "fish": ".config/fish/completions/cajad.fish",
}


@pytest.mark.parametrize("named", [True, False], ids=["named", "of $SHELL"])
@pytest.mark.parametrize("shell", PLACES)
def test_completion_is_one_file_of_its_own_and_the_shells_files_stay(
    shell: str, named: bool, process: Process, tmp_path: Path
) -> None:
    """In whatever encoding and with whatever ends of lines they are written."""
    theirs = dict.fromkeys((".bashrc", ".zshrc", ".profile"), b"# caf\xe9\r\n")
    for name, content in theirs.items():
        (tmp_path / name).write_bytes(content)
    words = ["--install-completion", *([shell] if named else [])]
    done = process(
        *words, env=environment(tmp_path, SHELL=f"/usr/bin/{'fish' if named else shell}")
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert files_in(tmp_path) == sorted([*theirs, PLACES[shell]])
    assert {name: (tmp_path / name).read_bytes() for name in theirs} == theirs
    shown = process("--show-completion", shell).stdout
    assert (tmp_path / PLACES[shell]).read_bytes() == shown
    lines = done.stdout.decode().splitlines()
    assert str(tmp_path / PLACES[shell]) in lines[0]
    # What bash and zsh may still have to be told; fish finds it.
    assert len(lines) == (1 if shell == "fish" else 2)


def test_completion_goes_where_the_environment_says(process: Process, tmp_path: Path) -> None:
    environ = environment(
        tmp_path / "home",
        ZDOTDIR=str(tmp_path / "z d"),
        XDG_DATA_HOME=str(tmp_path / "data"),
        XDG_CONFIG_HOME="relative/and/so/ignored",
    )
    told = [process("--install-completion", shell, env=environ).stdout for shell in PLACES]
    assert files_in(tmp_path) == [
        "data/bash-completion/completions/cajad",
        "home/.config/fish/completions/cajad.fish",
        "z d/.zfunc/_cajad",
    ]
    line = f"{tmp_path}/z d/.zshrc: fpath=('{tmp_path}/z d/.zfunc' $fpath)"
    assert line in told[1].decode()


@pytest.mark.parametrize("shell", ["tcsh", "pwsh", ""])
def test_a_shell_that_it_cannot_be_installed_for_is_refused(
    shell: str, process: Process, tmp_path: Path
) -> None:
    done = process("--install-completion", shell, env=environment(tmp_path, SHELL="/bin/tcsh"))
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert b"zsh" in done.stderr
    assert files_in(tmp_path) == []


def test_where_completion_cannot_be_written_a_sentence_says_so(process: Process) -> None:
    done = process("--install-completion", "fish", env=environment(os.devnull))
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.startswith(f"cajad: {os.devnull}/".encode())
    assert done.stderr.count(b"\n") == 1
    done = process("--install-completion", "zsh", env=environment(""))
    assert done.returncode == 4
    assert done.stderr == (
        b"cajad: there is no home directory to install completion in; "
        b"'cajad --show-completion zsh > FILE' writes it where you like\n"
    )


@needs_linux
def test_a_user_whom_nobody_knows_is_told_that_there_is_no_home(process: Process) -> None:
    command = [sys.executable, "-m", "cajad_cli", "--install-completion", "bash"]
    unknown = [tool("unshare"), "--user", "--map-user=4242"]
    if subprocess.run([*unknown, "true"], capture_output=True).returncode:
        pytest.skip("users may not be unshared here")
    done = subprocess.run([*unknown, *command], capture_output=True, env=environment(None))
    assert done.returncode == 4
    assert done.stderr.startswith(b"cajad: there is no home directory")


# How each shell asks: of the words that are typed, and at the last of them.
ASKING = {
    # bash takes the sign for a word.
    "bash": lambda typed: {
        "COMP_WORDS": typed.replace("=", " = "),
        "COMP_CWORD": str(len(typed.replace("=", " = ").split()) - 1),
    },
    "zsh": lambda typed: {"_TYPER_COMPLETE_ARGS": typed},
    "fish": lambda typed: {
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    },
}


@pytest.mark.parametrize("shell", ASKING)
@pytest.mark.parametrize(
    ("typed", "offered"),
    [("cajad commitments --status=", 5), ("cajad commitments --status=und", 1)],
)
def test_a_value_behind_a_sign_is_completed_as_one_behind_a_blank(
    shell: str, typed: str, offered: int, process: Process
) -> None:
    environ = os.environ | {"_CAJAD_COMPLETE": f"complete_{shell}"} | ASKING[shell](typed)
    answer = process(env=environ).stdout.decode()
    assert len(answer.split("\n")) - 1 == offered
    assert "under-way" in answer
    # The other shells put what they are given in place of the whole word.
    assert answer.count("--status=") == (0 if shell == "bash" else offered)


@pytest.mark.tools
@pytest.mark.parametrize("shell", PLACES)
def test_installed_completion_answers_the_first_tab(
    shell: str, process: Process, tmp_path: Path, compiled: str
) -> None:
    from test_shells import Shell

    told = process("--install-completion", shell, env=environment(tmp_path)).stdout.decode()
    line = told.splitlines()[-1].partition(": ")[2]
    start = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": []}[shell]
    session = Shell(tmp_path, tool(shell), *start, "-i")
    try:
        ready = f"export CAJAD_DATA={compiled}; {line}"
        session.types(f"{ready}; clear; echo re''ady\n")
        session.shows("ready")
        session.types("cajad commitments --status=und\t")
        session.shows("--status=under-way")
        session.types("cajad commitments --area conn\t")
        session.shows("--area connectivity")
    finally:
        session.close()

"""Completion, as people meet it: typed into real shells."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Process, Run, alter, tool

from cajad_cli.cli import completions
from cajad_cli.cli.registry import CHOICES
from cajad_cli.errors import BadData
from cajad_cli.model import STATUSES
from cajad_cli.query.names import resolve
from cajad_cli.store import open_store

pyte = pytest.importorskip("pyte")
pty = pytest.importorskip("pty")

CAJAD = Path(sys.executable).parent / "cajad"


class Shell:
    """An interactive shell on a terminal of its own, with cajad's completion set up."""

    def __init__(self, home: Path, *command: str) -> None:
        self._screen = pyte.Screen(100, 60)
        self._stream = pyte.ByteStream(self._screen)
        environ = {
            "HOME": str(home),
            "PATH": f"{CAJAD.parent}:{os.environ['PATH']}",
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "CAJAD_DATA": os.environ["CAJAD_DATA"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "COLUMNS": "100",
        }
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.execve(command[0], command, environ)  # noqa: S606
        os.set_blocking(self._terminal, False)

    def shows(self, *wanted: str, seconds: float = 20) -> str:
        """What stands on the screen as soon as everything wanted stands there."""
        until = time.monotonic() + seconds
        while True:
            try:
                self._stream.feed(os.read(self._terminal, 65536))
            except BlockingIOError:
                time.sleep(0.05)
            shown = "\n".join(line.rstrip() for line in self._screen.display).rstrip()
            if all(one in shown for one in wanted):
                return shown
            assert time.monotonic() < until, shown

    def types(self, text: str) -> None:
        """Type a text; what stood on the line is wiped out first."""
        os.write(self._terminal, b"\x15" + text.encode())

    def close(self) -> None:
        """End the shell."""
        os.close(self._terminal)
        os.kill(self._pid, 9)
        os.waitpid(self._pid, 0)


@pytest.fixture
def bash(tmp_path: Path) -> Iterator[Shell]:
    with closing(Shell(tmp_path, tool("bash"), "--norc", "--noprofile", "-i")) as shell:
        shell.types('eval "$(_CAJAD_COMPLETE=source_bash cajad)"; echo re""ady\n')
        shell.shows("ready")
        yield shell


@pytest.fixture
def zsh(tmp_path: Path) -> Iterator[Shell]:
    with closing(Shell(tmp_path, tool("zsh"), "-f", "-i")) as shell:
        shell.types("autoload -Uz compinit; compinit -D; bindkey -e; echo re''ady\n")
        shell.shows("ready")
        shell.types('eval "$(_CAJAD_COMPLETE=source_zsh cajad)"; clear; echo st""eady\n')
        shell.shows("steady")
        yield shell


@pytest.fixture
def fish(tmp_path: Path) -> Iterator[Shell]:
    with closing(Shell(tmp_path, tool("fish"), "--no-config", "-i")) as shell:
        shell.types("_CAJAD_COMPLETE=source_fish cajad | source; clear; echo re''ady\n")
        shell.shows("ready")
        yield shell


LINES = [
    ("cajad commit", "cajad commitments"),
    ("cajad countries kaz", "cajad countries kazakhstan"),
    ("cajad commitments --status und", "cajad commitments --status under-way"),
    ("cajad deals --country uzb", "cajad deals --country uzbekistan"),
    ("cajad commitments --area conn", "cajad commitments --area connectivity"),
    ("cajad search yen --kind anal", "cajad search yen --kind analysis"),
    ("cajad targets --trust sing", "cajad targets --trust single-source"),
    ("cajad show three-tr", "cajad show three-trillion-yen"),
    ("cajad sources mofa-resul", "cajad sources mofa-result"),
    ("cajad export --format sq", "cajad export --format sqlite"),
    ("cajad kz --format mark", "cajad kz --format markdown"),
    ("cajad kz --format=mark", "cajad kz --format=markdown"),
    ("cajad kazakhstan --for", "cajad kazakhstan --format"),
    ("cajad -f mark", "cajad -f markdown"),
    ("cajad -f json commit", "cajad -f json commitments"),
    ("cajad --no-pager deals --country uzb", "cajad --no-pager deals --country uzbekistan"),
    ("cajad promises --country uzb", "cajad promises --country uzbekistan"),
    ("cajad cite mofa-result --style csl", "cajad cite mofa-result --style csl-json"),
]


@pytest.mark.tools
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("typed", "completed"), LINES)
def test_a_tab_completes_commands_ids_and_words(
    request: pytest.FixtureRequest, shell: str, typed: str, completed: str
) -> None:
    session: Shell = request.getfixturevalue(shell)
    session.types(f"{typed}\t")
    assert re.search(rf"{re.escape(completed)}\s*$", session.shows(completed), re.MULTILINE)


@pytest.mark.tools
def test_zsh_lists_values_with_their_meaning(zsh: Shell) -> None:
    zsh.types("cajad commitments --status \t")
    zsh.shows("under-way", "-- begun", "stalled", "-- stopped or overdue")


@pytest.mark.tools
def test_fish_lists_values_with_their_meaning(fish: Shell) -> None:
    fish.types("cajad commitments --status \t")
    fish.shows("under-way", "begun", "stalled", "stopped or overdue")


@pytest.mark.tools
def test_bash_lists_values(bash: Shell) -> None:
    bash.types("cajad countries \t\t")
    bash.shows("kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")


@pytest.mark.tools
def test_zsh_shows_titles_with_signs_that_are_code_to_it(zsh: Shell, run: Run) -> None:
    rows = [row for row in run("sources", "-f", "json").json if row["id"].startswith("24kg-")]
    assert any("$" in row["title"] for row in rows)
    zsh.types("cajad show 24kg-\t")
    zsh.shows(*(row["id"] for row in rows), *(row["title"][:30] for row in rows))


@pytest.mark.tools
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_tab_after_output_completes_files(
    request: pytest.FixtureRequest, shell: str, tmp_path: Path
) -> None:
    (tmp_path / "unmistakable.db").touch()
    session: Shell = request.getfixturevalue(shell)
    session.types("cd && echo ho''me\n")
    session.shows("home")
    for sign in (" ", "="):
        session.types(f"cajad export --output{sign}unmist\t")
        session.shows(f"--output{sign}unmistakable.db")


# ---------------------------------------------------------------- without a shell


def test_ids_are_offered_with_titles_the_important_first(run: Run, compiled: str) -> None:
    # What Typer tells a completion: the options before it, and what the environment says of them.
    typed = SimpleNamespace(params={"data": compiled})
    offered = completions.ids("country")(typed, "K")
    assert offered == [("kazakhstan", "Kazakhstan"), ("kyrgyzstan", "Kyrgyzstan")]
    assert [one for one, _ in completions.ids("all")(typed, "")] == run("export", "-f", "json").ids[
        :100
    ]
    assert completions.ids("area")(typed, "kaz") == []


def test_every_word_of_a_closed_option_is_offered_with_its_meaning() -> None:
    for choices in CHOICES.values():
        offered = dict(completions.words(choices)(""))
        assert list(offered) == [one.replace(" ", "-") for one in choices]
        assert all(offered.values())


def test_what_is_completed_is_understood(run: Run) -> None:
    for word, _ in completions.words(STATUSES)("under"):
        assert run("commitments", "--status", word, "-f", "json").json


def test_completion_is_silent_about_data_that_cannot_be_read(tmp_path: Path) -> None:
    nowhere = SimpleNamespace(params={"data": str(tmp_path / "missing.db")})
    assert completions.ids("all")(nowhere, "k") == []


@pytest.mark.parametrize("key", ["bri\\$(touch x)", "bri\x1b]0;x\x07", "bri\n", "bri\0$(x)"])
def test_what_is_no_id_is_offered_to_no_shell(key: str, stranger: Path) -> None:
    typed = SimpleNamespace(params={"data": str(stranger)})
    alter(stranger, "UPDATE record SET id = ? WHERE id = 'bridges'", key)
    assert completions.ids("all")(typed, "bri") == []
    with pytest.raises(BadData, match="the id of a record"):
        resolve(open_store(str(stranger)), "Bridges")


def test_descriptions_hold_nothing_that_shells_or_rich_take_for_code() -> None:
    text = completions._described("""[/red] it's "$(x)" `y` \\z \x1b[0m""")
    assert not set(text) & set("[]'\"`\\\x1b")


def test_ids_of_another_dataset_are_completed_where_one_is_named(
    process: Process, tiny: str
) -> None:
    completing = os.environ | {
        "_CAJAD_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    for words, data in (
        ("cajad show ten-b", {"CAJAD_DATA": tiny}),
        ("cajad ten-b", {"CAJAD_DATA": tiny}),
        (f"cajad show --data {tiny} ten-b", {}),
    ):
        done = process(env=completing | {"_TYPER_COMPLETE_ARGS": words} | data)
        assert b"ten-bridges" in done.stdout


def test_fish_gets_each_completion_in_one_line_however_long_its_title(process: Process) -> None:
    asked = {
        "_CAJAD_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": "cajad sources ",
    }
    lines = process(env=os.environ | asked | {"COLUMNS": "80"}).stdout.decode().splitlines()
    assert any(len(line) > 120 for line in lines)
    assert all("\t" in line for line in lines)
    assert len(lines) == completions.MOST


def test_a_wrong_command_says_nothing_in_the_middle_of_typing(process: Process) -> None:
    completing = {
        "_CAJAD_COMPLETE": "complete_bash",
        "COMP_WORDS": "cajad nosuch ",
        "COMP_CWORD": "2",
    }
    done = process(env=os.environ | completing)

    assert done.stderr == b""

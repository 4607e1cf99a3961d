"""An answer taller than the terminal is shown by a pager, and nothing of it is lost."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from test_screens import ESCAPES, too_wide

PYTHON = [sys.executable, "-m", "cajad_cli"]


def environ(**changes: str | None) -> dict[str, str]:
    """The environment of the tests with some of it changed, or without it."""
    merged = os.environ | changes
    return {name: value for name, value in merged.items() if value is not None}


class Terminal:
    """A terminal emulator in which commands run."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.master, self._slave = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, size)

    def start(self, command: list[str], **changes: str | None) -> subprocess.Popen[bytes]:
        """Start a command in it."""
        changes = {"COLUMNS": None, "TERM": "xterm-256color"} | changes
        ends = {"stdin": self._slave, "stdout": self._slave, "stderr": self._slave}
        child = subprocess.Popen([*PYTHON, *command], env=environ(**changes), **ends)
        os.close(self._slave)
        return child

    def read(self) -> bytes:
        """All that is sent to it until the other end is closed."""
        sent = b""
        while select.select([self.master], [], [], 30)[0]:
            try:
                read = os.read(self.master, 1 << 16)
            except OSError:  # Linux's way of saying that the other end is closed
                break
            if not read:
                break
            sent += read
        os.close(self.master)
        return sent


def sent(*command: str, columns: int = 80, rows: int = 400, **changes: str | None) -> bytes:
    """What a terminal is sent by a command that answers."""
    terminal = Terminal(columns, rows)
    child = terminal.start(list(command), **changes)
    read = terminal.read()
    assert child.wait(20) == 0, read
    return read


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_dumb_terminal_is_sent_no_escape(term: str) -> None:
    read = sent("countries", "kz", columns=60, rows=10, TERM=term, PAGER="false")

    text = "\n".join(line for line in read.decode().split("\r\n"))
    assert b"\x1b]8" not in read or b"\x1b[" not in read
    assert b"\x1b[" not in read
    assert too_wide(ESCAPES.sub("", text), 60) == []


PAGED = "sh -c 'echo PAGED; cat'"


@pytest.mark.parametrize(
    ("command", "rows", "changes", "paged"),
    [
        ("countries kz", 24, {"CAJAD_PAGER": PAGED}, True),
        ("countries kz", 24, {"PAGER": PAGED}, True),
        ("countries kz", 24, {"CAJAD_PAGER": PAGED, "PAGER": "false"}, True),
        # It fits.
        ("countries kz", 400, {"PAGER": PAGED}, False),
        ("countries kz --no-pager", 24, {"PAGER": PAGED}, False),
        ("countries kz", 24, {"PAGER": PAGED, "TERM": "dumb"}, False),
        ("countries kz", 24, {"CAJAD_PAGER": "", "PAGER": PAGED}, False),
        ("countries kz -f json", 24, {"PAGER": PAGED}, False),
        ("cite tokyo-declaration three-trillion-yen", 5, {"PAGER": PAGED}, False),
        ("export -f csv", 5, {"PAGER": PAGED}, False),
        # It is missing, is no command line, or fails.
        ("countries kz", 24, {"PAGER": "no-such-pager -x"}, False),
        ("countries kz", 24, {"PAGER": "foo 'bar"}, False),
        ("countries kz", 24, {"PAGER": "false"}, False),
        ("countries kz", 24, {"PAGER": "sh -c 'exit 127'"}, False),
    ],
    ids=str,
)
def test_what_is_taller_than_the_terminal_goes_through_a_pager_that_works(
    command: str, rows: int, changes: dict[str, str], paged: bool
) -> None:
    read = sent(*command.split(), rows=rows, **changes)

    assert read.startswith(b"PAGED") == paged
    # Whole, and once.
    wanted = sent(*command.split(), rows=10_000)
    texts = [ESCAPES.sub("", one.removeprefix(b"PAGED\r\n").decode()) for one in (read, wanted)]
    lines = [[line.rstrip() for line in text.split("\n")] for text in texts]
    assert lines[0] == lines[1]


def test_behind_a_pager_there_is_the_colour_of_the_terminal_and_no_link() -> None:
    read = sent("show", "tokyo-declaration", rows=24, PAGER=PAGED)

    assert b"\x1b[1m" in read
    assert b"\x1b]8" not in read


@pytest.mark.parametrize("pager", ["head -n 1", "true", "sh -c 'read line; kill -9 $$'"])
def test_who_leaves_the_pager_early_did_nothing_wrong(pager: str) -> None:
    read = sent("sources", rows=24, PAGER=pager)

    assert read.count(b"\n") <= 1
    assert b"cajad:" not in read


def test_the_pager_of_a_terminal_that_names_none_is_less(tmp_path: Path) -> None:
    script = tmp_path / "less"
    script.write_text('#!/bin/sh\necho "LESS $*, $LESS, $LESSCHARSET"; cat >/dev/null\n')
    script.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    read = sent("countries", "kz", rows=24, PATH=path, PAGER=None, LESS=None, LESSCHARSET=None)

    assert read == b"LESS -FRX, FRX, utf-8\r\n"

"""Old terminals, odd locales, closed pipes, full disks, pagers and Ctrl-C, in real processes."""

import csv
import fcntl
import io
import json
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, CompletedProcess
from typing import Any

import pyte
import pytest
from conftest import TINY, Run
from rich.cells import cell_len
from test_screens import ESCAPES, too_wide

from cajad_cli.cli.registry import COMMANDS
from cajad_cli.render.formats import WRITERS
from cajad_cli.render.terminal import NARROWEST, WIDEST, colourful, width
from cajad_cli.text.safe import visible

Process = Callable[..., CompletedProcess[bytes]]
PYTHON = [sys.executable, "-m", "cajad_cli"]
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")


def environ(**changes: str | None) -> dict[str, str]:
    """The environment of the tests with some of it changed, or without it."""
    merged = os.environ | changes
    return {name: value for name, value in merged.items() if value is not None}


# ---------------------------------------------------------------- encodings

LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    **{
        name: {"PYTHONUTF8": "0", "PYTHONIOENCODING": name}
        for name in ("latin-1", "cp437", "cp932", "cp1251", "utf-16")
    },
}
each_locale = pytest.mark.parametrize("locale", LOCALES)


@each_locale
@pytest.mark.parametrize(
    "command",
    [["overview"], ["countries", "kz"], ["tracker"], ["search", "カスピ海"], ["search", "--help"]],
    ids=" ".join,
)
def test_screens_fit_any_encoding(command: list[str], locale: str, process: Process) -> None:
    shown = process(*command, env=environ(**LOCALES[locale]))

    text = shown.stdout.decode(LOCALES[locale].get("PYTHONIOENCODING", "ascii"))
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert too_wide(text, 100) == []
    assert "\ufffd" not in text


@pytest.mark.parametrize("locale", ["C", "latin-1", "cp437"])
def test_columns_stay_aligned_where_letters_become_escapes(
    locale: str, process: Process, tmp_path: Path
) -> None:
    text = TINY.read_text(encoding="utf-8").replace("title: Bridges everywhere", "title: 橋Б")
    file = tmp_path / "d.yaml"
    file.write_text(text, encoding="utf-8")
    shown = process("sources", "--data", str(file), env=environ(**LOCALES[locale]))

    encoding = LOCALES[locale].get("PYTHONIOENCODING", "ascii")
    lines = shown.stdout.decode(encoding).splitlines()
    (header,) = (line for line in lines if line.startswith("Title "))
    (row,) = (line for line in lines if line.startswith(r"\u6a4b\u0411"))
    column = header.index("Publisher")
    assert row[column:].startswith("The Courier")
    assert row[column - 2 : column] == "  "


@pytest.mark.parametrize("form", WRITERS)
def test_machine_formats_are_utf_8_everywhere(form: str, process: Process) -> None:
    expected = process("countries", "kz", "-f", form).stdout

    assert "Қазақстан" in expected.decode("utf-8")
    for locale in ("C", "cp1251", "utf-16"):
        answer = process("countries", "kz", "-f", form, env=environ(**LOCALES[locale]))
        assert answer.stdout == expected


@each_locale
def test_messages_fit_any_encoding(locale: str, process: Process) -> None:
    told = process("show", "カザフ国\x1b[31m", env=environ(**LOCALES[locale]))

    assert told.returncode == 1
    assert b"\x1b" not in told.stderr
    assert b"Traceback" not in told.stderr
    assert told.stderr.count(b"\n") >= 1


def test_arguments_that_are_no_text_are_quoted(process: Process) -> None:
    told = process(b"show", b"xyzzy\xff\xfe", env=environ(PYTHONUTF8="1"))

    assert told.returncode == 1
    assert b"Traceback" not in told.stderr
    assert rb"\udcff" in told.stderr


@pytest.mark.parametrize("locale", [{}, LOCALES["C"]], ids=["UTF-8", "C"])
@pytest.mark.parametrize("name", [b"\xff\xfe.yaml", "カ.yaml".encode(), b"a b\x1b[31m.yaml"])
def test_file_of_any_name_is_read_and_quoted_inertly(
    name: bytes, locale: dict[str, str], process: Process, tmp_path: Path
) -> None:
    file = os.path.join(os.fsencode(tmp_path), name)
    Path(os.fsdecode(file)).write_bytes(TINY.read_bytes())
    for command in (["countries", "--data"], ["validate"]):
        told = process(*command, file, env=environ(**locale))
        assert (told.returncode, told.stderr) == (0, b"")
        assert b"\x1b" not in told.stdout

    Path(os.fsdecode(file)).write_bytes(b"meta: {")
    told = process("countries", "--data", file, env=environ(**locale))
    assert told.returncode == 3
    assert b"\x1b" not in told.stderr
    assert b"a bug" not in told.stderr


# ---------------------------------------------------------------- colour and width


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": ""}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR": "1"}, False),
        ({"CLICOLOR": "0", "FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
        ({"NO_COLOR": "0", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_colour_is_where_it_is_wanted(
    variables: dict[str, str], expected: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run("overview").out
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    shown = run("overview").out

    assert ("\x1b" in shown) == expected
    assert [line.rstrip() for line in ESCAPES.sub("", shown).split("\n")] == plain.split("\n")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "CLICOLOR": "0"}, False),
        ({"TERM": "xterm", "CLICOLOR": "1"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
    ],
    ids=str,
)
def test_a_terminal_gets_colour_unless_it_has_none_or_none_is_wanted(
    variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", type("Terminal", (), {"isatty": lambda self: True})())
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert colourful() == expected


@pytest.mark.parametrize("command", [["nosuch"], ["show", "nosuch"], ["-f", "csv"]])
def test_messages_never_have_colour(command: list[str], process: Process) -> None:
    told = process(*command, env=environ(FORCE_COLOR="1", TERM="xterm-256color"))

    assert b"\x1b" not in told.stdout + told.stderr


def test_help_is_plain_where_colour_is_not_wanted(process: Process) -> None:
    """Else its groups are bold, and nothing of it has colour."""
    assert b"\x1b" not in process("--help").stdout
    assert b"\x1b[1mLists\x1b[0m" in sent("--help")
    assert b"\x1b[3" not in sent("--help")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        *((str(n), max(n, NARROWEST)) for n in (1, 19, 20, 21, 80, 399, 400)),
        ("401", WIDEST),
        ("99999999", WIDEST),
        ("9" * 5000, WIDEST),
        *(
            (odd, 80)
            for odd in ("", "0", "-5", "abc", "²", "٣٤", "1e3", " 100", "100.0", "\x1b[0m")
        ),
    ],
)
def test_columns_are_taken_where_they_make_sense(
    columns: str, expected: int, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setattr("sys.__stdout__", None)
    monkeypatch.setattr("sys.__stderr__", None)
    monkeypatch.setenv("COLUMNS", columns)

    assert width() == expected


@pytest.mark.parametrize("columns", [1, 20, 27, 33, 47, 59, 68, 71, 99, 131, 139, 141, 263, 400])
def test_every_width_is_kept(columns: int, run: Run, sound: Path) -> None:
    for command in ("overview", "countries", "timeline", "tracker", "compare kz jp", "money"):
        shown = run(*command.split(), "--data", str(sound), width=columns).out
        # Commands fold at blanks only, and this file has a long name.
        lines = [line for line in shown.split("\n") if str(sound) not in line]
        assert too_wide("\n".join(lines), max(columns, NARROWEST)) == []


@pytest.mark.parametrize("columns", [40, 80])
def test_help_keeps_the_width(columns: int, run: Run) -> None:
    for command in ([], *([name] for name in COMMANDS)):
        lines = run(*command, "--help", width=columns).out.split("\n")
        usage = [line for line in lines if not line.startswith("    cajad ")]
        assert [line for line in usage if cell_len(line) > columns] == [], command


# ---------------------------------------------------------------- pipes, disks, closed streams

EVERYTHING = [
    ["export", "-f", "json"],
    ["export", "-f", "csv"],
    ["countries"],
    ["countries", "-f", "yaml"],
    ["timeline"],
    ["show", "kazakhstan"],
    ["cite", "tokyo-declaration"],
    ["validate", str(TINY)],
    ["schema"],
    ["--help"],
    ["countries", "--help"],
    ["--version"],
]
each_answer = pytest.mark.parametrize("command", EVERYTHING, ids=" ".join)
each_buffering = pytest.mark.parametrize("unbuffered", [None, "1"], ids=["buffered", "unbuffered"])


def shell(script: str, **changes: str | None) -> CompletedProcess[bytes]:
    """Run a line of bash in which `cajad` is this program."""
    cajad = f'cajad() {{ "{sys.executable}" -m cajad_cli "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", cajad + script], capture_output=True, timeout=60, env=environ(**changes)
    )


@each_buffering
@each_answer
def test_reader_that_goes_away_is_nobodys_fault(command: list[str], unbuffered: str | None) -> None:
    line = " ".join(command)
    for reader in ("true", "head -c 1"):
        told = shell(
            f"cajad {line} | {reader}; exit ${{PIPESTATUS[0]}}", PYTHONUNBUFFERED=unbuffered
        )
        assert (told.returncode, told.stderr) == (0, b""), reader


@FULL
@each_buffering
@each_answer
def test_full_disk_is_told(command: list[str], unbuffered: str | None) -> None:
    told = shell(f"cajad {' '.join(command)} > /dev/full", PYTHONUNBUFFERED=unbuffered)

    said = b"cajad: the answer could not be written: No space left on device\n"
    assert (told.returncode, told.stderr) == (4, said)


@each_answer
def test_closed_standard_output_is_told(command: list[str]) -> None:
    told = shell(f"cajad {' '.join(command)} >&-")

    assert told.returncode == 4
    assert told.stderr.startswith(b"cajad: standard output is closed")
    assert told.stderr.count(b"\n") == 1


def test_a_file_is_written_though_standard_output_is_closed(tmp_path: Path) -> None:
    for form in ("jsonl", "sqlite"):
        told = shell(f"cajad export -f {form} -o '{tmp_path / form}' >&-")
        assert (told.returncode, told.stderr) == (0, b"")
        assert (tmp_path / form).stat().st_size > 100_000


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", "<&-", "<&- 2>&-"])
def test_answer_needs_neither_standard_error_nor_input(closing: str) -> None:
    expected = shell("cajad countries").stdout

    told = shell(f"cajad countries {closing}")
    assert (told.returncode, told.stdout, told.stderr) == (0, expected, b"")


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", ">&- 2>&-", "2> >(true)"])
@pytest.mark.parametrize(("command", "code"), [("show nosuch", 1), ("serch", 2), ("--nosuch", 2)])
def test_exit_code_is_right_where_nothing_can_be_said(
    command: str, code: int, closing: str
) -> None:
    told = shell(f"cajad {command} {closing}")

    assert told.returncode == code
    assert told.stdout == told.stderr == b""


@pytest.mark.parametrize("command", EVERYTHING[:5:2], ids=" ".join)
def test_slow_reader_gets_all(command: list[str], process: Process) -> None:
    child = subprocess.Popen([*PYTHON, *command], stdout=PIPE, env=environ(PYTHONUNBUFFERED=None))
    assert child.stdout is not None
    time.sleep(0.3)
    read = child.stdout.read()

    assert child.wait(20) == 0
    assert read == process(*command).stdout
    child.stdout.close()


def test_working_directory_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    for command, code in (
        ("countries", 0),
        ("validate", 0),
        ("countries --data x.yaml", 3),
        ("validate x.yaml", 3),
        ("export -o x.json", 4),
    ):
        gone.mkdir(exist_ok=True)
        # Its own way: what the tests name is compiled, and `validate` reads YAML.
        data = None if command == "validate" else os.environ["CAJAD_DATA"]
        told = shell(f"cd '{gone}' && rmdir '{gone}' && cajad {command}", CAJAD_DATA=data)
        assert told.returncode == code, (command, told.stderr)
        assert b"Traceback" not in told.stderr
        assert b"a bug" not in told.stderr


# ---------------------------------------------------------------- Ctrl-C


def test_interrupt_at_any_moment_ends_quietly() -> None:
    seeded = random.Random(5)
    ended: Counter[int] = Counter()
    for _ in range(20):
        child = subprocess.Popen(
            [*PYTHON, "sources"], stdout=subprocess.DEVNULL, stderr=PIPE, start_new_session=True
        )
        time.sleep(0.03 + seeded.random() * 0.3)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=20)
        if b"cajad_cli/__main__.py" not in told and child.returncode not in (0, 130):
            continue  # Python itself was still starting
        assert (child.returncode in (130, 0), told) == (True, b"")
        ended[child.returncode] += 1
    assert ended[130] >= 2


needs_narrow_pipes = pytest.mark.skipif(
    not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes have one size only"
)


def narrow_pipe(full: bool = False) -> tuple[int, int]:
    """The ends of a pipe that is full after a page, or from the beginning."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    if full:
        os.write(writer, b"x" * 4096)
    return reader, writer


def blocked(command: list[str], *numbers: int, full: bool = False, unbuffered: bool = False) -> Any:
    """How a process ends that waits for a reader when signals come: its code, and what it said."""
    reader, writer = narrow_pipe(full)
    env = environ(PYTHONUNBUFFERED="1" if unbuffered else None)
    with subprocess.Popen([*PYTHON, *command], stdout=writer, stderr=PIPE, env=env) as child:
        waits = Path(f"/proc/{child.pid}/wchan")
        until = time.monotonic() + 20
        while not waits.exists() or b"pipe" not in waits.read_bytes():
            # Where the system does not tell, time must do.
            if time.monotonic() > until or not waits.exists() or waits.read_bytes() in (b"", b"0"):
                time.sleep(2)
                break
            time.sleep(0.02)
        for number in numbers:
            child.send_signal(number)
        _, told = child.communicate(timeout=20)
    os.close(reader)
    os.close(writer)
    return child.returncode, told


@needs_narrow_pipes
@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize("form", ["table", "json"])
def test_interrupt_of_a_blocked_writer_ends_quietly(form: str, unbuffered: bool) -> None:
    """Nobody reads: the writer waits in the middle of its output until it is interrupted."""
    ended = blocked(["sources", "-f", form], signal.SIGINT, unbuffered=unbuffered)

    assert ended == (130, b"")


@needs_narrow_pipes
@pytest.mark.parametrize(
    ("command", "name"),
    [("--version", "SIGTERM"), ("validate", "SIGHUP"), ("--help", "SIGINT"), ("areas", "SIGHUP")],
)
def test_a_signal_ends_what_waits_for_a_reader_before_its_first_byte(
    command: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command == "validate":
        monkeypatch.setenv("CAJAD_DATA", str(TINY))
    number = getattr(signal, name)

    assert blocked([command], number, full=True) == (128 + number, b"")


@needs_narrow_pipes
def test_signals_that_come_together_end_it_as_quietly_as_one() -> None:
    several = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
    for count in range(3):
        code, told = blocked(["sources", "-f", "json"], *several[count:], *several[:count])
        assert (code in {128 + number for number in several}, told) == (True, b"")


@needs_narrow_pipes
def test_ignored_interrupt_stays_ignored(process: Process) -> None:
    """As under nohup, or behind `&` in a script."""
    reader, writer = narrow_pipe()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # children inherit it
    try:
        child = subprocess.Popen([*PYTHON, "sources", "-f", "json"], stdout=writer)
    finally:
        signal.signal(signal.SIGINT, before)
    os.close(writer)
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    with open(reader, "rb") as stream:
        read = stream.read()

    assert child.wait(20) == 0
    assert read == process("sources", "-f", "json").stdout


@pytest.mark.parametrize(("raised", "code"), [("KeyboardInterrupt", 130), ("SystemExit(143)", 143)])
def test_signal_within_a_callback_is_not_lost(raised: str, code: int) -> None:
    """Python cannot raise out of a finaliser: it prints, and goes on."""
    script = f"""
import cajad_cli.cli.process
class Fragile:
    def __del__(self):
        raise {raised}
def run(arguments):
    Fragile()
    return 0
cajad_cli.cli.process.run = run
from cajad_cli.__main__ import main
main()
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20)

    assert (told.returncode, told.stderr) == (code, b"")


def test_an_interrupt_ends_a_compilation_and_its_bar(tmp_path: Path) -> None:
    """The bar is wiped away, the cursor is shown again, and nothing is left."""
    source = Path(os.path.dirname(__file__), "..", "data", "summit.yaml")
    screen = Terminal(80, 24)
    child = screen.start(["compile", str(source), "--output", str(tmp_path / "new.db")])
    shown = b""
    while b"compiling" not in shown and b"%" not in shown:
        shown += os.read(screen.master, 1 << 16)
    child.send_signal(signal.SIGINT)
    shown += screen.read()

    assert child.wait(20) == 130
    assert shown.rfind(b"\x1b[?25h") >= shown.rfind(b"\x1b[?25l")
    assert b"Traceback" not in shown
    assert list(tmp_path.iterdir()) == []


def failing(error: BaseException) -> Callable[..., Any]:
    """A function that fails, whatever it is given."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_interrupt_of_the_work_itself_ends_with_130(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cajad_cli.query.views._main", failing(KeyboardInterrupt()))
    assert run("overview", expect=130)[1:] == ("", "")


# ---------------------------------------------------------------- errors nobody foresaw


def test_bug_is_told_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, tiny: str) -> None:
    broken = failing(RuntimeError("odd \x1b[31m thing"))
    monkeypatch.setattr("cajad_cli.query.views._main", broken)
    told = run("overview", "--data", tiny, expect=70)

    assert told.out == ""
    assert told.err.startswith("cajad: a bug: RuntimeError: odd \\x1b[31m thing; please report it")
    assert told.err.count("\n") == 1

    monkeypatch.setenv("CAJAD_DEBUG", "1")
    told = run("overview", "--data", tiny, expect=70)
    assert told.err.startswith("Traceback")
    assert "\x1b" not in told.err


def test_memory_that_is_not_there_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cajad_cli.query.views._main", failing(MemoryError()))

    assert "Traceback" not in run("overview", expect=70).err


# ---------------------------------------------------------------- what a person sees


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


def on_screen(*command: str, columns: int = 80, **changes: str | None) -> pyte.HistoryScreen:
    """The screen of a terminal emulator after a command has run in it, with its history."""
    screen = pyte.HistoryScreen(columns, 24, history=10_000, ratio=1)
    pyte.ByteStream(screen).feed(sent(*command, "--no-pager", columns=columns, **changes))
    return screen


def cells(screen: pyte.HistoryScreen) -> list[list[Any]]:
    """All rows of cells, from the top of the history to the last row of the screen."""
    rows = [*screen.history.top, *(screen.buffer[y] for y in range(screen.lines))]
    return [[row[x] for x in range(screen.columns)] for row in rows]


def seen(screen: pyte.HistoryScreen) -> list[str]:
    """All lines, as read by a person: wide letters leave their second cell empty."""
    lines = ["".join(cell.data for cell in row).rstrip() for row in cells(screen)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


@pytest.mark.parametrize("columns", [40, 80, 160])
@pytest.mark.parametrize(
    "command", [["countries", "kz"], ["search", "Caspian"], ["tracker"]], ids=" ".join
)
def test_terminal_shows_what_a_pipe_gets(command: list[str], columns: int, run: Run) -> None:
    """Nothing is cropped, wrapped by the terminal, or out of its column."""
    expected = run(*command, width=columns).out.splitlines()

    assert seen(on_screen(*command, columns=columns)) == expected


def groups(screen: pyte.HistoryScreen, *attributes: str) -> list[str]:
    """The runs of cells that have these attributes."""
    found: list[str] = []
    for row in cells(screen):
        before = False
        for cell in row:
            has = all(getattr(cell, name) for name in attributes)
            if has:
                found = [*found[:-1], found[-1] + cell.data] if before else [*found, cell.data]
            before = has
    return found


def test_words_found_are_bold_and_underlined() -> None:
    screen = on_screen("search", "Caspian", "--limit", "3")

    assert set(groups(screen, "bold", "underscore")) == {"Caspian"}


def test_colours_stand_on_words_that_tell_the_same() -> None:
    """Headings are bold; what is disputed is red, beside its sign."""
    screen = on_screen("show", "three-trillion-yen")
    rows = cells(screen)

    assert all(cell.bold for cell in rows[0][:6])
    (trust,) = (row for row in rows if "".join(cell.data for cell in row).startswith("Trust"))
    assert {cell.fg for cell in trust if cell.data == "≠"} == {"ff0000"}
    assert {cell.fg for cell in rows[0]} == {"default"}


def test_links_lead_to_the_passage_and_are_the_same_at_each_run() -> None:
    once, again = (sent("show", "tokyo-declaration", "--no-pager") for _ in range(2))

    assert once == again
    assert once.count(b"\x1b]8;;https://") == once.count(b"\x1b]8;;\x1b\\") > 3
    assert b"#:~:text=" in once


def test_japanese_and_cyrillic_stand_in_their_columns() -> None:
    lines = seen(on_screen("countries", "kz", "--data", str(TINY)))

    (names,) = (line for line in lines if line.startswith("Country  "))
    assert names.split(maxsplit=1)[1] == "ja カザフスタン  ru Казахстан"


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"CLICOLOR": "0"}])
def test_no_colour_leaves_no_attribute_on_a_terminal(changes: dict[str, str]) -> None:
    for row in cells(on_screen("overview", **changes)):
        assert {(cell.fg, cell.bg, cell.bold) for cell in row} == {("default", "default", False)}


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_dumb_terminal_is_sent_no_escape(term: str) -> None:
    read = sent("countries", "kz", columns=60, rows=10, TERM=term, PAGER="false")

    text = "\n".join(line for line in read.decode().split("\r\n"))
    assert b"\x1b]8" not in read or b"\x1b[" not in read
    assert b"\x1b[" not in read
    assert too_wide(ESCAPES.sub("", text), 60) == []


def test_output_of_a_pipe_has_the_width_of_the_terminal_beside_it() -> None:
    """`cajad countries | less` fills the terminal that less writes to."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 132, 0, 0))
    shown = subprocess.run(
        [*PYTHON, "countries"], stdout=PIPE, stderr=slave, env=environ(COLUMNS=None), timeout=20
    )
    os.close(slave)
    os.close(master)

    assert max(map(len, shown.stdout.decode().splitlines())) == 132


def test_machine_formats_on_a_terminal_have_no_colour() -> None:
    assert b"\x1b" not in sent("countries", "-f", "json", columns=400)


# ---------------------------------------------------------------- the pager

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


# ---------------------------------------------------------------- the escapes themselves


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [text] :smile:", "plain [text] :smile:"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e\u200b\ufeff", "\\u202e\\u200b\\ufeff"),
        ("\U000e0041\ud800", "\\U000e0041\\ud800"),
        ("カザフ Қазақ é", "カザフ Қазақ é"),
        ("a\u00a0b\u3000c\u2009d", "a b c d"),
        ("e\u0301\u0302\u0303\u0304\u0305", "e\u0301\u0302\u0303\u0304\\u0305"),
        ("x\ufe0f\u3164", "x\\ufe0f\\u3164"),
        ("a" + "\u20dd" * 5, "a" + "\u20dd" * 4 + "\\u20dd"),
        ("ကြွှို့ བྷྲཱུྃ हिन्दी", "ကြွှို့ བྷྲཱུྃ हिन्दी"),
        ("क" + "\u093f" * 9, "क" + "\u093f" * 8 + "\\u093f"),
    ],
)
def test_what_acts_is_shown_as_an_escape_and_the_rest_is_kept(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_formats_in_a_pipe_are_whole(process: Process) -> None:
    rows = list(csv.reader(io.StringIO(process("export", "-f", "csv").stdout.decode())))
    records = json.loads(process("export").stdout)

    assert len(rows) == len(records) + 1

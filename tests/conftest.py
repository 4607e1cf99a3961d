"""What all tests share: a clean environment, a compiled record, every look-up, ways to run cajad.

`lookups` is the one list of what can be asked. A test that walks it is written once for all
commands, and complains when a command is missing from it:

    @each_record_lookup
    def test_something(lookup: Lookup, run: Run, tiny: str) -> None:
        run(*lookup.tiny, "-f", "json", "--data", tiny)  # or the record: run(*lookup.real)

`lookups("records", "text")` gives those of some sorts, for a parametrization of one's own; their
`name` may be that of a golden file.
"""

import os

# Rich and Typer look at these when they are imported or when a console is made, so they are gone
# before anything of ours is imported.
for name in (
    "FORCE_COLOR",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "GITHUB_ACTIONS",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "CAJAD_DATA",
    "CAJAD_DEBUG",
    "BROWSER",
    "PYTHONDONTWRITEBYTECODE",
):
    os.environ.pop(name, None)
os.environ |= {
    "BROWSER": "true",
    "COLUMNS": "100",
    "TERM": "dumb",
    "LC_ALL": "C.UTF-8",
    "PYTHONUTF8": "1",
}

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cajad_cli.cli.commands import COMMANDS
from cajad_cli.cli.process import run as run_in_process

# What is started behind `&` or under nohup ignores signals, and so would all that it starts. Of a
# handler children know nothing, so with one they heed the signal again.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

HERE = Path(__file__).parent
ROOT = HERE.parent
TINY = HERE / "tiny.yaml"
BUNDLED = ROOT / "data" / "summit.yaml"


# ---------------------------------------------------------------- what can be asked


class Lookup(NamedTuple):
    """A command with arguments that answer, on the tiny dataset and on the record itself."""

    tiny: list[str]
    real: list[str]
    sort: str
    """What it writes: "records" (it takes --format and --data), "text", or a "file" named
    {file}. A "text" or a "file" that is made from {yaml} takes no --data."""

    @property
    def command(self) -> str:
        """The name of the command."""
        return self.tiny[0]

    @property
    def name(self) -> str:
        """What it is called in lists of tests and in the names of golden files."""
        return "-".join(self.tiny)

    def filled(self, arguments: list[str], **places: object) -> list[str]:
        """Its arguments with {yaml} and {file} put in."""
        return [argument.format(**places) for argument in arguments]


# Sort, arguments on the tiny dataset, and on the record itself where they differ.
_LOOKUPS = [
    ("records", "overview", ""),
    ("records", "countries", ""),
    ("records", "countries kz", ""),
    ("records", "initiative", ""),
    ("records", "areas", ""),
    ("records", "areas bridges", "areas HRD"),
    ("records", "declaration", ""),
    ("records", "tracker", ""),
    ("records", "compare kazakhstan japan", ""),
    ("records", "targets", ""),
    ("records", "money", ""),
    ("records", "commitments", ""),
    ("records", "deals", ""),
    ("records", "documents", ""),
    ("records", "documents tiny-declaration", "documents tokyo-declaration"),
    ("records", "timeline", ""),
    ("records", "statements", ""),
    ("records", "analysis", ""),
    ("records", "disputes", ""),
    ("records", "unknown", ""),
    ("records", "search bridge", "search カスピ海"),
    ("records", "show first-bridge how-many-bridges", "show kazakhstan three-trillion-yen"),
    ("records", "sources", ""),
    ("records", "sources herald", "sources mofa-result"),
    ("records", "names", ""),
    ("text", "open ten-bridges", "open three-trillion-yen"),
    ("text", "cite ten-bridges", "cite tokyo-declaration"),
    ("text", "export", ""),
    ("text", "validate {yaml}", ""),
    ("text", "schema", ""),
    ("file", "export --format sqlite --output {file}", ""),
    ("file", "page kazakhstan --output {file}", ""),
    ("file", "compile {yaml} --output {file}", ""),
    ("file", "page --output {file}", ""),
]


def lookups(*sorts: str) -> list[Lookup]:
    """Every look-up of some sorts, of all sorts unless told; each command has at least one.

    `export` is a "text" because no screen shows it; it takes all formats but `table`.
    """
    every = [Lookup(tiny.split(), (real or tiny).split(), sort) for sort, tiny, real in _LOOKUPS]
    missing = COMMANDS.keys() - {lookup.command for lookup in every}
    assert not missing, f"give _LOOKUPS in tests/conftest.py a line for: {', '.join(missing)}"
    return [lookup for lookup in every if not sorts or lookup.sort in sorts]


each_record_lookup = pytest.mark.parametrize(
    "lookup", lookups("records"), ids=lambda lookup: lookup.name
)


# ---------------------------------------------------------------- ways to ask


class Result(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        """The ids of the records in a JSON answer."""
        return [record["id"] for record in self.json]


Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The record compiled once a run, for what is asked of it here and in child processes.

    In a checkout each call would compile it. A test of the checkout's own way takes `CAJAD_DATA`
    away, with `monkeypatch.delenv` or from the environment of its child.
    """
    file = str(tmp_path_factory.mktemp("compiled") / "summit.db")
    assert run_in_process(["compile", str(BUNDLED), "--output", file]) == 0
    os.environ["CAJAD_DATA"] = file
    return file


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is filled once a run: the workers of pytest-xdist that come later wait."""
    root = factory.getbasetemp()
    place = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / name
    done, failed = place.with_suffix(".done"), place.with_suffix(".failed")
    try:
        place.mkdir()
    except FileExistsError:
        while not done.exists():
            assert not failed.exists(), f"{name} failed in another worker"
            time.sleep(0.1)
        return place
    try:
        make(place)
        done.touch()
    finally:
        if not done.exists():
            failed.touch()
    return place


@pytest.fixture(scope="session")
def package(compiled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package as a wheel installs it: the compiled record beside it."""
    place = tmp_path_factory.mktemp("package")
    source = ROOT / "src" / "cajad_cli"
    shutil.copytree(source, place / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(compiled, place / source.name / "summit.db")
    shutil.copy(BUNDLED, place / source.name / "summit.yaml")
    return place


# Runs one command line after the other, and fails with those that ended in another way.
EVERY = """
import json, os, sys
from cajad_cli.cli.process import run
code, lines = int(sys.argv[1]), json.loads(sys.argv[2])
# As Python decodes the arguments of a process, in whatever locale.
lines = [[os.fsdecode(part.encode("utf-8", "surrogateescape")) for part in line] for line in lines]
failed = [line for line in lines if run(line) != code]
sys.exit(f"of {len(lines)} these did not end with {code}: {failed}" if failed else 0)
"""


def every(*lines: list[str] | list[bytes], code: int = 0) -> list[str]:
    """A command that runs these command lines in one process: a child for each takes long."""
    decoded = [[os.fsdecode(part) for part in line] for line in lines]
    return [sys.executable, "-B", "-c", EVERY, str(code), json.dumps(decoded)]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, at a width of 100 columns unless told."""

    def invoke(*arguments: str, width: int = 100, expect: int | None = 0) -> Result:
        monkeypatch.setenv("COLUMNS", str(width))
        capfdbinary.readouterr()
        code = run_in_process(arguments)
        out, err = capfdbinary.readouterr()
        result = Result(code, out.decode(), err.decode())
        assert expect is None or code == expect, (arguments, result)
        return result

    return invoke


@pytest.fixture
def process() -> Process:
    """Run a command line in a process of its own: `python -m cajad_cli`."""

    def invoke(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        options.setdefault("capture_output", True)
        options.setdefault("timeout", 60)
        return subprocess.run([sys.executable, "-m", "cajad_cli", *arguments], **options)

    return invoke


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny dataset, a record of every kind, compiled: its YAML takes six times as long."""
    file = tmp_path_factory.mktemp("sound") / "tiny.db"
    assert run_in_process(["compile", str(TINY), "--output", str(file)]) == 0
    return file


@pytest.fixture(scope="session")
def tiny(sound: Path) -> str:
    """The same, as an argument of a command line."""
    return str(sound)


@pytest.fixture
def stranger(sound: Path, tmp_path: Path) -> Path:
    """The same, to be changed: whatever stands in it, it may have come from anybody."""
    return Path(shutil.copy(sound, tmp_path / "stranger.db"))


def alter(file: Path, statement: str, *values: str) -> None:
    """Run SQL on a compiled file. In it acting() is a text that would act on a terminal."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.create_function("acting", 0, lambda: "\x1b]52;c;eA==\x07")
        database.execute(statement, values)


def tool(name: str) -> str:
    """Where a program stands that is no Python package; without it, the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def powerless() -> list[str]:
    """What stands before a command that may do no more than a user who is not root."""
    if os.geteuid() != 0:
        return []
    return [tool("setpriv"), "--bounding-set=-all", "--inh-caps=-all"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew, on purpose and by a person."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")

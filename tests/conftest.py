"""What all tests share: a clean environment, a cache of their own, and ways to run cajad."""

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
    "PYTHONDONTWRITEBYTECODE",
):
    os.environ.pop(name, None)
os.environ |= {"COLUMNS": "100", "TERM": "dumb", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cajad_cli.process import run as run_in_process

# What is started behind `&` ignores Ctrl-C, and so would all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

HERE = Path(__file__).parent
ROOT = HERE.parent
TINY = HERE / "tiny.yaml"


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


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stores of the tests lie in a directory of their own, for child processes as well."""
    place = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(place)
    return place


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
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command line in a process of its own: `python -m cajad_cli`."""

    def invoke(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        options.setdefault("capture_output", True)
        options.setdefault("timeout", 60)
        return subprocess.run([sys.executable, "-m", "cajad_cli", *arguments], **options)

    return invoke


@pytest.fixture(scope="session")
def tiny() -> str:
    """A small sound dataset with a record of every kind."""
    return str(TINY)


def tool(name: str) -> str:
    """Where a program stands that is no Python package; without it, the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew, on purpose and by a person."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")

"""Times and memory at 25,000 and 100,000 records: compiling is bounded, a lookup does not grow.

Times are the shortest of several runs that take turns, so that another process on the machine
slows all of them alike.
"""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(sys.platform == "win32", reason="measures with Unix's wait4"),
]

MEGABYTE = 1024  # as kilobytes, in which the system counts
BARE = """
import gc, sys, yaml
gc.disable()
yaml.load(open(sys.argv[1], 'rb').read(), yaml.CSafeLoader)
import os
os._exit(0)
"""
CAJAD = (sys.executable, "-m", "cajad_cli")


class Cost(NamedTuple):
    """Seconds of processor time and kilobytes of memory that a process took."""

    seconds: float
    memory: int


# Runs a command and tells what it took. A process counts as its own the memory of the one that it
# is made from, and that which runs all tests holds much: a small one stands between.
MEASURE = """
import os, sys
silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def cost(*command: str) -> Cost:
    """What a process takes, its output thrown away."""
    told = subprocess.check_output([sys.executable, "-S", "-c", MEASURE, *command])
    code, seconds, memory = told.split()
    assert int(code) in (0, 1)
    return Cost(float(seconds), int(memory))


@pytest.fixture(scope="module", params=[25_000, 100_000], ids="{:,} records".format)
def big(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A generated dataset."""
    file = tmp_path_factory.mktemp("big") / "big.yaml"
    with file.open("wb") as stream:
        generate = ROOT / "benchmarks" / "generate.py"
        subprocess.run(
            [sys.executable, str(generate), str(request.param)], stdout=stream, check=True
        )
    # Old enough for its times to be trusted.
    time.sleep(2.1)
    return str(file)


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache directory of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "cajad"


def test_compiling_takes_at_most_twice_the_bare_parse(big: str, cold: Path) -> None:
    bare, compiled = [], []
    for _ in range(3):
        bare.append(cost(sys.executable, "-c", BARE, big))
        compiled.append(cost(*CAJAD, "countries", "--data", big))
        for file in cold.iterdir():
            file.unlink()
    assert min(one.seconds for one in compiled) <= 2 * min(one.seconds for one in bare)
    assert max(one.memory for one in compiled) < 1000 * MEGABYTE


@pytest.mark.parametrize(
    "question", ["countries", "show kazakhstan", "search yen", "search kazakstan", "search zzqxvkw"]
)
def test_a_lookup_does_not_grow_with_the_record(question: str, big: str) -> None:
    asked = (*CAJAD, *question.split())
    cost(*asked, "--data", big)
    cost(*asked)
    small, large = [], []
    for _ in range(20):
        small.append(cost(*asked))
        large.append(cost(*asked, "--data", big))
    assert min(one.seconds for one in large) <= 1.3 * min(one.seconds for one in small)
    assert max(one.memory for one in large) < 100 * MEGABYTE


@pytest.mark.parametrize(
    "question", ["export -f json", "export -f jsonl", "export -f csv", "statements"]
)
def test_long_answers_stream(question: str, big: str) -> None:
    cost(*CAJAD, "countries", "--data", big)
    assert cost(*CAJAD, *question.split(), "--data", big).memory < 100 * MEGABYTE


def test_an_interrupted_build_of_a_large_store_leaves_nothing(big: str, cold: Path) -> None:
    for pause in (0.3, 1.0, 2.0, 4.0):
        command = [*CAJAD, "countries", "--data", big]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(pause)
        child.send_signal(signal.SIGINT)
        asked = time.monotonic()
        out, err = child.communicate(timeout=30)
        if child.returncode == 0:
            break
        assert (child.returncode, out, err) == (130, b"", b"")
        assert time.monotonic() - asked < 2
        assert not cold.exists() or list(cold.iterdir()) == []


def test_whoever_watches_a_long_build_sees_it_come_along(big: str, cold: Path) -> None:
    watching, shown = pty.openpty()
    command = [*CAJAD, "countries", "-f", "json", "--data", big]
    terminal = os.environ | {"TERM": "xterm"}
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=shown, env=terminal)
    os.close(shown)
    seen = b""
    try:
        while piece := os.read(watching, 10_000):
            seen += piece
    except OSError:  # how a pseudo-terminal ends
        pass
    os.close(watching)
    assert child.wait() == 0
    assert b"compiling big.yaml" in seen
    shares = [int(share) for share in re.findall(rb"(\d+)%", seen)]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert seen.endswith(b"\x1b[2K"), "the bar is wiped away at the end"


def test_where_nobody_watches_a_long_build_is_silent(big: str, cold: Path) -> None:
    command = [*CAJAD, "countries", "-f", "json", "--data", big]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""

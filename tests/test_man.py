"""The manual page: made from the help, and found by man where the wheel is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, tool

from cajad_cli.cli.commands import COMMANDS

PAGE = ROOT / "man" / "cajad.1"


def test_every_command_is_in_the_manual() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n.SS {name}\n.nf\nUsage: cajad {name} " in text


@pytest.mark.tools
def test_the_manual_is_what_help_says() -> None:
    tool("help2man")
    script = str(ROOT / "scripts" / "man.py")
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.tools
def test_man_sets_the_manual_without_a_warning() -> None:
    command = [tool("man"), "--warnings", "-l", str(PAGE)]
    done = subprocess.run(command, capture_output=True, env=os.environ | {"MANWIDTH": "80"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "cajad countries カザフスタン" in done.stdout.decode()


@pytest.mark.tools
def test_man_finds_the_manual_of_the_environment_that_is_on_the_path(tmp_path: Path) -> None:
    man = tool("man")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--ignore-installed"]
    place = tmp_path / "environment"
    subprocess.run([*install, "--prefix", str(place), str(wheel)], check=True, capture_output=True)
    environ = os.environ | {"PATH": f"{place}/bin:{os.environ['PATH']}"}
    environ.pop("MANPATH", None)
    done = subprocess.run([man, "-w", "cajad"], env=environ, capture_output=True, text=True)
    assert done.stdout.strip() == str(place / "share" / "man" / "man1" / "cajad.1"), done.stderr

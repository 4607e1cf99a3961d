"""The documents agree with the program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run

from cajad_cli import errors
from cajad_cli.cli.commands import COMMANDS
from cajad_cli.ingest import reader
from cajad_cli.model import fields
from cajad_cli.model.records import CLASSES

SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
COUNTRIES = ("japan", "kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "man" / "cajad.1").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", ["readme", "pictures", "tidy"])
def test_what_is_made_from_the_program_is_current(script):
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / f"{script}.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name):
    assert f"`cajad {name}`" in README


def test_every_command_that_the_documents_name_exists():
    for file in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/tools.md"):
        for name in re.findall(r"`cajad ([a-z]+)", (ROOT / file).read_text(encoding="utf-8")):
            # A name is enough, so a country stands where a command does.
            assert name in COMMANDS or name in COUNTRIES, (file, name)


def test_every_file_that_the_documents_link_to_exists():
    for file in ("README.md", "CONTRIBUTING.md", "SECURITY.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / file).read_text(encoding="utf-8")):
            assert target.startswith("http") or (ROOT / target).exists(), (file, target)


def test_every_test_that_security_names_exists():
    for file in re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")):
        assert (ROOT / file).exists(), file


def test_every_field_is_explained_at_the_head_of_the_data():
    head = (ROOT / "data" / "summit.yaml").read_text(encoding="utf-8").partition("\nmeta:")[0]

    for kind, cls in CLASSES.items():
        assert re.search(rf"\b{kind}\b", head)
        for field in cls.fields:
            assert re.search(rf"\b{field.name}\b", head), field.name


@pytest.mark.parametrize("text", [README, MANUAL], ids=["readme", "manual"])
def test_exit_codes_of_the_documents_are_those_of_the_program(text):
    listed = {
        int(code) for code in re.findall(r"^(?:\| |\.TP\n)(\d+)(?: \||$)", text, re.MULTILINE)
    }
    known = {value for name, value in vars(errors).items() if name.isupper()}

    assert listed == known


def test_the_readme_names_what_a_search_adds_to_a_record(run: Run, tiny: str) -> None:
    added = run("search", "bridge", "-f", "csv", "--data", tiny).out.partition(",id,")[0]

    assert [name for name in added.split(",") if f"`{name}`" not in README] == []


def test_the_limits_that_are_told_are_those_of_the_program():
    for limit in (
        f"{reader.MAX_BYTES // 1024**2} MB",
        f"{reader.MAX_RECORDS:,} records",
        f"{reader.MAX_DEPTH} levels",
        f"{reader.MAX_SCALAR:,} characters",
        f"{fields.MAX_ITEMS} items",
        f"{reader.MAX_ENTRIES} entries",
    ):
        assert limit in SECURITY.replace("\n", " ")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="asks git, which a release has not")
def test_the_project_names_no_machine_and_no_registry():
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    this = Path(__file__).name
    for file in files:
        if file.endswith(this):
            continue
        text = (ROOT / file).read_bytes()
        for word in (b"/wor" + b"k/", b"/ro" + b"ot/", b"pypi.o" + b"rg", b"registry.npm" + b"js"):
            assert word not in text, (file, word)

"""What is shipped: the wheel, built, installed elsewhere and asked; which way imports point."""

import ast
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "cajad_cli"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel that `python -m build` makes, by way of the source distribution."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The scripts of an environment that holds the wheel and what it needs, nothing else."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [str(scripts / "python"), "-m", "pip", "install", "-q", str(wheel)],
        check=True,
        capture_output=True,
    )
    return scripts


def test_the_wheel_holds_data_types_and_licences(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert "cajad_cli/summit.yaml" in names
    assert "cajad_cli/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "data/", "benchmarks/")) for name in names)


@pytest.mark.parametrize(
    "arguments",
    [
        ["overview"],
        ["countries", "kz"],
        ["initiative"],
        ["areas", "HRD"],
        ["targets"],
        ["commitments"],
        ["deals"],
        ["declaration"],
        ["documents"],
        ["timeline"],
        ["tracker"],
        ["statements"],
        ["analysis"],
        ["disputes"],
        ["unknown"],
        ["sources"],
        ["show", "kazakhstan"],
        ["search", "yen"],
        ["cite", "tokyo-declaration"],
        ["export"],
        ["validate"],
        ["schema"],
        ["cache"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_the_installed_program_answers_with_the_clone_out_of_reach(installed, tmp_path, arguments):
    done = subprocess.run(
        [str(installed / "cajad"), *arguments], cwd=tmp_path, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert str(ROOT).encode() not in done.stdout


def test_the_plain_install_stays_small(installed):
    listed = subprocess.run(
        [str(installed / "python"), "-m", "pip", "list", "--format=freeze"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = {line.partition("==")[0].lower() for line in listed.splitlines()}

    assert names - {"pip", "setuptools"} <= {
        "annotated-doc",
        "cajad",
        "click",
        "markdown-it-py",
        "mdurl",
        "pygments",
        "pyyaml",
        "rich",
        "shellingham",
        "typer",
        "typing-extensions",
    }


def imports_of(file: Path) -> set[str]:
    """The modules that a file imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize(
    ("package", "modules"),
    [
        ("typer", {"cli", "commands", "options", "process"}),
        ("rich", {"page", "screens", "terminal", "progress"}),
        ("yaml", {"reader", "formats"}),
        ("sqlite3", {"store", "compiler", "sqlite_export"}),
    ],
)
def test_each_library_is_used_where_it_belongs(package, modules):
    users = {
        file.stem
        for file in SOURCES.glob("*.py")
        if any(name.split(".")[0] == package for name in imports_of(file))
    }

    assert users <= modules


def test_nothing_opens_a_connection():
    for file in SOURCES.glob("*.py"):
        for name in imports_of(file):
            assert name.split(".")[0] not in ("socket", "http", "ssl", "requests", "asyncio"), file
            assert name != "urllib.request", file


@pytest.mark.parametrize(
    ("low", "below"), [("vocabulary", set()), ("errors", set()), ("models", {"vocabulary"})]
)
def test_what_everything_rests_on_rests_on_little(low, below):
    ours = {name for name in imports_of(SOURCES / f"{low}.py") if name.startswith("cajad_cli")}

    assert ours == {f"cajad_cli.{name}" for name in below}


def test_the_closed_sets_are_those_of_the_model():
    from cajad_cli import formats, models, vocabulary

    assert tuple(models.KINDS) == vocabulary.KINDS
    assert tuple(formats.WRITERS) == vocabulary.MACHINE_FORMATS

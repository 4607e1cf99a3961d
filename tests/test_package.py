"""The wheel: built, installed elsewhere, asked; and the house: who may import whom."""

import ast
import compileall
import graphlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipapp
import zipfile
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, TINY, every, lookups, shared, tool

SOURCES = ROOT / "src" / "cajad_cli"
NO_PACKAGE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

# No home, and a browser that shows nothing.
BARE = {"BROWSER": "true"}


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds what a build asks for and nothing else: made once, as it takes
    longer than the build."""

    def make(place: Path) -> None:
        venv.create(place)
        asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
        done = pip(place, "install", "-q", "build", *asked["requires"])
        assert done.returncode == 0, done.stderr

    return shared(tmp_path_factory, "builder", make)


def build(builder: Path, *arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m build`, as a packager does."""
    command = [scripts(builder) / "python", "-m", "build", "--no-isolation", *arguments]
    command = list(map(str, command))
    return subprocess.run(command, capture_output=True, text=True, env=NO_PACKAGE | environ)


def clone(place: Path) -> Path:
    """A copy of what is in version control and makes the package."""
    ignored = shutil.ignore_patterns(".*", "__pycache__", "tests", "dist", "build")
    return Path(shutil.copytree(ROOT, place, ignore=ignored))


@pytest.fixture(scope="session")
def wheels(builder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel by way of the source distribution, and the wheel at once; their source is gone."""

    def make(place: Path) -> None:
        source = clone(place / "clone")
        for way, options in (("by-sdist", []), ("direct", ["--wheel"])):
            done = build(builder, *options, "--outdir", place / way, source)
            assert done.returncode == 0, done.stdout + done.stderr
        shutil.rmtree(source)

    return sorted(shared(tmp_path_factory, "wheels", make).glob("*/*.whl"))


@pytest.fixture(scope="session")
def installed(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A read-only environment that holds the wheel and what it needs, nothing else."""

    def make(place: Path) -> None:
        venv.create(place)
        done = pip(place, "install", "-q", wheels[0])
        assert done.returncode == 0, done.stderr
        for file in sorted(place.rglob("*"), reverse=True):
            if not file.is_symlink():
                file.chmod(file.stat().st_mode & ~0o222)

    return shared(tmp_path_factory, "installed", make)


def pip(place: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run pip for an environment that has none of its own."""
    python = str(scripts(place) / "python")
    command = [sys.executable, "-m", "pip", "--python", python, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=NO_PACKAGE)


def scripts(place: Path) -> Path:
    """Where an environment has its programs."""
    return place / ("Scripts" if os.name == "nt" else "bin")


def all_commands(place: Path) -> list[str]:
    """Every look-up that writes no file, in one process of an environment's own Python."""
    lines = [lookup.filled(lookup.real, yaml=TINY) for lookup in lookups("records", "text")]
    return [str(scripts(place) / "python"), *every(*lines, ["validate"], ["--version"])[1:]]


def complaints(done: subprocess.CompletedProcess[bytes]) -> list[bytes]:
    """What stands on standard error, but for what was opened or written."""
    lines = done.stderr.splitlines()
    return [line for line in lines if not line.startswith((b"[1] ", b"wrote ", b"ask it with "))]


# ---------------------------------------------------------------- the wheel


def test_two_builds_of_one_tree_give_the_same_bytes(wheels: list[Path]) -> None:
    by_sdist, direct = wheels
    assert by_sdist.read_bytes() == direct.read_bytes()


def test_the_wheel_holds_the_record_types_manual_and_licences(wheels: list[Path]) -> None:
    names = zipfile.ZipFile(wheels[0]).namelist()
    ours = {f"cajad_cli/{name}" for name in ("summit.db", "summit.yaml", "py.typed")}
    assert ours <= set(names)
    for end in ("licenses/LICENSE", "licenses/LICENSE-DATA", "share/man/man1/cajad.1"):
        assert any(name.endswith(end) for name in names)
    assert not any(name.startswith(("tests/", "data/", "benchmarks/")) for name in names)
    assert not any(name.endswith(".pyc") for name in names)


def test_an_unsound_record_stops_the_build_with_its_problems(builder: Path, tmp_path: Path) -> None:
    source = clone(tmp_path / "clone")
    data = source / "data" / "summit.yaml"
    data.write_text(data.read_text("utf-8").replace("currency: KZT", "currency: KZZ"), "utf-8")
    done = build(builder, "--wheel", "--outdir", tmp_path / "dist", source)
    assert done.returncode != 0
    line = data.read_text("utf-8").partition("KZZ")[0].count("\n") + 1
    assert f"summit.yaml:{line}:" in done.stdout + done.stderr
    assert "'KZZ' is not known" in done.stdout + done.stderr
    assert not list(tmp_path.glob("dist/*.whl"))


def test_a_python_without_sqlite_stops_the_build_with_a_sentence(
    builder: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['_sqlite3'] = None\n")
    where = ["--outdir", tmp_path / "dist", clone(tmp_path / "clone")]
    done = build(builder, "--wheel", *where, PYTHONPATH=str(tmp_path))
    assert (done.returncode, list(tmp_path.glob("dist/*.whl"))) == (1, [])
    assert "use a Python with an SQLite that works" in done.stdout + done.stderr
    assert "import sqlite3" not in done.stdout + done.stderr


def test_an_sqlite_without_a_part_stops_the_build_with_a_sentence(
    builder: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sqlite3\n"
        "class Small(sqlite3.Connection):\n"
        "    def executescript(self, script):\n"
        "        raise sqlite3.OperationalError('no such module: fts5')\n"
        "connect = sqlite3.connect\n"
        "sqlite3.connect = lambda *names, **how: connect(*names, **how | {'factory': Small})\n"
    )
    source = clone(tmp_path / "clone")
    place = tmp_path / "dist"
    done = build(builder, "--wheel", "--outdir", place, source, PYTHONPATH=str(tmp_path))
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert re.search("the SQLite of this Python, .*, was built without fts5, which cajad", told)
    # What `build` itself says of the hook's end has none of ours.
    assert "compile_dataset" not in told
    assert not list(tmp_path.glob("dist/*.whl"))


def test_the_plain_install_stays_small(installed: Path) -> None:
    listed = pip(installed, "list", "--format=freeze").stdout.splitlines()
    assert {line.partition("==")[0].lower() for line in listed} <= set(
        "annotated-doc cajad click jinja2 markdown-it-py markupsafe mdurl pygments pyyaml rich"
        " shellingham typer typing-extensions".split()
    )


def test_the_installed_program_answers_with_the_clone_gone_and_no_home(
    installed: Path, tmp_path: Path
) -> None:
    files = {file: file.lstat().st_mtime_ns for file in installed.rglob("*")}
    done = subprocess.run(all_commands(installed), capture_output=True, cwd=tmp_path, env=BARE)
    assert (done.returncode, complaints(done)) == (0, [])
    # Named, because in a folder of an odd name no system finds the Python of a script.
    script = [str(scripts(installed) / name) for name in ("python", "cajad")]
    script += ["countries", "-f", "json"]
    shown = subprocess.run(script, capture_output=True, cwd=tmp_path, env=BARE).stdout
    assert json.loads(shown)[1]["id"] == "kazakhstan"
    assert list(tmp_path.iterdir()) == []
    assert {file: file.lstat().st_mtime_ns for file in installed.rglob("*")} == files


def test_the_oldest_libraries_that_are_allowed_answer_as_the_newest(
    wheels: list[Path], installed: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "oldest")
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    oldest = [one.partition(",")[0].replace(">=", "==") for one in asked]
    done = pip(tmp_path / "oldest", "install", "-q", wheels[0], *oldest)
    assert done.returncode == 0, done.stderr
    lines = [lookup.filled(lookup.real, yaml=TINY) for lookup in lookups("records", "text")]
    told = []
    for place in (installed, tmp_path / "oldest"):
        command = [str(scripts(place) / "python"), *every(*lines)[1:]]
        told.append(subprocess.run(command, capture_output=True, cwd=tmp_path, env=BARE))
    assert told[0].stdout.splitlines() == told[1].stdout.splitlines()
    assert told[0].returncode == told[1].returncode == 0


# Mounts everything anew, for reading alone, and runs a command there if that could be done.
READ_ONLY = """
while read -r _ where _; do mount -o remount,ro,bind "$where" 2>/dev/null; done < /proc/self/mounts
if touch "$HOME/touched" "$TMPDIR/touched" 2>/dev/null; then echo "it can be written"; exit 99; fi
exec env -u HOME -u TMPDIR "$@"
"""


def test_in_a_read_only_file_system_every_command_answers(installed: Path, tmp_path: Path) -> None:
    unshare = [tool("unshare"), "--mount", *([] if os.getuid() == 0 else ["--map-root-user"])]
    within = [*unshare, "sh", "-c", READ_ONLY, "sh"]
    places = NO_PACKAGE | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    places.pop("CAJAD_DATA", None)
    tried = subprocess.run([*within, "true"], capture_output=True, env=places, text=True)
    if tried.returncode:
        pytest.skip(f"no file system is read-only here: {tried.stdout or tried.stderr}")
    done = subprocess.run([*within, *all_commands(installed)], capture_output=True, env=places)
    assert (done.returncode, complaints(done)) == (0, [])
    file = tmp_path / "out.db"
    lines = [lookup.filled(lookup.real, yaml=TINY, file=file) for lookup in lookups("file")]
    command = [*within, str(scripts(installed) / "python"), *every(*lines, code=4)[1:]]
    told = subprocess.run(command, capture_output=True, env=places)
    said = f"cajad: {file} cannot be written: Read-only file system\n".encode()
    assert (told.returncode, told.stdout, told.stderr) == (0, b"", said * len(lines))


def test_a_zipapp_of_an_installed_target_answers(installed: Path, tmp_path: Path) -> None:
    (packages,) = installed.glob("**/site-packages")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(packages, tmp_path / "target", ignore=ignored)
    app = tmp_path / "cajad.pyz"
    zipapp.create_archive(tmp_path / "target", app, main="cajad_cli.__main__:main")
    # It is a copy of what may not be changed, so only root could remove it.
    (tmp_path / "target").rename(tmp_path / "gone")
    # Without the packages of this Python.
    bare = [sys.executable, "-I", "-S"]
    lines = [line.split() for line in ("search yen -f json", "cite japan", "validate", "--version")]
    _, *options, script, code, listed = every(*lines)
    within = [*bare, *options, f"import sys; sys.path[0] = {str(app)!r}\n{script}", code, listed]
    asked = [str(app), "./cajad.pyz", f"../{tmp_path.name}/cajad.pyz"]
    commands = [[*bare, name, "countries"] for name in asked]
    for command in (*commands, within):
        done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=BARE)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout


def test_a_clone_whose_lines_git_ends_as_windows_does_answers_the_same(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    clone = Path(shutil.copytree(SOURCES, tmp_path / "cajad_cli", ignore=ignored))
    for file in filter(Path.is_file, clone.rglob("*")):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    data, exported, told = str(tmp_path / "t.db"), str(tmp_path / "e.db"), []
    # What the first compiles, the second asks.
    lines = [["page"], ["export", "-f", "sqlite", "-o", exported, "--force"], ["countries"]]
    lines = [["compile", str(TINY), "-o", data], *([*line, "--data", data] for line in lines)]
    for place, asked in ((ROOT / "src", lines), (tmp_path, lines[1:])):
        environ = NO_PACKAGE | {"PYTHONPATH": str(place)}
        done = subprocess.run(every(*asked), capture_output=True, env=environ)
        assert (done.returncode, complaints(done)) == (0, [])
        told.append(done.stdout)
    assert told[0] == told[1]


# ---------------------------------------------------------------- an installation that is damaged

DAMAGED = re.compile(
    r"cajad: a part of the installation is missing or damaged: .+; install it anew\n"
)
LOADED = """
import json, sys
from cajad_cli.cli.process import run
before, told = set(), {}
for line in [None, *json.loads(sys.argv[1])]:
    if line is not None:
        run(line)
    told |= {name: line for name in sys.modules.keys() - before if name.startswith("cajad_cli.")}
    before = set(sys.modules)
print(json.dumps(told), file=sys.stderr)
"""
# Damages one module after the other, each for a child that is forked before it has any of ours,
# and tells how each child ended.
DAMAGING = """
import importlib.util, json, os, pathlib, runpy, sys
import jinja2, rich.status, rich.table, typer, yaml
content, out, err = sys.argv[1].encode("latin-1"), *sys.argv[2:4]
ends = []
for module, line in json.loads(sys.argv[4]).items():
    path = pathlib.Path(os.environ["PYTHONPATH"], module.replace(".", "/"))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    pyc = pathlib.Path(importlib.util.cache_from_source(source))
    whole = pyc.read_bytes()
    pyc.write_bytes(whole[:16] + content)
    child = os.fork()
    if child == 0:
        for number, name in ((1, out), (2, err)):
            os.dup2(os.open(name, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), number)
        sys.argv[1:] = line or ["countries", "-f", "json"]
        runpy.run_module("cajad_cli", run_name="__main__", alter_sys=True)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    ends.append([module, code, *(pathlib.Path(name).read_text("utf-8") for name in (out, err))])
    pyc.write_bytes(whole)
print(json.dumps(ends))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_damaged_module_gives_one_sentence_and_exit_70(
    package: Path, tmp_path: Path, compiled: str
) -> None:
    """As on a disk that was full when Python wrote it.

    Of the package itself and of `__main__` nothing can be told: nothing of ours runs before them.
    """
    place = shutil.copytree(package, tmp_path / "package")
    compileall.compile_dir(place, quiet=2)
    environ = NO_PACKAGE | {"PYTHONPATH": str(place), "CAJAD_DATA": ""}
    file, out, err = (str(tmp_path / name) for name in ("file", "out", "err"))
    lines = [lookup.filled(lookup.real, yaml=TINY, file=file) for lookup in lookups()]
    command = [sys.executable, "-c", LOADED, json.dumps(lines)]
    listed = subprocess.run(command, capture_output=True, env=environ).stderr.splitlines()[-1]
    # By module the first command that needs it; none where all do.
    users = json.loads(listed)
    assert len(users) > 40
    os.unlink(file)
    # Before a file is looked at it cannot be thought to be damaged.
    late = {module: line for module, line in users.items() if line is not None}
    # A header with nothing behind it is an EOFError to Python, what means nothing a ValueError.
    for content, modules, data in (("", users, ""), ("\xff" * 64, late, compiled)):
        command = [sys.executable, "-c", DAMAGING, content, out, err, json.dumps(modules)]
        asked = subprocess.run(command, capture_output=True, env=environ | {"CAJAD_DATA": data})
        ends = json.loads(asked.stdout)
        assert len(ends) == len(modules)
        for module, code, written, told in ends:
            told_well = (code, written, told.count("\n")) == (70, "", 1)
            assert told_well, (module, code, written, told)
            assert DAMAGED.fullmatch(told), (module, told)


# What needs a file that is no module, or all such files of a folder.
NEEDING = {
    "text": "search yen",
    "cli": "search yen",
    "store": f"compile {TINY} --output {{file}}",
    "html": "page {names} --output {file}",
    "render/looks.tsv": "search yen",
    "render": "export --format sqlite --output {file}",
}
SHIPPED = [
    str(file.relative_to(SOURCES))
    for file in sorted(SOURCES.rglob("*.*"))
    if file.suffix not in (".py", ".pyc", ".typed")
]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_missing_file_of_the_package_is_told_as_a_missing_module_is(
    name: str, package: Path, tmp_path: Path, compiled: str
) -> None:
    place = shutil.copytree(
        package, tmp_path / "package", ignore=shutil.ignore_patterns("summit.*")
    )
    (place / "cajad_cli" / name).unlink()
    names = "japan kazakhstan" if name.endswith("compared.html") else ""
    needing = NEEDING.get(name) or NEEDING[name.partition(os.sep)[0]]
    line = needing.format(file=tmp_path / "file", names=names)
    told = subprocess.run(
        [sys.executable, "-m", "cajad_cli", *line.split()],
        capture_output=True,
        text=True,
        env=NO_PACKAGE | {"PYTHONPATH": str(place), "CAJAD_DATA": compiled},
    )
    assert (told.returncode, told.stdout) == (70, "")
    assert DAMAGED.fullmatch(told.stderr), told.stderr
    assert os.path.basename(name) in told.stderr
    assert os.listdir(tmp_path) == ["package"]


@pytest.mark.parametrize("data", ["", "tiny"], ids=["the record", "a stranger's file"])
@pytest.mark.parametrize(
    ("name", "line"),
    [("render/formats.py", "countries -f json"), ("text/languages.tsv", "search yen")],
)
def test_a_file_of_the_package_that_is_cut_short_is_told(
    name: str, line: str, data: str, package: Path, tmp_path: Path, tiny: str
) -> None:
    place = shutil.copytree(package, tmp_path / "package")
    file = place / "cajad_cli" / name
    file.write_text(file.read_text("utf-8")[:2000].rstrip("\t\n") + "(", "utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "cajad_cli", *line.split()],
        capture_output=True,
        text=True,
        env=NO_PACKAGE | {"PYTHONPATH": str(place), "CAJAD_DATA": data and tiny},
    )
    assert (told.returncode, told.stdout) == (70, "")
    assert DAMAGED.fullmatch(told.stderr), told.stderr


@pytest.mark.parametrize("module", ["sqlite3", "rich"], ids=["at the start", "for a screen"])
@pytest.mark.parametrize(
    ("raised", "cure"),
    [
        # As where there is no room for a library of C.
        ("ImportError('failed to map', name='_sqlite3')", b"; give it more\n"),
        ("MemoryError", b"; give it more\n"),
        ("ImportError('no such symbol', name='_json')", b"; install it anew\n"),
        ("EOFError", b"; install it anew\n"),
        ("KeyError('x')", b"; install it anew\n"),
        ("PermissionError(13, 'Permission denied', 'x.py')", b"; install it anew\n"),
    ],
)
def test_whatever_an_import_raises_is_told_in_one_sentence(
    raised: str, cure: bytes, module: str, package: Path, tmp_path: Path
) -> None:
    (tmp_path / f"{module}.py").write_text(f"raise {raised}\n")
    environ = NO_PACKAGE | {"PYTHONPATH": os.pathsep.join(map(str, (tmp_path, package)))}
    command = [sys.executable, "-m", "cajad_cli", "countries"]
    told = subprocess.run(command, capture_output=True, env=environ)
    assert (told.returncode, told.stdout, told.stderr.count(b"\n")) == (70, b"", 1)
    assert told.stderr.startswith(b"cajad: ")
    assert told.stderr.endswith(cure)
    assert (b"memory" in told.stderr) == (b"more" in cure)


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_where_memory_ends_no_other_python_is_asked_for(package: Path) -> None:
    environ = NO_PACKAGE | {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    ends = []
    for kilobytes in range(18_000, 31_000, 500):
        limited = f'ulimit -v {kilobytes}; exec "{sys.executable}" -m cajad_cli countries'
        ends.append(subprocess.run(["sh", "-c", limited], capture_output=True, env=environ))
    assert any(end.stderr.startswith(b"cajad: there is not enough memory; ") for end in ends)
    assert not any(b"a Python" in end.stderr or end.returncode == 3 for end in ends)


# ---------------------------------------------------------------- the house


def module_of(file: Path) -> str:
    """The dotted name of a file of the package."""
    parts = file.relative_to(SOURCES.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_of(file): file for file in sorted(SOURCES.rglob("*.py"))}
FOLDERS = [name for name, file in MODULES.items() if file.parent.parent == SOURCES]
FOLDERS = sorted({name.split(".")[1] for name in FOLDERS})


@cache
def imports_of(module: str) -> set[str]:
    """The modules that a module imports anywhere, within functions and for types as well."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found


def folder_of(module: str) -> str:
    """The folder that a module of the package lies in; "" for what lies beside the folders."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FOLDERS else ""


@cache
def allowed() -> dict[str, set[str]]:
    """The folders that each folder imports, as the docstring of its __init__ says."""
    found = {}
    for folder in FOLDERS:
        said = ast.get_docstring(ast.parse(MODULES[f"cajad_cli.{folder}"].read_text("utf-8")))
        assert said is not None
        _, imports, which = said.partition("Imports ")
        assert imports, f"{folder}/__init__.py does not say what it imports"
        everything = set(FOLDERS) - {folder} if which.startswith("all ") else set()
        found[folder] = everything | set(re.findall(r"`(\w+)`", which))
    return found


def test_each_folder_imports_only_what_it_says() -> None:
    wrong = []
    for module in MODULES:
        may = allowed().get(folder_of(module), set(FOLDERS)) | {folder_of(module)}
        for name in imports_of(module) & MODULES.keys():
            beside = not folder_of(name)
            # Faults, named values and the version are everybody's; what else lies beside is for
            # the outside.
            everybodys = name in ("cajad_cli.errors", "cajad_cli.named", "cajad_cli")
            if (beside and not everybodys and folder_of(module)) or (
                not beside and folder_of(name) not in may
            ):
                wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_render_knows_of_queries_the_form_of_their_answers_alone() -> None:
    used = {
        name for module in MODULES if folder_of(module) == "render" for name in imports_of(module)
    }
    assert {name for name in used if folder_of(name) == "query"} == {"cajad_cli.query"}


def test_no_folder_imports_one_that_imports_it() -> None:
    graphlib.TopologicalSorter(allowed()).prepare()


def test_no_imports_go_round_in_a_circle() -> None:
    # The package itself holds the version, and for the rest only what `load` imports when called.
    known = MODULES.keys() - {"cajad_cli"}
    graph = {module: (imports_of(module) & known) - {module} for module in known}
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(
    ("library", "users"),
    [
        ("typer", r"cli\.\w+"),
        ("rich", r"cli\.datasets render(\.\w+)?"),
        ("yaml", r"ingest\.reader render\.formats"),
        ("sqlite3", r"cli(\.datasets)? store(\.\w+)? render\.sqlite_export"),
        ("jinja2", r"html\.writer"),
        ("webbrowser", r"cli"),
        ("subprocess", r"cli"),
        ("socket ssl http requests asyncio ctypes pickle urllib.request", ""),
    ],
)
def test_each_library_is_used_where_it_belongs(library: str, users: str) -> None:
    names = tuple(f"{name}." for name in library.split())
    using = {
        module.removeprefix("cajad_cli.")
        for module in MODULES
        if any(f"{used}.".startswith(names) for used in imports_of(module))
    }
    unexpected = [
        module for module in using if not any(re.fullmatch(user, module) for user in users.split())
    ]
    assert unexpected == []


@pytest.mark.parametrize("use", ["import cajad_cli", "import cajad_cli; cajad_cli.load()"])
def test_from_python_neither_typer_nor_rich_is_loaded(use: str, package: Path) -> None:
    """So that they may be newer there than the command takes."""
    script = f"import sys; {use}; print({{'typer', 'rich', 'click', 'yaml'}} & sys.modules.keys())"
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(package)},
    )
    assert told.stdout == "set()\n", told.stderr


def test_a_lookup_waits_for_no_module_that_it_never_uses(package: Path) -> None:
    line = ["search", "did ministers meet in 2026", "--format", "json"]
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cajad_cli", *line],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(package)},
    )
    loaded = {row.rpartition("|")[2].strip() for row in told.stderr.splitlines()}
    assert "typer" in loaded
    assert loaded.isdisjoint("bz2 ipaddress lzma subprocess textwrap tokenize".split())


def test_what_asks_for_such_a_module_gets_it(package: Path) -> None:
    script = """
from cajad_cli.__main__ import _stand_in_for
import sys
for name in ("tokenize", "subprocess"):
    assert name not in sys.modules
    _stand_in_for(name)
import subprocess, tokenize
assert subprocess.run([sys.executable, "-c", "print(7)"], capture_output=True).stdout == b"7\\n"
from tokenize import TokenError
assert tokenize.TokenError is TokenError is sys.modules["tokenize"].TokenError
assert not hasattr(tokenize, "nothing")
assert sys.modules["tokenize"].__spec__.name == "tokenize"
"""
    told = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = [{str(package)!r}]\n{script}"],
        capture_output=True,
        text=True,
    )
    assert told.stderr == ""

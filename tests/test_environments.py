"""Where people run it: shells, homes, streams, old libraries, packagers' forms of a program."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BUNDLED, TINY, Process, every, lookups, tool

from cajad_cli.cli.commands import COMMANDS
from cajad_cli.render.formats import WRITERS
from cajad_cli.store.store import LEAST_SQLITE, lacking

HERE = Path(__file__).parent
ROOT = HERE.parent
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks for what Linux has")


def environment(home: Path | str | None, **changes: str) -> dict[str, str]:
    """An environment with this home, without what tells where a user's files are."""
    told = {"HOME", "ZDOTDIR", "SHELL", "XDG_DATA_HOME", "XDG_CONFIG_HOME"}
    told |= {"BASH_COMPLETION_USER_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in told}
    return kept | ({} if home is None else {"HOME": str(home)}) | changes


def files_in(place: Path) -> list[str]:
    """The files below a folder, by their paths in it."""
    return sorted(str(file.relative_to(place)) for file in place.rglob("*") if file.is_file())


# ---------------------------------------------------------------- completion is brought into shells

PLACES = {
    "bash": ".local/share/bash-completion/completions/cajad",
    "zsh": ".zfunc/_cajad",
    "fish": ".config/fish/completions/cajad.fish",
}


@pytest.mark.parametrize("named", [True, False], ids=["named", "of $SHELL"])
@pytest.mark.parametrize("shell", PLACES)
def test_completion_is_one_file_of_its_own_and_the_shells_files_stay(
    shell: str, named: bool, process: Process, tmp_path: Path
) -> None:
    """In whatever encoding and with whatever ends of lines they are written."""
    theirs = dict.fromkeys((".bashrc", ".zshrc", ".profile"), b"# caf\xe9\r\n")
    for name, content in theirs.items():
        (tmp_path / name).write_bytes(content)
    words = ["--install-completion", *([shell] if named else [])]
    done = process(
        *words, env=environment(tmp_path, SHELL=f"/usr/bin/{'fish' if named else shell}")
    )
    assert (done.returncode, done.stderr) == (0, f"wrote {tmp_path / PLACES[shell]}\n".encode())
    assert files_in(tmp_path) == sorted([*theirs, PLACES[shell]])
    assert {name: (tmp_path / name).read_bytes() for name in theirs} == theirs
    shown = process("--show-completion", shell).stdout
    assert (tmp_path / PLACES[shell]).read_bytes() == shown
    lines = done.stdout.decode().splitlines()
    assert str(tmp_path / PLACES[shell]) in lines[0]
    # What bash and zsh may still have to be told; fish finds it.
    assert len(lines) == (1 if shell == "fish" else 2)


def test_completion_goes_where_the_environment_says(process: Process, tmp_path: Path) -> None:
    environ = environment(
        tmp_path / "home",
        ZDOTDIR=str(tmp_path / "z d"),
        XDG_DATA_HOME=str(tmp_path / "data"),
        XDG_CONFIG_HOME="relative/and/so/ignored",
    )
    told = [process("--install-completion", shell, env=environ).stdout for shell in PLACES]
    assert files_in(tmp_path) == [
        "data/bash-completion/completions/cajad",
        "home/.config/fish/completions/cajad.fish",
        "z d/.zfunc/_cajad",
    ]
    place = shlex.quote(f"{tmp_path}/z d/.zfunc")
    line = f"{tmp_path}/z d/.zshrc: fpath=({place} $fpath)"
    assert line in told[1].decode()


def test_a_place_that_the_environment_names_is_enough(process: Process, tmp_path: Path) -> None:
    environ = environment("", XDG_DATA_HOME=str(tmp_path))
    done = process("--install-completion", "bash", env=environ)
    assert done.returncode == 0, done.stderr
    assert files_in(tmp_path) == ["bash-completion/completions/cajad"]


@pytest.mark.parametrize("shell", ["tcsh", "pwsh", "zhs", ""])
def test_a_shell_that_it_cannot_be_installed_for_is_refused(
    shell: str, process: Process, tmp_path: Path
) -> None:
    done = process("--install-completion", shell, env=environment(tmp_path, SHELL="/bin/tcsh"))
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert done.stderr.endswith(b"; name one of: bash, zsh, fish\n")
    assert files_in(tmp_path) == []


def test_where_completion_cannot_be_written_a_sentence_says_so(process: Process) -> None:
    for shell in ("bash", "fish"):
        done = process("--install-completion", shell, env=environment(os.devnull))
        assert (done.returncode, done.stdout) == (4, b"")
        assert done.stderr.startswith(f"cajad: {os.devnull}/".encode())
        assert b" cannot be written: " in done.stderr
        assert done.stderr.count(b"\n") == 1
    done = process("--install-completion", "zsh", env=environment(""))
    assert done.returncode == 4
    assert done.stderr == (
        b"cajad: there is no home directory to install completion in; "
        b"'cajad --show-completion zsh > FILE' writes it where you like\n"
    )


@needs_linux
def test_a_user_whom_nobody_knows_is_told_that_there_is_no_home(process: Process) -> None:
    command = [sys.executable, "-m", "cajad_cli", "--install-completion", "bash"]
    unknown = [tool("unshare"), "--user", "--map-user=4242"]
    if subprocess.run([*unknown, "true"], capture_output=True).returncode:
        pytest.skip("users may not be unshared here")
    done = subprocess.run([*unknown, *command], capture_output=True, env=environment(None))
    assert done.returncode == 4
    assert done.stderr.startswith(b"cajad: there is no home directory")


# How each shell asks: of the words that are typed, and at the last of them.
ASKING = {
    # bash takes the sign for a word.
    "bash": lambda typed: {
        "COMP_WORDS": typed.replace("=", " = "),
        "COMP_CWORD": str(len(typed.replace("=", " = ").split()) - 1),
    },
    "zsh": lambda typed: {"_TYPER_COMPLETE_ARGS": typed},
    "fish": lambda typed: {
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    },
}


@pytest.mark.parametrize("shell", ASKING)
@pytest.mark.parametrize(
    ("typed", "offered"),
    [("cajad commitments --status=", 5), ("cajad commitments --status=und", 1)],
)
def test_a_value_behind_a_sign_is_completed_as_one_behind_a_blank(
    shell: str, typed: str, offered: int, process: Process
) -> None:
    environ = os.environ | {"_CAJAD_COMPLETE": f"complete_{shell}"} | ASKING[shell](typed)
    answer = process(env=environ).stdout.decode()
    assert len(answer.split("\n")) - 1 == offered
    assert "under-way" in answer
    # The other shells put what they are given in place of the whole word.
    assert answer.count("--status=") == (0 if shell == "bash" else offered)


@pytest.mark.tools
@pytest.mark.parametrize("shell", PLACES)
def test_installed_completion_answers_the_first_tab(
    shell: str, process: Process, tmp_path: Path, compiled: str
) -> None:
    from test_shells import Shell

    told = process("--install-completion", shell, env=environment(tmp_path)).stdout.decode()
    line = told.splitlines()[-1].partition(": ")[2]
    start = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": []}[shell]
    session = Shell(tmp_path, tool(shell), *start, "-i")
    try:
        ready = f"export CAJAD_DATA={compiled}; {line}"
        session.types(f"{ready}; clear; echo re''ady\n")
        session.shows("ready")
        session.types("cajad commitments --status=und\t")
        session.shows("--status=under-way")
        session.types("cajad commitments --area conn\t")
        session.shows("--area connectivity")
    finally:
        session.close()


@pytest.mark.parametrize("shell", PLACES)
def test_off_the_path_completion_asks_the_program_that_wrote_it(shell: str, tmp_path: Path) -> None:
    """Called by its path or an alias: no shell looks either up, and the tilde stays as it is."""
    program = tmp_path / "a place" / "cajad"
    program.parent.mkdir()
    program.symlink_to(Path(sys.executable).parent / "cajad")
    for path in (program.parent, tmp_path):
        environ = environment(tmp_path, PATH=str(path))
        asked = [program, "--install-completion", shell]
        told = subprocess.run(asked, capture_output=True, text=True, env=environ, check=True)
        written = (tmp_path / PLACES[shell]).read_text()
        is_off = path == tmp_path
        assert written.count(f" {shlex.quote(str(program))}") == is_off * (1 + (shell == "fish"))
        # fish looks for completions of what it finds on the PATH alone.
        assert ("config.fish: source" in told.stdout) == (is_off and shell == "fish")
    if shell == "bash":
        ask = "COMP_WORDS=(x show ten-bri) COMP_CWORD=2; _cajad_completion x; echo ${COMPREPLY[*]}"
        command = [tool("bash"), "-c", f". {shlex.quote(str(tmp_path / PLACES[shell]))}; {ask}"]
        environ = environment(tmp_path, CAJAD_DATA=str(TINY))
        assert subprocess.run(command, capture_output=True, env=environ).stdout == b"ten-bridges\n"


# ---------------------------------------------------------------- what shells leave to programs


def test_a_tilde_behind_a_sign_is_the_home_as_no_shell_makes_it(
    process: Process, tmp_path: Path, compiled: str
) -> None:
    home = environment(tmp_path)
    (tmp_path / "x.db").symlink_to(compiled)
    for words in (["countries"], ["kazakhstan"], ["search", "yen"]):
        done = process(*words, "--data=~/x.db", "-f", "json", env=home)
        assert (done.returncode, done.stdout[:1]) == (0, b"["), done.stderr
    assert process("export", "--output=~/all.json", env=home, cwd=tmp_path).returncode == 0
    assert files_in(tmp_path) == ["all.json", "x.db"]


def test_a_tilde_is_the_home_in_whatever_names_a_file(
    process: Process, tmp_path: Path, compiled: str
) -> None:
    (tmp_path / "x.db").symlink_to(compiled)
    (tmp_path / "x.yaml").symlink_to(TINY)
    home = environment(tmp_path) | {"CAJAD_DATA": "~/x.db"}
    for words in (["overview"], ["kazakhstan"], ["kazakhstan", "--data", "~/x.db"], ["--version"]):
        done = process(*words, env=home)
        assert done.returncode == 0, done.stderr
        # What the environment names need not be typed again.
        assert b"--data" not in done.stdout
    (tmp_path / "x.db").unlink()
    for words in (["validate", "~/x.yaml"], ["compile", "~/x.yaml"], ["validate"]):
        done = process(*words, env=home | {"CAJAD_DATA": "~/x.yaml"}, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert b"x.yaml: " in done.stdout or words[0] == "compile"
    assert files_in(tmp_path) == ["x.db", "x.yaml"]


# ---------------------------------------------------------------- warnings and closed streams


def test_no_command_gives_a_warning_even_where_encodings_are_guarded(
    tiny: str, tmp_path: Path
) -> None:
    """Of files without an encoding or left open, say."""
    lines = [
        lookup.filled(lookup.tiny, yaml=TINY, file=tmp_path / f"{number}.out")
        for number, lookup in enumerate(lookups())
    ]
    lines += [["countries", "-f", form] for form in WRITERS]
    lines += [["countries", "--data", str(TINY)], ["--help"]]
    guarded = [sys.executable, "-X", "warn_default_encoding", "-W", "error"]
    environ = os.environ | {"CAJAD_DATA": tiny, "PYTHONUTF8": "0"}
    for command in ([*guarded, *every(*lines)[1:]], [*guarded, "-m", "cajad_cli", "countries"]):
        done = subprocess.run(command, capture_output=True, env=environ)
        assert done.returncode == 0, done.stderr
        assert b"Warning" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as shells of Unix do")
@pytest.mark.parametrize("line", ["countries", "--help", "--version", "--show-completion bash"])
@pytest.mark.parametrize("sink", [">&-", ">/dev/full"])
def test_where_standard_output_takes_nothing_one_sentence_and_exit_4_say_so(
    line: str, sink: str
) -> None:
    if sink == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    warned = "-X warn_default_encoding -W error"
    script = f'exec "{sys.executable}" {warned} -m cajad_cli {line} {sink}'
    done = subprocess.run(["sh", "-c", script], capture_output=True)
    assert (done.returncode, done.stderr.count(b"\n")) == (4, 1)
    assert done.stderr.startswith(b"cajad: ")


def test_without_docstrings_it_answers_as_with_them(process: Process) -> None:
    environ = os.environ | {"PYTHONOPTIMIZE": "2"}
    assert "\n  The record of the first " in process("-h", env=environ).stdout.decode()
    assert process("countries", "kz", env=environ).stdout == process("countries", "kz").stdout
    assert b": null" not in process("schema", env=environ).stdout


def test_a_path_is_told_so_that_it_can_be_read_and_copied(
    process: Process, tmp_path: Path, sound: Path
) -> None:
    told = process("compile", str(TINY), "-o", "my file.db", cwd=tmp_path).stderr
    assert told.endswith(b"ask it with --data 'my file.db'\n")
    told = process("countries", env=os.environ | {"CAJAD_DATA": " "}, cwd=tmp_path).stderr
    assert told.startswith(b"cajad: ' ' cannot be read: ")
    told = process("export", "--output=", "--data", str(sound)).stderr
    assert told == b"cajad: '' is not the name of a file; name one\n"


def test_examples_in_help_need_no_quotes() -> None:
    for command, spec in COMMANDS.items():
        assert not set("'\"") & set("".join(spec.examples)), command


# ---------------------------------------------------------------- the SQLite of a Python

PRELOADED = "import sqlite3; print(sqlite3.sqlite_version)"
# The oldest version that is enough, as a package of another language carries it, and what it may
# be built without.
OLD = ("sqlite3@4.1.0", "3.28.0")
FULL = ("-DSQLITE_ENABLE_FTS5", "-DSQLITE_ENABLE_JSON1")


@pytest.fixture(scope="session")
def old_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, str]]:
    """The environment in which this Python has the SQLite of a package, built with some options."""
    place = tmp_path_factory.mktemp("sqlite")

    def build(package: str, version: str, *options: str) -> dict[str, str]:
        subprocess.run([tool("npm"), "pack", package], cwd=place, check=True, capture_output=True)
        (archive,) = place.glob(f"{package.replace('@', '-')}.tgz")
        with tarfile.open(archive) as outer:
            (name,) = (name for name in outer.getnames() if "sqlite-autoconf-" in name)
            with tarfile.open(fileobj=outer.extractfile(name)) as inner:
                inner.extractall(place, filter="data")
        source = place / Path(name).name.removesuffix(".tar.gz") / "sqlite3.c"
        libraries = place / "-".join([version, *options])
        libraries.mkdir()
        command = [tool("cc"), "-shared", "-fPIC", "-DSQLITE_ENABLE_DESERIALIZE", *options]
        built = [*command, str(source), "-o", str(libraries / "libsqlite3.so.0"), "-lm", "-ldl"]
        subprocess.run([*built, "-lpthread"], check=True, capture_output=True)
        return os.environ | {"LD_LIBRARY_PATH": str(libraries)}

    return build


@needs_linux
@pytest.mark.tools
def test_the_oldest_sqlite_that_is_enough_answers_as_any(
    old_sqlite: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    environ = old_sqlite(*OLD, *FULL)
    has = subprocess.run([sys.executable, "-c", PRELOADED], capture_output=True, env=environ)
    if has.stdout.decode().strip() != OLD[1]:
        pytest.skip("this Python does not take another SQLite")
    assert tuple(map(int, OLD[1].split("."))) == LEAST_SQLITE
    for lookup in lookups():
        answers = []
        for name, variables in (("usual", os.environ), ("old", environ)):
            file = tmp_path / f"{name}.out"
            line = lookup.filled(lookup.real, yaml=BUNDLED, file=file)
            command = [sys.executable, "-m", "cajad_cli", *line]
            done = subprocess.run(command, capture_output=True, env={"BROWSER": "true"} | variables)
            assert done.returncode == 0, done.stderr
            answers.append(done.stdout)
            file.unlink(missing_ok=True)
        assert answers[0] == answers[1], lookup


@needs_linux
@pytest.mark.tools
@pytest.mark.parametrize("missing", FULL)
def test_a_sqlite_that_lacks_a_part_is_named_with_what_it_lacks(
    missing: str, old_sqlite: Callable[..., dict[str, str]], tmp_path: Path, process: Process
) -> None:
    environ = old_sqlite(*OLD, *(option for option in FULL if option != missing))
    lines = ["search yen", "countries", f"compile {BUNDLED} -o {tmp_path}/new.db"]
    for line in lines if "JSON" in missing else lines[::2]:
        done = process(*line.split(), env=environ)
        if "JSON" in missing and line.startswith("compile"):
            # It needs none.
            continue
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
        assert b"the SQLite of this Python, 3.28.0, was built without" in done.stderr


def test_a_sqlite_that_is_too_old_is_refused_by_whatever_needs_one(
    tmp_path: Path, process: Process
) -> None:
    """A stand-in, because a Python of today loads no such old one."""
    place = tmp_path / "site"
    place.mkdir()
    (place / "sitecustomize.py").write_text(
        "import sqlite3\nsqlite3.sqlite_version_info = (3, 26, 0)\n"
        "sqlite3.sqlite_version = '3.26.0'\n"
        "class Old(sqlite3.Connection):\n"
        "    def executescript(self, script):\n"
        "        raise sqlite3.OperationalError('error in tokenizer constructor')\n"
        "connect = sqlite3.connect\n"
        "sqlite3.connect = lambda *names, **how: connect(*names, **how | {'factory': Old})\n"
    )
    paths = os.pathsep.join([str(place), *filter(None, [os.environ.get("PYTHONPATH")])])
    for line in ("countries", f"compile {BUNDLED} -o {tmp_path}/new.db", "--version"):
        done = process(*line.split(), env=os.environ | {"PYTHONPATH": paths})
        assert (done.returncode, done.stdout) == (3, b"")
        assert done.stderr == (
            b"cajad: the SQLite of this Python, 3.26.0, is older than 3.28.0, which cajad needs; "
            b"use a Python whose sqlite3 module has a newer or fuller SQLite\n"
        )
    assert not (tmp_path / "new.db").exists()


def test_a_sqlite_that_opens_nothing_from_within_a_zip_is_named_with_what_it_lacks(
    package: Path, tmp_path: Path
) -> None:
    archive = shutil.make_archive(str(tmp_path / "cajad"), "zip", package)
    (tmp_path / "sitecustomize.py").write_text(
        "import sqlite3\n"
        "class Bare(sqlite3.Connection):\n"
        "    deserialize = property()\n"
        "connect = sqlite3.connect\n"
        "sqlite3.connect = lambda *names, **how: connect(*names, **how | {'factory': Bare})\n"
    )
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([archive, str(tmp_path)])}
    del environ["CAJAD_DATA"]
    command = [sys.executable, "-m", "cajad_cli", "countries"]
    done = subprocess.run(command, capture_output=True, env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
    assert b"was built without deserialize, which cajad needs; " in done.stderr


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("sitecustomize.py", "import sys\nsys.modules['_sqlite3'] = None\n"),
        ("sitecustomize.py", "import sys\nsys.modules['sqlite3'] = None\n"),
        # As where the loader finds none, or one that is too old.
        ("sqlite3.py", "raise ImportError('undefined symbol: sqlite3_x', name='_sqlite3')\n"),
    ],
    ids=["none", "parted", "older"],
)
def test_a_python_without_sqlite_says_so(
    place: str, content: str, tmp_path: Path, process: Process
) -> None:
    (tmp_path / place).write_text(content)
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = process("countries", env=os.environ | {"PYTHONPATH": paths})
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
    assert done.stderr.endswith(b"; use a Python with an SQLite that works\n")


def test_an_older_python_is_told_which_is_needed(tmp_path: Path, process: Process) -> None:
    """A stand-in: of a Python that is older only its version is asked."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 10, 13)\n")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = process("countries", env=os.environ | {"PYTHONPATH": paths})
    assert (done.returncode, done.stdout) == (70, b"")
    assert done.stderr == b"cajad: this needs Python 3.11 or newer\n"


def test_a_sqlite_without_json_is_named_whatever_of_it_is_met_first() -> None:
    """A stand-in for what SQLite itself says, which a test with the tool asks."""
    for said in ("no such function: json_extract", "no such table: json_each"):
        assert "was built without json" in str(lacking(sqlite3.OperationalError(said)))
    assert lacking(sqlite3.OperationalError("no such table: record")) is None


def test_without_jinja2_only_a_page_is_not_made(
    tmp_path: Path, process: Process, tiny: str
) -> None:
    """As README says of an installation without what is needed by the command."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['jinja2'] = None\n")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    environ = os.environ | {"PYTHONPATH": paths, "CAJAD_DATA": tiny}
    assert process("countries", env=environ).returncode == 0
    done = process("page", "--output", str(tmp_path / "x.html"), env=environ)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (70, b"", 1)
    assert b"jinja2" in done.stderr
    assert not (tmp_path / "x.html").exists()


# ---------------------------------------------------------------- files that are no data


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xef\xbb\xbf" * 3_000_000, ":1:1: yaml: is a second byte order mark; "),
        # Told at the place where it is one too many, and not after all of it is read.
        (b"".join(b"k%d: 1\n" % n for n in range(500_000)), ":201:1: mapping: has more than 200"),
    ],
    ids=["marks", "keys"],
)
def test_what_no_record_needs_is_refused_at_once(
    content: bytes, sentence: str, process: Process, tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    done = process("validate", "x.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, b"")
    first = done.stderr.decode().splitlines()[0]
    assert first.startswith(f"x.yaml{sentence}"), first


def test_names_in_more_languages_than_there_are_are_refused(
    process: Process, tmp_path: Path
) -> None:
    text = BUNDLED.read_text("utf-8")
    at = text.index("    names:\n") + len("    names:\n")
    many = "".join(f"      a{n}: x{n}\n" for n in range(18_252))
    (tmp_path / "x.yaml").write_text(text[:at] + many + text[at:], "utf-8")
    line = text[:at].count("\n") + 201
    done = process("validate", "x.yaml", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.decode().startswith(f"x.yaml:{line}:7: mapping: has more than 200 entries; ")

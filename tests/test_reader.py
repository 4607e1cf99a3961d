"""Files that are no datasets, or are made to break whoever reads them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from json import dumps
from pathlib import Path

import pytest
from conftest import HERE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cajad_cli import reader
from cajad_cli.errors import BAD_DATA, BadData, Problem
from cajad_cli.reader import MAX_BYTES, MAX_SCALAR, read_bytes, read_values

Process = Callable[..., subprocess.CompletedProcess[bytes]]
PLAIN = (HERE / "cases" / "good" / "plain.yaml").read_bytes()
needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="files of Unix")

CONTENTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "holds no records"),
    "only a comment": (b"# nothing\n", "holds no records"),
    "only a byte order mark": (b"\xef\xbb\xbf", "holds no records"),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + PLAIN, "mend the syntax here"),
    "binary": (bytes(range(256)) * 100, "is not UTF-8"),
    "an executable": (b"\x7fELF\x02\x01\x01\x00", "is not allowed"),
    "UTF-16, little end first": (PLAIN.decode().encode("utf-16"), "is in UTF-16"),
    "UTF-16, big end first": (b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"), "is in UTF-16"),
    "UTF-16 without a mark": (PLAIN.decode().encode("utf-16-le"), "is not allowed"),
    "UTF-32": (PLAIN.decode().encode("utf-32"), "is in UTF-16"),
    "Latin-1": ("title: Zürich\n".encode("latin-1"), "byte 0xfc is not UTF-8"),
    "surrogates in UTF-8": (b"title: \xed\xa0\x80\n", "is not UTF-8"),
    "overlong UTF-8": (b"title: \xc0\xaf\n", "is not UTF-8"),
    "zeros": (bytes(1_000_000), "character \\x00 is not allowed"),
    "tabs": (PLAIN.replace(b"  ", b"\t"), "cannot start any token"),
    "a hundred thousand brackets": (b"a: " + b"[" * 100_000, "is nested deeper"),
    "a hundred thousand braces": (b"{a: " * 100_000, "is nested deeper"),
    "a hundred thousand hyphens": (b"- " * 100_000, "is not a mapping"),
    "a hundred thousand nested hyphens": (b"a:\n" + b"- " * 100_000, "is nested deeper"),
    "a hundred thousand question marks": (b"? " * 100_000, "use a word as the key"),
    "a hundred thousand indents": (
        b"".join(b" " * n + b"a:\n" for n in range(2000)),
        "is nested deeper",
    ),
    "a hundred thousand tags": (b"!a " * 100_000, "has an anchor or a tag"),
    "a hundred thousand documents": (b"--- a\n" * 100_000, "is not a mapping"),
    "a hundred thousand anchors": (
        b"a:\n" + b"".join(b" - &a%d x\n" % n for n in range(100_000)),
        "has an anchor or a tag",
    ),
    "a hundred thousand equal keys": (b"a: 1\n" * 100_000, "stands twice"),
    "a scalar of a million characters": (b"a: " + b"x" * 1_000_000, "is longer than 100,000"),
    "a quoted scalar of a million lines": (b'a: "' + b"x\n\n" * 500_000 + b'"', "is longer than"),
    "a key of a million characters": (b"x" * 1_000_000 + b": a", "is longer than 100,000"),
    "an explicit key of a million characters": (
        b"? " + b"x" * 1_000_000 + b"\n: a",
        "is longer than 100,000",
    ),
    "a comment of ten million characters": (b"#" * 10_000_000, "holds no records"),
    "a number of a million digits": (b"a: " + b"9" * 1_000_000, "is longer than 100,000"),
    "an alias bomb": (
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n, n, n - 1, n - 1)
                                     for n in range(98, 122)),
        "is an alias",
    ),
    "directives": (b"%FOO bar\n" * 100_000 + b"--- a\n", "unknown directive"),
    "a tag directive": (b"%TAG ! tag:yaml.org,2002:\n---\na: !int 7\n", "has an anchor or a tag"),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTENTS)
def test_what_is_no_dataset_is_refused_with_one_exit_code(
    what: str, tmp_path: Path, process: Process
) -> None:
    content, said = CONTENTS[what]
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    began = time.monotonic()
    result = process("countries", "--data", str(file), timeout=30)
    assert result.returncode == BAD_DATA
    assert result.stdout == b""
    assert said in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert len(result.stderr) < 50_000
    assert time.monotonic() - began < 10


def refusal(file: Path | str) -> str:
    """What is said of a file that cannot be read."""
    with pytest.raises(BadData) as caught:
        read_bytes(str(file))
    assert str(caught.value).startswith(str(file))
    return str(caught.value).removeprefix(str(file))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no") == " cannot be read: No such file or directory"


def test_a_directory_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path) == " is a directory; name a YAML file in it"


def test_a_sparse_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as stream:
        stream.truncate(1 << 30)
    assert refusal(file) == " is larger than 256 MB, the most that cajad reads"


def test_the_largest_file_of_nothing_is_refused_at_once(tmp_path: Path, process: Process) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES)
    result = process("validate", str(file), timeout=30)
    assert result.returncode == BAD_DATA
    assert b"is not allowed" in result.stderr


@needs_unix
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == " is not a regular file; name a YAML file"


@needs_unix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty", "/dev/stdin"])
def test_a_device_is_not_read(device: str, process: Process) -> None:
    result = process("countries", "--data", device, stdin=subprocess.DEVNULL)
    assert result.returncode == BAD_DATA
    assert result.stderr.startswith(b"cajad: /dev/")


@needs_unix
def test_a_socket_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert refusal("socket").startswith(" cannot be read: ")


@needs_unix
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(0o000)
    assert refusal(file) == " cannot be read: Permission denied"


@needs_unix
def test_a_dangling_link_is_told(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nothing")
    assert refusal(tmp_path / "link") == " cannot be read: No such file or directory"


@needs_unix
def test_a_looping_link_is_told(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    assert refusal(tmp_path / "link").startswith(" cannot be read: Too many levels")


@pytest.mark.parametrize(
    "file", ["a\0b", "x" * 5000, "", "\udcff\udcfe", "\x1b[31m.yaml"], ids=ascii
)
def test_a_name_that_no_file_can_have_is_told_without_acting(file: str) -> None:
    with pytest.raises(BadData) as caught:
        read_bytes(file)
    assert str(caught.value).isprintable()


@needs_unix
def test_a_link_to_a_dataset_is_followed(tmp_path: Path, tiny: str) -> None:
    (tmp_path / "link").symlink_to(tiny)
    assert read_bytes(str(tmp_path / "link")) == Path(tiny).read_bytes()


def test_the_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch, tiny: str) -> None:
    content = Path(tiny).read_bytes()
    by_libyaml = read_values(content, "f")
    monkeypatch.setattr(reader, "_LOADER", reader.yaml.SafeLoader)
    assert read_values(content, "f") == by_libyaml


def test_the_longest_scalar_is_read() -> None:
    assert read_values(b"a: " + b"x" * MAX_SCALAR, "f") == {"a": "x" * MAX_SCALAR}


@pytest.mark.parametrize(
    ("limit", "content", "said"),
    [
        ("MAX_RECORDS", b"a: [b, c, d, e]\n", "is a list of more than 3 items"),
        ("MAX_VALUES", b"a: b\nc: d\n", "holds more than 3 values"),
    ],
)
def test_more_than_can_be_data_is_not_read_on(
    limit: str, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, limit, 3)
    with pytest.raises(BadData) as caught:
        read_values(content, "f")
    assert said in str(caught.value.problems[0])


SIGNS = (
    ": |\n|- |? |[|]|{|}|,|&a |*a|!!str |'|\"|#|>|%|---\n|...\n|<<|~|1|a|\\|\t|\ufeff|\x85|\u2028"
)
PIECES = st.sampled_from([*SIGNS.split("|"), "|", "meta"])


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(PIECES, max_size=40).map(lambda one: "".join(one).encode()),
    )
)
@example(b"a: &a\n  *a : b\n")
@example(b"? - a\n: b\n")
@example(b"\xff")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    values: object = {}
    try:
        values = read_values(content, "f")
    except BadData as error:
        problems = (*error.problems, Problem("f", 1, 1, "file", str(error), ""))
    assert isinstance(values, dict)
    assert all(str(problem).isprintable() for problem in problems)


# What JSON writes as it is and YAML reads as it is: JSON's escapes of the rest are YAML's as well,
# but for the pairs of them that stand for one character.
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Cs", "Zl", "Zp"))
KEYS = st.text(LETTERS, min_size=1, max_size=8).filter(lambda key: key != "<<")
LEAVES = st.one_of(
    st.text(LETTERS, max_size=20), st.integers(-(10**17), 10**17), st.booleans(), st.none()
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_what_is_written_as_json_is_read_back_the_same(values: dict[str, object]) -> None:
    assert read_values(dumps(values, ensure_ascii=False).encode(), "f") == values

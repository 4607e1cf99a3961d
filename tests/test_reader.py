"""Files that are no datasets, or are made to break whoever reads them."""

import os
import socket
import sys
import tracemalloc
from collections.abc import Callable
from json import dumps
from pathlib import Path

import pytest
import yaml
from conftest import HERE, TINY, Run
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cajad_cli.errors import BAD_DATA, BadData
from cajad_cli.ingest import reader
from cajad_cli.ingest.reader import (
    MAX_DEPTH,
    MAX_PROBLEMS,
    MAX_READS,
    MAX_SCALAR,
    locate,
    plain,
    read_bytes,
    read_values,
)
from cajad_cli.model.fields import MAX_ITEMS
from cajad_cli.model.values import Problem

PLAIN = (HERE / "cases" / "good" / "plain.yaml").read_bytes()
needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="files of Unix")

CONTENTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "holds no records"),
    "only a comment": (b"# nothing\n", "holds no records"),
    "only a byte order mark": (b"\xef\xbb\xbf", "holds no records"),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + PLAIN, "remove all but the first"),
    "binary": (bytes(range(256)) * 100, "is not UTF-8"),
    "an executable": (b"\x7fELF\x02\x01\x01\x00", "is not allowed"),
    "UTF-16, little end first": (PLAIN.decode().encode("utf-16"), "is in UTF-16"),
    "UTF-16, big end first": (b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"), "is in UTF-16"),
    "UTF-16 without a mark": (PLAIN.decode().encode("utf-16-le"), "is in UTF-16"),
    "UTF-16 without a mark, big end first": (PLAIN.decode().encode("utf-16-be"), "is in UTF-16"),
    "UTF-32": (PLAIN.decode().encode("utf-32"), "is in UTF-32"),
    "UTF-32 without a mark": (PLAIN.decode().encode("utf-32-be"), "is in UTF-32"),
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
    "a tag directive behind a mark": (b"\xef\xbb\xbf%TAG !a! b\n---\na: b\n", "declares a tag"),
    "a hundred thousand tag directives": (
        b"#\r" + b"".join(b"%%TAG !%d! b\r" % n for n in range(100_000)) + b"---\na: b\n",
        "for some readers only",
    ),
    "a tag directive": (b"%TAG ! tag:yaml.org,2002:\n---\na: !int 7\n", "declares a tag"),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTENTS)
def test_what_is_no_dataset_is_refused_with_one_exit_code(
    what: str, tmp_path: Path, run: Run
) -> None:
    content, said = CONTENTS[what]
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    result = run("countries", "--data", str(file), expect=BAD_DATA)
    assert result.out == ""
    assert said in result.err
    assert len(result.err) < 50_000


def refusal(file: Path | str) -> str:
    """What is said of a file that cannot be read."""
    with pytest.raises(BadData) as caught:
        read_bytes(str(file))
    assert str(caught.value).startswith(str(file))
    return str(caught.value).removeprefix(str(file))


def sparse(file: Path) -> None:
    """A gigabyte of nothing."""
    with file.open("wb") as stream:
        stream.truncate(1 << 30)


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a name of nothing": (lambda file: None, " cannot be read: No such file or directory"),
    "a directory": (Path.mkdir, " is a directory; name a YAML file in it"),
    "a sparse gigabyte": (sparse, " is larger than 128 MB, the most that cajad reads"),
    # Nobody writes to it, and nobody waits for one who does.
    "a pipe": (lambda file: os.mkfifo(file), " is not a regular file; name a YAML file"),
    "a dangling link": (
        lambda file: file.symlink_to("nothing"),
        " cannot be read: No such file or directory",
    ),
    "a looping link": (lambda file: file.symlink_to(file.name), " cannot be read: Too many levels"),
    "a secret": (lambda file: file.touch(0o000), " cannot be read: Permission denied"),
}


@needs_unix
@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_file_is_told(what: str, tmp_path: Path) -> None:
    if what == "a secret" and os.getuid() == 0:
        pytest.skip("root may read all")
    make, said = NO_FILES[what]
    make(tmp_path / "it")
    assert refusal(tmp_path / "it").startswith(said)


@needs_unix
def test_devices_and_sockets_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for device in ("/dev/zero", "/dev/null", "/dev/tty"):
        assert refusal(device)
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert refusal("socket").startswith(" cannot be read: ")


@pytest.mark.parametrize(
    "file", ["a\0b", "x" * 5000, "", "\udcff\udcfe", "\x1b[31m.yaml"], ids=ascii
)
def test_a_name_that_no_file_can_have_is_told_without_acting(file: str) -> None:
    with pytest.raises(BadData) as caught:
        read_bytes(file)
    assert str(caught.value).isprintable()


@needs_unix
def test_a_link_to_a_dataset_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(TINY)
    assert read_bytes(str(tmp_path / "link")) == TINY.read_bytes()


@pytest.mark.parametrize("changes", [0, 1, MAX_READS - 1, MAX_READS])
def test_a_file_that_changes_while_it_is_read_is_read_again_or_refused(
    changes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes a part of it each time that it has just been read."""
    file = tmp_path / "growing.yaml"
    file.write_bytes(PLAIN)
    fstat = os.fstat
    asked = 0

    def followed(descriptor: int) -> os.stat_result:
        nonlocal asked
        asked += 1
        # It is asked before and after each reading.
        if asked % 2 == 0 and asked // 2 <= changes:
            with file.open("ab") as stream:
                stream.write(b"# more\n")
        return fstat(descriptor)

    monkeypatch.setattr(os, "fstat", followed)
    if changes < MAX_READS:
        assert read_bytes(str(file)) == file.read_bytes() == PLAIN + b"# more\n" * changes
    else:
        assert refusal(file) == " changes while it is read; wait until it is whole"


def test_a_file_takes_no_more_memory_than_it_is_large() -> None:
    tracemalloc.start()
    read_bytes(str(TINY))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


@pytest.mark.parametrize("end", [b"\x01", b"\xef\xbf\xbf", b"\xff"], ids=ascii)
def test_a_refused_file_takes_no_more_memory_than_three_of_it(end: bytes) -> None:
    content = b"\xef\xbb\xbfa: " + b"x" * 8_000_000 + "\U0001f600".encode() + end
    tracemalloc.start()
    (told,) = problems(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told.startswith("f:1:8000005: yaml: ")
    assert most < 3 * len(content)


def test_a_character_at_the_end_of_a_step_is_decoded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_STEP", 5)
    for lead in range(8):
        text = "a: " + "x" * lead + "\U0001f600\u65e5"
        assert read_values(text.encode(), "f") == {"a": text[3:]}
        for wrong in (b"\xff", b"\xe6\x97", b"\xf0\x9f\x98x"):
            (told,) = problems(text.encode() + wrong)
            assert told.startswith(f"f:1:{len(text) + 1}: yaml: byte {wrong[0]:#04x} is not UTF-8")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_what_only_stands_in_for_a_file_is_not_waited_for() -> None:
    assert refusal("/proc/self/status") == " is not a plain file; name a YAML file"


def test_a_list_within_a_record_is_read_up_to_its_limit() -> None:
    assert read_values(b"a:\n- b: [%s]\n" % b", ".join([b"c"] * MAX_ITEMS), "f")
    (told,) = problems(b"a:\n- b: [%s]\n" % b", ".join([b"c"] * 99_000))
    assert told.endswith("is a list of more than 500 items; shorten the list")


def test_the_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    content = TINY.read_bytes()
    by_libyaml = read_values(content, "f")
    monkeypatch.setattr(reader, "_LOADER", reader.yaml.SafeLoader)
    assert read_values(content, "f") == by_libyaml


def test_the_longest_scalar_is_read() -> None:
    assert read_values(b"a: " + b"x" * MAX_SCALAR, "f") == {"a": "x" * MAX_SCALAR}


@pytest.mark.parametrize(
    ("limit", "content", "said"),
    [
        (
            "MAX_RECORDS",
            b"a: [b, c, d, e, f]\n",
            "f:1:14: value: is a list of more than 3 items; split the file",
        ),
        ("MAX_VALUES", b"a: b\nc: d\n", "f:2:1: file: holds more than 3 values; split it"),
        ("MAX_SCALAR", b"a: " + b"b" * 41, "f:1:4: value: is longer than 3 characters; shorten it"),
        ("MAX_DEPTH", b"a: [[[[b]]]]", "f:1:6: value: is nested deeper than 3 levels; flatten it"),
    ],
)
def test_more_than_can_be_data_is_not_read_on(
    limit: str, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, limit, 3)
    assert problems(content) == [said]


def problems(content: bytes) -> list[str]:
    """What is told of content that cannot be read."""
    with pytest.raises(BadData) as caught:
        read_values(content, "f")
    assert str(caught.value) == "f cannot be read as a dataset"
    return [str(problem) for problem in caught.value.problems]


def test_as_much_as_is_allowed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1)
    assert read_values(b"a: " + nested, "f")
    monkeypatch.setattr(reader, "MAX_RECORDS", 3)
    # Two mappings or lists, a key and three items.
    monkeypatch.setattr(reader, "MAX_VALUES", 6)
    assert read_values(b"a: [b, c, d]\n", "f") == {"a": ["b", "c", "d"]}
    assert len(problems(b"a: [b, c, d]\ne: f\n")) == 1


def test_problems_of_form_are_told_until_there_are_too_many() -> None:
    assert len(problems(b"a:\n" + b" - !x y\n" * (MAX_PROBLEMS - 1))) == MAX_PROBLEMS - 1
    assert len(problems(b"a:\n" + b" - !x y\n" * (MAX_PROBLEMS + 9))) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a: &b c", ["f:1:4: value: has an anchor or a tag; write the plain value"]),
        (b"a: !b c", ["f:1:4: value: has an anchor or a tag; write the plain value"]),
        (b"a: &b [c]", ["f:1:4: value: has an anchor or a tag; write the plain value"]),
        (b"a: !b {c: d}", ["f:1:4: value: has an anchor or a tag; write the plain value"]),
        (
            b"a: &b c\nd: *b",
            [
                "f:1:4: value: has an anchor or a tag; write the plain value",
                "f:2:4: value: is an alias of another value; write the value out",
            ],
        ),
        (b"a: b\n--- c\n", ["f:2:1: file: holds a second YAML document; keep one"]),
        (b"- a", ["f:1:1: file: is not a mapping of kinds to records; begin it with 'meta:'"]),
        (b"? [a]\n: b", ["f:1:3: key: is not text; use a word as the key"]),
        (b"a: b\n1: c\nd: e", ["f:2:1: key: is not text; put it in quotes"]),
        (b"a:\n  <<: b", ["f:2:3: <<: merge keys are not read; write the fields out"]),
        (b"a: b\na: c", ["f:2:1: a: stands twice in one mapping; remove one of them"]),
        (
            b"a: b\n c\xc2\x80",
            ["f:2:3: yaml: character \\x80 is not allowed; mend the syntax here"],
        ),
        (b"a: b\n'': c\n'': d", ["f:3:1: '': stands twice in one mapping; remove one of them"]),
        (b"\x00", ["f:1:1: yaml: character \\x00 is not allowed; mend the syntax here"]),
        (
            b"a: b\nc: !%ED%A0%80 d",
            ["f:2:4: yaml: character !%ED%A0%80 is not allowed; mend the syntax here"],
        ),
    ],
    ids=ascii,
)
def test_what_is_not_read_is_told_with_its_cure(content: bytes, told: list[str]) -> None:
    assert problems(content) == told


@pytest.mark.parametrize(
    "content",
    [b"\x00", b"a: !%F4%90%80%80 b", b'a: "\\UFFFFFFFF"', b'a: "\\U00110000"', b"%YAML 1.3\n--- a"],
)
def test_a_parser_without_libyaml_refuses_as_well(
    content: bytes, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)
    (tmp_path / "x.yaml").write_bytes(content)
    result = run("validate", str(tmp_path / "x.yaml"), expect=3)
    assert result.out == ""
    assert result.err.splitlines()[0].endswith((" syntax here", " 'meta:'")), result.err


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("NO", "NO"),
        ("0", 0),
        ("-1", -1),
        ("9" * 15, 10**15 - 1),
        ("9" * 16, "9" * 16),
        ("9" * 10 + "." + "9" * 5, 9999999999.99999),
        ("9" * 10 + "." + "9" * 6, "9999999999.999999"),
        ("01", "01"),
        ("+1", "+1"),
        ("-1.5", -1.5),
        ("1.", "1."),
        ("1e5", "1e5"),
        ("1.123456789", 1.123456789),
        ("1.1234567890", "1.1234567890"),
        ("12:30", "12:30"),
    ],
)
def test_an_unquoted_scalar_is_a_constant_a_number_or_its_own_text(
    scalar: str, value: object
) -> None:
    assert plain(scalar) == value
    assert type(plain(scalar)) is type(value)
    assert read_values(f"a: {scalar}".encode(), "f") == {"a": value}
    assert read_values(f"a: '{scalar}'".encode(), "f") == {"a": scalar}


def test_a_byte_that_is_not_utf8_is_told_with_its_line() -> None:
    with pytest.raises(BadData) as caught:
        read_values("a: b\nc: д\ne: д".encode() + b"\xff\n", "f")
    (problem,) = caught.value.problems
    assert str(problem) == "f:3:5: yaml: byte 0xff is not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_lines_that_only_some_readers_see_are_refused_where_they_are(end: str) -> None:
    """Every later line number would be wrong, and %TAG would stand at the start of a line."""
    with pytest.raises(BadData) as caught:
        read_values(f"a: b\n# c{end}%TAG ! tag:yaml.org,2002:\n---\nd: e\n".encode(), "f")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.cure) == (2, 4, "end lines with a line feed")


def test_a_file_is_told_apart_from_utf16_and_from_nothing() -> None:
    with pytest.raises(BadData) as caught:
        read_values(b"\xff\xfea\x00", "f")
    assert str(caught.value) == "f is in UTF-16; save it as UTF-8"
    with pytest.raises(BadData) as caught:
        read_values(b"", "f")
    assert str(caught.value) == "f holds no records; a dataset is a mapping of kinds to records"


def test_values_are_located_or_else_what_is_around_them() -> None:
    content = b"a:\n  - b: c\n    d: [e, {f: g}]\n  - h\ni:\n"
    places = {
        (): (1, 1),
        ("a",): (1, 1),
        ("a", 0): (2, 5),
        ("a", 0, "b"): (2, 5),
        ("a", 0, "d"): (3, 5),
        ("a", 0, "d", 0): (3, 9),
        ("a", 0, "d", 1): (3, 12),
        ("a", 0, "d", 1, "f"): (3, 13),
        ("a", 0, "missing"): (2, 5),
        ("a", 0, "d", 7, "x"): (3, 5),
        ("a", 1): (4, 5),
        ("i",): (5, 1),
        ("none", 3): (1, 1),
    }
    assert locate(content, list(places)) == places


SIGNS = (
    ": |\n|- |? |[|]|{|}|,|&a |*a|!!str |'|\"|#|>|%|---\n|...\n|<<|~|1|a|\\|\t|\ufeff|\x85|\u2028"
)
PIECES = st.sampled_from([*SIGNS.split("|"), "|", "meta"])


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(PIECES, max_size=40).map(lambda one: "".join(one).encode()),
    )
)
@example(b"a: &a\n  *a : b\n")
@example(b"? - a\n: b\n")
@example(b"\xff")
@example(b"a: !%ED%A0%80 b")
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
    st.text(LETTERS, max_size=20), st.integers(1 - 10**15, 10**15 - 1), st.booleans(), st.none()
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_what_is_written_as_json_is_read_back_the_same(values: dict[str, object]) -> None:
    assert read_values(dumps(values, ensure_ascii=False).encode(), "f") == values

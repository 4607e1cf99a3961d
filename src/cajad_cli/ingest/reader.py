"""Reads a data file strictly: UTF-8 text in, plain dicts, lists, text and numbers out.

The only user of PyYAML's parser. It takes the parser's events and builds the values itself,
because PyYAML's loaders turn `NO` into false and `12:30` into 750, keep the last of two equal
keys, expand aliases without end, and crash the process on deep nesting. Only `null`, `true`,
`false`, whole numbers and decimals are read as anything but text; anchors, aliases, tags, merge
keys and equal keys are refused.
"""

from __future__ import annotations

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, NoReturn

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cajad_cli.errors import BadData, Problem
from cajad_cli.model.values import Path
from cajad_cli.text.safe import shown_path, visible

# Room for 100,000 records like those on record, which have 900 bytes and 50 values each, and an end
# to what is not data.
MAX_BYTES = 128 * 1024 * 1024
MAX_RECORDS = 100_000
MAX_VALUES = 8_000_000
# In one mapping, be it the fields of a record or names in all languages.
MAX_ENTRIES = 200
MAX_DEPTH = 12
MAX_SCALAR = 100_000
MAX_PROBLEMS = 200
# A file that changes while it is read is read so many times.
MAX_READS = 3
# As many as whatever reads the answer keeps exactly; what has more is text.
MAX_DIGITS = 15

# Told now and then what part of the work is done, from 0 to 1.
Progress = Callable[[float], None]
# An event of PyYAML's parser, whose published types leave out most of what it gives.
Event = Any

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_CONSTANTS = {"null": None, "~": None, "": None, "true": True, "false": False}
# What YAML does not allow even in quotes, unless it is written as an escape.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# What begins all of these; most texts begin otherwise.
_PLAIN_STARTS = frozenset("-0123456789ntf~") | {""}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Texts up to this length occur again and again (keys, ids, types) and are kept once.
_SHORT = 40


def read_bytes(file: str) -> bytes:
    """The content of a data file, from one moment: what changes while it is read is read again.

    Raises BadData if there is no such regular file, it cannot be read, it is larger than MAX_BYTES,
    or it does not stop changing.
    """
    name = shown_path(file)
    try:
        for _ in range(MAX_READS):
            # Opening a FIFO would wait for a writer, so it is opened without waiting.
            descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            with open(descriptor, "rb") as stream:
                before = os.fstat(descriptor)
                content = _content(stream, before, name)
                if _moment(os.fstat(descriptor)) == _moment(before):
                    return content
    except IsADirectoryError:
        raise BadData(f"{name} is a directory; name a YAML file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise BadData(f"{name} cannot be read: {reason}") from None
    raise BadData(f"{name} changes while it is read; wait until it is whole")


def _content(stream: BinaryIO, status: os.stat_result, name: str) -> bytes:
    if not stat.S_ISREG(status.st_mode):
        raise BadData(f"{name} is not a regular file; name a YAML file")
    limit = f"larger than {MAX_BYTES // (1024 * 1024)} MB, the most that cajad reads"
    if status.st_size > MAX_BYTES:
        raise BadData(f"{name} is {limit}")
    # What stands in for a file, as in /proc, tells no size and may have nothing to give.
    content: bytes | None = stream.read(status.st_size + 1)
    if content is None:
        raise BadData(f"{name} cannot be read: it has no end; name a YAML file")
    if len(content) > status.st_size:
        content += stream.read(MAX_BYTES + 1) or b""
    if len(content) > MAX_BYTES:
        raise BadData(f"{name} is {limit}")
    return content


def _moment(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def read_values(content: bytes, file: str, progress: Progress | None = None) -> dict[str, Any]:
    """The mapping that the content of a data file holds; a byte order mark is passed over.

    Raises BadData with every problem of form, or with the one at which YAML ends.
    """
    _require_text(content, file)
    reading = _Reading(shown_path(file))
    try:
        # Looked up once: a million events come.
        get_event, take = _LOADER(content).get_event, reading.take
        while not reading.ended:
            take(get_event())
            if progress is not None and reading.count % 20_000 == 0:
                progress(reading.at / (len(content) or 1))
    except yaml.YAMLError as error:
        reading.problems.append(_syntax_problem(error, content, file))
    if reading.problems:
        raise BadData(f"{shown_path(file)} cannot be read as a dataset", tuple(reading.problems))
    if not reading.root:
        raise BadData(
            f"{shown_path(file)} holds no records; a dataset is a mapping of kinds to records"
        )
    return reading.root


def _require_text(content: bytes, file: str) -> None:
    """Pass UTF-8 whose lines end as editors count them, and that declares no tags.

    libyaml would take UTF-16 as well, which no other tool here does. YAML 1.1 also ends lines at
    other characters, after which all line numbers would be wrong, and libyaml takes quadratic time
    over declarations of tags.
    """
    if content.startswith(b"SQLite format 3\0"):
        raise BadData(f"{shown_path(file)} is a compiled file; name the YAML file it was made from")
    if content.startswith(2 * BOM_UTF8):
        message = "is a second byte order mark"
        _refuse_at(len(BOM_UTF8), content, file, message, "remove all but the first")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadData(f"{shown_path(file)} is in UTF-16; save it as UTF-8")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        message = f"byte {content[error.start]:#04x} is not UTF-8"
        _refuse_at(error.start, content, file, message, "save the file as UTF-8")
    if ended := re.search(rb"\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]", content):
        message = f"character {visible(ended.group().decode())} ends a line for some readers only"
        _refuse_at(ended.start(), content, file, message, "end lines with a line feed")
    if declared := re.search(rb"^(?:\xef\xbb\xbf)?%TAG", content, re.MULTILINE):
        _refuse_at(declared.start(), content, file, "declares a tag", "remove the line")


def _refuse_at(at: int, content: bytes, file: str, message: str, cure: str) -> NoReturn:
    """Raise BadData for what stands at one place in the file."""
    problem = Problem(shown_path(file), *_place(content, at), "yaml", message, cure)
    raise BadData(f"{shown_path(file)} cannot be read as a dataset", (problem,))


def _place(content: bytes, at: int) -> tuple[int, int]:
    """Line and column, from 1, of a byte of the content."""
    begun = content.rfind(b"\n", 0, at) + 1
    return content.count(b"\n", 0, at) + 1, len(content[begun:at].decode("utf-8-sig")) + 1


class _Reading:
    """What has been read so far: the parser's events in, values and problems out."""

    def __init__(self, file: str) -> None:
        self.root: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.ended = False
        self.count = 0
        """Events taken so far."""
        self.at = 0
        """Characters read when the last mapping began."""
        self._file = file
        self._documents = 0
        # The container that is open, the key that waits for its value in it, and those around.
        self._container: dict[str, Any] | list[Any] | None = None
        self._key: str | None = None
        self._around: list[tuple[dict[str, Any] | list[Any] | None, str | None]] = []
        self._short: dict[str, str] = {}

    def take(self, event: Event) -> None:
        """Take the next event of the parser."""
        self.count += 1
        form = type(event)
        if form is ScalarEvent:
            self._take_scalar(event)
        elif form is MappingStartEvent:
            self.at = event.start_mark.index
            self._open(event, {})
        elif form is SequenceStartEvent:
            self._open(event, [])
        elif form is MappingEndEvent or form is SequenceEndEvent:
            self._container, self._key = self._around.pop()
        elif form is AliasEvent:
            self._refuse(event, "value", "is an alias of another value", "write the value out")
            self._put(event, "")
        elif form is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._give_up(event, "file", "holds a second YAML document", "keep one")
        elif form is StreamEndEvent:
            self.ended = True

    def _take_scalar(self, event: Event) -> None:
        value: Any = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, "value", "has an anchor or a tag", "write the plain value")
        if event.implicit[0] and not event.style and value[:1] in _PLAIN_STARTS:
            value = plain(value)
        if isinstance(value, str):
            if len(value) < _SHORT:
                value = self._short.setdefault(value, value)
            elif len(value) > MAX_SCALAR:
                message = f"is longer than {MAX_SCALAR:,} characters"
                self._refuse(event, "value", message, "shorten it")
                value = value[:_SHORT]
        self._put(event, value)

    def _open(self, event: Event, container: dict[str, Any] | list[Any]) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, "value", "has an anchor or a tag", "write the plain value")
        if len(self._around) >= MAX_DEPTH:
            self._give_up(event, *_too_deep())
        elif isinstance(self._container, dict) and self._key is None:
            self._give_up(event, "key", "is not text", "use a word as the key")
        else:
            self._put(event, container)
            self._around.append((self._container, self._key))
            self._container, self._key = container, None

    def _put(self, event: Event, value: Any) -> None:
        """Put a value where it stands: into its list, under its key, or as the next key."""
        container: Any = self._container
        if self._key is not None:
            container[self._key] = value
            self._key = None
        elif isinstance(container, list):
            container.append(value)
            if len(container) > MAX_RECORDS:
                message = f"is a list of more than {MAX_RECORDS:,} items"
                self._give_up(event, "value", message, "split the file")
        elif container is None:
            if isinstance(value, dict):
                self.root = value
            else:
                message = "is not a mapping of kinds to records"
                self._give_up(event, "file", message, "begin it with 'meta:'")
        else:
            if not isinstance(value, str):
                self._refuse(event, "key", "is not text", "put it in quotes")
            elif value == "<<":
                self._refuse(event, "<<", "merge keys are not read", "write the fields out")
            elif len(container) >= MAX_ENTRIES:
                message = f"has more than {MAX_ENTRIES} entries"
                self._give_up(event, "mapping", message, "shorten the mapping")
            elif value in container:
                cure = "remove one of them"
                self._refuse(event, visible(value, 80), "stands twice in one mapping", cure)
            self._key = str(value)
        if self.count > MAX_VALUES:
            self._give_up(event, "file", f"holds more than {MAX_VALUES:,} values", "split it")

    def _refuse(self, event: Event, field: str, message: str, cure: str) -> None:
        mark = event.start_mark
        problem = Problem(self._file, mark.line + 1, mark.column + 1, field, message, cure)
        self.problems.append(problem)
        self.ended = self.ended or len(self.problems) >= MAX_PROBLEMS

    def _give_up(self, event: Event, field: str, message: str, cure: str) -> None:
        """Refuse what there is no reading on after."""
        self._refuse(event, field, message, cure)
        self.ended = True


def plain(scalar: str) -> Any:
    """What an unquoted scalar means: null, true, false, a number, or else its own text."""
    if scalar in _CONSTANTS:
        return _CONSTANTS[scalar]
    if scalar[0] in "-0123456789" and _NUMBER.fullmatch(scalar):
        if "." not in scalar:
            return int(scalar)
        if sum(map(str.isdigit, scalar)) <= MAX_DIGITS:
            return float(scalar)
    return scalar


def locate(content: bytes, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Line and column, from 1, of each of these paths, or of the nearest thing around it.

    Positions are not kept while reading, because nobody needs them in a sound file; where there
    is a problem, the content is gone through once more.
    """
    wanted = set(paths)
    around = {path[:depth] for path in wanted for depth in range(len(path) + 1)}
    found: dict[Path, tuple[int, int]] = {(): (1, 1)}
    # For each open container the key or number of the value that is being read; None: a key comes.
    here: list[str | int | None] = []
    mappings: list[bool] = []
    event: Event
    for event in yaml.parse(content, Loader=_LOADER):
        ends = isinstance(event, yaml.CollectionEndEvent)
        if not ends and not isinstance(event, yaml.NodeEvent):
            continue
        if ends:
            here.pop()
            mappings.pop()
        elif mappings:
            is_key = mappings[-1] and here[-1] is None
            if is_key:
                here[-1] = str(event.value)
            elif not mappings[-1]:
                number = here[-1]
                here[-1] = number + 1 if isinstance(number, int) else 0
            path = tuple(here)
            if path in around:
                mark = event.start_mark
                found.setdefault(path, (mark.line + 1, mark.column + 1))  # type: ignore[arg-type]
            if is_key:
                continue
        if isinstance(event, yaml.CollectionStartEvent):
            here.append(None)
            mappings.append(isinstance(event, yaml.MappingStartEvent))
        elif mappings and mappings[-1]:
            here[-1] = None
    return {
        path: next(found[path[:n]] for n in range(len(path), -1, -1) if path[:n] in found)
        for path in wanted
    }


def _too_deep() -> tuple[str, str, str]:
    return "value", f"is nested deeper than {MAX_DEPTH} levels", "flatten it"


def _syntax_problem(error: yaml.YAMLError, content: bytes, file: str) -> Problem:
    """Where and why the content stops being YAML."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        reason = getattr(error, "problem", None) or "is not YAML"
        begun = getattr(error, "context_mark", None)
        if begun is not None and "end of stream" in reason:
            # What has no end is to be mended where it begins.
            mark, reason = begun, f"{reason} {error.context}"  # type: ignore[attr-defined]
        place = mark.line + 1, mark.column + 1
    else:
        # A character that YAML does not allow: libyaml says which, but not in which line.
        text = content.decode()
        bad = _FORBIDDEN.search(text)
        at = bad.start() if bad else 0
        place = _place(content, len(text[:at].encode()))
        reason = f"character {visible(text[at : at + 1])} is not allowed"
    told = ("yaml", visible(str(reason), 200), "mend the syntax here")
    if "nesting depth" in reason:
        # From its version 0.2.6 on libyaml has a limit of its own, a thousand levels.
        told = _too_deep()
    return Problem(shown_path(file), *place, *told)

"""Reads a data file strictly: UTF-8 text in, plain dicts, lists, text and numbers out.

It builds the values from the events of PyYAML's parser, because PyYAML's loaders turn `NO` into
false and `12:30` into 750, keep the last of two equal keys, expand aliases without end, and crash
the process on deep nesting. Only `null`, `true`, `false` and numbers are read as anything but text.
"""

from __future__ import annotations

import os
import re
import stat
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from json import detect_encoding
from typing import Any, NoReturn

import yaml

from cajad_cli.errors import BadData
from cajad_cli.model.fields import MAX_ITEMS
from cajad_cli.model.values import Path, Problem
from cajad_cli.text.safe import shown_path, visible

# Room for 100,000 records like those on record, which have 900 bytes and 50 values each.
MAX_BYTES = 128 * 1024 * 1024
MAX_RECORDS = 100_000
MAX_VALUES = 5_000_000
# In one mapping.
MAX_ENTRIES = 200
MAX_DEPTH = 12
MAX_SCALAR = 100_000
MAX_PROBLEMS = 200
# A file that changes while it is read is read so many times.
MAX_READS = 3
# As many as whatever reads the answer keeps exactly; what has more is text.
MAX_DIGITS = 15

# An event of PyYAML's parser; its published types leave out most of what it has.
Event = Any
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_CONSTANTS = {"null": None, "~": None, "": None, "true": True, "false": False}
# What YAML does not allow even in quotes, unless it is written as an escape; nor that in a tag.
_FORBIDDEN = (
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x84\x86-\x9f]|\xef\xbf[\xbe\xbf]"
    rb"|(?<=\s)!\S*%[89A-Fa-f]\S*"
)
# The bytes that begin no character of UTF-8.
_CONTINUING = bytes(range(0x80, 0xC0))
# So many bytes are decoded at a time: all of a file may be four times as large in letters.
_STEP = 1024 * 1024
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
                if not stat.S_ISREG(before.st_mode):
                    raise BadData(f"{name} is not a regular file; name a YAML file")
                if before.st_size > MAX_BYTES:
                    limit = f"{MAX_BYTES // (1024 * 1024)} MB, the most that cajad reads"
                    raise BadData(f"{name} is larger than {limit}")
                # What stands in for a file, as in /proc, may give nothing at all.
                content = stream.read(before.st_size + 1) or b""
                after = os.fstat(descriptor)
            if content and not after.st_size:
                raise BadData(f"{name} is not a plain file; name a YAML file")
            written = (before.st_mtime_ns, before.st_ctime_ns, before.st_size)
            if (after.st_mtime_ns, after.st_ctime_ns, len(content)) == written:
                return content
    except IsADirectoryError:
        raise BadData(f"{name} is a directory; name a YAML file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise BadData(f"{name} cannot be read: {reason}") from None
    raise BadData(f"{name} changes while it is read; wait until it is whole")


def read_values(content: bytes, file: str) -> dict[str, Any]:
    """The mapping that the content of a data file holds; a byte order mark is passed over.

    Raises BadData with every problem of form, or with the one at which YAML ends.
    """
    name = shown_path(file)
    _require_text(content, name)
    reading = _Reading(name)
    try:
        root = reading.root(content)
    # What stands for no character of Unicode it tells in other ways.
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        reading.problems.append(_syntax_problem(error, content, name))
    if reading.problems:
        raise _unreadable(name, reading.problems)
    if not root:
        raise BadData(f"{name} holds no records; a dataset is a mapping of kinds to records")
    return root


def locate(content: bytes, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Line and column, from 1, of each of these paths, or of the nearest thing around it."""
    # They are not kept at the first reading, because nobody needs them in a sound file.
    around = {path: [path[:depth] for depth in range(len(path), -1, -1)] for path in paths}
    reading = _Reading("", {place for places in around.values() for place in places})
    reading.root(content)
    found = reading.places | {(): (1, 1)}
    return {path: next(found[one] for one in around[path] if one in found) for path in around}


def _require_text(content: bytes, name: str) -> None:
    """Pass UTF-8 whose lines end as editors count them, and that declares no tags.

    YAML 1.1 ends lines at other characters as well, after which all line numbers would be wrong;
    libyaml takes quadratic time over declarations of tags.
    """
    if content.startswith(b"SQLite format 3\0"):
        raise BadData(f"{name} is a compiled file; name the YAML file it was made from")
    if content.startswith(2 * BOM_UTF8):
        message = "is a second byte order mark"
        _refuse_at(len(BOM_UTF8), content, name, message, "remove all but the first")
    encoding = detect_encoding(content[:4])
    # Zeros alone, or beside other controls, are no text.
    if not encoding.startswith("utf-8") and min(content[:4].replace(b"\0", b""), default=0) > 8:
        raise BadData(f"{name} is in {encoding[:6].upper()}; save it as UTF-8")
    decoder = getincrementaldecoder("utf-8")()
    for end in range(_STEP, len(content) + _STEP, _STEP):
        try:
            decoder.decode(content[end - _STEP : end], end >= len(content))
        except UnicodeDecodeError as error:
            # It may hold the first bytes of a character from the step before.
            at = min(end, len(content)) - len(error.object) + error.start
            message = f"byte {content[at]:#04x} is not UTF-8"
            _refuse_at(at, content, name, message, "save the file as UTF-8")
    if ended := re.search(rb"\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]", content):
        message = f"character {visible(ended.group().decode())} ends a line for some readers only"
        _refuse_at(ended.start(), content, name, message, "end lines with a line feed")
    declared = re.search(rb"%TAG(?:(?<=^%TAG)|(?<=^\xef\xbb\xbf%TAG))", content, re.MULTILINE)
    if declared:
        _refuse_at(declared.start(), content, name, "declares a tag", "remove the line")


def _refuse_at(at: int, content: bytes, name: str, message: str, cure: str) -> NoReturn:
    raise _unreadable(name, [Problem(name, *_place(content, at), "yaml", message, cure)])


def _unreadable(name: str, problems: list[Problem]) -> BadData:
    return BadData(f"{name} cannot be read as a dataset", tuple(problems))


def _place(content: bytes, at: int) -> tuple[int, int]:
    """Line and column, from 1, of a byte of the content."""
    before = content[content.rfind(b"\n", 0, at) + 1 : at].removeprefix(BOM_UTF8)
    return content.count(b"\n", 0, at) + 1, len(before.translate(None, _CONTINUING)) + 1


class _Reading:
    """The values of a file, built as the parser's events come, and what is wrong with its form."""

    def __init__(self, file: str, wanted: Container[Path] = ()) -> None:
        self.problems: list[Problem] = []
        # Line and column, from 1, of what is wanted.
        self.places: dict[Path, tuple[int, int]] = {}
        self._file, self._wanted = file, wanted
        # How many values have begun.
        self._count = 0

    def root(self, content: bytes) -> dict[str, Any]:
        """The mapping that the document is, empty where there is none.

        Raises what the parser does where it is no YAML, BadData where there is no reading on.
        """
        self._next: Callable[[], Event] = _LOADER(content).get_event
        root: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.MappingStartEvent):
                root = self._value(event, ())
            elif isinstance(event, yaml.NodeEvent):
                if isinstance(event, yaml.ScalarEvent):
                    # What is wrong with it may be why it is no mapping.
                    self._value(event, ())
                message = "is not a mapping of kinds to records"
                self._give_up(event, "file", message, "begin it with 'meta:'")
            elif isinstance(event, yaml.DocumentStartEvent) and self._count:
                self._give_up(event, "file", "holds a second YAML document", "keep one")
        return root

    def _value(self, event: Event, path: Path) -> Any:
        """What an event begins at a path."""
        self._count += 1
        if self._count > MAX_VALUES:
            self._give_up(event, "file", f"holds more than {MAX_VALUES:,} values", "split it")
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "value", "is an alias of another value", "write the value out")
            return ""
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, "value", "has an anchor or a tag", "write the plain value")
        if isinstance(event, yaml.ScalarEvent):
            if len(event.value) > MAX_SCALAR:
                message = f"is longer than {MAX_SCALAR:,} characters"
                self._refuse(event, "value", message, "shorten it")
            return event.value if event.style else plain(event.value)
        if len(path) >= MAX_DEPTH:
            self._give_up(event, *_too_deep())
        if isinstance(event, yaml.MappingStartEvent):
            mapping: dict[str, Any] = {}
            while not isinstance(event := self._next(), yaml.MappingEndEvent):
                key = self._key(event, mapping)
                if (place := (*path, key)) in self._wanted:
                    self.places.setdefault(place, _begin(event))
                mapping[key] = self._value(self._next(), place)
            return mapping
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            if (place := (*path, len(items))) in self._wanted:
                self.places[place] = _begin(event)
            items.append(self._value(event, place))
            # Only those of records, right under a kind, are long.
            if len(items) > (most := MAX_RECORDS if len(path) == 1 else MAX_ITEMS):
                cure = "split the file" if len(path) == 1 else "shorten the list"
                self._give_up(event, "value", f"is a list of more than {most:,} items", cure)
        return items

    def _key(self, event: Event, mapping: dict[str, Any]) -> str:
        if isinstance(event, yaml.CollectionStartEvent):
            self._give_up(event, "key", "is not text", "use a word as the key")
        key = self._value(event, ())
        if not isinstance(key, str):
            self._refuse(event, "key", "is not text", "put it in quotes")
        elif key == "<<":
            self._refuse(event, "<<", "merge keys are not read", "write the fields out")
        elif len(mapping) >= MAX_ENTRIES:
            message = f"has more than {MAX_ENTRIES} entries"
            self._give_up(event, "mapping", message, "shorten the mapping")
        elif key in mapping:
            cure = "remove one of them"
            self._refuse(event, visible(key, 80) or "''", "stands twice in one mapping", cure)
        return str(key)

    def _refuse(self, event: Event, field: str, message: str, cure: str) -> None:
        self.problems.append(Problem(self._file, *_begin(event), field, message, cure))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _unreadable(self._file, self.problems)

    def _give_up(self, event: Event, field: str, message: str, cure: str) -> NoReturn:
        self._refuse(event, field, message, cure)
        raise _unreadable(self._file, self.problems)


def _begin(event: Event) -> tuple[int, int]:
    """Line and column, from 1, at which an event begins."""
    return event.start_mark.line + 1, event.start_mark.column + 1


# Many occur again and again (keys, ids, types), and are so kept once.
@lru_cache(maxsize=10_000)
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


def _too_deep() -> tuple[str, str, str]:
    return "value", f"is nested deeper than {MAX_DEPTH} levels", "flatten it"


def _syntax_problem(error: Exception, content: bytes, name: str) -> Problem:
    """Where and why the content stops being YAML."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark, reason = error.problem_mark, error.problem or "is not YAML"
        if error.context_mark and "end of stream" in reason:
            # What has no end is to be mended where it begins.
            mark, reason = error.context_mark, f"{reason} {error.context}"
        place = mark.line + 1, mark.column + 1
    else:
        # A character that YAML does not allow: libyaml says which, but not in which line.
        bad = re.search(_FORBIDDEN, content)
        place = _place(content, bad.start() if bad else 0)
        reason = f"character {visible(bad[0].decode())} is not allowed" if bad else str(error)
    if "nesting depth" in reason:
        # From its version 0.2.6 on libyaml has a limit of its own, a thousand levels.
        return Problem(name, *place, *_too_deep())
    return Problem(name, *place, "yaml", visible(str(reason), 200), "mend the syntax here")

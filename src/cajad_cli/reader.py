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
from collections.abc import Callable, Iterable
from typing import Any

import yaml

from cajad_cli.errors import BadData, Problem
from cajad_cli.terminal import inert

# Room for 100,000 records of a thousand bytes with their sources, and an end to what is not data.
MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 12
MAX_SCALAR = 100_000
MAX_PROBLEMS = 200

# Where a value stands: section, number in it, field, number in the field, and so on.
Path = tuple[str | int, ...]
# Told now and then what part of the work is done, from 0 to 1.
Progress = Callable[[float], None]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,9})?")
_CONSTANTS = {"null": None, "~": None, "": None, "true": True, "false": False}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_bytes(file: str) -> bytes:
    """The content of a data file.

    Raises BadData if there is no such regular file, it cannot be read, or it is larger than
    MAX_BYTES.
    """
    name = inert(file)
    try:
        # Opening a FIFO would wait for a writer, so it is opened without waiting, then looked at.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise BadData(f"{name} is not a regular file; name a YAML file")
            if status.st_size > MAX_BYTES:
                limit = MAX_BYTES // (1024 * 1024)
                raise BadData(f"{name} is larger than {limit} MB, the most that cajad reads")
            return stream.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise BadData(f"{name} is a directory; name a YAML file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise BadData(f"{name} cannot be read: {reason}") from None


def decode(content: bytes, file: str) -> str:
    """The text of a data file; a byte order mark at its start is passed over.

    Raises BadData if it is not UTF-8.
    """
    name = inert(file)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadData(f"{name} is in UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadData(
            f"{name}:{line}: byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        ) from None


def read_values(text: str, file: str, progress: Progress | None = None) -> dict[str, Any]:
    """The mapping that the text of a data file holds.

    Raises BadData with every problem of form, or with the one at which YAML ends.
    """
    problems: list[Problem] = []
    root: dict[str, Any] = {}
    # A container and, for a mapping, the key that waits for its value.
    stack: list[tuple[dict[str, Any] | list[Any], list[str]]] = []
    shared: dict[str, str] = {}

    def refuse(event: yaml.Event, field: str, message: str, cure: str) -> None:
        mark = event.start_mark
        where = Problem(inert(file), mark.line + 1, mark.column + 1, field, message, cure)
        problems.append(where)
        if len(problems) >= MAX_PROBLEMS:
            raise BadData(f"{inert(file)} has too many problems to go on", tuple(problems))

    def attach(event: yaml.Event, value: Any) -> None:
        if not stack:
            if isinstance(value, dict):
                nonlocal root
                root = value
            else:
                refuse(event, "file", "is not a mapping of kinds to records", "see its format")
            return
        container, pending = stack[-1]
        if isinstance(container, list):
            container.append(value)
        elif not pending:
            if not isinstance(value, str):
                refuse(event, "key", "is not text", "put it in quotes")
            elif value == "<<":
                refuse(event, "<<", "merge keys are not read", "write the fields out")
            pending.append(str(value))
        else:
            key = pending.pop()
            if key in container:
                refuse(event, inert(key, 80), "stands twice in one mapping", "remove one of them")
            container[key] = value

    try:
        loader = _LOADER(text)
        length = len(text) or 1
        documents = count = 0
        while True:
            event = loader.get_event()
            form = type(event)
            if progress is not None:
                count += 1
                if count % 20_000 == 0:
                    progress(event.start_mark.index / length)
            if form is yaml.ScalarEvent:
                value: Any = event.value
                if event.anchor is not None or event.tag is not None:
                    refuse(event, "value", "has an anchor or a tag", "write the plain value")
                if event.implicit[0] and not event.style:
                    value = plain(value)
                if isinstance(value, str):
                    if len(value) > MAX_SCALAR:
                        refuse(event, "value", f"is longer than {MAX_SCALAR:,} characters", "cut it")
                        value = value[:80]
                    elif len(value) < 40:
                        value = shared.setdefault(value, value)
                attach(event, value)
            elif form is yaml.MappingStartEvent or form is yaml.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    refuse(event, "value", "has an anchor or a tag", "write the plain value")
                if len(stack) >= MAX_DEPTH:
                    refuse(event, "value", f"is nested deeper than {MAX_DEPTH} levels", "flatten it")
                    break
                container: dict[str, Any] | list[Any] = (
                    {} if form is yaml.MappingStartEvent else []
                )
                if stack and isinstance(stack[-1][0], dict) and not stack[-1][1]:
                    refuse(event, "key", "is not text", "use a word as the key")
                    break
                attach(event, container)
                stack.append((container, []))
            elif form is yaml.MappingEndEvent or form is yaml.SequenceEndEvent:
                stack.pop()
            elif form is yaml.AliasEvent:
                refuse(event, "value", "is an alias of another value", "write the value out")
                attach(event, None)
            elif form is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    refuse(event, "file", "holds a second YAML document", "keep one")
                    break
            elif form is yaml.StreamEndEvent:
                break
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, text, file))
    if problems:
        raise BadData(f"{inert(file)} cannot be read as a dataset", tuple(problems))
    if not root:
        raise BadData(f"{inert(file)} holds no records; a dataset is a mapping of kinds to records")
    return root


def plain(scalar: str) -> Any:
    """What an unquoted scalar means: null, true, false, a number, or else its own text."""
    if scalar in _CONSTANTS:
        return _CONSTANTS[scalar]
    if scalar[0] in "-0123456789" and _NUMBER.fullmatch(scalar):
        return float(scalar) if "." in scalar else int(scalar)
    return scalar


def locate(text: str, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Line and column, from 1, of each of these paths, or of the nearest thing around it.

    Positions are not kept while reading, because nobody needs them in a sound file; where there
    is a problem, the text is gone through once more.
    """
    wanted = set(paths)
    around = {path[:depth] for path in wanted for depth in range(len(path) + 1)}
    found: dict[Path, tuple[int, int]] = {(): (1, 1)}
    # For each open container the key or number of the value that is being read; None: a key comes.
    here: list[str | int | None] = []
    mappings: list[bool] = []
    for event in yaml.parse(text, Loader=_LOADER):
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


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Where and why the text stops being YAML."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
        reason = getattr(error, "problem", None) or "is not YAML"
    else:
        # A character that YAML does not allow: libyaml says which, but not in which line.
        bad = next((i for i, char in enumerate(text) if not _allowed(char)), 0)
        line = text.count("\n", 0, bad) + 1
        column = bad - text.rfind("\n", 0, bad)
        reason = f"character {inert(text[bad : bad + 1])} is not allowed"
    return Problem(inert(file), line, column, "yaml", inert(str(reason), 200), "mend the syntax here")


def _allowed(char: str) -> bool:
    """Whether YAML allows the character as it is."""
    return char in "\t\n\r\x85" or (
        char >= " " and not "\x7f" <= char <= "\x9f" and char not in "\ufffe\uffff"
    )

"""Checks datasets and reports every problem, for people and for programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from cajad_cli.checker import check
from cajad_cli.errors import BadData, Problem
from cajad_cli.models import KINDS
from cajad_cli.output import emit
from cajad_cli.reader import read_bytes, read_values
from cajad_cli.store import bundled_file
from cajad_cli.terminal import escaped, named


def validate_files(files: Sequence[str], as_json: bool) -> None:
    """Check each file; print the number of records of the sound ones.

    Raises BadData, after all have been checked, with the problems of the others. As JSON the
    problems are an array on standard output, empty if there are none.
    """
    problems: list[Problem] = []
    failures: list[str] = []
    for file in files or [_bundled()]:
        try:
            count = count_records(file)
        except BadData as error:
            failures.append(str(error))
            problems += error.problems or (_problem_of(file, str(error)),)
        else:
            if not as_json:
                print(f"{named(file)}: {count:,} records, all sound")
    if as_json:
        from json import dumps

        told = dumps([vars(problem) for problem in problems], indent=2, ensure_ascii=False)
        emit([escaped(told), "\n"])
    if failures:
        raise BadData("; ".join(failures), () if as_json else tuple(problems))


def _problem_of(file: str, sentence: str) -> Problem:
    """What keeps a file from being read at all."""
    message, _, cure = sentence.removeprefix(f"{named(file)} ").partition("; ")
    return Problem(named(file), 1, 1, "file", message, cure or "name another")


def _bundled() -> str:
    """The bundled dataset, as seen from the working directory if that is still there."""
    with suppress(OSError):
        return os.path.relpath(bundled_file())
    return bundled_file()


def count_records(file: str) -> int:
    """The number of records in a sound file. Raises BadData if it is not sound."""
    content = read_bytes(file)
    root = read_values(content, file)
    check(root, content, file)
    return sum(len(root.get(kind, ())) for kind in KINDS)

"""Checks datasets and reports every problem, for people and for programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from json import dumps

from cajad_cli.cli.streams import emit
from cajad_cli.errors import BadData, Problem
from cajad_cli.ingest.check import read_dataset
from cajad_cli.model.kinds import KINDS
from cajad_cli.store.opening import bundled_yaml, within_zip
from cajad_cli.text.safe import counted, escaped, shown_path


def validate_files(files: Sequence[str], as_json: bool) -> None:
    """Check each file; print the number of records of the sound ones.

    Raises BadData, after all have been checked, with the problems of the others. As JSON the
    problems are an array on standard output, empty if there are none.
    """
    problems: list[Problem] = []
    failures: list[str] = []
    for file in files or [_bundled()]:
        try:
            count = count_records(file, None if files else within_zip(bundled_yaml()))
        except BadData as error:
            failures.append(str(error))
            problems += error.problems or (_problem_of(file, str(error)),)
        else:
            if not as_json:
                print(f"{shown_path(file)}: {counted(count, 'record')}, all sound")
    if as_json:
        told = dumps([problem._asdict() for problem in problems], indent=2, ensure_ascii=False)
        emit([escaped(told), "\n"])
    if failures:
        raise BadData("; ".join(failures), () if as_json else tuple(problems))


def _problem_of(file: str, sentence: str) -> Problem:
    """What keeps a file from being read at all."""
    message, _, cure = sentence.removeprefix(f"{shown_path(file)} ").partition("; ")
    return Problem(shown_path(file), 1, 1, "file", message, cure or "name another")


def _bundled() -> str:
    """The bundled dataset, as seen from the working directory if that is still there."""
    with suppress(OSError):
        return os.path.relpath(bundled_yaml())
    return bundled_yaml()


def count_records(file: str, content: bytes | None = None) -> int:
    """The number of records in a sound file, or this content of it. Raises BadData if it is not."""
    root = read_dataset(file, content=content)
    return sum(len(root.get(kind, ())) for kind in KINDS)

"""What is done with data files: each is checked, with every problem told, or compiled."""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from json import dumps
from shlex import quote

from cajad_cli.cli import emit, warn, whole_file
from cajad_cli.errors import BadData
from cajad_cli.ingest import read_dataset
from cajad_cli.model import KINDS
from cajad_cli.model.values import Problem
from cajad_cli.store import OURS, bundled_yaml, is_compiled, unread
from cajad_cli.store.compiler import compile_dataset
from cajad_cli.text import shipped
from cajad_cli.text.safe import counted, escaped, shown_path


def compile_file(file: str, output: str, force: bool) -> None:
    """Check a data file and write it compiled; a compiled file that is there is replaced.

    Raises BadData if it is not sound, CannotWrite if something else may not be replaced.
    """
    if is_compiled(file, OURS):
        raise BadData(f"{shown_path(file)} is compiled already; name the YAML file")
    sign: AbstractContextManager[object] = nullcontext()
    if sys.stderr is not None and sys.stderr.isatty():
        from rich.console import Console

        sign = Console(stderr=True).status("compiling", spinner="line")
    with whole_file(output, force or is_compiled(output, OURS), file) as unfinished, sign:
        root = read_dataset(file)
        with closing(unread(unfinished)) as database:
            compile_dataset(root, database)
    warn(f"ask it with --data {quote(shown_path(output))}")


def validate_files(files: Sequence[str], as_json: bool) -> None:
    """Check each file, the bundled one if none is named; print the number of records of the sound.

    Raises BadData, after all have been checked, with the problems of the others. As JSON the
    problems are an array on standard output, empty if there are none.
    """
    problems: list[Problem] = []
    failures: list[str] = []
    bundled = bundled_yaml()
    # Within a zip it has a path, but is no file.
    content = None if files or os.path.isfile(bundled) else shipped("summit.yaml").encode()
    for file in files or [bundled]:
        name = shown_path(file)
        try:
            root = read_dataset(file, content)
        except BadData as error:
            failures.append(str(error))
            problems += error.problems
            if not error.problems:
                # It cannot be read at all.
                message, _, cure = str(error).removeprefix(f"{name} ").partition("; ")
                problems.append(Problem(name, 1, 1, "file", message, cure or "name another"))
        else:
            count = sum(len(root.get(kind, ())) for kind in KINDS)
            if not as_json:
                print(f"{name}: {counted(count, 'record')}, all sound")
    if as_json:
        told = dumps([problem._asdict() for problem in problems], indent=2, ensure_ascii=False)
        emit([escaped(told), "\n"])
    if failures:
        raise BadData("; ".join(failures), () if as_json else tuple(problems))

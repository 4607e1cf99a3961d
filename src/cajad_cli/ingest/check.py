"""Checks the values of a data file against the declared fields and the rules between records.

Every problem is found before any is reported, and nothing is changed.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from cajad_cli.errors import BadData, Problem
from cajad_cli.ingest.links import broken_links
from cajad_cli.ingest.reader import MAX_PROBLEMS, Progress, locate, read_bytes, read_values
from cajad_cli.ingest.record_rules import broken_records
from cajad_cli.model.values import Path
from cajad_cli.text.safe import counted, shown_path, visible


def read_dataset(
    file: str, progress: Progress | None = None, content: bytes | None = None
) -> dict[str, Any]:
    """The sound values of a data file, or of this content of it.

    Raises BadData with every problem.
    """
    content = read_bytes(file) if content is None else content
    root = read_values(content, file, progress)
    check(root, content, file)
    return root


def check(root: dict[str, Any], content: bytes, file: str) -> None:
    """Pass a sound dataset; otherwise raise BadData with its problems, in the file's order.

    Rules between records are asked once each record is sound by itself. After MAX_PROBLEMS the
    checker stops looking.
    """
    findings = list(islice(broken_records(root), MAX_PROBLEMS)) or list(
        islice(broken_links(root), MAX_PROBLEMS)
    )
    if not findings:
        return
    places = locate(content, [path for path, _, _ in findings])
    problems = [
        Problem(shown_path(file), *places[path], _field_name(path), message, cure)
        for path, message, cure in findings
    ]
    problems.sort(key=lambda problem: (problem.line, problem.column, str(problem)))
    many = counted(len(findings), "problem")
    more = " and perhaps more" if len(findings) == MAX_PROBLEMS else ""
    raise BadData(f"{shown_path(file)} is not a sound dataset: {many}{more}", tuple(problems))


def _field_name(path: Path) -> str:
    """The path within its record, as people write it: `sources[2].locator`."""
    inside = path[2:] or path or ("file",)
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in inside)
    return visible(name.removeprefix("."), 80)

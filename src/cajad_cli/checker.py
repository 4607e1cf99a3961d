"""Checks the values of a data file against the declared fields and the rules between records.

Every problem is found before any is reported, and nothing is changed.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from cajad_cli.errors import BadData, Problem
from cajad_cli.link_rules import broken_links
from cajad_cli.reader import MAX_PROBLEMS, Path, locate
from cajad_cli.record_rules import broken_records
from cajad_cli.terminal import inert, named


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
        Problem(named(file), *places[path], _field_name(path), message, cure)
        for path, message, cure in findings
    ]
    problems.sort(key=lambda problem: (problem.line, problem.column, str(problem)))
    many = f"{len(findings)} problem{'s' if len(findings) > 1 else ''}"
    more = " and perhaps more" if len(findings) == MAX_PROBLEMS else ""
    raise BadData(f"{named(file)} is not a sound dataset: {many}{more}", tuple(problems))


def _field_name(path: Path) -> str:
    """The path within its record, as people write it: `sources[2].locator`."""
    inside = path[2:] or path or ("file",)
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in inside)
    return inert(name.removeprefix("."), 80)

"""The tracker: what became of the promises, those of the summit apart from others."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.query.views import Gathered
from cajad_cli.render.items import items_of
from cajad_cli.render.layout import Cell, Page, plain, sign, signed
from cajad_cli.render.lists import explain, footer, grouped, narrowed, scope, signs, wholes
from cajad_cli.render.wording import day, names

Record = dict[str, Any]

# The tracker lists the promises themselves if there are no more than these.
_MOST_TRACKED = 30
OCCASIONS = {"summit": "made at the summit", "after": "later ones", "before": "older ones"}


def write_tracker(page: Page, shown: Gathered) -> None:
    """What became of the promises by occasion, area and country; then the last steps."""
    promises = [record for record in shown.records if record["kind"] == "commitment"]
    whole = wholes(promises)
    page.heading("What became of the promises" + scope(shown), f"{len(whole)} on record")
    of_summit = [record for record in whole if record["occasion"] == "summit"]
    groups = [
        (told, [record for record in whole if record["occasion"] == occasion])
        for occasion, told in OCCASIONS.items()
    ]
    _write_numbers(page, "Promised", groups)
    read = [record for record in whole if "status" in record.get("inferred", {})]
    if read:
        told = f"Of {len(read)} the status is our reading: no source gives one."
        page.prose(told, "Parts of a sum are counted with it.")
    if of_summit:
        by_area: dict[str, list[Record]] = {}
        for record in of_summit:
            for key in record.get("areas") or [""]:
                by_area.setdefault(key, []).append(record)
        named = [
            (names([key], shown.others) if key else "none that a source names", by_area[key])
            for key in sorted(by_area, key=lambda key: (key == "", key))
        ]
        page.blank()
        _write_numbers(page, "Of the summit, by area", named)
        page.blank()
        _write_numbers(page, "Of the summit, by country", grouped(of_summit, shown))
    if len(promises) <= _MOST_TRACKED:
        page.section("How each stands", str(len(promises)))
        page.items(items_of(promises, shown))
        explain(page, promises)
    events = [record for record in shown.records if record["kind"] == "event"]
    if events:
        page.section("Last steps", str(len(events)))
        page.items(items_of(events, shown))
    page.blank()
    oldest = min((record["as_of"] for record in whole), default="")
    newest = max((record["as_of"] for record in whole), default="")
    if oldest < newest:
        page.prose(
            f"Each status is true as of its own day, between {day(oldest)} and {day(newest)}."
        )
    elif whole:
        page.prose(f"Each status is true as of {day(oldest)}.")
    more = narrowed(shown)
    footer(
        page,
        shown,
        f"cajad commitments{more}  each of them",
        f"cajad commitments{more} --silent  of which nothing newer than the summit is known",
    )


def _write_numbers(page: Page, heading: str, groups: Sequence[tuple[str, list[Record]]]) -> None:
    """A row a group: how many there are, how many stand where, and a sign for each."""
    rows: list[Sequence[Cell]] = []
    for name, records in groups:
        counts = Counter(record["status"] for record in records)
        if records:
            numbers = [str(counts[word]) if counts[word] else "-" for word in STATUSES]
            rows.append([name, str(len(records)), *numbers, signs(counts)])
    words = [f"{sign(word)} {word}" for word in STATUSES]
    if page.narrow:
        page.prose(plain(heading, "heading"))
        for name, records in groups:
            counts = Counter(record["status"] for record in records)
            told = [signed(word, f"{counts[word]} {word}") for word in STATUSES if counts[word]]
            if records:
                page.flow([f"{name} {len(records)}:", *told], " ")
        return
    page.table([heading, "All", *words, ""], rows, right="|".join(["All", *words]))

"""The tracker: what became of the promises, those of the summit apart from others."""

from collections import Counter

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.render.layout import Cell, plain, sign, signed
from cajad_cli.render.lists import Group, by_country
from cajad_cli.render.screen import Commands, Screen, signs, wholes
from cajad_cli.render.wording import Record, day, names

# The tracker lists the promises themselves if there are no more than these.
_MOST_TRACKED = 30
OCCASIONS = {"summit": "made at the summit", "after": "later ones", "before": "older ones"}


def write_tracker(page: Screen) -> Commands:
    """What became of the promises by occasion, area and country; then the last steps."""
    promises = page.of("commitment")
    whole = wholes(promises)
    page.heading("What became of the promises" + page.scope, f"{len(whole)} on record")
    groups = [
        (told, [record for record in whole if record["occasion"] == occasion])
        for occasion, told in OCCASIONS.items()
    ]
    _write_numbers(page, "Promised", groups)
    read = [record for record in whole if "status" in record.get("inferred", {})]
    if read:
        told = f"Of {len(read)} the status is our reading: no source gives one."
        page.prose(told, "Parts of a sum are counted with it.")
    of_summit = groups[0][1]
    if of_summit:
        page.blank()
        _write_numbers(page, "Of the summit, by area", _by_area(of_summit, page.others))
        page.blank()
        _write_numbers(page, "Of the summit, by country", by_country(of_summit, page.others))
    if len(promises) <= _MOST_TRACKED:
        page.part("How each stands", promises)
        page.explain(promises)
    page.part("Last steps", page.of("event"))
    page.blank()
    days = sorted(record["as_of"] for record in whole)
    if days and days[0] < days[-1]:
        ends = f"between {day(days[0])} and {day(days[-1])}"
        page.prose(f"Each status is true as of its own day, {ends}.")
    elif days:
        page.prose(f"Each status is true as of {day(days[0])}.")
    command = f"cajad commitments{page.narrowed}"
    return [
        f"{command}  each of them",
        f"{command} --silent  of which nothing newer than the summit is known",
    ]


def _by_area(records: list[Record], others: dict[str, Record]) -> list[Group]:
    """Records by their priority areas, and last those of none."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        for key in record.get("areas") or [""]:
            groups.setdefault(key, []).append(record)
    return [
        (names([key], others) if key else "none that a source names", groups[key])
        for key in sorted(groups, key=lambda key: (key == "", key))
    ]


def _write_numbers(page: Screen, heading: str, groups: list[Group]) -> None:
    """A row a group: how many there are, how many stand where, and a sign for each."""
    counted = [(name, Counter(r["status"] for r in records)) for name, records in groups if records]
    if page.narrow:
        page.prose(plain(heading, "heading"))
        for name, counts in counted:
            told = [signed(word, f"{counts[word]} {word}") for word in STATUSES if counts[word]]
            page.flow([f"{name} {counts.total()}:", *told], " ")
        return
    rows: list[list[Cell]] = []
    for name, counts in counted:
        numbers = [str(counts[word] or "-") for word in STATUSES]
        rows.append([name, str(counts.total()), *numbers, signs(counts)])
    columns = ["All", *(f"{sign(word)} {word}" for word in STATUSES)]
    page.table([heading, *columns, ""], rows, right=columns)

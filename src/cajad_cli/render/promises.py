"""What became of the promises: how many stand where, the last steps, and those that are silent."""

from collections import Counter

from cajad_cli.model import OCCASIONS, STATUSES
from cajad_cli.render import wording
from cajad_cli.render.items import whole_of
from cajad_cli.render.lists import Group, by_country, grouped, on_record
from cajad_cli.render.looks import Cell, joined, plain, sign, signed
from cajad_cli.render.screen import Commands, Screen, by_reading, number_of, wholes
from cajad_cli.render.wording import Record
from cajad_cli.text.safe import counted

# The tracker lists the promises themselves if there are no more than these.
_MOST_TRACKED = 30


def write_tracker(page: Screen) -> Commands:
    """What became of the promises by occasion, area and country; last steps and planned ones."""
    promises = page.of("commitment")
    every, elsewhere = map(int, page.shown.view.total.split())
    whole = wholes(promises)
    page.heading("What became of the promises" + page.scope, on_record(page))
    numbers = {"Promised": by_occasion(whole)}
    if of_summit := [record for record in whole if record["occasion"] == "summit"]:
        none = "none named"
        areas = grouped(of_summit, lambda r: r.get("areas") or [none], none)
        named = [(wording.names([key], page.others), records) for key, records in areas]
        numbers["Of the summit, by area"] = named
        numbers["Of the summit, by country"] = by_country(page, of_summit)
    _write_numbers(page, numbers)
    page.blank()
    if read := inferred(whole, "status"):
        ours = f"{read} of all {len(whole)}, {inferred(of_summit, 'status')} of the summit's,"
        page.prose(f"The status of {ours} is our reading: no source gives one.")
    made_there = [one for one in promises if one["occasion"] == "summit"]
    parts = [one for one in made_there if whole_of(one, page.ids["commitment"])]
    of_parts = ", ".join(f"{name} {len(some)}" for name, some in by_country(page, parts))
    beside = f" (of the summit's: {of_parts})" if of_parts else ""
    page.prose(f"Parts are counted with their whole{beside}.")
    page.prose("Each status is true as of its own day.")
    if elsewhere:
        page.prose("What is shared with other countries has moved if it moved in any of them.")
    if read := inferred(of_summit, "occasion"):
        told = by_reading(f"{len(of_summit)} of the summit", read)
        page.prose(f"{told}: no source ties these to it.")
    if read := inferred(of_summit, "areas"):
        page.prose(f"The area of {read} of these is our reading.")
    steps = [one for one in page.of("event") if one["type"] != "plan"]
    planned = [one for one in page.of("event") if one["type"] == "plan"]
    made = {one["id"]: one for one in promises}
    before = "What led up to them"

    def whose(step: Record) -> list[str]:
        """Of what promises it is a step, the summit's first; a target is one of these."""
        tied = [made[key] for key in step.get("commitments", ()) if key in made]
        # The sign sorts after all that is within a year or month.
        end = f"{step['date'].rpartition('/')[2]}~"
        after = [one for one in tied if one.get("date", "") <= end]
        names = {OCCASIONS[one["occasion"]] for one in after}
        first = [name for name in OCCASIONS.values() if name in names][:1]
        return first or ([before] if tied else [OCCASIONS["summit"]])

    quiet = {record["id"] for record in page.shown.beside}
    if silent := [record for record in of_summit if record["id"] in quiet]:
        told = f"{len(silent)} of the {len(of_summit)} of the summit are silent,"
        page.prose(told, "no later step is tied to them:")
        each = [f"{name} {len(some)}" for name, some in by_country(page, silent)]
        page.flow(each, sign("dot"), indent=2)
        tied = [step for step in steps if whose(step) == [OCCASIONS["summit"]]]
        newest = max((step["date"].rpartition("/")[2] for step in tied), default="")
        where = wording.names(page.shown.options.get("country", ()), page.others)
        of_it = f" that concerns {where}" if elsewhere else ""
        told = f"The newest step of any of the summit's{of_it} is of {wording.day(newest)}."
        last = told if newest else ""
        page.prose("Silence is no sign that nothing was done.", last)
    command = f"cajad commitments{page.narrowed}"
    if len(promises) > _MOST_TRACKED:
        is_part = {one["id"] for one in parts}
        moved = [one for one in made_there if one["status"] != "announced" or one["id"] in is_part]
        name = "Of the summit: what is more than announced, and parts"
        page.section(name, number_of(moved, page.ids["commitment"]), page.makers)
        page.show(moved, {one["id"]: one.get("note", "") for one in moved})
        whole_list = f"{command}  each of them"
    else:
        page.part("How each stands", promises)
        whole_list = f"cajad show {page.first}  one whole"
    if steps:
        beside = (
            f"{elsewhere} of other countries alone: cajad tracker{page.shown.data}"
            if elsewhere
            else ""
        )
        page.section("Last steps", f"{len(steps)} of {counted(every, 'step')}", beside)
    for number, (name, some) in enumerate(grouped(steps, whose, *OCCASIONS.values(), before)):
        if number:
            page.blank()
        told = f"promises {name}" if name == OCCASIONS["summit"] else name
        page.prose(plain(before if name == before else f"Of {told}", "heading"))
        also = {one["id"]: _also_of(one, made, name) for one in some}
        page.show(some, {key: told for key, told in also.items() if told})
    write_planned(page, "Planned steps", planned)
    is_done = any(one["status"] == "done" for one in whole)
    done = f"{command} --status done  what is done" if is_done else ""
    return [whole_list, f"{command} --silent  the silent ones" if quiet else "", done]


def _also_of(step: Record, made: dict[str, Record], name: str) -> str:
    """The promises of another occasion than that it stands under, of which it is a step as well."""
    tied = [made[key] for key in step.get("commitments", ()) if key in made]
    others = [one for one in tied if OCCASIONS[one["occasion"]] != name]
    own = ", ".join(one["id"] for one in tied if one not in others)
    told = (f"{one['id']} ({OCCASIONS[one['occasion']].removesuffix(' ones')})" for one in others)
    return f"A step of {own or 'none of these'}; also of {', '.join(told)}." if others else ""


def write_silent(page: Screen) -> Commands:
    """Promises to which no later step is tied, of how many; older ones apart."""
    every = page.shown.beside
    ids = {one["id"] for one in every}
    told = f"{number_of(page.records, ids)} of {len(wholes(every))}"
    page.heading("Silent promises" + page.scope, told, page.makers)
    page.prose("No source ties a later step to them; of older ones that says little.")
    page.prose("Silence is no sign that nothing was done.")
    made = dict(by_occasion(every))
    for name, records in by_occasion(page.records):
        told = f"{number_of(records, ids)} of {len(wholes(made[name], ids))}"
        page.part(name.capitalize(), records, by_reading(told, inferred(records, "occasion")))
    others = f"cajad commitments{page.narrowed}  the others as well"
    has_others = len(page.records) < len(every)
    return [f"cajad show {page.first}  one whole", others if has_others else ""]


def write_planned(page: Screen, name: str, planned: list[Record], *told: Cell) -> None:
    """What was planned: that of which the day is past, what has its time now, what is to come."""
    as_of = page.shown.meta["data:as_of"]

    def when(record: Record) -> list[str]:
        begin, _, end = record["date"].partition("/")
        # The sign sorts after all that is within a year or month.
        if f"{end or begin}~" < as_of:
            return ["Its day is past"]
        return ["Still to come" if begin > as_of else "Due now, not reported as begun or held"]

    if planned:
        page.section(name, *(told or (str(len(planned)),)))
    for heading, some in grouped(planned, when):
        page.prose(plain(heading, "heading"))
        page.part("", some)


def _write_numbers(page: Screen, numbers: dict[str, list[Group]]) -> None:
    """A row a group: how many there are, and how many stand where; one grid for all of them."""
    found = {one["status"] for groups in numbers.values() for _, some in groups for one in some}
    words = [word for word in STATUSES if word == "done" or word in found]
    rows: list[list[Cell]] = []
    none = [""] * (len(words) + 2)
    for heading, groups in numbers.items():
        rows += [["", *none], [plain(heading, "heading"), *none]] if rows else []
        for name, records in groups:
            counts = Counter(one["status"] for one in records)
            signs = joined((plain(sign(word) * counts[word], word) for word in words), "")
            each = (str(counts[word]) for word in words)
            rows.append([name, str(len(records)), *each, signs])
    columns = [next(iter(numbers)), "All", *map(sign, words), ""]
    if page.narrow:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    page.flow(map(signed, words))
    page.blank()
    page.table(columns, rows, right=columns[1 : len(words) + 2])


def by_occasion(records: list[Record]) -> list[Group]:
    """Promises by when they were made, those of the summit first."""
    return grouped(records, lambda one: [OCCASIONS[one["occasion"]]], *OCCASIONS.values())


def inferred(records: list[Record], field: str) -> int:
    """Of how many records a field is our reading."""
    return sum(field in record.get("inferred", {}) for record in records)

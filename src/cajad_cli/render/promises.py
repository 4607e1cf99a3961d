"""What was promised: what became of it, what is silent, and the sums by whom and to whom."""

from collections import Counter
from itertools import chain

from cajad_cli.model import CURRENCIES, KINDS, OCCASIONS, STATUSES
from cajad_cli.render import wording
from cajad_cli.render.layout import Item
from cajad_cli.render.lists import NONE, SEVERAL, Group, by_country, country_of, grouped, on_record
from cajad_cli.render.looks import Cell, joined, plain, sign, signed
from cajad_cli.render.screen import Commands, Screen, item, line, told_again, way
from cajad_cli.render.wording import Record, inferred, is_shared, number_of, whole_of, wholes
from cajad_cli.text.safe import counted

# The tracker lists the promises themselves if there are no more than these.
_MOST_TRACKED = 30
_SUMMIT, _BEFORE = OCCASIONS["summit"], "What led up to them"


def write_tracker(page: Screen) -> Commands:
    """What became of the promises by occasion, area and country; last steps and planned ones."""
    promises, events = page.of("commitment"), page.of("event")
    every, elsewhere = map(int, page.shown.view.total.split())
    whole, made = wholes(promises), {one["id"]: one for one in promises}
    of_summit = [record for record in whole if record["occasion"] == "summit"]
    page.heading("What became of the promises" + page.scope, on_record(page))
    _write_numbers(page, whole, of_summit)
    page.blank()
    if read := inferred(whole, "status"):
        ours = f"{read} of all {len(whole)}, {inferred(of_summit, 'status')} of the summit's,"
        page.prose(f"The status of {ours} is our reading: no source gives one.")
    made_there = [one for one in promises if one["occasion"] == "summit"]
    parts = [one for one in made_there if whole_of(one, made)]
    of_parts = ", ".join(f"{name} {len(some)}" for name, some in by_country(page, parts))
    beside = f" (of the summit's: {of_parts})" if of_parts else ""
    page.prose(f"Parts are counted with their whole{beside}.")
    page.prose("Each status is true as of its own day.")
    if elsewhere:
        page.prose("What is shared with other countries has moved if it moved in any of them.")
    if read := inferred(of_summit, "occasion"):
        told = wording.by_reading(f"{len(of_summit)} of the summit", read)
        page.prose(f"{told}: no source ties these to it.")
    if read := inferred(of_summit, "areas"):
        page.prose(f"The area of {read} of these is our reading.")
    steps = [one for one in events if one["type"] != "plan"]

    def whose(step: Record) -> list[str]:
        """Of what promises it is a step, the summit's first; a target is one of these."""
        tied = [made[key] for key in step.get("commitments", ()) if key in made]
        # The sign sorts after all that is within a year or month.
        end = f"{step['date'].rpartition('/')[2]}~"
        names = {OCCASIONS[one["occasion"]] for one in tied if one.get("date", "") <= end}
        first = [name for name in OCCASIONS.values() if name in names][:1]
        return first or [_BEFORE if tied else _SUMMIT]

    quiet = {record["id"] for record in page.shown.beside}
    if silent := [record for record in of_summit if record["id"] in quiet]:
        told = f"{len(silent)} of the {len(of_summit)} of the summit are silent,"
        page.prose(told, "no later step is tied to them:")
        each = (f"{name} {len(some)}" for name, some in by_country(page, silent))
        page.flow(each, sign("dot"), indent=2)
        tied = [step for step in steps if whose(step) == [_SUMMIT]]
        newest = max((step["date"].rpartition("/")[2] for step in tied), default="")
        where = wording.names(page.shown.options.get("country", ()), page.others)
        of_it = f" that concerns {where}" if elsewhere else ""
        told = f"The newest step of any of the summit's{of_it} is of {wording.day(newest)}."
        page.prose("Silence is no sign that nothing was done.", told if newest else "")
    command = f"cajad commitments{page.narrowed}"
    if len(promises) > _MOST_TRACKED:
        moved = [one for one in made_there if one["status"] != "announced" or whole_of(one, made)]
        name = "Of the summit: what is more than announced, and parts"
        page.section(name, number_of(moved, made), page.makers)
        page.show(moved, {one["id"]: one.get("note", "") for one in moved})
        whole_list = f"{command}  each of them"
    else:
        page.part("How each stands", promises)
        whole_list = f"cajad show {page.first}  one whole"
    if steps:
        beside = f"{elsewhere} of other countries alone: cajad tracker{page.shown.data}"
        told = f"{len(steps)} of {counted(every, 'step')}"
        page.section("Last steps", told, beside if elsewhere else "")
    for number, (name, some) in enumerate(grouped(steps, whose, *OCCASIONS.values(), _BEFORE)):
        if number:
            page.blank()
        heading = {_BEFORE: name, _SUMMIT: f"Of promises {name}"}.get(name, f"Of {name}")
        page.prose(plain(heading, "heading"))
        also = {one["id"]: _also_of(one, made, name) for one in some}
        page.show(some, {key: told for key, told in also.items() if told})
    write_planned(page, "Planned steps", [one for one in events if one["type"] == "plan"])
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
        told = wording.by_reading(told, inferred(records, "occasion"))
        page.part(name.capitalize(), records, told)
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


def _write_numbers(page: Screen, whole: list[Record], of_summit: list[Record]) -> None:
    """A row a group: how many there are, and how many stand where; one grid for all of them."""
    none = "none named"
    areas = grouped(of_summit, lambda one: one.get("areas") or [none], none)
    tables = {
        "Promised": by_occasion(whole),
        "Of the summit, by area": [
            (wording.names([key], page.others), some) for key, some in areas
        ],
        "Of the summit, by country": by_country(page, of_summit),
    }
    found = {"done", *(one["status"] for one in whole)}
    words = [word for word in STATUSES if word in found]
    columns = ["Promised", "All", *map(sign, words), ""]
    rows: list[list[Cell]] = []
    for heading, groups in tables.items():
        if rows and groups:
            head: list[Cell] = [plain(heading, "heading"), *[""] * (len(words) + 2)]
            rows += [[""] * len(head), head]
        for name, records in groups:
            counts = Counter(one["status"] for one in records)
            signs = joined((plain(sign(word) * counts[word], word) for word in words), "")
            rows.append([name, str(len(records)), *(str(counts[word]) for word in words), signs])
    if page.narrow:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    page.flow(map(signed, words))
    page.blank()
    page.table(columns, rows, right=columns[1 : len(words) + 2])


def by_occasion(records: list[Record]) -> list[Group]:
    """Promises by when they were made, those of the summit first; under "" other records."""
    made = OCCASIONS | {"": ""}
    return grouped(records, lambda one: [made[one.get("occasion", "")]], *OCCASIONS.values())


def write_money(page: Screen) -> Commands:
    """Sums of money, by who promised it to whom where that is a field of its own."""
    page.make, page.order = _paid, _by_sum
    known = {record["id"]: record for record in page.records}
    about: dict[str, set[str]] = {}
    for record in page.records:
        about.setdefault(way(record, known)[0], set()).update(record.get("countries", ()))
    outside = f"without {wording.names([page.host], page.others)}"
    without = f"W{outside[1:]}"
    others = ": other sums"

    def named(record: Record) -> list[str]:
        top = known[way(record, known)[0]]
        promises = (known[key] for key in [top["id"], *top.get("commitments", ())] if key in known)
        by = next((one["by"] for one in promises if one["kind"] == "commitment"), "")
        of = country_of(top, page.host, page.others)
        if by:
            # What a guest promises is for the host, or for all others that it concerns.
            makers = {*wording.givers({**top, "by": by}, page.others)}
            keys = top.get("countries", ())
            rest = [one for one in keys if page.others[one]["title"] not in makers]
            of = country_of({"countries": rest}, page.host, page.others) if rest else of
            of = "itself" if of == by else of
        if page.host and page.host not in (about[top["id"]] or {page.host}):
            return [without]
        told = of.lower() if of in (SEVERAL, NONE) else of
        return [f"{by} to {told}" if by else of + others]

    first_told = [one for one in page.records if not told_again(one, known)]
    again = len(page.records) - len(first_told)
    groups = grouped(page.records, named, SEVERAL + others, NONE + others, without)
    foreign = [f"{number_of(some)} {outside}" for name, some in groups if name == without]
    several = sum(map(is_shared, wholes(first_told)))
    shared = f"{several} shared with others" if several and "country" in page.shown.options else ""
    told = [f"{number_of(first_told)} on record", shared, *foreign]
    page.heading("Money" + page.scope, *told, f"{again} told again" if again else "")
    for name, records in groups:
        page.part(name, records, number_of([one for one in records if not told_again(one, known)]))
    # The countries of the records whose sums are listed, by value and currency.
    listed: dict[tuple[float, str], list[set[str]]] = {}
    for one in page.records:
        listed.setdefault((one["value"], one["unit"]), []).append({*one.get("countries", ())})
    texts = [(one, _sentence(one, listed)) for one in page.shown.beside]
    if texts:
        page.section("Sums that stand in a text alone", str(sum(bool(said) for _, said in texts)))
    for record, said in texts:
        if said:
            page.items([_with_sum(record, said)], [page.lead])
            page.blank()
    if same := [one["id"] for one, said in texts if not said]:
        page.flow(["Others name a figure that is listed above:", *same])
    if any(name.endswith(others) for name, _ in groups):
        page.prose("Other sums: whose they are, and for whom, stands in texts: cajad show ID.")
    page.prose(wording.NOT_ADDED)
    return [f"cajad show {_by_sum(groups[0][1])[0]['id']}  whole"]


def _sentence(record: Record, listed: dict[tuple[float, str], list[set[str]]]) -> str:
    """What of a record names a sum of money not listed: its title where nothing else does."""
    sentences = [*record.get("sentences", [record["text"]])]
    sentences += [position["says"] for position in record.get("positions", ())]
    sentences += [record.get("note", ""), record.get("assessment", ""), record["title"]]
    countries = {*record.get("countries", ())}
    # The figure that a dispute is about is a field.
    own = [(record["title"], [(record["value"], record["unit"])])] if "value" in record else []
    for sentence, sums in chain(((one, _figures(one)) for one in sentences), own):
        for value, unit in sums:
            told = listed.get((value, unit), ())
            if unit in CURRENCIES and not any(countries <= others for others in told):
                return str(sentence)
    return ""


def _figures(sentence: str) -> list[tuple[float, str]]:
    from unicodedata import normalize

    from cajad_cli.text.numbers import figures

    # What is read of 16.49 billion is not quite what was written.
    return [(round(one.value, 2), one.unit) for one in figures(normalize("NFKC", sentence).lower())]


def _paid(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record with a sum: what sort of thing it is, the sum, what names it, and the verdict on it;
    who promised it and to whom is told by its heading."""
    kind, told = record["kind"], [record.get("note")]
    one = item(record, others, record.get("by", usual))
    if kind not in ("commitment", "deal", "target"):
        sum_ = (round(record["value"], 2), record["unit"])
        naming = (said for said in record.get("sentences", ()) if sum_ in _figures(said))
        told.insert(0, next(naming, ""))
    for dispute in wording.unsettled(others[key] for key in record.get("disputed_by", ())):
        told.append(f"{sign('disputed')} {dispute['title']}")
        told.append(f"{sign('verdict')} Our verdict: {dispute['assessment']}")
    parties = joined([", ".join(record.get("parties", ())), wording.ours(record, "parties")])
    lead = wording.sort(record) if kind == "deal" else wording.kind(record)
    return one.but(
        left=[lead, *wording.remarks(record, is_dated=True)],
        # What is counted is told alike, whatever its kind.
        title=joined([wording.title(record) if kind == "event" else one.title, parties], "\n"),
        right=[wording.sum_told(record), wording.dated(record)],
        marks=[*one.marks[:2], wording.first_sources(record, others)],
        caveat=joined(told, "\n"),
    )


def _with_sum(record: Record, said: str) -> Item:
    """A record with what names a sum in its text, or among its claims."""
    one = line(record)
    marks = [mark for mark in wording.remarks(record) if mark.plain != "our reading"]
    # Whose the promise is says nothing of whose the figure is.
    by = f"promised by {record['by']}" if "by" in record else ""
    lead = "event" if record["kind"] == "event" else one.left[0]
    known: list[Cell] = [wording.trust(record), record["id"], by]
    told: Cell = "" if said == record["title"] else said
    if any(said == position["says"] for position in record.get("positions", ())):
        told = f"One of {len(record['positions'])} claims: {said}"
    if record["kind"] == "dispute" and said != record["assessment"]:
        told = joined([told, joined([sign("verdict"), *wording.verdict(record)])], "\n")
    elif said != record.get("note"):
        told = joined([told, record.get("note")], "\n")
    return one.but(left=[lead, *marks], marks=known, caveat=told)


def _by_sum(records: list[Record]) -> list[Record]:
    kinds = [*KINDS]
    return sorted(records, key=lambda one: (kinds.index(one["kind"]), one["unit"], -one["value"]))

"""Sums of money: by whom and to whom, and those that stand in a text alone."""

from cajad_cli.model import CURRENCIES, KINDS
from cajad_cli.render import wording
from cajad_cli.render.items import line, sum_of_money, told_again, way
from cajad_cli.render.layout import Item
from cajad_cli.render.lists import NONE, SEVERAL, country_of, grouped
from cajad_cli.render.looks import Cell, joined, sign
from cajad_cli.render.screen import Commands, Screen, number_of, wholes
from cajad_cli.render.wording import Record

# The countries of the records whose sums are listed, by value and currency.
Listed = dict[tuple[float, str], list[set[str]]]


def write_money(page: Screen) -> Commands:
    """Sums of money, by who promised it to whom where that is a field of its own."""
    page.make, page.order = _of_what, _by_sum
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
            keys = top.get("countries", ())
            rest = [one for one in keys if wording.names([one], page.others) not in by]
            of = country_of({"countries": rest}, page.host, page.others) if rest else of
            of = "itself" if of == by else of
        if page.host and page.host not in (about[top["id"]] or {page.host}):
            return [without]
        if of in (SEVERAL, NONE):
            return [f"{by} to {of.lower()}" if by else of + others]
        return [f"{by} to {of}" if by else of + others]

    first_told = [one for one in page.records if not told_again(one, known)]
    again = len(page.records) - len(first_told)
    told = f"{again} told again" if again else ""
    groups = grouped(page.records, named, SEVERAL + others, NONE + others, without)
    foreign = [f"{number_of(some)} {outside}" for name, some in groups if name == without]
    several = sum(len(one.get("countries", ())) > 2 for one in wholes(first_told))
    shared = f"{several} shared with others" if several and "country" in page.shown.options else ""
    on_record = f"{number_of(first_told)} on record"
    page.heading("Money" + page.scope, on_record, shared, *foreign, told)
    for name, records in groups:
        own = [one for one in records if not told_again(one, known)]
        page.part(name, records, number_of(own))
    listed: Listed = {}
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


def _sentence(record: Record, listed: Listed) -> str:
    """What of a record names a sum of money not listed: its title where nothing else does."""
    sentences = [*record.get("sentences", [record["text"]])]
    sentences += [position["says"] for position in record.get("positions", ())]
    sentences += [record.get("note", ""), record.get("assessment", ""), record["title"]]
    countries = {*record.get("countries", ())}

    def is_new(value: float, unit: str) -> bool:
        """Whether it is no sum of what is listed for all of the countries of the record."""
        told = listed.get((value, unit), ())
        return unit in CURRENCIES and not any(countries <= others for others in told)

    for sentence in sentences:
        if any(is_new(*one) for one in _figures(sentence)):
            return str(sentence)
    # The figure that a dispute is about is a field.
    is_sum = "value" in record and is_new(record["value"], record["unit"])
    return str(record["title"]) if is_sum else ""


def _figures(sentence: str) -> list[tuple[float, str]]:
    from unicodedata import normalize

    from cajad_cli.text.numbers import figures

    # What is read of 16.49 billion is not quite what was written.
    return [(round(one.value, 2), one.unit) for one in figures(normalize("NFKC", sentence).lower())]


def _of_what(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record with a sum; of what is no promise and no deal the sentence that names it."""
    one = sum_of_money(record, others, usual)
    if record["kind"] in ("commitment", "deal", "target"):
        return one
    sum_ = (round(record["value"], 2), record["unit"])
    named = (told for told in record.get("sentences", ()) if sum_ in _figures(told))
    return one.but(caveat=joined([next(named, ""), one.caveat], "\n"))


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

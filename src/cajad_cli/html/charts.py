"""What the charts of a page show, as plain numbers: where things stand is the template's."""

from collections import Counter
from collections.abc import Iterable

from cajad_cli.html.gathering import Branch, trees
from cajad_cli.model import CURRENCIES, STATUSES, is_date
from cajad_cli.query import Record
from cajad_cli.render.lists import NONE, SEVERAL, country_of, grouped
from cajad_cli.render.promises import by_occasion
from cajad_cli.render.wording import wholes

_NOT_STATED = "Area not stated"
# Kinds whose sums are told: an event is mostly the signing of what is told already.
_PAID = ("target", "document", "commitment", "deal", "statement")
_MOST_YEARS = 100  # In a longer span, years without events are left out.


class Charts:
    """The numbers of every chart of a page; a chart of nothing is empty."""

    def __init__(self, records: Iterable[Record], everything: dict[str, Record], host: str) -> None:
        # The host is a party to most of what was promised, and so tells nothing of it.
        self._everything, self._host = everything, host
        self._records = list(records)
        # As on every screen, parts are counted with their sum, also where that is not on the page.
        every = {key for key, record in everything.items() if record["kind"] == "commitment"}
        self.commitments = wholes([r for r in self._records if r["id"] in every], every)
        self.commitments.sort(key=lambda record: list(STATUSES).index(record["status"]))
        self.of_summit = [r for r in self.commitments if r["occasion"] == "summit"]

    def _partner(self, record: Record) -> list[str]:
        """The country that a record concerns beside the host; of several, that they are."""
        return [country_of(record, self._host, self._everything)]

    def _receiver(self, record: Record) -> list[str]:
        """The party to a promise that is not said to have made it."""
        titles = [self._everything[key]["title"] for key in record.get("countries", ())]
        others = [title for title in titles if title not in record["by"]]
        return others if len(others) == 1 else self._partner(record)

    def _areas(self, record: Record) -> list[str]:
        keys = record.get("areas", ())
        return [self._everything[key]["title"] for key in keys] or [_NOT_STATED]

    def trackers(self) -> dict[str, dict[str, list[Record]]]:
        """Commitments by when they were made; those of the summit by country and by area."""
        return {
            "When they were made": dict(by_occasion(self.commitments)),
            "Of the summit, by country": dict(
                grouped(self.of_summit, self._partner, SEVERAL, NONE)
            ),
            "Of the summit, by priority area": dict(
                grouped(self.of_summit, self._areas, _NOT_STATED)
            ),
        }

    def timeline(self) -> dict[int, list[list[Record]]]:
        """Events by year, and in each by month; the first of 13 holds those of no known month.

        Raises ValueError for what is no date.
        """
        years: dict[int, list[list[Record]]] = {}
        for record in (record for record in self._records if record["kind"] == "event"):
            date = record["date"].partition("/")[0]
            if not is_date(date):
                raise ValueError("the date of an event is none")
            months = years.setdefault(int(date[:4]), [[] for _ in range(13)])
            months[int(date[5:7] or 0)].append(record)
        span = range(min(years, default=0), max(years, default=-1) + 1)
        shown = span if len(span) <= _MOST_YEARS else sorted(years)
        return {year: years.get(year, [[]] * 13) for year in shown}

    def matrix(self) -> tuple[list[str], dict[str, dict[str, list[Record]]]]:
        """To whom, and by whom to whom what was promised; who promised most comes first."""
        makers = Counter(record["by"] for record in self.commitments)
        cells = {}
        for by, _ in makers.most_common():
            made = [record for record in self.commitments if record["by"] == by]
            cells[by] = dict(grouped(made, self._receiver, SEVERAL, NONE))
        return [to for to, _ in grouped(cells.values(), lambda row: row, SEVERAL, NONE)], cells

    def money(self) -> dict[str, dict[str, list[Branch]]]:
        """Sums by currency and country, larger ones first, parts under their wholes.

        A part in another currency stands by itself, because no scale holds both.
        """
        paid = [r for r in self._records if r["kind"] in _PAID and r.get("unit") in CURRENCIES]
        paid = sorted((r for r in paid if r["value"] > 0), key=lambda record: -record["value"])
        return {
            unit: dict(grouped(trees(sums), lambda tree: self._partner(tree.record), SEVERAL, NONE))
            for unit, sums in grouped(paid, lambda record: [record["unit"]])
        }

"""The sources of a screen: numbered notes, or the ones most cited."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.text import Text

from cajad_cli.render.page import Page, joined, plain

Record = dict[str, Any]

# A briefing names the first sources of each record, a list its most cited ones.
_MOST_NOTES = 3
_MOST_SOURCES = 6


class Notes:
    """The sources of a page, numbered in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, *records: Record) -> Text:
        """The numbers of the first sources that back the text of these records, in brackets."""
        cited = [c["id"] for record in records for c in _backing(record)[:_MOST_NOTES]]
        numbers = {self._numbers.setdefault(key, len(self._numbers) + 1) for key in cited}
        return plain(f"[{','.join(map(str, sorted(numbers)))}]" if numbers else "", "label")

    def write(self, page: Page) -> None:
        """The notes beneath: each number with the id of its source."""
        if self._numbers:
            page.heading("Sources")
            page.flow(
                joined([plain(f"[{number}]", "label"), plain(key, "id")])
                for key, number in self._numbers.items()
            )
            told = "cajad sources ID opens one; cajad show ID gives all, with locators"
            page.line(plain(told, "label"))


def _backing(record: Record) -> list[Record]:
    """The citations that back the text of a record; all, where none is for the text."""
    cited: list[Record] = record["sources"]
    return [c for c in cited if "text" in c.get("backs", ("text",))] or cited


def write_most_cited(page: Page, records: Iterable[Record]) -> None:
    """The sources that most of some records rest on."""
    cited = Counter(key for record in records for key in {c["id"]: 0 for c in record["sources"]})
    if not cited:
        return
    shown = [key for key, _ in cited.most_common(_MOST_SOURCES)]
    more = len(cited) - len(shown)
    page.blank()
    page.line(
        plain("Sources:", "label"),
        joined([plain(key, "id") for key in shown], ", "),
        plain(f"and {more} more" if more else "", "label"),
    )

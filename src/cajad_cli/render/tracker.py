"""The tracker: what became of the commitments, as bars, and the newest steps."""

from collections import Counter
from typing import Any

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.query.views import Gathered
from cajad_cli.render.lists import apart, named
from cajad_cli.render.notes import Notes
from cajad_cli.render.page import GAP, Cell, Page, joined, plain
from cajad_cli.render.screens import by_kind, write_item
from cajad_cli.render.wording import amount, status, when
from cajad_cli.text.safe import counted

Record = dict[str, Any]

_BARS = {"done": "█", "under way": "▓", "announced": "░", "stalled": "x", "unknown": "?"}
_ASCII_BARS = {"done": "#", "under way": "=", "announced": "-", "stalled": "x", "unknown": "?"}
# The tracker lists the commitments themselves if there are no more than these.
_MOST_TRACKED = 30
# Groups of the tracker that are no id, because no id holds a blank.
_NOT_STATED, _SEVERAL = "not stated", "several countries"


def write_tracker(page: Page, shown: Gathered) -> None:
    """What became of the commitments: bars by area and country, then the newest steps."""
    kinds = by_kind(shown)
    commitments = kinds.get("commitment", [])
    notes = Notes()
    signs = _BARS if page.console.encoding.lower().startswith("utf") else _ASCII_BARS
    counts = Counter(record["status"] for record in commitments)
    page.line(plain(f"What became of {counted(len(commitments), 'commitment')}", "heading"))
    page.flow(
        plain(f"{signs[word]} {counts[word]} {word}", word) for word in STATUSES if counts[word]
    )
    by_area = [
        [named(key, shown) for key in record.get("areas", ())] or [_NOT_STATED]
        for record in commitments
    ]
    by_country = [[named(key, shown) for key in keys] for keys in _partners(commitments)]
    _write_bars(page, "By area", _grouped(commitments, by_area), signs)
    _write_bars(page, "By country", _grouped(commitments, by_country), signs)
    if len(commitments) <= _MOST_TRACKED:
        page.heading("How each stands")
        for record in commitments:
            write_item(page, notes, record, amount(record), status(record))
    if "event" in kinds:
        page.heading("Latest steps")
        for record in kinds["event"]:
            page.item(apart([when(record), record["title"], notes.mark(record)]))
    oldest = min((record["as_of"] for record in commitments), default="")
    newest = max((record["as_of"] for record in commitments), default="")
    page.blank()
    told = f"Each status is true as of its own date, between {oldest} and {newest}."
    page.line(plain(told, "label"))
    notes.write(page)


def _partners(commitments: list[Record]) -> list[list[str]]:
    """For each commitment the country it is to, or "several countries".

    The host, who is a party to most, counts for those only that name no other.
    """
    parties = Counter(key for record in commitments for key in record.get("countries", ()))
    host = next((key for key, count in parties.most_common(1) if 2 * count > len(commitments)), "")
    partners = []
    for record in commitments:
        countries = record.get("countries", [])
        others = [key for key in countries if key != host] or countries
        partners.append(others if len(others) == 1 else [_SEVERAL])
    return partners


def _grouped(commitments: list[Record], groups_of: list[list[str]]) -> dict[str, Counter[str]]:
    """How many commitments of each group stand where."""
    groups: dict[str, Counter[str]] = {}
    for record, names in zip(commitments, groups_of, strict=True):
        for name in names:
            groups.setdefault(name, Counter())[record["status"]] += 1
    return groups


def _write_bars(
    page: Page, title: str, groups: dict[str, Counter[str]], signs: dict[str, str]
) -> None:
    """One bar a group, a sign a commitment where the screen has room for so many."""
    page.heading(title)
    names = sorted(groups, key=lambda name: (name in (_NOT_STATED, _SEVERAL), name))
    label = max(map(len, names))
    room = max(8, page.width - label - 8)
    most = max(group.total() for group in groups.values())
    scale = min(1.0, room / most)
    for name in names:
        bar: list[Cell] = []
        total = 0
        for word in STATUSES:
            # From end to end, so that bars of equal totals are of equal length.
            begin, total = round(total * scale), total + groups[name][word]
            bar.append(plain(signs[word] * (round(total * scale) - begin), word))
        page.line(joined([f"{name:<{label}} {total:>3} ", *bar], ""), indent=GAP)

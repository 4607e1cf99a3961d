"""Which screen each view is laid out by."""

from collections.abc import Callable

from cajad_cli.model.kinds import KINDS
from cajad_cli.query.views import Gathered
from cajad_cli.render import lists, record, screens, tracker
from cajad_cli.render.page import Page

Layout = Callable[[Page, Gathered], None]

LAYOUTS: dict[str, Layout] = dict.fromkeys(KINDS, lists.write_list) | {
    "overview": screens.write_overview,
    "initiative": screens.write_initiative,
    "one area": screens.write_area,
    "declaration": screens.write_declaration,
    "briefing": screens.write_briefing,
    "tracker": tracker.write_tracker,
    "one source": record.write_source,
    "record": record.write_records,
    "hits": record.write_hits,
}

"""Which screen each view is laid out by; only the module of that screen is loaded."""

from importlib import import_module

from cajad_cli.query.view import Gathered, View
from cajad_cli.render.screen import Screen

# The module and the function that lay a view out, and say what to type next.
_SCREENS = {
    "overview": "about.write_overview",
    "country": "lists.write_countries",
    "briefing": "about.write_briefing",
    "comparison": "about.write_comparison",
    "initiative": "about.write_initiative",
    "area": "lists.write_areas",
    "one area": "about.write_area",
    "declaration": "about.write_declaration",
    "tracker": "lists.write_tracker",
    "target": "lists.write_targets",
    "commitment": "lists.write_list",
    "silent": "lists.write_silent",
    "deal": "lists.write_list",
    "money": "lists.write_money",
    "document": "lists.write_list",
    "event": "lists.write_timeline",
    "statement": "lists.write_list",
    "analysis": "lists.write_list",
    "dispute": "lists.write_disputes",
    "unknown": "lists.write_list",
    "name": "lists.write_names",
    "source": "lists.write_sources",
    "one source": "record.write_source",
    "record": "record.write_records",
    "hits": "record.write_hits",
}


def laid_out(view: View, shown: Gathered) -> str:
    """A view as a screen."""
    module, _, function = _SCREENS[view.layout].partition(".")
    page = Screen(shown)
    write = getattr(import_module(f"cajad_cli.render.{module}"), function)
    return page.finish(write(page))

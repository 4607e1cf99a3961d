"""Makes the pictures of the README from the program, or with --check says which are out of date."""

import io
import re
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from cajad_cli import views
from cajad_cli.page import Page
from cajad_cli.screens import LAYOUTS, write_hits
from cajad_cli.search import search
from cajad_cli.store import Store, open_store
from cajad_cli.views import Filters

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 96
# Rich's own frame without the fonts that it would fetch from elsewhere.
FRAME = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def picture(store: Store, name: str, title: str) -> str:
    """One screen as SVG."""
    console = Console(
        record=True,
        width=WIDTH,
        height=100,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    page = Page(console)
    if name == "search":
        write_hits(page, search(store, "caspian customs", limit=4), store)
    else:
        view = {
            "overview": views.overview,
            "briefing": lambda store: views.briefing(store, "turkmenistan"),
            "tracker": lambda store: views.tracker(store, Filters()),
        }[name](store)
        LAYOUTS[view.layout](page, view.rows, store)
    page.flush()
    return console.export_svg(title=title, code_format=FRAME, unique_id=f"cajad-{name}")


PICTURES = {
    "overview": "cajad",
    "briefing": "cajad countries turkmenistan",
    "tracker": "cajad tracker",
    "search": "cajad search caspian customs --limit 4",
}


def main() -> int:
    """Write the pictures, or check them."""
    store = open_store()
    stale = []
    for name, title in PICTURES.items():
        file = DOCS / f"{name}.svg"
        svg = picture(store, name, title)
        if "--check" not in sys.argv[1:]:
            file.write_text(svg, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != svg:
            stale.append(file.name)
    if stale:
        print(f"out of date: {', '.join(stale)}; run python scripts/pictures.py")
    return len(stale)


if __name__ == "__main__":
    sys.exit(main())

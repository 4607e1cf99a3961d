"""Makes the pictures of the documents from the program, or with --check says which are stale."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 96
ENVIRONMENT = os.environ | {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "LC_ALL": "C.UTF-8"}
# Rich's own frame without the fonts that it would fetch from elsewhere.
FRAME = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
GREY = (0x28, 0x2C, 0x34)
THEME = TerminalTheme(GREY, (0xD7, 0xDA, 0xE0), [GREY] * 8)
# The words of each picture, and how many lines of the screen it holds.
PICTURES = {
    "overview": ("", 60),
    "briefing": ("turkmenistan", 44),
    "tracker": ("tracker", 60),
    "search": ("search caspian customs --limit 4", 60),
}


def picture(name: str) -> str:
    """One screen as SVG."""
    words, lines = PICTURES[name]
    done = subprocess.run(
        [sys.executable, "-m", "cajad_cli", *words.split()],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    shown = done.stdout.splitlines()
    cut = [*shown[:lines], "..."] if len(shown) > lines else shown
    console = Console(record=True, width=WIDTH, file=io.StringIO(), legacy_windows=False)
    console.print(Text.from_ansi("\n".join(cut)), soft_wrap=True)
    return console.export_svg(
        title=f"cajad {words}".strip(), theme=THEME, code_format=FRAME, unique_id=f"cajad-{name}"
    )


def main() -> int:
    """Make the pictures anew, or check them."""
    stale = []
    for name in PICTURES:
        file, wanted = DOCS / f"{name}.svg", picture(name)
        if not file.exists() or file.read_text(encoding="utf-8") != wanted:
            stale.append(file.name)
            if "--check" not in sys.argv[1:]:
                file.write_text(wanted, encoding="utf-8")
    if stale and "--check" in sys.argv[1:]:
        print(f"stale: {', '.join(stale)}; run python scripts/pictures.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes the manual page from the program's own help, or with --check says that it is stale.

help2man (of Debian, Homebrew and others) does the writing: what it cannot ask the program itself,
the help of each command and what stands in man/cajad.h2m, is handed to it beside.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from cajad_cli import __version__
from cajad_cli.cli.commands import COMMANDS
from cajad_cli.store import open_store

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "man" / "cajad.1"
SECTIONS = ROOT / "man" / "cajad.h2m"
CAJAD = str(Path(sys.executable).parent / "cajad")
# A manual is indented by 7 columns; so nothing is wrapped again at 80.
ENVIRONMENT = os.environ | {"COLUMNS": "72", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def printed(*arguments: str) -> str:
    """What cajad prints."""
    done = subprocess.run(
        [CAJAD, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def literal(text: str) -> str:
    """A text as roff shows it line by line."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    lines = ("\\&" + line if line.startswith((".", "'")) else line for line in escaped.split("\n"))
    return "\n".join([".nf", *lines, ".fi\n"])


def page() -> str:
    """The manual page as it should be, dated by its data."""
    program = shutil.which("help2man")
    if program is None:
        raise SystemExit("help2man is needed: apt-get install help2man, or brew install help2man")
    day = datetime.fromisoformat(open_store().meta["data:as_of"]).replace(tzinfo=UTC)
    environ = ENVIRONMENT | {"SOURCE_DATE_EPOCH": str(int(day.timestamp())), "TZ": "UTC"}
    # Paragraphs that are indented, as Typer's are, mean something else to help2man.
    text, _, examples = printed("--help").partition("\n  Examples:\n")
    usage, _, rest = text.partition("\nOptions:\n")
    more = SECTIONS.read_text(encoding="utf-8")
    more += "\n[EXAMPLES]\n" + literal(dedent(examples)) + "\n[COMMANDS]\n"
    more += "".join(f".SS {name}\n{literal(printed(name, '--help'))}" for name in COMMANDS)
    with tempfile.TemporaryDirectory() as place:
        shown, beside = Path(place, "cajad"), Path(place, "more.h2m")
        help_text = re.sub("^  ", "", usage, flags=re.MULTILINE) + "\nOptions:\n" + rest
        Path(place, "help").write_text(help_text, encoding="utf-8")
        shown.write_text(f"#!/bin/sh\ncat '{place}/help'\n", encoding="utf-8")
        shown.chmod(0o755)
        beside.write_text(more, encoding="utf-8")
        done = subprocess.run(
            [program, "--no-info", "--locale=C.UTF-8", f"--version-string={__version__}",
             "--include", str(beside), str(shown)],
            env=environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return done.stdout


def main() -> int:
    """Write the page, or check it."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != wanted:
            print("man/cajad.1 is not what the program's help says; run python scripts/man.py")
            return 1
    else:
        PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

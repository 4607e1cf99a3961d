"""Writes the outputs and the list of commands into the README, or with --check says what is stale.

A block marked `console` holds `$ ` command lines; what each prints at 80 columns stands beneath it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from cajad_cli.cli.commands import COMMANDS

README = Path(__file__).resolve().parent.parent / "README.md"
ENVIRONMENT = os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def output(command: str) -> str:
    """What a command line prints, standard error last."""
    shell = command.replace("cajad ", f"'{sys.executable}' -m cajad_cli ", 1)
    done = subprocess.run(
        ["bash", "-c", shell], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def console(match: re.Match[str]) -> str:
    """A console block with true output."""
    commands = re.findall(r"^\$ (.*)$", match.group(1), re.MULTILINE)
    shown = "\n".join(f"$ {command}\n{output(command)}" for command in commands)
    return f"```console\n{shown.rstrip()}\n```"


def commands() -> str:
    """The table of commands, from the program's own help."""
    rows = ["| command | shows |", "|---|---|"]
    for name, spec in COMMANDS.items():
        short = spec.doc.partition("\n")[0].rstrip(".")
        rows.append(f"| `cajad {name}` | {short} |")
    return "\n".join(rows)


def renewed(text: str) -> str:
    """The README as it should be."""
    text = re.sub(r"```console\n(.*?)\n```", console, text, flags=re.DOTALL)
    return re.sub(
        r"(<!-- commands -->\n).*?(<!-- /commands -->)",
        lambda match: f"{match.group(1)}{commands()}\n{match.group(2)}",
        text,
        flags=re.DOTALL,
    )


def main() -> int:
    """Write the README anew, or check it."""
    text = README.read_text(encoding="utf-8")
    wanted = renewed(text)
    if "--check" in sys.argv[1:]:
        if text != wanted:
            print("README.md does not show true output; run python scripts/readme.py")
        return int(text != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

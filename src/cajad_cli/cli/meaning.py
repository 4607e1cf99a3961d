"""What is meant by words that are no command: a record, countries to compare, help, or a search."""

import os
import re
from collections.abc import Sequence

from cajad_cli.cli.options import named_data
from cajad_cli.cli.streams import warn
from cajad_cli.errors import BadUsage
from cajad_cli.query.names import exact
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import edit_distance


def meant(arguments: Sequence[str], commands: Sequence[str]) -> list[str]:
    """The arguments with the command that they mean before them, which is told.

    In this order: help and version; all words together the name of one record; names of two or
    three countries. Raises BadUsage for a command that is misspelt by a letter, because it may
    mean either; anything else is a search.
    """
    count = next((n for n, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    words, options = list(arguments[:count]), list(arguments[count:])
    if words[0] == "help":
        return [*words[1:2], "--help"]
    if words == ["version"]:
        return ["--version"]
    if words == ["cache"]:
        raise BadUsage("nothing is cached any more, so there is no command 'cache'")
    data = re.search("(?:^|\0)--data[=\0]([^\0]*)", "\0".join(options))
    store = open_store(os.path.expanduser(data[1]) if data else named_data())
    command = _named(store, words)
    near = [name for name in commands if edit_distance(words[0].lower(), name, 1) <= 1]
    if not command and len(words) == 1 and near:
        asked = f"there is no command {visible(words[0], 40)!r}"
        raise BadUsage(f"{asked}; did you mean {' or '.join(near)}?")
    command = command or ["search", *words]
    warn(f"cajad {' '.join(visible(word, 60) for word in command)}")
    return [*command, *options]


def _named(store: Store, words: list[str]) -> list[str]:
    """The command for the one record of that very name, or two or three countries; else nothing."""
    found = exact(store, " ".join(words)) or exact(store, "-".join(words))
    if len(found) == 1:
        (kind,) = store.first("SELECT kind FROM record WHERE n = ?", (found[0][0],))
        return ["countries" if kind == "country" else "show", found[0][1]]
    if not 2 <= len(words) <= 3:
        return []
    called = [exact(store, word, ("country",)) for word in words]
    keys = [each[0][1] for each in called if len(each) == 1]
    return ["compare", *keys] if len(keys) == len(words) else []

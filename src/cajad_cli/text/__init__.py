"""What words and texts are: made harmless, folded, compared. It knows nothing of records.

Imports nothing of the package. Here are read the texts that are shipped beside the modules.
"""

import os
from typing import Any


def shipped(name: str) -> str:
    """The text of a file of the package, by its path there, within a zip as well.

    Raises ImportError, as for a module, if it is missing or cannot be read.
    """
    loader: Any = globals()["__loader__"]
    package = os.path.dirname(os.path.dirname(__file__))
    try:
        data = bytes(loader.get_data(os.path.join(package, name)))
        # Git on Windows ends lines otherwise, unless told.
        return data.replace(b"\r\n", b"\n").decode()
    except (OSError, UnicodeError) as error:
        raise ImportError(f"{name}: {error}") from None


def rows(name: str) -> list[list[str]]:
    """The rows of such a table, parted by tabs; lines that begin with `#` are for its readers."""
    lines = shipped(name).removesuffix("\n").split("\n")
    return [line.split("\t") for line in lines if line[:1] != "#"]

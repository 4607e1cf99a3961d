"""What words and texts are: made harmless, folded, compared. It knows nothing of records.

Imports nothing of the package. Here are the texts that are shipped beside the modules: tables,
templates, scripts.
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
        text = bytes(loader.get_data(os.path.join(package, name))).decode()
    except (OSError, UnicodeError) as error:
        raise ImportError(f"{name}: {error}") from None
    # Git on Windows ends lines otherwise, unless told.
    return text.replace("\r\n", "\n")


def rows(name: str) -> list[list[str]]:
    """The rows of such a table, parted by tabs; lines that begin with `#` are for its readers."""
    return [line.split("\t") for line in shipped(name).splitlines() if not line.startswith("#")]

"""The words of languages by which texts and queries are read: the table `languages.tsv`."""

import os
from typing import Any

# The loader of this module reads what stands beside it, within a zip as well.
_loader: Any = globals()["__loader__"]
_table = _loader.get_data(os.path.join(os.path.dirname(__file__), "languages.tsv")).decode()

# The words of each topic, by what they mean or by their language.
WORDS: dict[str, dict[str, list[str]]] = {}
for _line in _table.splitlines():
    if not _line.startswith("#"):
        _topic, _meaning, _words = _line.split("\t")
        WORDS.setdefault(_topic, {})[_meaning] = _words.split(" ")

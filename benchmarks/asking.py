"""How many queries find their record first, and how many among the first five.

The queries were written by people who had not seen the search, and judged by others who had not
seen its answers. Only those of a file that was not at hand when the search was made say how well it
answers; after that, they are what it is tuned on. The record holds nothing of what the
queries of the kind `absent` ask for; they are wrong where more than near records are shown.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from cajad_cli.errors import CajadError
from cajad_cli.query import ALL, hits
from cajad_cli.store import open_store
from cajad_cli.store.store import Store

FILES = sorted((Path(__file__).parent / "asking").glob("*.tsv"))


def found(store: Store, query: str) -> list[dict[str, object]]:
    """The records that answer a query."""
    try:
        return [json.loads(row.json) for row in hits.search(store, query.split(), 10, ALL).rows]
    except CajadError:
        return []


def main() -> None:
    """Print a line for each kind of query of each file, and name on request those that fail."""
    store = open_store()
    for file in FILES:
        asked: Counter[str] = Counter()
        first: Counter[str] = Counter()
        five: Counter[str] = Counter()
        for line in file.read_text("utf-8").splitlines():
            kind, query, wanted = line.split("\t")
            records = found(store, query)
            keys = [record["id"] for record in records]
            right = [key in wanted.split(",") for key in keys[:5]]
            if kind == "absent":
                right = [all(record.get("missing") for record in records)]
            asked[kind] += 1
            first[kind] += any(right[:1])
            five[kind] += any(right)
            if "-v" in sys.argv and not any(right):
                print(f"  {query}: {', '.join(map(str, keys[:3])) or 'nothing'}")
        for kind in asked:
            told = f"{first[kind]:3} first {five[kind]:3} in five"
            print(f"{file.stem:7} {kind:12} {asked[kind]:3} {told}")


if __name__ == "__main__":
    main()

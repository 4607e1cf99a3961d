"""Finds the weights of the ranking on judged queries, and says what they are worth on others.

    python scripts/weights.py [FILE.tsv ...]

A line of a file holds a query and the ids that answer it, parted by commas, in benchmarks/asking/
behind the sort of query; without a file it is tests/judged.tsv. The queries are dealt into five
parts. For each part the weights are searched on the other four, one weight after the other, and
measured on it: what is printed last for the parts is what queries that were not seen may expect.
Then the weights are searched on all.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from cajad_cli.errors import NotFound
from cajad_cli.query.hits import ranked
from cajad_cli.query.terms import WEIGHTS
from cajad_cli.store import open_store

JUDGED = Path(__file__).parent.parent / "tests" / "judged.tsv"
PARTS = 5
# What each weight is multiplied by while it is searched.
STEPS = (0.6, 1.6)
ROUNDS = 2
DEEPEST = 5

# The values of WEIGHTS in their order.
Weights = tuple[float, ...]
IN_USE: Weights = tuple(WEIGHTS.values())
STORE = open_store(None)
IDS: dict[int, str] = dict(STORE.ask("SELECT n, id FROM record ORDER BY n"))


def read(files: list[Path]) -> list[tuple[str, set[str]]]:
    """The queries of some files, each with the ids of this record that answer it."""
    known = set(IDS.values())
    judged = {}
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                cells = line.split("\t")
                query, wanted = cells[1:3] if file.parent.name == "asking" else cells[:2]
                judged[query] = set(wanted.split(",")) & known
    return [(query, wanted) for query, wanted in judged.items() if wanted]


QUERIES = read([Path(name) for name in sys.argv[1:]] or [JUDGED])


@cache
def ranks(weights: Weights) -> tuple[int, ...]:
    """At which rank each query is answered, or 0 where it is not among the first."""
    WEIGHTS.update(zip(WEIGHTS, weights, strict=True))
    found = []
    for query, wanted in QUERIES:
        try:
            hits = ranked(STORE, query, limit=DEEPEST).hits
        except NotFound:
            hits = []
        right = (rank for rank, hit in enumerate(hits, 1) if IDS[hit.row.n] in wanted)
        found.append(next(right, 0))
    return tuple(found)


def value(weights: Weights, chosen: range | list[int]) -> float:
    """The mean of one by the rank, over some of the queries."""
    found = ranks(weights)
    return sum(1 / found[i] for i in chosen if found[i]) / len(chosen)


def best(chosen: list[int]) -> Weights:
    """The weights that are best for some queries, searched from those in use."""
    weights = IN_USE
    for _ in range(ROUNDS):
        before = weights
        for n, weight in enumerate(weights):
            tried = [(*weights[:n], weight * step, *weights[n + 1 :]) for step in STEPS]
            weights = max([weights, *tried], key=lambda one: (value(one, chosen), one == weights))
        if weights == before:
            break
    return tuple(float(f"{one:.3g}") for one in weights)


def told(weights: Weights, chosen: range | list[int]) -> str:
    """How many of some queries are answered first, and in five."""
    found = [ranks(weights)[i] for i in chosen]
    first, five = found.count(1) / len(found), 1 - found.count(0) / len(found)
    return (
        f"first {first:.1%}, in five {five:.1%}, mean of one by rank {value(weights, chosen):.3f}"
    )


def main() -> None:
    """Search and measure."""
    every = range(len(QUERIES))
    print(f"{len(QUERIES)} queries; as it is: {told(IN_USE, every)}", flush=True)
    for part in range(PARTS):
        weights = best([i for i in every if i % PARTS != part])
        kept = [i for i in every if i % PARTS == part]
        print(f"part {part + 1}, found on the others: {told(weights, kept)}", flush=True)
        print(f"        as it is: {told(IN_USE, kept)}", flush=True)
    print(f"found on all: {dict(zip(WEIGHTS, best(list(every)), strict=True))}")


if __name__ == "__main__":
    main()

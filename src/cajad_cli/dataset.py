"""The record as Python objects: what `from cajad_cli import load` gives.

Everything is frozen: the objects are the dataclasses of cajad_cli.models, their lists are
tuples, their mappings read-only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from json import loads
from types import MappingProxyType
from typing import Any, NoReturn

from cajad_cli import names, search
from cajad_cli.errors import NotFound
from cajad_cli.models import (
    KINDS,
    Analysis,
    Area,
    Citation,
    Commitment,
    Country,
    Deal,
    Dispute,
    Document,
    Event,
    Initiative,
    Meta,
    Position,
    Record,
    Source,
    Statement,
    Summit,
    Target,
    Unknown,
)
from cajad_cli.store import Store, open_store


class Names(dict[str, str]):
    """Names by language code: a mapping that cannot be changed, only hashed, copied and pickled."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("records cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Names], tuple[dict[str, str]]]:
        return Names, (dict(self),)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that answers a search."""

    record: Record
    score: float
    """How well it answers, above 0; only the order of scores means anything."""
    snippet: str
    """The part of its text around the words that were found."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Dataset:
    """All records of a dataset by kind, each tuple in order of importance."""

    meta: Meta
    summits: tuple[Summit, ...]
    initiatives: tuple[Initiative, ...]
    countries: tuple[Country, ...]
    areas: tuple[Area, ...]
    targets: tuple[Target, ...]
    documents: tuple[Document, ...]
    commitments: tuple[Commitment, ...]
    deals: tuple[Deal, ...]
    events: tuple[Event, ...]
    statements: tuple[Statement, ...]
    disputes: tuple[Dispute, ...]
    unknowns: tuple[Unknown, ...]
    analyses: tuple[Analysis, ...]
    sources: tuple[Source, ...]
    records: tuple[Record, ...]
    """All of them."""
    _by_id: Mapping[str, Record]
    _store: Store

    def __repr__(self) -> str:
        meta = self.meta
        return f"<{meta.title}: {len(self.records)} records, {meta.version} as of {meta.as_of}>"

    def get(self, id: str) -> Record | None:  # noqa: A002
        """The record with this id, or None."""
        return self._by_id.get(id)

    def find(self, name: str) -> Record:
        """The record that an id, a name, a spelling or a code means, as on the command line.

        Raises cajad_cli.errors.NotFound, which names near ones.
        """
        n, key, _ = names.resolve(self._store, name)
        return self.records[self._store.record(n, key).n - 1]

    def search(self, query: str, limit: int = 10) -> tuple[Hit, ...]:
        """The records that answer a query, best first; none if nothing does.

        Raises ValueError for a limit below 1.
        """
        if limit < 1:
            raise ValueError(f"the limit is {limit}, and must be 1 or more")
        try:
            found = search.search(self._store, query, limit=limit)
        except NotFound:
            return ()
        return tuple(Hit(self.records[hit.n - 1], hit.score, hit.snippet) for hit in found.hits)


def load_dataset(path: str | os.PathLike[str] | None = None) -> Dataset:
    """The dataset of a file, the bundled one unless told. Raises BadData if it is not sound."""
    store = open_store(None if path is None else os.fsdecode(path), whole=True)
    records: list[Record] = []
    by_kind: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for row in store.rows():
        values = loads(row.json)
        kind = values.pop("kind")
        record = KINDS[kind](**{name: _frozen(name, value) for name, value in values.items()})
        records.append(record)
        by_kind[kind].append(record)
    plurals = (plural.name for plural in fields(Dataset)[1 : len(KINDS) + 1])
    kinds: dict[str, Any] = dict(zip(plurals, map(tuple, by_kind.values()), strict=True))
    return Dataset(
        meta=Meta(**{one.name: store.meta[f"data:{one.name}"] for one in fields(Meta)}),
        records=tuple(records),
        _by_id=MappingProxyType({record.id: record for record in records}),
        _store=store,
        **kinds,
    )


def _frozen(name: str, value: Any) -> Any:
    if name == "sources" and value and isinstance(value[0], dict):
        return tuple(Citation(**{k: _frozen(k, v) for k, v in one.items()}) for one in value)
    if name == "positions":
        return tuple(Position(**{k: _frozen(k, v) for k, v in one.items()}) for one in value)
    if isinstance(value, list):
        return tuple(value)
    return Names(value) if isinstance(value, dict) else value

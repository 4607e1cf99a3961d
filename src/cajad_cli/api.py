"""The record as Python objects: what `from cajad_cli import load` gives.

Everything is frozen: the objects are the dataclasses of cajad_cli.model.records, their lists are
tuples, their mappings read-only.
"""

import copyreg
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from cajad_cli.errors import NotFound
from cajad_cli.model import KINDS
from cajad_cli.model import records as kinds
from cajad_cli.model.fields import Declared, Many, Parts
from cajad_cli.model.records import CLASSES, Meta, Record
from cajad_cli.query import hits, read
from cajad_cli.query.names import resolve
from cajad_cli.store import open_store
from cajad_cli.store.store import Store, parsed
from cajad_cli.text.safe import visible


def _again(cls: type[Declared], values: dict[str, Any]) -> Any:
    """A pickled object; a process that has none yet makes the dataclasses as it imports this."""
    return cls(**values)


# Made here, because nothing else needs the objects, and a lookup or a check must not wait for it.
_OBJECTS: list[type[Declared]] = [kinds.Citation, kinds.Position, Record, Meta, *CLASSES.values()]
for _cls in _OBJECTS:
    # An interrupt may have ended this before.
    if "__match_args__" not in vars(_cls):
        for _name, _type, _required in _cls.fields:
            if _name in vars(_cls):
                empty = () if isinstance(_type, Many) else None
                delattr(_cls, _name) if _required else setattr(_cls, _name, empty)
        dataclass(frozen=True, kw_only=True)(_cls)
    copyreg.pickle(_cls, lambda one: (_again, (type(one), vars(one))))


class Names(dict[str, str]):
    """Names by language code: a mapping that cannot be changed, only hashed, copied and pickled."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("records cannot be changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type, tuple[dict[str, str]]]:
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
    summits: tuple[kinds.Summit, ...]
    initiatives: tuple[kinds.Initiative, ...]
    countries: tuple[kinds.Country, ...]
    areas: tuple[kinds.Area, ...]
    targets: tuple[kinds.Target, ...]
    documents: tuple[kinds.Document, ...]
    commitments: tuple[kinds.Commitment, ...]
    deals: tuple[kinds.Deal, ...]
    events: tuple[kinds.Event, ...]
    statements: tuple[kinds.Statement, ...]
    disputes: tuple[kinds.Dispute, ...]
    unknowns: tuple[kinds.Unknown, ...]
    analyses: tuple[kinds.Analysis, ...]
    names: tuple[kinds.Name, ...]
    sources: tuple[kinds.Source, ...]
    records: tuple[Record, ...]
    """All of them."""
    _by_id: dict[str, Record]
    _store: Store

    def __repr__(self) -> str:
        meta = self.meta
        told = f"{meta.title}: {len(self.records)} records, {meta.version} as of {meta.as_of}"
        return f"<{visible(told)}>"

    def get(self, id: str) -> Record | None:  # noqa: A002
        """The record with this id, or None."""
        return self._by_id.get(id)

    def find(self, name: str) -> Record:
        """The record that an id, a name, a spelling or a code means, as on the command line.

        Raises cajad_cli.errors.NotFound, which names near ones.
        """
        with self._store.guarded():
            return self._by_id[resolve(self._store, name)[1]]

    def search(self, query: str, limit: int = 10) -> tuple[Hit, ...]:
        """The records that answer a query, best first; none if nothing does.

        Raises ValueError for a limit below 1.
        """
        if limit < 1:
            raise ValueError(f"the limit is {limit}, and must be 1 or more")
        with suppress(NotFound), self._store.guarded():
            ranked = hits.ranked(self._store, query, limit=limit).hits
            keys = [read(hit.row)["id"] for hit in ranked]
            found = zip(keys, ranked, strict=True)
            return tuple(Hit(self._by_id[key], hit.score, hit.snippet) for key, hit in found)
        return ()


def load_dataset(path: str | os.PathLike[str] | None = None) -> Dataset:
    """The dataset of a file, the bundled one unless told. Raises BadData if it is not sound."""
    store = open_store(None if path is None else os.fsdecode(path))
    with store.guarded():
        rows = parsed(store.rows())
        records: tuple[Record, ...] = tuple(_object(CLASSES[row["kind"]], row) for row in rows)
        meta = Meta(**{field.name: store.meta[f"data:{field.name}"] for field in Meta.fields})
    of = {cls: tuple(one for one in records if type(one) is cls) for cls in CLASSES.values()}
    by_kind: dict[str, Any] = {KINDS[kind].plural: of[cls] for kind, cls in CLASSES.items()}
    by_id = {record.id: record for record in records}
    return Dataset(meta=meta, records=records, _by_id=by_id, _store=store, **by_kind)


def _object(cls: type[Declared], values: dict[str, Any]) -> Any:
    """A frozen object of a class that declares its fields."""
    frozen: dict[str, Any] = {}
    for name, type_, _ in cls.fields:
        if name in values:
            value = values[name]
            if isinstance(type_, Parts):
                value = [_object(type_.cls, part) for part in value]
            value = tuple(value) if isinstance(value, list) else value
            frozen[name] = Names(value) if isinstance(value, dict) else value
    return cls(**frozen)

"""Says where the store of a dataset is and why, how large and how old; clears all stores away."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress

from cajad_cli.cache import cache_directory, clear
from cajad_cli.errors import CannotWrite
from cajad_cli.output import emit
from cajad_cli.store import Store
from cajad_cli.terminal import escaped, inert, named, typed


def report(store: Store, as_json: bool) -> None:
    """Print what there is to say of an open store."""
    counts = (count for key, count in store.meta.items() if key.startswith("count:"))
    facts: dict[str, str | int | None] = {
        "store": None if store.place is None else typed(store.place),
        "why": store.why,
        "data": typed(store.data_file),
        "records": sum(map(int, counts)),
        "bytes": None,
        "seconds": None,
    }
    status = None
    if store.place is not None:
        # Another process may have cleared it away since it was opened.
        with suppress(FileNotFoundError):
            status = os.stat(store.place)
    if status is not None:
        facts["bytes"] = status.st_size
        facts["seconds"] = max(0, int(time.time() - status.st_mtime))
    if as_json:
        emit(_json(facts))
        return
    print(f"store    {named(store.place) if store.place is not None else 'in memory'}")
    print(f"why      {inert(store.why)}")
    print(f"data     {named(store.data_file)}")
    print(f"records  {facts['records']:,}")
    if status is not None:
        print(f"size     {status.st_size / 1e6:.1f} MB")
        print(f"age      {_age(status.st_mtime)}")


def _age(since: float) -> str:
    seconds = max(0, int(time.time() - since))
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "just compiled"


def clear_stores(as_json: bool) -> None:
    """Remove the stores of all datasets and say how many there were. Raises CannotWrite."""
    directory = cache_directory() or ""
    try:
        count = clear()
    except OSError as error:
        raise CannotWrite(f"{named(directory)} cannot be cleared: {error.strerror}") from None
    if as_json:
        emit(_json({"directory": typed(directory), "removed": count}))
    elif not count:
        print("there was nothing to remove")
    else:
        print(f"{count} file{'s' if count > 1 else ''} removed from {named(directory)}")


def _json(facts: dict[str, str | int | None]) -> Iterator[str]:
    from json import dumps

    yield escaped(dumps(facts, indent=2, ensure_ascii=False)) + "\n"

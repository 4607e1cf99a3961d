"""Tells which record an id, a name or a code means.

An id needs nothing but the store; what folds names and finds near ones is imported where it is
needed, because most of what is looked up is called by its id.
"""

from collections.abc import Sequence

from cajad_cli.errors import NotFound
from cajad_cli.store import Store
from cajad_cli.terminal import inert, typed

# So many ids are listed where a name means none of them.
MOST_OFFERED = 12

# Number and id of the record that is meant, and whether that was guessed from a near name.
Meant = tuple[int, str, bool]


def resolve(store: Store, name: str, kinds: Sequence[str] = ()) -> Meant:
    """The one record that an id, a name or a code means, within those kinds if any are named.

    Raises NotFound, with the near ones where there are several.
    """
    name = typed(name)
    exact = _exact(store, name, kinds)
    if len(exact) == 1:
        return (*exact[0], False)
    what = " or ".join(kinds) if kinds else "record"
    if exact:
        offered = ", ".join(key for _, key in exact[:MOST_OFFERED])
        raise NotFound(
            f"more than one {what} is called {inert(name, 60)!r}; name one of: {offered}"
        )
    from cajad_cli.search import near_names

    near = near_names(store, name, kinds)
    if len(near) == 1:
        return (*near[0], True)
    message = f"there is no {what} called {inert(name, 60)!r}"
    if near:
        offered = ", ".join(key for _, key in near[:5])
        raise NotFound(f"{message}; did you mean one of these: {offered}?")
    raise NotFound(f"{message}; {_choice(store, kinds)}")


def _exact(store: Store, name: str, kinds: Sequence[str]) -> list[tuple[int, str]]:
    """Number and id of the record with this id, else of those with this name."""
    condition = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    # No id holds what is no text, such as a half of a pair of surrogates.
    key = name.encode(errors="replace").decode()
    query = f"SELECT n, id FROM record WHERE id = ? {condition} ORDER BY n"
    found = list(store.ask(query, (key, *kinds)))
    if found:
        return found
    from cajad_cli.words import fold_name

    return store.called((fold_name(name),), condition, kinds)


def _choice(store: Store, kinds: Sequence[str]) -> str:
    """What there is, where it is little, and how to look for it where it is much."""
    if len(kinds) == 1 and int(store.meta[f"count:{kinds[0]}"]) <= MOST_OFFERED:
        from json import loads

        ids = [loads(row.json)["id"] for row in store.rows("WHERE kind = ?", kinds)]
        if ids:
            return "choose one of: " + ", ".join(ids)
    return "'cajad search' finds records by any word"

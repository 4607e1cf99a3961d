"""Tells which record an id, a name or a code means.

An id needs nothing but the store; what folds names and finds near ones is imported where it is
needed, because most of what is looked up is called by its id.
"""

from collections.abc import Sequence

from cajad_cli.errors import NotFound
from cajad_cli.store.store import CANDIDATES, Store, parsed
from cajad_cli.text.safe import as_typed, visible

SHORTEST = 4  # Shorter words are near too many others
# So many ids that begin alike are compared with a name, so many listed where it means none of them.
MOST_NEAR, MOST_OFFERED = 2000, 12
# What people type between names.
_BETWEEN = "and vs VS vs. versus in to of for with from by on the".split()


def without_between(words: Sequence[str]) -> Sequence[str]:
    """Words without what people type between names: in small letters "in" is no India."""
    return [word for word in words if word not in _BETWEEN] or words


def resolve(store: Store, name: str, kinds: Sequence[str] = ()) -> tuple[int, str, bool]:
    """Number and id of the record that is meant, and whether that was guessed from a near name.

    An id, a name or a code means it, within those kinds if any are named. Raises NotFound, with
    the near ones where there are several.
    """
    name = as_typed(name)
    found = exact(store, name, kinds)
    if len(found) == 1:
        return (*found[0], False)
    if withdrawn := store.meta.get(f"withdrawn:{name}"):
        why, *instead = withdrawn.split("\n")
        told = f"; see {' or '.join(instead)}" if instead else ""
        raise NotFound(f"the record {name} was withdrawn: {why.rstrip('.')}{told}")
    near = [] if found else near_names(store, name, kinds)
    if len(near) == 1:
        return (*near[0], True)
    what, called = " or ".join(kinds) or "record", f"called {visible(name, 60)!r}"
    offered = ", ".join(key for _, key in found[:MOST_OFFERED] or near[:5])
    if found:
        raise NotFound(f"more than one {what} is {called}; name one of: {offered}")
    otherwise = "'cajad search' finds records by any word"
    if near:
        otherwise = f"did you mean one of these: {offered}?"
    elif len(kinds) == 1 and 0 < store.count(kinds[0]) <= MOST_OFFERED:
        known = parsed(store.rows("WHERE kind = ?", kinds))
        titles = {record["id"]: visible(record["title"]) for record in known}
        choices = (key if one.lower() == key else f"{one} ({key})" for key, one in titles.items())
        otherwise = f"choose one of: {', '.join(choices)}"
    raise NotFound(f"there is no {what} {called}; {otherwise}")


def exact(store: Store, name: str, kinds: Sequence[str] = ()) -> list[tuple[int, str]]:
    """Number and id of the record with this id, else of those with this name."""
    query = f"SELECT n, id FROM record WHERE id = ? {_within(kinds)} ORDER BY n"
    if found := store.keys(query, (name, *kinds)):
        return found
    from cajad_cli.text.words import fold_name

    return store.by_name((fold_name(name),), _within(kinds), kinds)


def alike(store: Store, name: str, kinds: Sequence[str] = ()) -> list[tuple[int, str]]:
    """Number and id of what is called so, else of what is but for one letter, or by its sound."""
    from cajad_cli.store.store import SOUND
    from cajad_cli.text.suggest import edit_distance, sounds_of
    from cajad_cli.text.words import fold_name, plain_letters

    found, typed = exact(store, name, kinds), fold_name(name)
    # A word that records hold is no slip.
    known = found or store.first("SELECT 1 FROM word WHERE word = ?", (plain_letters(typed),))
    if known or len(typed) < SHORTEST or not typed.isalpha():
        return found
    query = "SELECT DISTINCT name FROM name WHERE length(name) BETWEEN ? AND ? LIMIT 10000"
    of_length = max(len(typed) - 1, SHORTEST + 1), len(typed) + 1
    near = [one for one in store.first(query, of_length) if edit_distance(typed, one, 1) < 2]
    for sound in sounds_of([typed]).values():
        near += store.first("SELECT meant FROM synonym WHERE word = ?", (SOUND + sound,))
    return store.by_name(near, _within(kinds), kinds)


def near_names(store: Store, name: str, kinds: Sequence[str] = ()) -> list[tuple[int, str]]:
    """Number and id of the records with the nearest ids, else with its words nearly so spelt."""
    from cajad_cli.query.terms import MOST_WORDS, Finder
    from cajad_cli.text.suggest import edit_distance, edits_allowed
    from cajad_cli.text.words import fold_name, query_words

    key = "-".join(name.lower().split())
    most = edits_allowed(key) if len(key) >= SHORTEST else 0
    # Its first letter is rarely wrong.
    query = (
        "SELECT n, id FROM record WHERE id BETWEEN ? AND ? AND length(id) BETWEEN ? AND ?"
        f" {_within(kinds)} ORDER BY n LIMIT {MOST_NEAR}"
    )
    bounds = key[:1], f"{key[:1]}\uffff", len(key) - most, len(key) + most
    near = [(edit_distance(key, row[1], most), row) for row in store.keys(query, (*bounds, *kinds))]
    nearest = min((distance for distance, _ in near), default=most + 1)
    if nearest <= most:
        return [row for distance, row in near if distance == nearest]
    words = query_words(name)[:MOST_WORDS]
    finder = Finder(store, words)
    terms = finder.corrected([term for word in words for term in finder.word(word)])
    if not terms or not all(term.count for term in terms):
        return []
    meant = dict(finder.corrections)
    whole = fold_name(" ".join(meant.get(term.typed, term.typed) for term in terms))
    if same := store.by_name((whole,), _within(kinds), kinds):
        # Rightly spelt, it is the very name of some.
        return same
    together = " AND ".join(f"({term.expression})" for term in terms)
    query = (
        "SELECT n, id FROM (SELECT rowid AS hit, bm25(search, 9, 3, 0, 0, 0, 0, 0) AS score"
        f" FROM search WHERE search MATCH ? LIMIT {CANDIDATES}) JOIN record ON n = hit"
        f" WHERE 1 {_within(kinds)} ORDER BY score, n LIMIT 6"
    )
    return store.keys(query, (f"{{names title}} : ({together})", *kinds))


def _within(kinds: Sequence[str]) -> str:
    return f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""

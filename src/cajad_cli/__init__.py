"""cajad: the record of the first "Central Asia plus Japan" summit, looked up in a terminal."""

# As in typing, which takes so long to import that Ctrl-C would meet nobody who minds it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    import os

    from cajad_cli.api import Dataset

__all__ = ["load"]
__version__ = "2.0.0"


def load(path: "str | os.PathLike[str] | None" = None) -> "Dataset":
    """The record as typed, frozen objects; of another data file if one is named.

    >>> from cajad_cli import load
    >>> summit = load()
    >>> [country.title for country in summit.countries][:3]
    ['Japan', 'Kazakhstan', 'Kyrgyzstan']
    >>> [hit.record.id for hit in summit.search("3 trillion yen", limit=1)]
    ['three-trillion-yen']
    >>> target = summit.targets[0]
    >>> target.value, target.unit
    (3000000000000, 'JPY')
    >>> summit.find("カザフスタン").title
    'Kazakhstan'
    >>> source = summit.find(target.sources[0].id)
    >>> source in summit.sources
    True

    Raises cajad_cli.errors.BadData if the file is missing or not sound.
    """
    from cajad_cli.api import load_dataset

    return load_dataset(path)

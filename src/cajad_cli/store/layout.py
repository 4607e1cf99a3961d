"""What those who write a compiled file and those who ask it have in common."""

from typing import NamedTuple

# What SQLite's header calls the application of a file: "caja" as four bytes.
APPLICATION_ID = 0x63616A61


def schema() -> str:
    """The SQL that makes the tables of an empty file."""
    from cajad_cli.text.shipped import shipped

    return shipped("store/schema.sql")


class Row(NamedTuple):
    """A record as the store holds it: its rank of importance, its kind, and its JSON."""

    n: int
    kind: str
    json: str


class FieldInfo(NamedTuple):
    """What a screen has to know of a field, so that no command imports the model."""

    name: str
    heading: str
    form: str


# The signs of tags as the search index holds them: letters of no alphabet, which no text has.
TAG_SIGNS = str.maketrans(":- ", "\ue000\ue001\ue002")
# The sign before a sound in the table of synonyms, which no word has.
SOUND = "~"

"""The tables of a compiled file: the contract between what writes them and what asks them."""

from typing import NamedTuple

# What SQLite's header calls the application of a file: "caja" as four bytes.
APPLICATION_ID = 0x63616A61

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record (
    n INTEGER PRIMARY KEY,  -- rank of importance: the order of the file
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,     -- '' where the record has none
    json TEXT NOT NULL
);
CREATE UNIQUE INDEX record_id ON record (id);
CREATE INDEX record_kind ON record (kind, n);
CREATE TABLE tag (tag TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tag, n)) WITHOUT ROWID;
CREATE TABLE name (name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (name, n)) WITHOUT ROWID;
CREATE TABLE synonym (word TEXT PRIMARY KEY, meant TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE word (n INTEGER PRIMARY KEY, word TEXT NOT NULL, records INTEGER NOT NULL);
CREATE VIRTUAL TABLE spelling USING fts5 (
    grams, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE VIRTUAL TABLE search USING fts5 (
    names, title, keywords, text, more,
    content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);
"""


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

-- The tables of the SQLite export. What stands in braces is filled in from the model; a part
-- between empty lines that names a kind or a list of links stands there once for each of them.
CREATE TABLE metadata (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE record (
    id TEXT PRIMARY KEY,  -- stable name, unique in the file
    kind TEXT NOT NULL,  -- the table that holds the rest of it
{shared}
    more TEXT NOT NULL,  -- what else it is found by: its names, people, places, notes
    unspaced TEXT NOT NULL  -- parts of its texts in Japanese and the like, for the index
);
CREATE INDEX record_kind ON record (kind);

CREATE TABLE {kind} (
{columns}
    PRIMARY KEY (id),
    FOREIGN KEY (id) REFERENCES record (id)
);

CREATE TABLE record_{link} (
    record TEXT NOT NULL REFERENCES record (id),
    position INTEGER NOT NULL,  -- from 1, in the order of the list
    {column} TEXT NOT NULL REFERENCES {table} (id),  -- {doc}
    PRIMARY KEY (record, position)
);
CREATE INDEX record_{link}_{column} ON record_{link} ({column});

CREATE TABLE record_sources (
    record TEXT NOT NULL REFERENCES record (id),
    position INTEGER NOT NULL,  -- from 1, in the order of the list
    source TEXT NOT NULL REFERENCES source (id),
{citation}
    PRIMARY KEY (record, position)
);
CREATE INDEX record_sources_source ON record_sources (source);
CREATE TABLE dispute_positions (
    dispute TEXT NOT NULL REFERENCES dispute (id),
    position INTEGER NOT NULL,  -- from 1
    says TEXT NOT NULL,  -- what these sources say
    source TEXT REFERENCES source (id),  -- who says so, a row for each; NULL where none does
    PRIMARY KEY (dispute, position, source)
);
-- Datasette finds the index of a table by the double quotes.
CREATE VIRTUAL TABLE record_search USING fts5 (
    title, text, keywords, aliases, more, unspaced, content="record",
    tokenize='porter unicode61 remove_diacritics 2'
);

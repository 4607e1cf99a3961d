-- The tables of a compiled file: the contract between what writes them and what asks them.
-- What SQLite's header calls the application of the file: "caja" as four bytes.
PRAGMA application_id = 0x63616A61;
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
CREATE TABLE synonym (
    word TEXT NOT NULL,     -- a stem, or the sound of names after a sign
    meant TEXT NOT NULL,    -- stems that must all stand in a record
    share REAL NOT NULL,    -- of what the word itself would count: 1 where it is the same thing
    PRIMARY KEY (word, meant)
) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, records INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE figure (
    value REAL NOT NULL,
    unit TEXT NOT NULL,     -- a currency, "percent", or '' for anything that is counted
    n INTEGER NOT NULL,
    main INTEGER NOT NULL,  -- 1 for the figure of the record, 0 for one in its text
    PRIMARY KEY (value, unit, n)
) WITHOUT ROWID;
CREATE TABLE day (
    day TEXT NOT NULL,      -- 2025-12-20, 2025-12 and 12-20 for each day
    n INTEGER NOT NULL,
    main INTEGER NOT NULL,  -- 1 for the date of the record, 0 for one in its text
    PRIMARY KEY (day, n)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (
    names, title, keywords, text, more, asked, tags,
    content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);

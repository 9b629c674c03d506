-- +goose Up

-- 'SenK': tells our file from any other database under the same name.
PRAGMA application_id = 1399156299;

-- One row. The epoch is born with the file; acked is the center's cursor, audit
-- the head of its audit log, kept as a witness.
CREATE TABLE meta (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    device TEXT    NOT NULL,
    epoch  TEXT    NOT NULL,
    acked  INTEGER NOT NULL DEFAULT 0,
    audit  TEXT    NOT NULL DEFAULT ''
);

-- What the kiosk recorded. No personal data is in body; sealed holds it
-- encrypted to the center. Every row's hash covers the row before it. An id has
-- no index: it would be a page more to write for each event, and only young
-- events are looked for by theirs.
CREATE TABLE events (
    seq       INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    v         INTEGER NOT NULL,
    at_wall   INTEGER NOT NULL, -- Unix milliseconds
    boot_id   TEXT    NOT NULL,
    at_mono   INTEGER NOT NULL, -- milliseconds since that boot
    body      TEXT    NOT NULL, -- JSON
    sealed    TEXT,             -- JSON list of kiosk.Sealed, or NULL
    prev_hash BLOB    NOT NULL,
    hash      BLOB    NOT NULL
);

-- seq is the event that tells of the ticket, and its id there is the ticket's;
-- cancel_seq is the event that took the ticket back, or NULL.
CREATE TABLE tickets (
    seq        INTEGER PRIMARY KEY,
    service    TEXT    NOT NULL,
    procedure  TEXT    NOT NULL,
    day        TEXT    NOT NULL,
    n          INTEGER NOT NULL,
    issued_at  INTEGER NOT NULL, -- Unix milliseconds
    receipt_id BLOB    NOT NULL,
    cancel_seq INTEGER,
    UNIQUE (day, service, n)
);
CREATE INDEX tickets_cancelled ON tickets (cancel_seq) WHERE cancel_seq IS NOT NULL;

-- The days numbers were given in, and what numbers go on above that no ticket
-- here tells of any more: service '' is for every line of the day, 0 for none.
-- Day comes first in the key: the largest day used is found at once.
CREATE TABLE counters (
    day     TEXT    NOT NULL,
    service TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (day, service)
) WITHOUT ROWID;

-- How far the center had acknowledged on each day: what may be forgotten when
-- the day is long past, whatever the clock said while the events were recorded.
CREATE TABLE acks (
    day TEXT    PRIMARY KEY,
    seq INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    name     TEXT    PRIMARY KEY,
    version  INTEGER NOT NULL,
    envelope BLOB    NOT NULL
) WITHOUT ROWID;

-- Meetings asked for here, to be taken back by their code. No name, no number.

-- +goose Up
CREATE TABLE meetings (
    seq        INTEGER PRIMARY KEY, -- the event that tells of it
    code       TEXT    NOT NULL UNIQUE,
    day        TEXT    NOT NULL,
    from_min   INTEGER NOT NULL,    -- minutes after midnight
    subject    TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL,    -- Unix milliseconds
    receipt_id BLOB    NOT NULL,
    cancel_seq INTEGER
);
CREATE INDEX meetings_day ON meetings (day);

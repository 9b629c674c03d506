-- Wrong PINs in a row at the staff screen: the wait they cost outlives a restart.

-- +goose Up
CREATE TABLE pin_tries (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    failures INTEGER NOT NULL,
    last_at  INTEGER NOT NULL -- Unix milliseconds
);
INSERT INTO pin_tries (one, failures, last_at) VALUES (1, 0, 0);

-- How loud staff made the voice, and how loud the configuration said then: one that
-- was changed since is obeyed.

-- +goose Up
CREATE TABLE volume (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    level      INTEGER NOT NULL, -- 1 to 5, 0 while nobody has set it
    configured INTEGER NOT NULL
);
INSERT INTO volume (one, level, configured) VALUES (1, 0, 0);

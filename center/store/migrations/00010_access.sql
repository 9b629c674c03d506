-- What other systems may read, and where they are told of changes.

-- +goose Up
-- A token lets a program of another system ask. Only its hash is kept.
CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    hash       BYTEA NOT NULL,        -- SHA-256 of the token
    site       BIGINT NOT NULL,
    name       TEXT NOT NULL,         -- of the system that has it
    scopes     TEXT NOT NULL,         -- separated by spaces
    made_by    TEXT NOT NULL,         -- account
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL        -- to a minute
);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);

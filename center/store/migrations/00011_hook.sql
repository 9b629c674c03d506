-- Systems that are told when a ticket is called, served or missed.

-- +goose Up
CREATE TABLE hooks (
    id            TEXT PRIMARY KEY,
    site          BIGINT NOT NULL,
    name          TEXT NOT NULL,      -- of the system behind it
    url           TEXT NOT NULL,
    kinds         TEXT NOT NULL,      -- of events it is told of, separated by spaces
    secret        BYTEA NOT NULL,     -- signs what is sent
    old_secret    BYTEA NOT NULL,     -- signs too until old_until, after a change
    old_until     BIGINT NOT NULL,
    made_by       TEXT NOT NULL,      -- account
    made_at       BIGINT NOT NULL,
    failures      BIGINT NOT NULL,    -- in a row
    failing_since BIGINT NOT NULL,    -- the first of them
    retry_at      BIGINT NOT NULL,    -- nothing is sent before
    trouble       TEXT NOT NULL,      -- the newest, a key of assets/words
    ok_at         BIGINT NOT NULL,    -- the newest answer that was good
    claimed_by    TEXT NOT NULL,      -- the center that sends now
    claimed_until BIGINT NOT NULL
);

-- What has not been delivered; what was is removed.
CREATE TABLE deliveries (
    hook      TEXT NOT NULL,
    ticket    TEXT NOT NULL,
    n         BIGINT NOT NULL,        -- of the ticket's act; 0 for its issue
    kind      TEXT NOT NULL,
    at        BIGINT NOT NULL,        -- when it happened
    number    TEXT NOT NULL,
    day       TEXT NOT NULL,
    service   TEXT NOT NULL,
    counter   BIGINT NOT NULL,
    calls     BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    due_at    BIGINT NOT NULL,        -- not sent before
    tries     BIGINT NOT NULL,
    tried_at  BIGINT NOT NULL,        -- first
    failed_at BIGINT NOT NULL,        -- given up
    PRIMARY KEY (hook, ticket, n)
);
CREATE INDEX deliveries_next ON deliveries (hook, at, ticket, n) WHERE failed_at = 0;
CREATE INDEX deliveries_failed ON deliveries (failed_at) WHERE failed_at > 0;

-- A kiosk is let in by a person; keys renew themselves; who is refused is told
-- of. Codes made before are void: what was kept of them proves nothing now.

-- +goose Up
DROP TABLE enrol_codes;

-- One row a kiosk on its way in, from its code to the decision and a day beyond.
CREATE TABLE enrolments (
    device         TEXT PRIMARY KEY,     -- kiosk code, "2"
    locator        TEXT NOT NULL UNIQUE, -- the code's first letters
    secret         BYTEA NOT NULL,       -- the stretched code
    site           BIGINT NOT NULL,
    name           TEXT NOT NULL,
    made_by        TEXT NOT NULL,
    state          TEXT NOT NULL,        -- made, asked, waiting, admitted, refused
    expires_at     BIGINT NOT NULL,
    tries          BIGINT NOT NULL,
    device_key     BYTEA NOT NULL,       -- this and what follows is empty until a kiosk has asked
    receipt_key    BYTEA NOT NULL,
    commitment     BYTEA NOT NULL,
    nonce          BYTEA NOT NULL,       -- the center's
    authority      BYTEA NOT NULL,       -- the certificate the center said it is vouched for by, empty for none
    opening        BYTEA NOT NULL,       -- the kiosk's nonce, empty until it opened the commitment
    asked_at       BIGINT NOT NULL,
    receipt_key_id BIGINT NOT NULL       -- 0 until admitted
);

-- The newest renewal of each device's key.
CREATE TABLE renewals (
    device     TEXT PRIMARY KEY,
    next_key   BYTEA NOT NULL,           -- empty once it is in use
    asked_at   BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL           -- first use of a renewed key, 0 for none yet
);

-- What the road refused, one row a day for each reason and device.
CREATE TABLE refusals (
    reason  TEXT NOT NULL,
    device  TEXT NOT NULL,               -- a known one, or ""
    day     TEXT NOT NULL,               -- 2026-11-24
    times   BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (reason, device, day)
);

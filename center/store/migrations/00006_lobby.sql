-- Meetings with the Director that were asked for at kiosks, and what staff did at
-- a kiosk's own screen, which is read from the raw log.

-- +goose Up
CREATE TABLE meetings (
    id         TEXT PRIMARY KEY,     -- of the meeting.asked event
    site       BIGINT NOT NULL,
    device     TEXT NOT NULL,
    epoch      TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    code       TEXT NOT NULL,        -- 8 digits, unique at its kiosk alone
    day        TEXT NOT NULL,        -- 2026-11-27
    from_min   BIGINT NOT NULL,      -- minutes after midnight
    subject    TEXT NOT NULL,
    lang       TEXT NOT NULL,
    receipt_id TEXT NOT NULL,
    asked_at   BIGINT NOT NULL,      -- corrected
    sealed     BYTEA,                -- name and phone, never in clear
    phone      BIGINT NOT NULL,      -- sealed holds a phone number
    state      TEXT NOT NULL,
    acted_at   BIGINT NOT NULL,
    acted_by   TEXT NOT NULL         -- account, or "" for the visitor
);
CREATE INDEX meetings_day ON meetings (site, day, from_min);
CREATE INDEX meetings_receipt ON meetings (receipt_id);
CREATE INDEX meetings_phone ON meetings (asked_at) WHERE phone = 1;

-- The auditor's record, as help_actions is.
CREATE TABLE meeting_actions (
    meeting TEXT NOT NULL,
    n       BIGINT NOT NULL,
    action  TEXT NOT NULL,
    staff   TEXT NOT NULL,
    at      BIGINT NOT NULL,
    event   TEXT NOT NULL,
    PRIMARY KEY (meeting, n)
);

CREATE INDEX events_staff ON events (received_at) WHERE kind = 'staff.acted';

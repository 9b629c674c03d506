-- Times that were booked for a service. Nobody is named: whoever holds the code
-- has the time. They are made here, so no rebuild of the lists touches them.

-- +goose Up
CREATE TABLE appointments (
    id         TEXT PRIMARY KEY,     -- 20 hex digits, in its signed code
    site       BIGINT NOT NULL,
    service    TEXT NOT NULL,
    day        TEXT NOT NULL,        -- 2026-12-01
    from_min   BIGINT NOT NULL,      -- minutes after midnight
    place      BIGINT NOT NULL,      -- 1 to the capacity of that time
    code       TEXT NOT NULL,        -- 8 digits, to be typed or told
    procedure  TEXT NOT NULL,        -- national code, or ""
    lang       TEXT NOT NULL,
    source     TEXT NOT NULL,        -- desk, phone or kiosk
    request    TEXT NOT NULL,        -- of the form it came by: one form books once
    booked_at  BIGINT NOT NULL,
    booked_by  TEXT NOT NULL,        -- account, device:2, or "" for a phone
    state      TEXT NOT NULL,        -- booked, arrived, cancelled or moved
    changed_at BIGINT NOT NULL,      -- it went to state
    changed_by TEXT NOT NULL,
    ticket     TEXT NOT NULL,        -- it was given, or ""
    moved_to   TEXT NOT NULL         -- the appointment that took its place, or ""
);
-- A place is given once, whoever counts.
CREATE UNIQUE INDEX appointments_place ON appointments (site, day, service, from_min, place) WHERE state IN ('booked', 'arrived');
CREATE UNIQUE INDEX appointments_code ON appointments (site, code);
CREATE UNIQUE INDEX appointments_request ON appointments (request) WHERE request <> '';
CREATE INDEX appointments_day ON appointments (site, day, from_min);

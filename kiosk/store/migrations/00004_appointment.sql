-- Appointments that had their number here: each has one.

-- +goose Up
CREATE TABLE appointments (
    id  TEXT PRIMARY KEY,  -- 20 hex digits
    seq INTEGER NOT NULL,  -- the event that tells of the ticket
    day TEXT NOT NULL
);

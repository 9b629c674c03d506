-- What the phone page lets a visitor do: ask for more time, and say how it was.

-- +goose Up
ALTER TABLE tickets ADD COLUMN not_before BIGINT NOT NULL DEFAULT 0;  -- passed over until then, 0 for never
ALTER TABLE tickets ADD COLUMN delays BIGINT NOT NULL DEFAULT 0;      -- how often more time was asked for

-- Feedback given on a phone comes from no event: it is tied to its ticket, once.
ALTER TABLE feedback ADD COLUMN ticket TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX feedback_ticket ON feedback (ticket) WHERE ticket <> '';

-- What staff did at a kiosk's own screen is read from the raw log.

-- +goose Up
CREATE INDEX events_staff ON events (received_at) WHERE kind = 'staff.acted';

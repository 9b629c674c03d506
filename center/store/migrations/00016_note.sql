-- What a clerk notes on a ticket for the next one.

-- +goose Up
-- Beside the record, which keeps who noted something and when, and never in clear:
-- such words may be about a person.
CREATE TABLE ticket_notes (
    ticket TEXT NOT NULL,
    n      BIGINT NOT NULL,          -- of the action that noted it
    at     BIGINT NOT NULL,
    sealed BYTEA NOT NULL,           -- to the key of its month
    PRIMARY KEY (ticket, n)
);
CREATE INDEX ticket_notes_at ON ticket_notes (at);

-- People who asked to be forgotten, and what a person may ask to see.

-- +goose Up
-- A mark is a keyed hash of a phone number; the key lies outside the database.
CREATE TABLE forgotten (
    mark BYTEA PRIMARY KEY,
    at   BIGINT NOT NULL         -- of the wish: what was given before is erased, whenever it arrives
);
CREATE INDEX audit_subject ON audit (subject);

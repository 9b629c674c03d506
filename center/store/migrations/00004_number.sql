-- Numbers of one day lie together: adding one touches the pages of today, not
-- those of every day that number was ever given on.

-- +goose Up
DROP INDEX tickets_number;
CREATE UNIQUE INDEX tickets_number ON tickets (site, day, number, twin);

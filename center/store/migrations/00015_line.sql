-- What is read for every change of the lines is read from an index alone.

-- +goose Up
-- The line in the order in which it is: without it the planner, to whom all searches by
-- site alone cost the same, took an index of every ticket there ever was.
CREATE INDEX tickets_line ON tickets (site, issued_at, device, seq) WHERE state = 'waiting';
-- How long the last services took, without their rows, which lie far apart.
DROP INDEX tickets_done;
CREATE INDEX tickets_done ON tickets (site, service, ended_at, called_at) WHERE state = 'done';
-- Who was sent for a paper, to close at the end of the day.
CREATE INDEX tickets_parked ON tickets (site, for_counter) WHERE state = 'parked';

-- The line is read in the order in which it is: without this index the planner, to whom
-- all searches by site alone cost the same, took one that holds every ticket there ever was.

-- +goose Up
CREATE INDEX tickets_line ON tickets (site, issued_at, device, seq) WHERE state = 'waiting';

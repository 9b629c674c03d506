-- What a clerk does besides calling: further services on a ticket, a class that
-- was wrongly declared, a counter that pauses; and help calls nobody answers.

-- +goose Up
ALTER TABLE tickets ADD COLUMN declared TEXT NOT NULL DEFAULT '';      -- class as the visitor said; class is as it counts
ALTER TABLE tickets ADD COLUMN further TEXT NOT NULL DEFAULT '';       -- letters of the services it goes on to, in turn
UPDATE tickets SET declared = class;

ALTER TABLE ticket_actions ADD COLUMN to_class TEXT NOT NULL DEFAULT ''; -- of a change of class
ALTER TABLE ticket_actions ADD COLUMN note TEXT NOT NULL DEFAULT '';     -- a clerk's own words, no personal data
CREATE INDEX ticket_actions_noted ON ticket_actions (at) WHERE note <> '';
CREATE INDEX ticket_actions_went_on ON ticket_actions (site, counter, at) WHERE action = 'go_on';

CREATE TABLE pauses (
    site     BIGINT NOT NULL,
    counter  BIGINT NOT NULL,
    n        BIGINT NOT NULL,         -- 1, 2 … of the counter
    reason   TEXT NOT NULL,           -- a key of assets/words "pause.*"
    note     TEXT NOT NULL,           -- a clerk's own words, shown to colleagues
    staff    TEXT NOT NULL,           -- account that paused
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,         -- 0 while it lasts
    ended_by TEXT NOT NULL,           -- account, or "" for the day's end
    PRIMARY KEY (site, counter, n)
);
CREATE UNIQUE INDEX pauses_open ON pauses (site, counter) WHERE ended_at = 0;
CREATE INDEX pauses_noted ON pauses (began_at) WHERE note <> '';
CREATE INDEX pauses_ended ON pauses (site, ended_at);

ALTER TABLE deliveries ADD COLUMN state TEXT NOT NULL DEFAULT '';      -- of the ticket, after the act
ALTER TABLE deliveries ADD COLUMN undoes BIGINT NOT NULL DEFAULT 0;    -- n of the act that was taken back

ALTER TABLE help_calls ADD COLUMN escalated_at BIGINT NOT NULL DEFAULT 0; -- when everybody was told, 0 for not

-- Priority, promises, and what else may become of a ticket than to be called.

-- +goose Up
ALTER TABLE tickets ADD COLUMN class TEXT NOT NULL DEFAULT '';             -- priority class, as the visitor said
ALTER TABLE tickets ADD COLUMN appointed_at BIGINT NOT NULL DEFAULT 0;     -- appointment, 0 for none
ALTER TABLE tickets ADD COLUMN promised_from BIGINT NOT NULL DEFAULT 0;    -- minutes of waiting told at issue
ALTER TABLE tickets ADD COLUMN promised_to BIGINT NOT NULL DEFAULT 0;      -- 0 when none were told
ALTER TABLE tickets ADD COLUMN for_counter BIGINT NOT NULL DEFAULT 0;      -- waits for, or was parked by, this counter
ALTER TABLE tickets ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;         -- the visitor is at the counter
ALTER TABLE tickets ADD COLUMN first_called_at BIGINT NOT NULL DEFAULT 0;  -- called_at is the newest call from a line
UPDATE tickets SET first_called_at = called_at;

ALTER TABLE ticket_actions ADD COLUMN to_service TEXT NOT NULL DEFAULT ''; -- of a transfer
ALTER TABLE ticket_actions ADD COLUMN to_counter BIGINT NOT NULL DEFAULT 0; -- of a transfer or a return, 0 for any
ALTER TABLE ticket_actions ADD COLUMN undoes BIGINT NOT NULL DEFAULT 0;    -- n of the action taken back

DROP INDEX tickets_called;
CREATE UNIQUE INDEX tickets_called ON tickets (site, counter) WHERE state IN ('called', 'serving');
-- The first of each class, in the order of the line.
DROP INDEX tickets_waiting;
CREATE INDEX tickets_waiting ON tickets (site, service, class, issued_at, device, seq) WHERE state = 'waiting';
CREATE INDEX tickets_appointed ON tickets (site, service, appointed_at) WHERE state = 'waiting' AND appointed_at > 0;
CREATE INDEX tickets_kept ON tickets (site, for_counter) WHERE for_counter > 0;
-- Who went before whom, and how many others a counter has called.
CREATE INDEX tickets_overtook ON tickets (site, service, issued_at) WHERE first_called_at > 0;
CREATE INDEX tickets_turns ON tickets (site, counter, called_at) WHERE called_at > 0;

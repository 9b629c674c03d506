-- Everything the center knows. The types are the ones SQLite and PostgreSQL
-- share: TEXT, BIGINT, BYTEA. Times are Unix milliseconds, 0 for never; flags
-- are 0 or 1. Raw events, conflicts, ticket_actions and help_actions are the
-- truth; tickets, feedback and help_calls can be computed from them again.

-- +goose Up
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE devices (
    device         TEXT PRIMARY KEY, -- kiosk code, "2"
    site           BIGINT NOT NULL,
    name           TEXT NOT NULL,
    device_key     BYTEA NOT NULL,   -- Ed25519, verifies batches
    receipt_key_id BIGINT NOT NULL,
    enrolled_at    BIGINT NOT NULL,
    revoked_at     BIGINT NOT NULL,
    last_seen      BIGINT NOT NULL,
    version        TEXT NOT NULL,
    outbox         BIGINT NOT NULL,
    disk_free      BIGINT NOT NULL,
    docs           TEXT NOT NULL,    -- JSON object: versions held, by document
    clock_offset   BIGINT NOT NULL   -- milliseconds, kiosk minus center
);

CREATE TABLE receipt_keys (
    id         BIGINT PRIMARY KEY,
    device     TEXT NOT NULL,
    public     BYTEA NOT NULL,       -- Ed25519, verifies receipts
    made_at    BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);

CREATE TABLE enrol_codes (
    locator    TEXT PRIMARY KEY,     -- the code's first letters
    hash       BYTEA NOT NULL,       -- SHA-256 of the whole code
    site       BIGINT NOT NULL,
    device     TEXT NOT NULL,
    name       TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);

CREATE TABLE events (
    device      TEXT NOT NULL,
    epoch       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    v           BIGINT NOT NULL,
    at_wall     BIGINT NOT NULL,     -- the kiosk's clock
    boot_id     TEXT NOT NULL,
    at_mono     BIGINT NOT NULL,
    body        BYTEA NOT NULL,
    sealed      BYTEA,               -- JSON array of sealed blobs
    prev_hash   BYTEA NOT NULL,
    hash        BYTEA NOT NULL,
    at          BIGINT NOT NULL,     -- the center's clock, as well as it can be known
    received_at BIGINT NOT NULL,
    PRIMARY KEY (device, epoch, seq)
);
CREATE INDEX events_received ON events (received_at);

-- The same key with another hash: a cloned device. Both branches are kept.
CREATE TABLE conflicts (
    device      TEXT NOT NULL,
    epoch       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    v           BIGINT NOT NULL,
    at_wall     BIGINT NOT NULL,
    boot_id     TEXT NOT NULL,
    at_mono     BIGINT NOT NULL,
    body        BYTEA NOT NULL,
    sealed      BYTEA,
    prev_hash   BYTEA NOT NULL,
    hash        BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (device, epoch, seq, hash)
);
CREATE INDEX conflicts_received ON conflicts (received_at);

CREATE TABLE cursors (
    device     TEXT NOT NULL,
    epoch      TEXT NOT NULL,
    seq        BIGINT NOT NULL,      -- every event up to here is in events
    hash       BYTEA NOT NULL,       -- of that event
    event_at   BIGINT NOT NULL,      -- its corrected time
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (device, epoch)
);

CREATE TABLE quarantine (
    device TEXT NOT NULL,
    epoch  TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    hash   BYTEA NOT NULL,
    reason TEXT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (device, epoch, seq, hash)
);

CREATE TABLE alarms (
    kind     TEXT NOT NULL,
    device   TEXT NOT NULL,
    epoch    TEXT NOT NULL,
    seq      BIGINT NOT NULL,        -- of the newest occurrence
    times    BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (kind, device, epoch)
);

CREATE TABLE tickets (
    id         TEXT PRIMARY KEY,     -- of the ticket.issued event
    site       BIGINT NOT NULL,
    device     TEXT NOT NULL,
    epoch      TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    number     TEXT NOT NULL,
    day        TEXT NOT NULL,        -- business day, 2026-11-24
    twin       BIGINT NOT NULL,      -- 0; 1, 2 … when the number was already taken, which is an alarm
    service    TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    lang       TEXT NOT NULL,
    receipt_id TEXT NOT NULL,
    issued_at  BIGINT NOT NULL,      -- corrected
    state      TEXT NOT NULL,
    counter    BIGINT NOT NULL,
    staff      TEXT NOT NULL,
    called_at  BIGINT NOT NULL,      -- first call: the service starts
    rung_at    BIGINT NOT NULL,      -- newest call
    calls      BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    reason     TEXT NOT NULL         -- of the call, a key of assets/words
);
-- Detects a number given twice; keeping numbers apart is the kiosks' work.
CREATE UNIQUE INDEX tickets_number ON tickets (site, number, day, twin);
CREATE INDEX tickets_waiting ON tickets (site, service, issued_at) WHERE state = 'waiting';
-- A counter serves one ticket at a time, whoever presses what.
CREATE UNIQUE INDEX tickets_called ON tickets (site, counter) WHERE state = 'called';
CREATE INDEX tickets_done ON tickets (site, service, ended_at) WHERE state = 'done';
CREATE INDEX tickets_rung ON tickets (site, rung_at) WHERE rung_at > 0;
CREATE INDEX tickets_ended ON tickets (site, ended_at) WHERE ended_at > 0;

-- The auditor's record: who did what with a ticket, when and why.
CREATE TABLE ticket_actions (
    ticket  TEXT NOT NULL,
    n       BIGINT NOT NULL,         -- 1, 2 … of the ticket
    site    BIGINT NOT NULL,
    action  TEXT NOT NULL,
    counter BIGINT NOT NULL,
    staff   TEXT NOT NULL,           -- account, or "" for the visitor and the day's end
    at      BIGINT NOT NULL,
    reason  TEXT NOT NULL,
    event   TEXT NOT NULL,           -- the kiosk's event it comes from, or ""
    PRIMARY KEY (ticket, n)
);
CREATE INDEX ticket_actions_at ON ticket_actions (site, at);

CREATE TABLE feedback (
    id          TEXT PRIMARY KEY,    -- of the feedback.given event
    site        BIGINT NOT NULL,
    device      TEXT NOT NULL,
    epoch       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    rating      BIGINT NOT NULL,
    reasons     TEXT NOT NULL,       -- JSON array
    has_words   BIGINT NOT NULL,
    wants_reply BIGINT NOT NULL,
    lang        TEXT NOT NULL,
    sealed      BYTEA,               -- words and phone, never in clear
    phone       BIGINT NOT NULL      -- sealed holds a phone number
);
CREATE INDEX feedback_at ON feedback (site, at);
CREATE INDEX feedback_phone ON feedback (at) WHERE phone = 1;

-- What was taken away from an event on purpose, so that nobody takes it for damage.
CREATE TABLE erasures (
    device  TEXT NOT NULL,
    epoch   TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (device, epoch, seq, purpose)
);

CREATE TABLE help_calls (
    id        TEXT PRIMARY KEY,      -- of the help.called event
    site      BIGINT NOT NULL,
    device    TEXT NOT NULL,
    epoch     TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    screen    TEXT NOT NULL,
    lang      TEXT NOT NULL,
    called_at BIGINT NOT NULL,
    state     TEXT NOT NULL,
    seen_at   BIGINT NOT NULL,
    seen_by   TEXT NOT NULL,
    ended_at  BIGINT NOT NULL,
    ended_by  TEXT NOT NULL
);
CREATE INDEX help_calls_live ON help_calls (site, called_at) WHERE state IN ('open', 'seen');
CREATE INDEX help_calls_seen ON help_calls (site, seen_at) WHERE seen_at > 0;

CREATE TABLE help_actions (
    help   TEXT NOT NULL,
    n      BIGINT NOT NULL,
    action TEXT NOT NULL,
    staff  TEXT NOT NULL,
    at     BIGINT NOT NULL,
    event  TEXT NOT NULL,
    PRIMARY KEY (help, n)
);

CREATE TABLE documents (
    name         TEXT PRIMARY KEY,
    version      BIGINT NOT NULL,
    body         BYTEA NOT NULL,
    envelope     BYTEA NOT NULL,     -- empty for the queue, which is made on demand
    expires_at   BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL
);

CREATE TABLE seal_keys (
    id      TEXT PRIMARY KEY,        -- the month, 2026-11
    public  BYTEA NOT NULL,
    private BYTEA NOT NULL,          -- empty once destroyed
    from_at BIGINT NOT NULL,
    to_at   BIGINT NOT NULL
);

CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    full_name     TEXT NOT NULL,
    password_hash TEXT NOT NULL,     -- argon2id, or "" for none yet
    roles         TEXT NOT NULL,     -- separated by spaces
    disabled      BIGINT NOT NULL,
    made_at       BIGINT NOT NULL,
    generation    BIGINT NOT NULL,   -- grows when sessions begun before must end
    totp_key      BYTEA NOT NULL,    -- empty for none
    totp_since    BIGINT NOT NULL,   -- first right code; 0 while the key is only shown
    totp_step     BIGINT NOT NULL    -- of the newest code used: none is good twice
);

CREATE TABLE sign_in_tries (
    name_hash BYTEA PRIMARY KEY,     -- SHA-256: a password typed as a name is not kept
    failures  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL
);

CREATE TABLE sign_in_links (
    hash       BYTEA PRIMARY KEY,
    account    TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token      TEXT PRIMARY KEY,     -- hashed by the session manager
    data       BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE audit (
    n         BIGINT PRIMARY KEY,    -- 1, 2, 3 … no gaps
    at        BIGINT NOT NULL,
    actor     TEXT NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash      BYTEA NOT NULL
);

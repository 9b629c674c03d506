package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
)

// An Entry is a line of the audit log. Each line holds the hash of the one
// before it, so that a changed, moved or missing line shows.
type Entry struct {
	N        int64 // 1, 2, 3 … no gaps
	At       time.Time
	Actor    string // account, "start", or device:2
	Action   string // "device.revoke"
	Subject  string // what it was done to: an id, never personal data
	PrevHash kiosk.Hash
	Hash     kiosk.Hash
}

// ChainHash is the hash the line must carry, given its PrevHash.
func (e Entry) ChainHash() kiosk.Hash {
	h := sha256.New()
	h.Write([]byte("sen-audit-v1"))
	h.Write(e.PrevHash[:])
	for _, n := range []int64{e.N, millis(e.At)} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	for _, s := range []string{e.Actor, e.Action, e.Subject} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	return kiosk.Hash(h.Sum(nil))
}

// An AuditHead names a line of the audit log, and with it all lines before.
type AuditHead struct {
	N    int64
	Hash kiosk.Hash
}

// Head is the line's name.
func (e Entry) Head() AuditHead { return AuditHead{e.N, e.Hash} }

// String is "N:HASH", the hash in hex.
func (h AuditHead) String() string { return fmt.Sprintf("%d:%x", h.N, h.Hash) }

// ParseAuditHead reads what String writes.
func ParseAuditHead(text string) (h AuditHead, err error) {
	n, hash, _ := strings.Cut(strings.TrimSpace(text), ":")
	if h.N, err = strconv.ParseInt(n, 10, 64); err != nil || h.N < 0 {
		return AuditHead{}, fmt.Errorf("%q does not begin with the number of a line", text)
	}
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) != len(h.Hash) {
		return AuditHead{}, fmt.Errorf("%q does not end with the %d hex digits of a hash", text, 2*len(h.Hash))
	}
	return AuditHead{h.N, kiosk.Hash(raw)}, nil
}

// Audit appends a line; N and the hashes are filled in here.
func (t *Tx) Audit(ctx context.Context, e Entry) error {
	last, err := t.LastAudit(ctx)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	e.N, e.PrevHash = last.N+1, last.Hash
	e.At = moment(millis(e.At)) // as it will be read back
	e.Hash = e.ChainHash()
	_, err = t.exec(ctx, "INSERT INTO audit (n, at, actor, action, subject, prev_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		e.N, millis(e.At), e.Actor, e.Action, e.Subject, e.PrevHash[:], e.Hash[:])
	return err
}

// LastAudit is the newest line, or the zero Entry.
func (t *Tx) LastAudit(ctx context.Context) (Entry, error) {
	rows, err := t.AuditBefore(ctx, 0, 1)
	if err != nil || len(rows) == 0 {
		return Entry{}, err
	}
	return rows[0], nil
}

const selectAudit = "SELECT n, at, actor, action, subject, prev_hash, hash FROM audit "

// HasAuditHead reports whether the log up to a head is still the one it names.
func (t *Tx) HasAuditHead(ctx context.Context, h AuditHead) (bool, error) {
	lines, err := t.AuditAfter(ctx, h.N-1, 1)
	return err == nil && len(lines) == 1 && lines[0].Head() == h, err
}

// AuditBefore lists lines with a number below before, 0 for all, the newest first.
func (t *Tx) AuditBefore(ctx context.Context, before int64, limit int) ([]Entry, error) {
	return list(ctx, t, scanAudit, selectAudit+"WHERE n < ?1 OR ?1 = 0 ORDER BY n DESC LIMIT ?2", before, limit)
}

// AuditAfter lists lines with a number above after, the oldest first.
func (t *Tx) AuditAfter(ctx context.Context, after int64, limit int) ([]Entry, error) {
	return list(ctx, t, scanAudit, selectAudit+"WHERE n > ?1 ORDER BY n LIMIT ?2", after, limit)
}

// AuditOf lists the lines about a subject, the oldest first.
func (t *Tx) AuditOf(ctx context.Context, subject string) ([]Entry, error) {
	return list(ctx, t, scanAudit, selectAudit+"WHERE subject = ?1 ORDER BY n", subject)
}

// LastAuditOf lists the newest lines about a subject, the newest first.
func (t *Tx) LastAuditOf(ctx context.Context, subject string, limit int) ([]Entry, error) {
	return list(ctx, t, scanAudit, selectAudit+"WHERE subject = ?1 ORDER BY n DESC LIMIT ?2", subject, limit)
}

func scanAudit(row scanner) (e Entry, err error) {
	var at int64
	var prev, hash []byte
	if err := row.Scan(&e.N, &at, &e.Actor, &e.Action, &e.Subject, &prev, &hash); err != nil {
		return Entry{}, err
	}
	if len(prev) != len(e.PrevHash) || len(hash) != len(e.Hash) {
		return Entry{}, errors.New("audit line with a hash of the wrong length")
	}
	copy(e.PrevHash[:], prev)
	copy(e.Hash[:], hash)
	e.At = moment(at)
	return e, nil
}

package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Hook is a system that is told of events.
type Hook struct {
	ID           string
	Site         int
	Name         string
	URL          string
	Kinds        []string
	Secret       []byte
	OldSecret    []byte // signs too until OldUntil
	OldUntil     time.Time
	MadeBy       string // account
	MadeAt       time.Time
	Failures     int       // in a row
	FailingSince time.Time // the first of them
	RetryAt      time.Time // nothing is sent before
	Trouble      string    // the newest, a key of assets/words
	OkAt         time.Time // the newest answer that was good
}

const hookColumns = "id, site, name, url, kinds, secret, old_secret, old_until, made_by, made_at, failures, failing_since, retry_at, trouble, ok_at"

// AddHook keeps a new hook.
func (t *Tx) AddHook(ctx context.Context, h Hook) error {
	const query = "INSERT INTO hooks (" + hookColumns + ", claimed_by, claimed_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, 0, 0, 0, '', 0, '', 0)"
	_, err := t.exec(ctx, query, h.ID, h.Site, h.Name, h.URL, strings.Join(h.Kinds, " "), h.Secret, []byte{}, h.MadeBy, millis(h.MadeAt))
	return err
}

// Hook reads a hook, or returns kiosk.ErrNotFound.
func (t *Tx) Hook(ctx context.Context, id string) (Hook, error) {
	all, err := list(ctx, t, scanHook, "SELECT "+hookColumns+" FROM hooks WHERE id = ?1", id)
	switch {
	case err != nil:
		return Hook{}, err
	case len(all) == 0:
		return Hook{}, fmt.Errorf("hook: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// Hooks lists the hooks of a site, the oldest first.
func (t *Tx) Hooks(ctx context.Context, site int) ([]Hook, error) {
	return list(ctx, t, scanHook, "SELECT "+hookColumns+" FROM hooks WHERE site = ?1 ORDER BY made_at, id", site)
}

// HooksDue lists the hooks that have something to be told now and whom no center
// is telling.
func (t *Tx) HooksDue(ctx context.Context, now time.Time) ([]string, error) {
	const query = `SELECT h.id FROM hooks h WHERE h.retry_at <= ?1 AND h.claimed_until <= ?1
		AND EXISTS (SELECT 1 FROM deliveries d WHERE d.hook = h.id AND d.failed_at = 0 AND d.due_at <= ?1) ORDER BY h.id`
	return list(ctx, t, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, query, millis(now))
}

// ClaimHook lets one center tell a hook until a time; false means that another
// does, or that it is not time yet.
func (t *Tx) ClaimHook(ctx context.Context, id, center string, now, until time.Time) (bool, error) {
	const query = `UPDATE hooks SET claimed_by = ?2, claimed_until = ?4
		WHERE id = ?1 AND retry_at <= ?3 AND (claimed_until <= ?3 OR claimed_by = ?2)`
	n, err := t.exec(ctx, query, id, center, millis(now), millis(until))
	return n == 1, err
}

// ReleaseHook ends a center's claim.
func (t *Tx) ReleaseHook(ctx context.Context, id, center string) error {
	_, err := t.exec(ctx, "UPDATE hooks SET claimed_until = 0 WHERE id = ?1 AND claimed_by = ?2", id, center)
	return err
}

// PutHook replaces what may change of a hook.
func (t *Tx) PutHook(ctx context.Context, h Hook) error {
	const query = `UPDATE hooks SET secret = ?2, old_secret = ?3, old_until = ?4, failures = ?5, failing_since = ?6, retry_at = ?7,
		trouble = ?8, ok_at = ?9 WHERE id = ?1`
	n, err := t.exec(ctx, query, h.ID, h.Secret, bytesOf(h.OldSecret), millis(h.OldUntil), h.Failures, millis(h.FailingSince), millis(h.RetryAt),
		h.Trouble, millis(h.OkAt))
	if err == nil && n == 0 {
		return fmt.Errorf("hook: %w", kiosk.ErrNotFound)
	}
	return err
}

// RemoveHook removes a hook with what it was not told of.
func (t *Tx) RemoveHook(ctx context.Context, id string) error {
	if _, err := t.exec(ctx, "DELETE FROM deliveries WHERE hook = ?1", id); err != nil {
		return err
	}
	_, err := t.exec(ctx, "DELETE FROM hooks WHERE id = ?1", id)
	return err
}

func scanHook(row scanner) (h Hook, err error) {
	var kinds string
	var until, made, failing, retry, ok int64
	err = row.Scan(&h.ID, &h.Site, &h.Name, &h.URL, &kinds, &h.Secret, &h.OldSecret, &until, &h.MadeBy, &made, &h.Failures, &failing, &retry, &h.Trouble, &ok)
	h.Kinds = strings.Fields(kinds)
	h.OldUntil, h.MadeAt, h.FailingSince, h.RetryAt, h.OkAt = moment(until), moment(made), moment(failing), moment(retry), moment(ok)
	return h, err
}

package store

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Device is an enrolled kiosk.
type Device struct {
	Code         string // kiosk code, "2"
	Site         int
	Name         string // for staff: "Sảnh, cửa chính"
	Key          ed25519.PublicKey
	ReceiptKeyID uint32
	EnrolledAt   time.Time
	RevokedAt    time.Time // zero while approved
	LastSeen     time.Time
	Status       DeviceStatus
}

// A DeviceStatus is what a kiosk last told of itself.
type DeviceStatus struct {
	Version     string
	Outbox      int64 // events it still held
	DiskFree    int64 // bytes
	Docs        map[string]int64
	ClockOffset time.Duration // kiosk minus center
}

// Revoked reports whether nothing is taken from the device any more.
func (d Device) Revoked() bool { return !d.RevokedAt.IsZero() }

const deviceColumns = "device, site, name, device_key, receipt_key_id, enrolled_at, revoked_at, last_seen, version, outbox, disk_free, docs, clock_offset"

// PutDevice adds a device or gives an old one new keys.
func (t *Tx) PutDevice(ctx context.Context, d Device) error {
	const query = `INSERT INTO devices (` + deviceColumns + `) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, '', 0, 0, '{}', 0)
		ON CONFLICT (device) DO UPDATE SET site = excluded.site, name = excluded.name, device_key = excluded.device_key,
			receipt_key_id = excluded.receipt_key_id, enrolled_at = excluded.enrolled_at, revoked_at = 0`
	_, err := t.exec(ctx, query, d.Code, d.Site, d.Name, []byte(d.Key), int64(d.ReceiptKeyID), millis(d.EnrolledAt))
	if err != nil {
		return fmt.Errorf("put device: %w", err)
	}
	if _, err := t.exec(ctx, "DELETE FROM renewals WHERE device = ?1", d.Code); err != nil {
		return fmt.Errorf("put device: %w", err)
	}
	t.Touch(TopicFleet, d.EnrolledAt)
	t.Touch(TopicApproval, d.EnrolledAt)
	return nil
}

// SeeDevice notes what a device told of itself.
func (t *Tx) SeeDevice(ctx context.Context, code string, s DeviceStatus, now time.Time) error {
	docs, err := json.Marshal(s.Docs)
	if err != nil {
		return fmt.Errorf("device status: %w", err)
	}
	const query = `UPDATE devices SET last_seen = ?2, version = ?3, outbox = ?4, disk_free = ?5, docs = ?6, clock_offset = ?7 WHERE device = ?1`
	err = t.later(ctx, query, code, millis(now), s.Version, s.Outbox, s.DiskFree, string(docs), s.ClockOffset.Milliseconds())
	if err != nil {
		return fmt.Errorf("device status: %w", err)
	}
	t.Touch(TopicFleet, now)
	return nil
}

// RevokeDevice ends a device's and its receipt keys' approval.
func (t *Tx) RevokeDevice(ctx context.Context, code string, now time.Time) error {
	n, err := t.exec(ctx, "UPDATE devices SET revoked_at = ?2 WHERE device = ?1 AND revoked_at = 0", code, millis(now))
	if err != nil {
		return fmt.Errorf("revoke device: %w", err)
	}
	if n == 0 {
		return fmt.Errorf("revoke device %s: %w", code, kiosk.ErrNotFound)
	}
	t.Touch(TopicFleet, now)
	t.Touch(TopicApproval, now)
	_, err = t.exec(ctx, "UPDATE receipt_keys SET revoked_at = ?2 WHERE device = ?1 AND revoked_at = 0", code, millis(now))
	return err
}

// Device reads a device, or returns kiosk.ErrNotFound.
func (t *Tx) Device(ctx context.Context, code string) (Device, error) {
	all, err := list(ctx, t, scanDevice, "SELECT "+deviceColumns+" FROM devices WHERE device = ?1", code)
	switch {
	case err != nil:
		return Device{}, err
	case len(all) == 0:
		return Device{}, fmt.Errorf("device: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// Devices lists all devices.
func (t *Tx) Devices(ctx context.Context) ([]Device, error) {
	return list(ctx, t, scanDevice, "SELECT "+deviceColumns+" FROM devices ORDER BY device")
}

func scanDevice(row scanner) (d Device, err error) {
	var enrolled, revoked, seen, offset int64
	var docs string
	var key []byte
	err = row.Scan(&d.Code, &d.Site, &d.Name, &key, &d.ReceiptKeyID, &enrolled, &revoked, &seen,
		&d.Status.Version, &d.Status.Outbox, &d.Status.DiskFree, &docs, &offset)
	if err != nil {
		return Device{}, err
	}
	d.Key = key
	d.EnrolledAt, d.RevokedAt, d.LastSeen = moment(enrolled), moment(revoked), moment(seen)
	d.Status.ClockOffset = time.Duration(offset) * time.Millisecond
	if err := json.Unmarshal([]byte(docs), &d.Status.Docs); err != nil {
		return Device{}, fmt.Errorf("status of device %s: %w", d.Code, err)
	}
	return d, nil
}

// AddReceiptKey adds a device's receipt key and gives it the next id.
func (t *Tx) AddReceiptKey(ctx context.Context, device string, public ed25519.PublicKey, now time.Time) (id uint32, err error) {
	const query = `INSERT INTO receipt_keys (id, device, public, made_at, revoked_at)
		SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, 0 FROM receipt_keys RETURNING id`
	if err := t.one(ctx, query, []any{device, []byte(public), millis(now)}, &id); err != nil {
		return 0, fmt.Errorf("add receipt key: %w", err)
	}
	return id, nil
}

// ReceiptKeys lists the keys of all receipts ever given.
func (t *Tx) ReceiptKeys(ctx context.Context) ([]kiosk.ReceiptKey, error) {
	return list(ctx, t, func(row scanner) (k kiosk.ReceiptKey, err error) {
		var revoked int64
		err = row.Scan(&k.ID, &k.Device, &k.Public, &revoked)
		if revoked != 0 {
			at := moment(revoked)
			k.RevokedAt = &at
		}
		return k, err
	}, "SELECT id, device, public, revoked_at FROM receipt_keys ORDER BY id")
}

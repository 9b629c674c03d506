package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/kiosk"
)

// newID is a UUIDv7: unique everywhere, and in order of time.
func newID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id.String(), nil
}

// stamp begins an event: who it is and when it happened.
func (s *Store) stamp(kind string, body any) (kiosk.Event, error) {
	id, err := newID()
	if err != nil {
		return kiosk.Event{}, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return kiosk.Event{}, fmt.Errorf("write body of %s: %w", kind, err)
	}
	return kiosk.Event{
		ID: id, Kind: kind, V: 1, Body: text,
		AtWall: s.opts.Now().Truncate(time.Millisecond).UTC(),
		BootID: s.opts.Boot.ID, AtMono: s.opts.Boot.Since().Truncate(time.Millisecond),
	}, nil
}

// append links e to the chain and writes it; the transaction belongs to the
// change it tells of.
func (s *Store) append(tx transaction, e *kiosk.Event) error {
	seq, prev, err := s.head(tx)
	if err != nil {
		return fmt.Errorf("read the last event: %w", err)
	}
	e.Seq, e.PrevHash = seq+1, prev
	e.Hash = e.ChainHash()
	sealed, err := writeSealed(e.Sealed)
	if err != nil {
		return err
	}
	_, err = tx.event.Exec(e.Seq, e.ID, e.Kind, e.V, e.AtWall.UnixMilli(), e.BootID,
		e.AtMono.Milliseconds(), string(e.Body), sealed, e.PrevHash[:], e.Hash[:])
	if err != nil {
		return fmt.Errorf("write event %d: %w", e.Seq, err)
	}
	tx.end.seq, tx.end.hash = e.Seq, e.Hash
	return nil
}

// record is a change that is nothing but its event.
func (s *Store) record(ctx context.Context, what string, e *kiosk.Event) error {
	err := s.change(ctx, what, func(tx transaction) error { return s.append(tx, e) })
	if err == nil {
		s.tell()
	}
	return err
}

// tell wakes whoever sends events.
func (s *Store) tell() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// youngEvent finds an event by its id, ?1. It is looked for from the end, and not
// among more than a thousand: what is older cannot be taken back.
const youngEvent = "SELECT seq FROM (SELECT seq, id FROM events ORDER BY seq DESC LIMIT 1000) WHERE id = ?1 LIMIT 1"

const eventColumns = "seq, id, kind, v, at_wall, boot_id, at_mono, body, sealed, prev_hash, hash"

// Outbox lists up to limit events after the sequence number given, in order.
func (s *Store) Outbox(ctx context.Context, after int64, limit int) ([]kiosk.Event, error) {
	list, err := s.outbox(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", s.doubt(err))
	}
	return list, nil
}

func (s *Store) outbox(ctx context.Context, after int64, limit int) (list []kiosk.Event, err error) {
	rows, err := s.read.QueryContext(ctx, "SELECT "+eventColumns+" FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2", after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// Event reads one event, or kiosk.ErrNotFound.
func (s *Store) Event(ctx context.Context, seq int64) (kiosk.Event, error) {
	e, err := scanEvent(s.read.QueryRowContext(ctx, "SELECT "+eventColumns+" FROM events WHERE seq = ?1", seq))
	if err != nil {
		return kiosk.Event{}, fmt.Errorf("event %d: %w", seq, missing(err))
	}
	return e, nil
}

// HashAt is the hash of the event with the sequence number given, the genesis
// for 0, or kiosk.ErrNotFound. A forgotten event's hash is still known when the
// next event is there.
func (s *Store) HashAt(ctx context.Context, seq int64) (h kiosk.Hash, err error) {
	if seq == 0 {
		return kiosk.Genesis(s.opts.Device, s.epoch), nil
	}
	var b []byte
	err = s.read.QueryRowContext(ctx, `
		SELECT hash FROM events WHERE seq = ?1
		UNION ALL SELECT prev_hash FROM events WHERE seq = ?1 + 1 LIMIT 1`, seq).Scan(&b)
	if err != nil {
		return h, fmt.Errorf("hash at %d: %w", seq, missing(err))
	}
	copy(h[:], b)
	return h, nil
}

// missing turns «no row» into kiosk.ErrNotFound.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return kiosk.ErrNotFound
	}
	return translate(err)
}

// row is a *sql.Row or *sql.Rows.
type row interface{ Scan(...any) error }

func scanEvent(r row) (kiosk.Event, error) {
	var (
		e                  kiosk.Event
		wall, mono         int64
		body, sealed, p, h []byte
	)
	err := r.Scan(&e.Seq, &e.ID, &e.Kind, &e.V, &wall, &e.BootID, &mono, &body, &sealed, &p, &h)
	if err != nil {
		return kiosk.Event{}, err
	}
	e.AtWall = time.UnixMilli(wall).UTC()
	e.AtMono = time.Duration(mono) * time.Millisecond
	e.Body = body
	copy(e.PrevHash[:], p)
	copy(e.Hash[:], h)
	if sealed != nil {
		if err := json.Unmarshal(sealed, &e.Sealed); err != nil {
			return kiosk.Event{}, fmt.Errorf("%w: sealed part of event %d: %w", errDamaged, e.Seq, err)
		}
	}
	return e, nil
}

func writeSealed(list []kiosk.Sealed) (any, error) {
	if len(list) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("write sealed data: %w", err)
	}
	return string(b), nil
}

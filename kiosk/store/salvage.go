package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"dongthap.vn/sen/kiosk"
)

// A wreck is a damaged file that was moved aside; what can still be read of it
// is carried over.
type wreck struct {
	db *sql.DB
	to *Store
}

// salvage carries over the documents and the unacknowledged events of the
// wreck at path. Events keep their id, time and content, and get a new place in
// a new chain; one whose hash does not fit is left behind, as is everything
// when it is not known what the center has. It returns how many were saved; an
// error is of the new file, most likely a full disk: then the wreck is waited for.
func (s *Store) salvage(ctx context.Context, path string) (saved int, err error) {
	db, err := connect(dsn(path), 1)
	if err != nil {
		return 0, nil
	}
	defer db.Close()
	w := wreck{db: db, to: s}
	w.documents(ctx)
	var device string
	var acked int64
	if err := db.QueryRowContext(ctx, "SELECT device, acked FROM meta").Scan(&device, &acked); err != nil || device != s.opts.Device {
		return 0, nil
	}
	return w.allEvents(ctx, acked)
}

// allEvents carries the events over. An index of their ids is there meanwhile:
// what was carried over before the power went is not carried twice.
func (w wreck) allEvents(ctx context.Context, acked int64) (saved int, err error) {
	if err := w.index(ctx, "CREATE UNIQUE INDEX IF NOT EXISTS events_id ON events (id)"); err != nil {
		return 0, err
	}
	saved, last, err := w.events(ctx, acked)
	if err != nil {
		return saved, err
	}
	more, err := w.eventsFromTheEnd(ctx, last)
	if err != nil {
		return saved + more, err
	}
	return saved + more, w.index(ctx, "DROP INDEX events_id")
}

func (w wreck) index(ctx context.Context, sql string) error {
	return w.to.change(ctx, "index of salvaged events", func(tx transaction) error {
		_, err := tx.Exec(sql)
		return err
	})
}

// documents carries the documents over. Their signatures are checked by
// whoever uses them, as always.
func (w wreck) documents(ctx context.Context) {
	for _, name := range kiosk.DocumentNames {
		var version int64
		var envelope []byte
		err := w.db.QueryRowContext(ctx, "SELECT version, envelope FROM documents WHERE name = ?1", name).Scan(&version, &envelope)
		if err == nil {
			w.to.PutDocument(ctx, name, version, envelope) // what fails is fetched again
		}
	}
}

// events carries over what can be read from the first unacknowledged event on,
// up to the place where reading fails.
func (w wreck) events(ctx context.Context, after int64) (saved int, last int64, err error) {
	for last = after; ; {
		list := w.read(ctx, "seq > ?1 ORDER BY seq", last)
		// A broken tree may lead back to where it came from.
		if len(list) == 0 || list[len(list)-1].Seq <= last {
			return saved, last, nil
		}
		n, err := w.keep(ctx, list)
		if err != nil {
			return saved, last, err
		}
		saved += n
		last = list[len(list)-1].Seq
	}
}

// eventsFromTheEnd carries over what lies behind that place.
func (w wreck) eventsFromTheEnd(ctx context.Context, after int64) (saved int, err error) {
	var all []kiosk.Event
	for before := int64(1) << 62; ; {
		list := w.read(ctx, "seq < ?1 ORDER BY seq DESC", before)
		for _, e := range list {
			if e.Seq > after {
				all = append(all, e)
			}
		}
		if len(list) == 0 || list[len(list)-1].Seq <= after || list[len(list)-1].Seq >= before {
			break
		}
		before = list[len(list)-1].Seq
	}
	slices.Reverse(all)
	return w.keep(ctx, all)
}

// read lists events until reading fails; that is no error in a wreck.
func (w wreck) read(ctx context.Context, where string, seq int64) (list []kiosk.Event) {
	rows, err := w.db.QueryContext(ctx, "SELECT "+eventColumns+" FROM events WHERE "+where+" LIMIT 500", seq)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			break
		}
		list = append(list, e)
	}
	return list
}

// keep writes those events whose own hash fits into the new file, all in one
// transaction. What cannot be written stays behind in the wreck, unless the disk
// is full: then nothing is kept and the error tells.
func (w wreck) keep(ctx context.Context, list []kiosk.Event) (saved int, err error) {
	err = w.to.change(ctx, "salvage", func(tx transaction) error {
		for _, e := range list {
			if e.ChainHash() != e.Hash {
				continue
			}
			if err := w.to.append(tx, &e); full(err) {
				return err
			} else if err != nil {
				continue // carried over already, before the power went
			}
			saved++
			// The event is what the center needs; without its ticket it only
			// cannot be cancelled here.
			if err := w.to.replay(tx, e); full(err) {
				return err
			}
		}
		return nil
	})
	switch {
	case full(err):
		return 0, err
	case err != nil:
		return 0, nil
	}
	return saved, nil
}

// full reports whether an error is a full disk.
func full(err error) bool { return errors.Is(translate(err), kiosk.ErrDiskFull) }

// replay does again to tickets and their days what an event tells of.
func (s *Store) replay(tx transaction, e kiosk.Event) error {
	switch e.Kind {
	case kiosk.KindTicketIssued:
		var b kiosk.TicketIssued
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return fmt.Errorf("replay ticket: %w", err)
		}
		t := kiosk.Ticket{ID: e.ID, Seq: e.Seq, Number: b.Number, Service: b.Service, Procedure: b.Procedure, Day: b.Day, N: b.N, IssuedAt: e.AtWall}
		if n, err := hex.Decode(t.ReceiptID[:], []byte(b.ReceiptID)); err != nil || n != len(t.ReceiptID) {
			return fmt.Errorf("replay ticket %s: receipt id is not 20 hex digits", b.Number)
		}
		if err := s.keep(tx, t); err != nil {
			return err
		}
		_, err := tx.Exec(knowDay, b.Day.String())
		return err
	case kiosk.KindTicketCancelled:
		var b kiosk.TicketCancelled
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return fmt.Errorf("replay cancelled ticket: %w", err)
		}
		_, err := tx.Exec("UPDATE tickets SET cancel_seq = ?1 WHERE seq = (SELECT seq FROM events WHERE id = ?2)", e.Seq, b.Ticket)
		return err
	}
	return nil
}

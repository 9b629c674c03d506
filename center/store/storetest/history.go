package storetest

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A History is what a center has behind it: of a hundred events 74 are tickets,
// all served, 20 feedback, 5 calls for help, all answered, and one a meeting with
// the Director, held, whose person is forgotten by now.
type History struct {
	Events int       // at least Kiosks
	Kiosks int       // their codes count down from 99
	Last   time.Time // when the last event happened; the first is a year older
}

// Grow gives a center on SQLite, whose tables are made, a history as it would
// have come by it, hashes included, in a fraction of the time. The center must
// not run.
func Grow(t testing.TB, dsn string, h History) {
	t.Helper()
	Exec(t, dsn, "PRAGMA journal_mode = WAL")
	SQL(t, dsn, func(db *sql.DB) error {
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000"); err != nil {
			return err
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := h.record(tx); err != nil {
			return err
		}
		for _, query := range consequences {
			if _, err := tx.Exec(query); err != nil {
				return fmt.Errorf("%.60s…: %w", query, err)
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		return err
	})
}

// A teller is a kiosk that tells its part of the history.
type teller struct {
	code, epoch string
	last        kiosk.Event
	day         kiosk.Date
	count       map[string]int // of the day's tickets, by service
}

// record writes the raw log and its cursors, the kiosks by turns.
func (h History) record(tx *sql.Tx) error {
	insert, err := tx.Prepare(`INSERT INTO events (device, epoch, seq, id, kind, v, at_wall, boot_id, at_mono, body, prev_hash, hash, at, received_at)
		VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, 'boot', ?7, ?8, ?9, ?10, ?6, ?11)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	tellers := make([]*teller, h.Kiosks)
	for i := range tellers {
		tellers[i] = &teller{code: fmt.Sprint(99 - i), epoch: fmt.Sprintf("%016x", i+1)}
		tellers[i].last.Hash = kiosk.Genesis(tellers[i].code, tellers[i].epoch)
	}
	step := 365 * 24 * time.Hour / time.Duration(h.Events)
	for i := range h.Events {
		k, at := tellers[i%h.Kiosks], h.Last.Add(-step*time.Duration(h.Events-1-i))
		e := k.next(i, at)
		_, err := insert.Exec(k.code, k.epoch, e.Seq, e.ID, e.Kind, at.UnixMilli(), e.AtMono.Milliseconds(), []byte(e.Body), e.PrevHash[:], e.Hash[:], at.UnixMilli()+1000)
		if err != nil {
			return err
		}
	}
	for _, k := range tellers {
		if err := k.settle(tx); err != nil {
			return err
		}
	}
	return nil
}

// next is the i-th event of all, told by this kiosk.
func (k *teller) next(i int, at time.Time) kiosk.Event {
	at = at.Truncate(time.Millisecond)
	e := kiosk.Event{Seq: k.last.Seq + 1, V: 1, AtWall: at, BootID: "boot", AtMono: time.Duration(i) * time.Second, PrevHash: k.last.Hash,
		ID: fmt.Sprintf("%08x-%04x-7000-8000-%012x", at.UnixMilli()>>16, at.UnixMilli()&0xffff, i)}
	var body any
	switch {
	case e.Seq%100 == 50:
		e.Kind, body = kiosk.KindMeetingAsked, kiosk.MeetingAsked{Code: fmt.Sprintf("%08d", i%100_000_000), Day: kiosk.DateOf(at.In(kiosk.VietnamTime)).AddDays(1),
			From: kiosk.Clock(8 * 60), Subject: "slow", ReceiptID: fmt.Sprintf("%020x", i), Lang: kiosk.Vietnamese}
	case e.Seq%20 == 7:
		e.Kind, body = kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "find", Lang: kiosk.Vietnamese}
	case e.Seq%5 == 3:
		e.Kind, body = kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 1 + i%5, Reasons: []string{"staff"}, Lang: kiosk.Vietnamese}
	default:
		e.Kind, body = kiosk.KindTicketIssued, k.ticket(i, at)
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // our own structs of strings and numbers
	}
	e.Body = text
	e.Hash = e.ChainHash()
	k.last = e
	return e
}

func (k *teller) ticket(i int, at time.Time) kiosk.TicketIssued {
	if day := kiosk.DateOf(at.In(kiosk.VietnamTime)); day != k.day {
		k.day, k.count = day, map[string]int{}
	}
	service := "ABCDEFGK"[i%8 : i%8+1]
	k.count[service]++
	n := k.count[service]
	return kiosk.TicketIssued{Number: kiosk.FormatNumber(service, k.code, n), Service: service, Day: k.day, N: n,
		ReceiptID: fmt.Sprintf("%020x", i), Lang: kiosk.Vietnamese}
}

// settle writes who the kiosk is and how far it is heard.
func (k *teller) settle(tx *sql.Tx) error {
	at := k.last.AtWall.UnixMilli()
	_, err := tx.Exec(`INSERT INTO devices (device, site, name, device_key, receipt_key_id, enrolled_at, revoked_at, last_seen, version, outbox, disk_free, docs, clock_offset)
		VALUES (?1, 1, 'Sảnh', zeroblob(32), 0, 1, 0, ?2, '1', 0, 0, '{}', 0)`, k.code, at)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO cursors (device, epoch, seq, hash, event_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
		k.code, k.epoch, k.last.Seq, k.last.Hash[:], at)
	return err
}

// consequences are what followed from the events, at the center.
var consequences = []string{
	`INSERT INTO tickets (id, site, device, epoch, seq, number, day, twin, service, procedure, lang, receipt_id, issued_at, state, counter, staff,
		called_at, rung_at, calls, ended_at, reason, first_called_at)
		SELECT id, 1, device, epoch, seq, json_extract(CAST(body AS TEXT), '$.number'), json_extract(CAST(body AS TEXT), '$.day'), 0,
			json_extract(CAST(body AS TEXT), '$.service'), '', 'vi', json_extract(CAST(body AS TEXT), '$.receipt_id'), at, 'done', 1 + seq % 8, 'clerk',
			at + 600000, at + 600000, 1, at + 900000, 'longest_wait', at + 600000
		FROM events WHERE kind = 'ticket.issued' ORDER BY rowid`,
	`INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event)
		SELECT id, 1, 1, 'call', counter, staff, called_at, reason, '' FROM tickets ORDER BY rowid`,
	`INSERT INTO ticket_actions (ticket, n, site, action, counter, staff, at, reason, event)
		SELECT id, 2, 1, 'done', counter, staff, ended_at, '', '' FROM tickets ORDER BY rowid`,
	`INSERT INTO feedback (id, site, device, epoch, seq, at, rating, reasons, has_words, wants_reply, lang, sealed, phone)
		SELECT id, 1, device, epoch, seq, at, json_extract(CAST(body AS TEXT), '$.rating'), json_extract(CAST(body AS TEXT), '$.reasons'), 0, 0, 'vi', NULL, 0
		FROM events WHERE kind = 'feedback.given' ORDER BY rowid`,
	`INSERT INTO help_calls (id, site, device, epoch, seq, screen, lang, called_at, state, seen_at, seen_by, ended_at, ended_by)
		SELECT id, 1, device, epoch, seq, 'find', 'vi', at, 'closed', at + 60000, 'guide', at + 120000, 'guide'
		FROM events WHERE kind = 'help.called' ORDER BY rowid`,
	`INSERT INTO meetings (id, site, device, epoch, seq, code, day, from_min, subject, lang, receipt_id, asked_at, sealed, phone, state, acted_at, acted_by)
		SELECT id, 1, device, epoch, seq, json_extract(CAST(body AS TEXT), '$.code'), json_extract(CAST(body AS TEXT), '$.day'), 480, 'slow', 'vi',
			json_extract(CAST(body AS TEXT), '$.receipt_id'), at, NULL, 0, 'held', at + 86400000, 'director'
		FROM events WHERE kind = 'meeting.asked' ORDER BY rowid`,
	`INSERT INTO meeting_actions (meeting, n, action, staff, at, event) SELECT id, 1, 'confirmed', 'director', asked_at + 3600000, '' FROM meetings ORDER BY rowid`,
	`INSERT INTO meeting_actions (meeting, n, action, staff, at, event) SELECT id, 2, 'held', 'director', acted_at, '' FROM meetings ORDER BY rowid`,
	`INSERT INTO help_actions (help, n, action, staff, at, event) SELECT id, 1, 'seen', 'guide', seen_at, '' FROM help_calls ORDER BY rowid`,
	`INSERT INTO help_actions (help, n, action, staff, at, event) SELECT id, 2, 'closed', 'guide', ended_at, '' FROM help_calls ORDER BY rowid`,
}

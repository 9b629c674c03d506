package store_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

// A booth is a kiosk without a window, its data on a disk that fails.
type booth struct {
	*desk.Desk
	t testing.TB
}

// boothKey stands for all keys of a booth, which lives in several processes.
var boothKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

func boothMorning() time.Time { return time.Date(2026, 11, 23, 8, 30, 0, 0, kiosk.VietnamTime) }

func boothOptions(dir string) store.Options {
	return store.Options{Path: filepath.Join(dir, "kiosk.db"), Device: "2", Now: boothMorning,
		Boot: store.Boot{ID: "boot-1", Since: func() time.Duration { return time.Hour }}}
}

// tryBooth opens the booth in dir, with a site document from its first day on.
func tryBooth(t testing.TB, dir string) (booth, error) {
	t.Helper()
	s, err := store.Open(t.Context(), boothOptions(dir))
	if err != nil {
		return booth{}, err
	}
	d, err := desk.New(t.Context(), desk.Config{Store: s, Catalogue: catalogue.JSON, Synonyms: catalogue.Synonyms, Now: boothMorning, Log: slog.New(slog.DiscardHandler),
		Identity: identity.Identity{Device: "2", SiteID: 1, PublicationKey: boothKey.Public().(ed25519.PublicKey), ReceiptKey: boothKey, ReceiptKeyID: 1}})
	if err != nil {
		s.Close()
		return booth{}, err
	}
	b := booth{d, t}
	if d.Versions()[kiosk.DocSite] == 0 {
		if err := b.publish(1); err != nil {
			return booth{}, errors.Join(err, s.Close())
		}
	}
	return b, nil
}

func openBooth(t testing.TB, dir string) booth {
	t.Helper()
	b, err := tryBooth(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b booth) close() {
	b.t.Helper()
	if err := b.Store.Close(); err != nil {
		b.t.Fatal(err)
	}
}

// publish puts the site document of that version in force.
func (b booth) publish(version int64) error {
	envelope, err := kiosk.SignDocument(boothKey, kiosk.Document{Name: kiosk.DocSite, Version: version, Expires: boothMorning().AddDate(1, 0, 0), Body: site.Example})
	if err != nil {
		return err
	}
	return b.Apply(b.t.Context(), kiosk.DocSite, envelope)
}

// take takes the i-th ticket, as a visitor would.
func (b booth) take(i int) (kiosk.Ticket, error) {
	t, _, err := b.TakeTicket(b.t.Context(), store.TicketRequest{Service: "ABC"[i%3 : i%3+1], Lang: kiosk.Vietnamese})
	return t, err
}

func (b booth) mustTake(i int) shown {
	b.t.Helper()
	t, err := b.take(i)
	if err != nil {
		b.t.Fatal(err)
	}
	return shown{t.ID, t.Number}
}

// shown is what a visitor was shown of a ticket.
type shown struct{ id, number string }

// check compares what was shown with what the booth holds and tells every
// broken promise: a number missing or given twice, a link of the chain that does
// not hold, a sound file taken for damaged.
func (b booth) check(all []shown) (faults []string) {
	b.t.Helper()
	if born := b.Store.Born(); born.Cause != nil {
		faults = append(faults, fmt.Sprintf("a sound file was taken for damaged: %v", born.Cause))
	}
	events, err := b.Store.Outbox(b.t.Context(), 0, 1<<20)
	if err != nil {
		return append(faults, err.Error())
	}
	held, numbers := map[string]string{}, map[string]bool{}
	prev := kiosk.Genesis("2", b.Store.Epoch())
	for i, e := range events {
		if e.Seq != int64(i)+1 || e.PrevHash != prev || e.ChainHash() != e.Hash {
			faults = append(faults, fmt.Sprintf("the chain breaks at %d", e.Seq))
		}
		prev = e.Hash
		var body kiosk.TicketIssued
		if json.Unmarshal(e.Body, &body) != nil || e.Kind != kiosk.KindTicketIssued {
			continue
		}
		if numbers[body.Number] {
			faults = append(faults, body.Number+" was given twice")
		}
		held[e.ID], numbers[body.Number] = body.Number, true
	}
	return append(faults, b.missing(all, held)...)
}

func (b booth) missing(all []shown, held map[string]string) (faults []string) {
	for _, s := range all {
		if t, err := b.Store.Ticket(b.t.Context(), s.id); held[s.id] != s.number || err != nil || t.Number != s.number {
			faults = append(faults, fmt.Sprintf("%s was shown and is missing", s.number))
		}
	}
	return faults
}

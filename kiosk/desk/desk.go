// Package desk is what the kiosk does for a visitor: it joins the store, the
// documents of the center, the guide and the receipts, and asks the rules of
// package kiosk before anything is stored.
//
// It promises that a document that is not signed, not newer or not valid
// leaves the last good one in force, and that a ticket, receipt or thank-you
// is returned only when it is on the disk. It draws nothing and asks no network.
package desk

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/guide"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

// Config is what a desk stands on.
type Config struct {
	Store     *store.Store
	Identity  identity.Identity
	Catalogue []byte // body of a catalogue document: what is used until the center publishes one
	Synonyms  []byte // read by guide.ParseSynonyms
	// PIN reads what opens the staff screen, each time anew: it may be set while
	// the kiosk runs.
	PIN    func() (identity.PIN, error)
	Volume int    // of the voice, as configured: 1 to kiosk.Loudest, 0 for a kiosk without one
	Center Center // nil when nobody can be asked
	Now    func() time.Time
	Log    *slog.Logger
}

// A Center answers what a kiosk cannot know by itself. Whatever it says is
// verified; an error other than those named means that nobody answered.
type Center interface {
	// Appointment is the signed code 8 digits stand for, or kiosk.ErrNotFound.
	Appointment(ctx context.Context, digits string) (code string, err error)
	// Times are those of a service on a day that may be booked, with the places left.
	Times(ctx context.Context, service string, day kiosk.Date) (map[kiosk.Clock]int, error)
	// Book takes a place, or returns kiosk.ErrNoSlot.
	Book(ctx context.Context, b kiosk.Booking) (code, digits string, err error)
}

// A Desk serves one kiosk. Its methods may be called from any goroutine; those
// without a context answer from memory.
type Desk struct {
	Config
	synonyms guide.Synonyms
	changed  chan struct{}

	changing sync.Mutex // held while what follows is worked out anew

	mu        sync.Mutex // guards what follows
	docs      documents
	finder    finder
	uncounted map[string]int // own tickets the queue document does not know, by service
	// uncountedMeetings are own meetings the queue document does not know.
	uncountedMeetings map[kiosk.Slot]int
	online            bool
	tries             kiosk.PINTries // at the staff screen, while the disk keeps none
	loud              int            // what staff made of the volume
}

// New opens a desk with the documents the store holds. One that does not verify
// or cannot be read is dropped: the center publishes it again.
func New(ctx context.Context, c Config) (*Desk, error) {
	d := &Desk{Config: c, changed: make(chan struct{}, 1)}
	if d.PIN == nil {
		d.PIN = func() (identity.PIN, error) { return identity.PIN{}, kiosk.ErrNoPIN }
	}
	var err error
	if d.synonyms, err = guide.ParseSynonyms(c.Synonyms); err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	if err := d.load(ctx); err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	if _, published := d.docs.versions[kiosk.DocCatalogue]; !published {
		if d.docs.catalogue, err = kiosk.ParseCatalogue(c.Catalogue); err != nil {
			return nil, fmt.Errorf("open desk: %w", err)
		}
	}
	d.uncountedMeetings = d.countMeetings(ctx, kiosk.Queue{})
	if d.loud, err = d.Store.Volume(ctx, d.Volume); err != nil {
		d.Log.Error("the volume is the configured one", "err", err)
	}
	return d, nil
}

// Changed is signalled when a document was swapped, a ticket changed the lines
// or the link went up or down. A signal not yet taken stands for all since.
func (d *Desk) Changed() <-chan struct{} { return d.changed }

func (d *Desk) tell() {
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

// Online reports whether the center answers.
func (d *Desk) Online() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.online
}

// SetOnline notes whether the center answers; the road tells.
func (d *Desk) SetOnline(online bool) {
	d.mu.Lock()
	changed := d.online != online
	d.online = online
	d.mu.Unlock()
	if changed {
		d.tell()
	}
}

// Site is the service center, empty until its document has arrived once.
func (d *Desk) Site() kiosk.Site { return d.held().site }

// Calendar is the days off and the make-up days.
func (d *Desk) Calendar() kiosk.Calendar { return d.held().calendar }

// Door says whether tickets are given now.
func (d *Desk) Door() kiosk.Opened {
	docs := d.held()
	return kiosk.DoorAt(docs.site, docs.calendar, d.Now())
}

// CanSeal reports whether words and a phone number may be asked for.
func (d *Desk) CanSeal() bool {
	_, err := kiosk.KeyAt(d.held().keys.Seal, d.Now())
	return err == nil
}

// GiveFeedback stores feedback and returns its event's id. The phone may be as
// it was typed; what is no Vietnamese number is kiosk.ErrBadPhone. White space
// alone is no words: nobody at the center is asked to read it.
func (d *Desk) GiveFeedback(ctx context.Context, f kiosk.Feedback) (id string, err error) {
	f.Words = strings.TrimSpace(f.Words)
	if f.Phone != "" {
		if f.Phone, err = kiosk.ParsePhone(f.Phone); err != nil {
			return "", fmt.Errorf("give feedback: %w", err)
		}
	}
	return d.Store.GiveFeedback(ctx, f, d.held().keys.Seal)
}

// CallHelp stores that a visitor wants a person.
func (d *Desk) CallHelp(ctx context.Context, h kiosk.HelpCalled) (kiosk.HelpCall, error) {
	return d.Store.CallHelp(ctx, h)
}

// CancelHelp stores that the person is no longer wanted.
func (d *Desk) CancelHelp(ctx context.Context, id string) error { return d.Store.CancelHelp(ctx, id) }

// HelpSeen lists the ids of the help calls that a person has acknowledged.
func (d *Desk) HelpSeen() []string { return d.held().queue.HelpSeen }

// HelpTold lists the ids of the help calls nobody acknowledged in time, so that
// everybody at the center was told.
func (d *Desk) HelpTold() []string { return d.held().queue.HelpTold }

// held is a copy of the documents in force; nobody writes into them.
func (d *Desk) held() documents {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.docs
}

// today is the date at the site.
func (d *Desk) today() kiosk.Date {
	zone, err := d.held().site.Zone()
	if err != nil {
		zone = kiosk.VietnamTime
	}
	return kiosk.DateOf(d.Now().In(zone))
}

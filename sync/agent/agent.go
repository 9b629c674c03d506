// Package agent carries events from the kiosk to the center, and documents
// back.
//
// It promises that an event counts as delivered only after the center has
// acknowledged it, that sending it again does no harm, that nothing but the
// center's own answer is believed, and that an event which cannot be delivered
// does not stop those behind it. It never stops a kiosk from recording. It
// draws nothing, and leaves it to the desk to judge a document.
package agent

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
)

// Config is what an Agent needs; what stands after Version may be left out.
type Config struct {
	Store    *store.Store
	Desk     Desk
	Identity identity.Identity
	Client   *http.Client // its Transport is used, nil for Transport's; redirects are never followed, cookies never kept
	Now      func() time.Time
	Log      *slog.Logger
	Version  string       // of the kiosk's program, told to the center
	DiskFree func() int64 // bytes
	Time     Time         // nil for the machine's own
	// Keep writes the identity down when a key is renewed; without it none is.
	Keep     func(identity.Identity) error
	KeyLasts time.Duration // 0 for KeyLasts

	dial dialer // nil for the machine's network
}

// Desk is where documents go and where it shows whether the center answers.
type Desk interface {
	// Apply verifies a document and puts it in use; kiosk.ErrOlder when it is
	// not newer than the one held. Another error leaves the last good one.
	Apply(ctx context.Context, name string, envelope []byte) error
	// Versions are those of the documents in use, by name. The desk is asked,
	// not the store: it does not keep every document on disk, and a USB stick
	// may have brought a newer one.
	Versions() map[string]int64
	// SetOnline tells whether what the kiosk records reaches the center now.
	SetOnline(bool)
}

// An Agent is the kiosk's end of the road.
type Agent struct {
	sender    *sender
	documents *documents
	hints     *hints
	board     *board
	road      *road
	signer    *signer
}

// New makes an Agent; it does nothing before Run.
func New(c Config) *Agent {
	if c.DiskFree == nil {
		c.DiskFree = func() int64 { return 0 }
	}
	if c.Time == nil {
		c.Time = machineTime{}
	}
	if c.KeyLasts == 0 {
		c.KeyLasts = KeyLasts
	}
	b := &board{}
	if c.Client == nil {
		c.Client = &http.Client{Transport: transport(newAuthority(c.Identity, c.Now, c.told(b)), c.dial)}
	}
	r := newRoad(c.Client, c.Identity.CenterURL, c.Now, c.Time)
	d := newDocuments(c, r)
	g := newSigner(r, c)
	s := newSender(c, r, b, d.versions, g)
	return &Agent{sender: s, documents: d, hints: &hints{road: r, signer: g, versions: d.versions, hurry: s.hurry, log: c.Log, time: c.Time}, board: b, road: r, signer: g}
}

// told is the center's clock as it last told: since this start, or on the day the
// store has kept.
func (c Config) told(b *board) func() time.Time {
	return func() time.Time {
		if at := b.read().Told; !at.IsZero() {
			return at
		}
		day, err := c.Store.Told(context.Background())
		if err != nil {
			c.Log.Warn("road: the center's last day cannot be read", "error", err)
		}
		return day
	}
}

// Run sends events, fetches documents and listens to hints until ctx ends. It
// returns nil and leaves no goroutine behind. It must be called once.
func (a *Agent) Run(ctx context.Context) error {
	defer a.road.client.CloseIdleConnections()
	var g errgroup.Group
	for _, run := range a.Loops() {
		g.Go(func() error { run(ctx); return nil })
	}
	return g.Wait()
}

// Loops are what Run runs side by side, each until its context ends: sending,
// fetching documents, listening to hints. A simulation interleaves them.
func (a *Agent) Loops() []func(context.Context) {
	return []func(context.Context){a.sender.run, a.documents.run, a.hints.run}
}

// State is how the road stands now.
func (a *Agent) State() State { return a.board.read() }

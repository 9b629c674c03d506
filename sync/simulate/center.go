package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// catalogue is the smallest one.
const catalogue = `{"version":1,"checked_on":"2026-11-01","source":"simulation","procedures":[]}`

var silent = slog.New(slog.DiscardHandler)

// A house is the center's program while it runs.
type house struct {
	store   *store.Store
	queue   *queue.Queue
	docs    *publish.Publisher
	fleet   *fleet.Fleet
	listen  *listen.Listener
	booking *booking.Bookings
	gate    *ingest.Gate
	stop    func()
}

// openHouse starts the center's program over a database, as sen-center does.
func openHouse(ctx context.Context, path string, now func() time.Time) *house {
	h := &house{store: got(store.Open(ctx, "sqlite:"+path))}
	h.queue = queue.New(queue.Config{Store: h.store, Now: now, Log: silent})
	keys := got(publish.OpenVault(ctx, h.store, filepath.Dir(keyFile(path)), now))
	h.docs = publish.New(publish.Config{Store: h.store, Vault: keys, Queue: h.queue.Snapshot, Now: now, Log: silent})
	h.fleet = fleet.New(fleet.Config{Store: h.store, Keys: h.docs.PublishKeys, Now: now})
	h.listen = listen.New(listen.Config{Store: h.store, Vault: keys, Now: now})
	h.booking = booking.New(booking.Config{Store: h.store, Calendar: h.docs.Calendar, Now: now})
	h.gate = ingest.New(ingest.Config{Store: h.store, Publisher: h.docs, Fleet: h.fleet, Persons: h.listen, Now: now, Log: silent})
	must(h.docs.Start(ctx, publish.Seed{Site: site.Example, Catalogue: []byte(catalogue), Calendar: calendar.Holidays}))
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- h.gate.Run(ctx) }()
	h.stop = func() {
		cancel()
		must(<-ended)
		must(h.store.Close())
	}
	return h
}

// ask lets the house answer a question.
func (h *house) ask(q *question) *reply {
	req := got(http.NewRequest(q.method, "http://center.example"+q.target, bytes.NewReader(q.body)))
	req.Header = q.header.Clone()
	a := &page{reply{status: http.StatusOK, header: http.Header{}}}
	h.gate.ServeHTTP(a, req)
	return &a.reply
}

// A page is an http.ResponseWriter that keeps what is written.
type page struct{ reply }

func (p *page) Header() http.Header    { return p.header }
func (p *page) WriteHeader(status int) { p.status = status }
func (p *page) Write(b []byte) (int, error) {
	p.body = append(p.body, b...)
	return len(b), nil
}

// A center is a house in its world: it can be stopped, its power can be cut,
// its clock be wrong, its data be put back.
type center struct {
	w       *world
	dir     string
	house   *house // nil while it does not run
	offset  time.Duration
	slow    time.Duration // added to each answer
	frail   bool          // it may stop between commit and answer
	backups []backup
	highest map[string]int64 // by epoch: the last event it ever had committed
	proven  map[string]int64 // by epoch: the last event seen in the database since the program started
}

func (c *center) path() string   { return filepath.Join(c.dir, "center.db") }
func (c *center) now() time.Time { return dawn.Add(c.w.now + c.offset) }

func (c *center) start() {
	c.house, c.proven = openHouse(c.w.ctx, c.path(), c.now), map[string]int64{}
	c.w.note("center", "starts")
	must(c.house.docs.Renew(c.w.ctx))
	c.remember()
}

// crash ends the program without warning: what it had not committed is gone.
func (c *center) crash() {
	if c.house == nil {
		return
	}
	c.w.note("center", "stops")
	left := keep(c.path())
	c.house.stop()
	c.house = nil
	left.put(c.path())
}

// serve answers a question, or returns nil: nobody is there.
func (c *center) serve(q *question) *reply {
	if c.house == nil {
		return nil
	}
	ask := c.house.ask
	if plant := c.w.plant.serve; plant != nil {
		ask = func(q *question) *reply { return plant(c, q) }
	}
	a := ask(q)
	path, _, _ := strings.Cut(q.target, "?") // an epoch is not the seed's
	c.w.note("center", "answers", q.method, path, a.status)
	c.checkApproved(path, a)
	c.checkAck(q, a)
	if c.frail && q.method == http.MethodPost && c.w.odds(0.05) {
		c.w.reach(centerDiedBeforeAnswer)
		c.crash()
		c.w.after(c.w.span(time.Second, 5*time.Minute), c.revive)
		return nil
	}
	return a
}

func (c *center) revive() {
	if c.house == nil {
		c.start()
	}
}

// checkApproved holds G10 for events: nothing is taken from a kiosk that was
// revoked.
func (c *center) checkApproved(path string, a *reply) {
	for _, m := range c.w.machines {
		if m.revoked && a.status == http.StatusOK && path == "/v1/sync/"+m.id.Device {
			c.w.broken("G10: kiosk %s is revoked and was answered", m.name)
		}
	}
}

// checkAck holds G5 at the moment it is promised: what an acknowledgement says
// is in the database that a power cut would leave.
func (c *center) checkAck(q *question, a *reply) {
	var refusal wire.Refusal
	if a.status != http.StatusOK {
		if json.Unmarshal(a.body, &refusal) == nil {
			c.w.reach("refused: " + refusal.Code)
		}
		return
	}
	var ack wire.Ack
	if json.Unmarshal(a.body, &ack) != nil || ack.Device == "" {
		return
	}
	if ack.AckedSeq < c.highest[ack.Epoch] {
		c.w.reach(cursorLower)
	}
	if len(ack.Quarantined) > 0 {
		c.w.reach(poisonQuarantined)
	}
	if ack.AckedSeq <= c.proven[ack.Epoch] {
		return
	}
	held := c.held(ack.Device, ack.Epoch)
	if ack.AckedSeq > held {
		c.w.broken("G5: event %d of kiosk %s was acknowledged when only %d were committed", ack.AckedSeq, ack.Device, held)
	}
	c.proven[ack.Epoch] = held
	c.highest[ack.Epoch] = max(c.highest[ack.Epoch], held)
}

// held is the last event of an epoch that is in the log, if its cursor says so.
func (c *center) held(device, epoch string) (seq int64) {
	ctx := c.w.ctx
	must(c.house.store.Read(ctx, func(t *store.Tx) error {
		cursor, err := t.Cursor(ctx, device, epoch)
		if err != nil || cursor.Seq == 0 {
			return err
		}
		last, err := t.EpochEvents(ctx, device, epoch, cursor.Seq-1, 1)
		if len(last) == 1 && last[0].Hash == cursor.Hash {
			seq = cursor.Seq
		}
		return err
	}))
	return seq
}

// chores are what the center's other goroutines do now and then.
func (c *center) chores() {
	every := 5 * time.Minute
	if c.w.holiday {
		every = 24 * time.Hour
	}
	if c.house != nil {
		got(c.house.queue.CloseOld(c.w.ctx))
		must(c.house.docs.Renew(c.w.ctx))
		c.remember()
	}
	c.w.after(every, c.chores)
}

// remember keeps what is published, to know it again at the kiosks, and to have
// old envelopes for who would pass them off as new.
func (c *center) remember() {
	for _, name := range kiosk.DocumentNames {
		if name == kiosk.DocQueue {
			continue
		}
		stored := got(c.house.docs.Envelope(c.w.ctx, name))
		c.w.published(name, stored)
	}
}

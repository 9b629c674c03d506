package simulate

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/agent"
)

// A machine is a kiosk: a program, a disk, a clock that may be wrong, and a
// power line.
type machine struct {
	w       *world
	name    string // as told in the story; a cloned kiosk has another
	id      identity.Identity
	dir     string
	road    *road
	offset  time.Duration // of its wall clock
	boots   int
	bootAt  time.Duration
	store   *store.Store // nil while it does not run
	desk    *desk.Desk
	agent   *agent.Agent
	strands []*strand
	stopped time.Duration    // when it was last killed
	held    map[string]int64 // documents it ever had in force, while it kept its disk
	revoked bool

	epoch    string
	history  *history // of the epoch
	doubled  bool     // it shares its numbers with a copy of it
	tickets  []string // ids of those it gave
	calls    []string // ids of calls for help
	meetings []string // codes of those it gave
}

func (w *world) newMachine(name string, id identity.Identity) *machine {
	m := &machine{w: w, name: name, id: id, dir: filepath.Join(w.dir, "kiosk-"+name), held: map[string]int64{}}
	m.road = &road{w: w, m: m}
	must(os.MkdirAll(m.dir, 0o700))
	write(m.path()+".ballast", []byte{}) // no room is needed on this disk
	w.machines = append(w.machines, m)
	return m
}

func publicOf(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func (m *machine) path() string   { return filepath.Join(m.dir, "kiosk.db") }
func (m *machine) now() time.Time { return dawn.Add(m.w.now + m.offset) }
func (m *machine) runs() bool     { return m.store != nil }
func (m *machine) sinceBoot() time.Duration {
	return m.w.now - m.bootAt + 20*time.Second
}

// signs tells whether the machine has the private half of a key.
func (m *machine) signs(key ed25519.PublicKey) bool {
	for _, own := range []ed25519.PrivateKey{m.id.DeviceKey, m.id.NextKey, m.id.FormerKey} {
		if own != nil && key.Equal(own.Public()) {
			return true
		}
	}
	return false
}

// renewals is how long a key is used in a world where keys are renewed; a day
// must do for what takes a quarter.
const renewals = 2 * time.Hour

// renewing tells whether keys are renewed in this world. Which worlds do is no
// draw: the seeds kept from before are to be the same days. A copied kiosk keeps
// out: the one that does not renew is refused, and is no kiosk any more.
func (w *world) renewing() bool { return w.seed%4 == 3 && !w.faults["copy"] }

// keep is where the agent keeps renewed keys.
func (m *machine) keep(id identity.Identity) error {
	switch {
	case id.NextKey != nil && m.id.NextKey == nil && id.FormerKey == nil && m.id.FormerKey != nil:
		m.w.reach(formerKey)
	case id.FormerKey != nil && id.NextKey == nil && m.id.NextKey != nil:
		m.w.reach(renewed)
	}
	m.id = id
	return nil
}

// boot switches the machine on, but not while the house is dark.
func (m *machine) boot() {
	if m.runs() || m.w.holiday {
		return
	}
	m.boots++
	m.bootAt = m.w.now
	m.start()
}

// start starts the program, as sen-kiosk does.
func (m *machine) start() {
	if m.runs() || m.w.holiday {
		return
	}
	if plant := m.w.plant.start; plant != nil {
		plant(m)
	}
	m.store = got(store.Open(m.w.ctx, store.Options{Path: m.path(), Device: m.id.Device, Now: m.now,
		Boot: store.Boot{ID: fmt.Sprintf("boot-%s-%d", m.name, m.boots), Since: m.sinceBoot}}))
	born := m.store.Born()
	m.w.note("kiosk "+m.name, "starts", "new", born.New, "salvaged", born.Salvaged)
	if m.epoch != m.store.Epoch() {
		m.begin()
	}
	m.desk = got(desk.New(m.w.ctx, desk.Config{Store: m.store, Identity: m.id, Catalogue: []byte(catalogue), Synonyms: []byte(`{"version":1}`), Now: m.now, Log: silent}))
	m.checkDocuments(m.desk.Versions())
	m.saw()
	m.send()
}

// send starts the agent.
func (m *machine) send() {
	var way http.RoundTripper = m.road
	if plant := m.w.plant.ask; plant != nil {
		way = plant(m, way)
	}
	var d agent.Desk = m.desk
	if plant := m.w.plant.desk; plant != nil {
		d = plant(m, d)
	}
	c := agent.Config{Store: m.store, Desk: &watchedDesk{d, m}, Identity: m.id, Client: &http.Client{Transport: way}, Now: m.now,
		Log: silent, Version: "simulated", Time: tempo{m.w}}
	if m.w.renewing() {
		c.Keep, c.KeyLasts = m.keep, renewals
	}
	m.agent = agent.New(c)
	m.strands = m.strands[:0]
	for _, run := range m.agent.Loops() {
		m.strands = append(m.strands, m.w.spin(run))
	}
}

// kill ends the program without warning.
func (m *machine) kill() {
	if !m.runs() {
		return
	}
	m.w.note("kiosk "+m.name, "stops")
	left := keep(m.path())
	m.stopped = m.w.now
	m.close()
	left.put(m.path())
}

// close ends the program as it is meant to end.
func (m *machine) close() {
	for _, s := range m.strands {
		s.kill()
	}
	m.w.sweep()
	must(m.store.Close())
	m.store, m.desk, m.agent = nil, nil, nil
}

// believed holds the kiosk's half of G5: it never takes for delivered what the
// center never had.
func (m *machine) believed() {
	if !m.runs() {
		return
	}
	acked := got(m.store.Acked(m.w.ctx))
	if most := m.w.center.highest[m.epoch]; acked > most {
		m.w.broken("G5: kiosk %s counts event %d as delivered, the center never had more than %d", m.name, acked, most)
	}
	if m.agent.State().Withheld > 0 {
		m.w.reach(withheld)
	}
	m.history.acked = max(m.history.acked, acked)
}

// watchedDesk holds G10 whenever a document is put in force.
type watchedDesk struct {
	agent.Desk
	m *machine
}

// Apply hands a document on and looks at what is in force then.
func (d *watchedDesk) Apply(ctx context.Context, name string, envelope []byte) error {
	err := d.Desk.Apply(ctx, name, envelope)
	if err != nil {
		d.m.w.reach("document refused: " + reason(err))
	}
	d.m.checkDocuments(d.Versions())
	d.m.seen()
	return err
}

// checkDocuments compares what is in force with what it was before and with
// what the center published.
func (m *machine) checkDocuments(inForce map[string]int64) {
	for name, version := range inForce {
		if name == kiosk.DocQueue {
			continue
		}
		if version < m.held[name] {
			m.w.broken("G10: kiosk %s went from version %d of %s back to %d", m.name, m.held[name], name, version)
		}
		if !m.w.genuine[name][version] {
			m.w.broken("G10: kiosk %s uses version %d of %s, which the center never published", m.name, version, name)
		}
		m.held[name] = version
	}
}

package simulate

import (
	"os"
	"path/filepath"
	"time"
)

// live is the world's day.
func (w *world) live() {
	w.begin()
	for range 15 + w.chance.IntN(50) {
		w.happen()
		w.pass(w.pause())
	}
	w.heal()
	w.settle()
	w.judge()
}

// pause is how long it takes until something else happens: mostly little, for
// an idle hour shows nothing new.
func (w *world) pause() time.Duration {
	if w.odds(0.1) {
		return w.span(30*time.Second, 10*time.Minute)
	}
	return w.span(50*time.Millisecond, 30*time.Second)
}

// begin lets the center and its kiosks start.
func (w *world) begin() {
	n := got(born())
	n.center.put(w.center.path())
	must(os.MkdirAll(filepath.Dir(keyFile(w.center.path())), 0o700))
	write(keyFile(w.center.path()), n.keys)
	w.drawFaults()
	w.center.start()
	w.after(time.Minute, w.center.chores)
	for i := range 1 + w.chance.IntN(mostKiosks) {
		w.newMachine(n.kiosks[i].Device, n.kiosks[i]).boot()
	}
	w.pass(10 * time.Second)
}

// heal makes everything work again.
func (w *world) heal() {
	c := w.center
	w.note("world", "is well again")
	w.healed, w.faults, c.frail, c.slow, c.offset = true, map[string]bool{}, false, 0, 0
	c.revive()
	for _, m := range w.machines {
		m.offset, m.road.down, m.road.weather = 0, false, weather{}
		m.boot()
		c.admit(m)
	}
	w.publish()
}

// enough is how long everything may take to arrive once all works: the longest
// wait an agent was told, and some exchanges.
const enough = time.Hour

// settle waits until everything has arrived.
func (w *world) settle() {
	begun, until := w.now+patience, w.now+enough // an exchange begun before is over by then
	for w.now < until && !w.settled(begun) {
		w.pass(20 * time.Second)
	}
	for _, m := range w.machines {
		m.believed()
		if n := got(m.store.Pending(w.ctx)); n > 0 {
			w.broken("G2, G6, G7: %s after all works again kiosk %s still has %d events (cursor %d)", enough, m.name, n, got(m.store.Acked(w.ctx)))
		}
		if !m.newest() {
			w.broken("documents: %s after all works again kiosk %s has old ones", enough, m.name)
		}
		if first := got(m.store.Outbox(w.ctx, 0, 1)); len(first) > 0 && first[0].Seq > 1 {
			w.reach(forgotten)
		}
	}
}

// settled tells whether every kiosk has asked the center since then, and has
// nothing left.
func (w *world) settled(since time.Duration) bool {
	for _, m := range w.machines {
		if m.agent.State().AckedAt.Before(dawn.Add(since)) || got(m.store.Pending(w.ctx)) > 0 || !m.newest() || got(m.store.Acked(w.ctx)) != m.history.last() {
			return false
		}
	}
	return true
}

// newest tells whether the machine has every document the center has, or a
// newer one that the center lost with its disk. The queue is left out: it
// changes while it travels.
func (m *machine) newest() bool {
	held := m.desk.Versions()
	for name, version := range got(m.w.center.house.docs.Versions(m.w.ctx)) {
		if name != "queue" && held[name] < version {
			return false
		}
	}
	return true
}

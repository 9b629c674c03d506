package simulate

import (
	"maps"
	"slices"
	"time"
)

// clone copies a kiosk's disk into a second machine, which then serves
// visitors too: somebody cloned a tablet.
func (m *machine) clone() {
	w := m.w
	if m.doubled || !m.runs() || m.history.last() == 0 {
		return
	}
	w.note("kiosk "+m.name, "is cloned")
	w.reach(cloned)
	twin := w.newMachine(m.name+"'", m.id)
	keep(m.path()).put(twin.path())
	twin.held = maps.Clone(m.held)
	m.doubled, twin.doubled = true, true
	twin.branch(m.history)
	twin.boot()
}

// image keeps a copy of a kiosk's disk, and puts it back some time later:
// somebody set the tablet up anew from it.
func (m *machine) image() {
	w, h := m.w, m.history
	if m.doubled || !m.runs() {
		return
	}
	w.note("kiosk "+m.name, "has its disk copied")
	left, known := keep(m.path()), slices.Clone(h.links)
	m.doubled = true // from here on a number may be given again
	w.after(w.span(10*time.Second, 10*time.Minute), func() {
		if w.healed {
			return
		}
		w.note("kiosk "+m.name, "is put back to that copy")
		w.reach(imaged)
		m.kill()
		left.put(m.path())
		h.dead = true
		h.excuse("it was recorded after the copy", func(link) bool { return true })
		m.branch(&history{device: h.device, epoch: h.epoch, links: known})
		m.held = map[string]int64{}
		m.boot()
	})
}

// branch lets a machine go on from what another history holds by now.
func (m *machine) branch(from *history) {
	m.epoch = from.epoch
	m.history = &history{m: m, device: from.device, epoch: from.epoch, links: slices.Clone(from.links), excused: map[int64]string{}}
	m.w.histories = append(m.w.histories, m.history)
}

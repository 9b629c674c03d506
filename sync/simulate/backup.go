package simulate

import "time"

// backUp copies the center's database.
func (w *world) backUp() {
	w.center.backups = append(w.center.backups, backup{at: w.now, files: keep(w.center.path())})
	w.note("center", "is backed up")
}

// oldest is how old a backup may be: kiosks keep what was acknowledged for 14
// days.
const oldest = 10 * 24 * time.Hour

// restore puts a backup back, as after the loss of the center's disk.
func (w *world) restore() {
	c := w.center
	if len(c.backups) == 0 {
		return
	}
	b := pick(w, c.backups...)
	if w.now-b.at > oldest {
		return
	}
	c.crash()
	b.put(c.path())
	w.note("center", "is put back to", clock(b.at))
	w.reach(restored)
	c.start()
	for _, h := range w.histories {
		if h.dead {
			h.excuse("its kiosk and then the center lost it", func(link) bool { return true })
		}
	}
	for _, m := range w.machines {
		c.admit(m)
	}
}

// admit enrols a kiosk again whose enrolment the center has lost or ended; the
// kiosk keeps its database.
func (c *center) admit(m *machine) {
	d, err := c.house.fleet.Device(c.w.ctx, m.id.Device)
	if err == nil && !d.Revoked() && m.signs(d.Key) {
		m.revoked = false
		return
	}
	m.id = c.house.enrol(c.w.ctx, m.id.Device, c.house.ask)
	m.revoked = false
	c.w.reach(enrolledAgain)
	c.w.note("kiosk "+m.name, "is enrolled again")
	c.remember()
	if m.runs() {
		m.close()
		m.start()
	}
}

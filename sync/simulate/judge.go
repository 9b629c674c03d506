package simulate

import (
	"slices"

	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/kiosk"
)

// judge holds the promises in the evening.
func (w *world) judge() {
	v := &verdict{w: w, at: map[string]*found{}, excused: map[string]bool{}}
	v.read()
	v.excuses()
	for _, h := range w.histories {
		v.history(h)
	}
	for _, s := range w.shown {
		v.shown(s)
	}
	v.strangers()
	v.order()
	v.numbers()
	v.quarantine()
	v.forks()
	v.appointments()
	v.log()
	v.projections()
}

// A verdict compares what people were shown with what the center has.
type verdict struct {
	w       *world
	at      map[string]*found // what the center holds, by event id
	excused map[string]bool   // ids of events that may be missing
}

// found is where an event's id was found at the center.
type found struct {
	hashes []kiosk.Hash
	rows   int // in its projection
	number string
	day    string
}

func (v *verdict) of(id string) *found {
	if v.at[id] == nil {
		v.at[id] = &found{}
	}
	return v.at[id]
}

func (v *verdict) read() {
	c := v.w.center
	c.query("SELECT id, hash FROM events UNION ALL SELECT id, hash FROM conflicts", nil, func(scan func(...any) error) error {
		var id string
		var hash []byte
		err := scan(&id, &hash)
		var h kiosk.Hash
		copy(h[:], hash)
		f := v.of(id)
		f.hashes = append(f.hashes, h)
		return err
	})
	c.query("SELECT id, number, day FROM tickets UNION ALL SELECT id, '', '' FROM feedback UNION ALL SELECT id, '', '' FROM help_calls UNION ALL SELECT id, '', '' FROM meetings", nil,
		func(scan func(...any) error) error {
			var id, number, day string
			err := scan(&id, &number, &day)
			f := v.of(id)
			f.rows, f.number, f.day = f.rows+1, number, day
			return err
		})
}

// history holds G2: what was recorded is at the center, as it was recorded.
func (v *verdict) history(h *history) {
	for _, l := range h.links {
		if slices.Contains(v.of(l.id).hashes, l.hash) || v.excused[l.id] {
			continue
		}
		if h.dead && len(v.of(l.id).hashes) > 0 { // carried over into another file
			continue
		}
		v.w.broken("G2: event %d of kiosk %s (%s, %s) is not at the center", l.seq, h.m.name, l.kind, clock(l.at))
	}
}

// shown holds G1 and G3: what a person was told stands at the center, once.
func (v *verdict) shown(s shown) {
	f := v.of(s.id)
	if s.kind == kiosk.KindTicketCancelled || s.kind == kiosk.KindMeetingCancelled {
		return // an event that moves a row; history and projections hold it
	}
	switch {
	case f.rows == 0 && v.excused[s.id]:
	case f.rows != 1:
		v.w.broken("G1, G3: what kiosk %s showed (%s %s) stands %d times at the center", s.by.m.name, s.kind, s.number, f.rows)
	case f.number != s.number || f.day != s.day:
		v.w.broken("G1: kiosk %s showed %s of %s, the center has %s of %s", s.by.m.name, s.number, s.day, f.number, f.day)
	}
}

// excuses collects what may be missing. An event that was carried over from one
// file into another may be lost with either.
func (v *verdict) excuses() {
	for _, h := range v.w.histories {
		for _, l := range h.links {
			if h.excused[l.seq] != "" {
				v.excused[l.id] = true
			}
		}
	}
}

// strangers holds that the center has nothing that no kiosk recorded.
func (v *verdict) strangers() {
	known := map[kiosk.Hash]bool{}
	for _, h := range v.w.histories {
		for _, l := range h.links {
			known[l.hash] = true
		}
	}
	for id, f := range v.at {
		for _, h := range f.hashes {
			if !known[h] {
				v.w.broken("G10: the center has an event that no kiosk recorded")
			}
		}
		if f.rows > 0 && len(f.hashes) == 0 {
			v.w.broken("G3: the center has a row %s that comes from no event", id)
		}
	}
}

// order holds G4: within an epoch neither place nor time goes back.
func (v *verdict) order() {
	last := map[string]int64{}
	v.w.center.query("SELECT epoch, at FROM events ORDER BY epoch, seq", nil, func(scan func(...any) error) error {
		var epoch string
		var at int64
		err := scan(&epoch, &at)
		if at < last[epoch] {
			v.w.broken("G4: within an epoch time goes back")
		}
		last[epoch] = at
		return err
	})
}

// numbers holds G9 at the center; a kiosk and its copy give the same numbers,
// and an alarm says so.
func (v *verdict) numbers() {
	if slices.ContainsFunc(v.w.machines, func(m *machine) bool { return m.doubled }) {
		return
	}
	for _, row := range v.w.center.dump("SELECT number, day FROM tickets WHERE twin > 0") {
		v.w.broken("G9: a number was given twice: %s", row)
	}
}

// quarantine holds that nothing but what is strange lies there.
func (v *verdict) quarantine() {
	in := map[string]bool{}
	v.w.center.query("SELECT e.id, q.reason FROM quarantine q JOIN (SELECT id, hash FROM events UNION SELECT id, hash FROM conflicts) e ON e.hash = q.hash", nil,
		func(scan func(...any) error) error {
			var id, why string
			err := scan(&id, &why)
			in[id] = true
			if !v.w.strange[id] && len(v.of(id).hashes) < 2 {
				v.w.broken("G7: an event of this version is in quarantine: %s", why)
			}
			return err
		})
	for id := range v.w.strange {
		if len(v.of(id).hashes) > 0 && !in[id] {
			v.w.broken("G7: a strange event is not in quarantine")
		}
	}
}

// forks holds that an alarm tells of every history that has two branches, and
// of no other.
func (v *verdict) forks() {
	alarmed, forked := map[string]bool{}, map[string]bool{}
	v.w.center.query("SELECT epoch FROM alarms WHERE kind = 'fork'", nil, func(scan func(...any) error) error {
		var epoch string
		err := scan(&epoch)
		alarmed[epoch] = true
		return err
	})
	for i, a := range v.w.histories {
		for _, b := range v.w.histories[:i] {
			if a.epoch == b.epoch && a.differs(b) {
				forked[a.epoch] = true
			}
		}
		if alarmed[a.epoch] && !a.m.doubled {
			v.w.broken("forks: an alarm tells that kiosk %s was cloned", a.m.name)
		}
	}
	for epoch := range forked {
		if !alarmed[epoch] {
			v.w.broken("forks: no alarm tells of a kiosk that was cloned")
		}
	}
}

// differs tells whether two histories of an epoch hold different events under
// one number, both of them delivered.
func (h *history) differs(other *history) bool {
	for i, l := range h.links {
		if i < len(other.links) && other.links[i].hash != l.hash {
			return h.excused[l.seq] == "" && other.excused[other.links[i].seq] == ""
		}
	}
	return false
}

// log lets the center verify its own log.
func (v *verdict) log() {
	for _, f := range got(ingest.Verify(v.w.ctx, v.w.center.house.store)) {
		v.w.broken("the log: %s", f.What)
	}
}

// projected are the rows that can be computed again.
var projected = []string{
	"SELECT * FROM tickets ORDER BY id", "SELECT * FROM feedback ORDER BY id", "SELECT * FROM help_calls ORDER BY id", "SELECT * FROM meetings ORDER BY id",
	"SELECT device, epoch, seq, hash, reason FROM quarantine ORDER BY device, epoch, seq, hash",
}

// projections holds that they come out the same when they are computed again.
func (v *verdict) projections() {
	c := v.w.center
	before := make([][]string, len(projected))
	for i, query := range projected {
		before[i] = c.dump(query)
	}
	must(ingest.Rebuild(v.w.ctx, c.house.store, c.now()))
	for i, query := range projected {
		if !slices.Equal(before[i], c.dump(query)) {
			v.w.broken("projections: rebuilt, %q gives other rows", query)
		}
	}
}

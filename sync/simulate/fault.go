package simulate

import (
	"time"

	"dongthap.vn/sen/kiosk"
)

const year = 365 * 24 * time.Hour

// A deed is something that can happen, more or less often. One with a fault's
// name happens only in worlds that have the fault: a world with all of them
// would never get anywhere.
type deed struct {
	weight int
	fault  string
	do     func(*world)
}

var deeds = []deed{
	{40, "", func(w *world) { w.anyone().visit() }},
	{12, "", (*world).clerk},
	{6, "cut", func(w *world) { w.anyone().cut() }},
	{6, "storm", func(w *world) { w.anyone().storm() }},
	{3, "slow", (*world).slow},
	{4, "crash", func(w *world) { w.anyone().crash() }},
	{3, "power", func(w *world) { w.anyone().powerCut() }},
	{2, "reboot", func(w *world) { w.anyone().reboot() }},
	{4, "clock", func(w *world) { w.anyone().setClock() }},
	{2, "center clock", (*world).setCenterClock},
	{4, "center crash", (*world).centerCrash},
	{6, "restore", (*world).backUp},
	{3, "restore", (*world).restore},
	{3, "poison", func(w *world) { w.anyone().poison() }},
	{1, "giant", func(w *world) { w.anyone().giant() }},
	{2, "revoke", func(w *world) { w.anyone().revoke() }},
	{3, "publish", (*world).publish},
	{2, "night", (*world).night},
	{1, "damage", func(w *world) { w.anyone().damage() }},
	{2, "copy", func(w *world) { w.anyone().clone() }},
	{2, "copy", func(w *world) { w.anyone().image() }},
}

// drawFaults decides what this world suffers. Some faults stay apart. A center
// that is put back after it published while its clock was years ahead has
// versions no later one reaches, and what a kiosk and its copy recorded is not
// delivered twice when the center, or the kiosk's right to send, is lost as
// well: sync/README.md does not promise it.
func (w *world) drawFaults() {
	drawn := map[string]bool{"": true}
	for _, d := range deeds {
		if drawn[d.fault] {
			continue
		}
		drawn[d.fault] = true
		w.faults[d.fault] = w.odds(0.4)
	}
	w.faults["copy"] = w.faults["copy"] && w.odds(0.4)
	for _, fault := range w.plant.faults {
		w.faults[fault] = true
	}
	if w.faults["copy"] {
		w.without("restore", "revoke", "damage")
	}
	if w.faults["restore"] {
		w.without("center clock")
	}
	w.center.frail = w.faults["center crash"]
}

func (w *world) without(faults ...string) {
	for _, fault := range faults {
		delete(w.faults, fault)
	}
}

// happen lets one thing happen.
func (w *world) happen() {
	sum := 0
	for _, d := range deeds {
		if d.fault == "" || w.faults[d.fault] {
			sum += d.weight
		}
	}
	n := w.chance.IntN(sum)
	for _, d := range deeds {
		if d.fault != "" && !w.faults[d.fault] {
			continue
		}
		if n -= d.weight; n < 0 {
			d.do(w)
			return
		}
	}
}

func (w *world) anyone() *machine { return pick(w, w.machines...) }

// cut takes the cable out for a while.
func (m *machine) cut() {
	w, r := m.w, m.road
	r.down, r.silent = true, w.odds(0.5)
	d := w.span(time.Second, 20*time.Minute)
	w.note("road "+m.name, "is cut, silent", r.silent)
	w.after(d, func() { r.down = false })
}

// storm gives a road a random weather.
func (m *machine) storm() {
	w, r := m.w, m.road
	r.weather = weather{}
	for _, share := range []*float64{&r.weather.lost, &r.weather.late, &r.weather.twice, &r.weather.replyLost, &r.weather.replyTorn, &r.weather.portal, &r.weather.busy} {
		if w.odds(0.4) {
			*share = w.chance.Float64() * 0.6
		}
	}
	w.note("road "+m.name, "has weather")
	w.after(w.span(10*time.Second, 20*time.Minute), func() { r.weather = weather{} })
}

// slow makes the center take long; some kiosks give up before it answers.
func (w *world) slow() {
	w.center.slow = w.span(5*time.Second, 90*time.Second)
	w.note("center", "is slow")
	w.after(w.span(time.Minute, 20*time.Minute), func() { w.center.slow = 0 })
}

// crash ends a kiosk's program; its keeper starts it again.
func (m *machine) crash() {
	m.kill()
	m.w.after(m.w.span(time.Second, 2*time.Minute), m.start)
}

// powerCut switches a machine off without warning.
func (m *machine) powerCut() {
	m.kill()
	m.w.after(m.w.span(10*time.Second, 30*time.Minute), m.boot)
}

// reboot ends the program as it is meant to end and starts the machine anew.
func (m *machine) reboot() {
	if m.runs() {
		m.close()
		m.w.after(time.Minute, m.boot)
	}
}

// setClock sets a kiosk's wall clock, mostly wrong.
func (m *machine) setClock() {
	to1970 := -(56*year + m.w.now)
	m.offset = pick(m.w, 0, 0, time.Hour, -time.Hour, 3*24*time.Hour, -24*time.Hour, 2*year, 10*year, -10*year, to1970)
	m.w.note("kiosk "+m.name, "has a clock that is wrong by", m.offset)
	if m.offset >= 2*year || m.offset <= -2*year {
		m.w.reach(clockYears)
	}
}

func (w *world) setCenterClock() {
	w.center.offset = pick(w, 0, 0, time.Hour, -time.Hour, 24*time.Hour, -24*time.Hour, 2*year, -2*year)
	w.note("center", "has a clock that is wrong by", w.center.offset)
}

// centerCrash ends the center's program for a while.
func (w *world) centerCrash() {
	w.center.crash()
	w.after(w.span(time.Second, 20*time.Minute), w.center.revive)
}

// publish changes a document.
func (w *world) publish() {
	c := w.center
	if c.house == nil {
		return
	}
	site := got(c.house.docs.Site(w.ctx))
	site.Hotline = "0277 " + pick(w, "3851101", "3851102", "3851103")
	got(c.house.docs.Publish(w.ctx, kiosk.DocSite, asJSON(site), "admin"))
	w.note("center", "publishes the site")
	c.remember()
}

// night switches all kiosks off until morning, or for a long holiday.
func (w *world) night() {
	for _, m := range w.machines {
		if m.runs() {
			m.close()
		}
	}
	w.holiday = true
	long := pick(w, 10*time.Hour, 14*time.Hour, 15*24*time.Hour)
	w.note("house", "is dark for", long)
	w.pass(long)
	w.holiday = false
	for _, m := range w.machines {
		if !m.runs() {
			m.boot()
		}
	}
}

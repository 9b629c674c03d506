package simulate

import (
	"time"

	"dongthap.vn/sen/kiosk"
)

// A history is what one machine recorded in one database file, as a witness
// outside saw it: the machine may lose its disk.
type history struct {
	m       *machine
	device  string
	epoch   string
	links   []link
	acked   int64            // the most the machine counted as delivered
	dead    bool             // the file is lost
	excused map[int64]string // events that may be missing at the center, and why
}

// A link is one event of a history.
type link struct {
	seq  int64
	id   string
	kind string
	hash kiosk.Hash
	at   time.Duration
}

// A shown is what a person was told.
type shown struct {
	by     *history
	id     string // of the event
	kind   string
	number string // of a ticket
	day    string
}

// begin starts a history: the machine has a new file.
func (m *machine) begin() {
	m.epoch = m.store.Epoch()
	m.history = &history{m: m, device: m.id.Device, epoch: m.epoch, excused: map[int64]string{}}
	m.w.histories = append(m.w.histories, m.history)
}

func (h *history) last() int64 {
	if len(h.links) == 0 {
		return 0
	}
	return h.links[len(h.links)-1].seq
}

// saw adds what the machine recorded since the witness last looked.
func (m *machine) saw() {
	for _, e := range got(m.store.Outbox(m.w.ctx, m.history.last(), 10_000)) {
		m.w.note("kiosk "+m.name, "records", e.Seq, e.Kind)
		m.history.links = append(m.history.links, link{seq: e.Seq, id: e.ID, kind: e.Kind, hash: e.Hash, at: m.w.now})
	}
}

// show notes what a person was told. A number is never told twice on one day.
func (w *world) show(s shown) {
	if s.number != "" {
		key := s.day + " " + s.number
		if w.numbers[key] && !s.by.m.doubled {
			w.broken("G9: number %s was shown to two people on %s", s.number, s.day)
		}
		w.numbers[key] = true
	}
	w.shown = append(w.shown, s)
}

// excuse notes of a lost file what the center lacks now: nobody can bring it
// any more, unless it was carried over.
func (h *history) excuse(why string, lost func(link) bool) {
	held := h.m.w.center.hashes(h.device, h.epoch)
	for _, l := range h.links {
		if held[l.seq] != l.hash && lost(l) {
			h.excused[l.seq] = why
		}
	}
}

package simulate

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// poison lets a newer program record, for a moment, what this center cannot
// understand.
func (m *machine) poison() {
	body, kind, v := `{}`, kiosk.KindTicketIssued, 1
	switch m.w.chance.IntN(4) {
	case 0:
		kind = "meeting.asked"
	case 1:
		v = 2
	case 2:
		body = `{"number":"B9-001","n":1}`
	case 3:
		body = `{not JSON`
	}
	m.write(kiosk.Event{Kind: kind, V: v, Body: json.RawMessage(body)})
}

// giant records an event that fits no batch: noise cannot be packed into fewer
// bytes than it has. Where it sometimes can, by what happens to lie beside it, a seed
// is no longer one day.
func (m *machine) giant() {
	noise := make([]byte, 200_000, wire.MaxPacked+40_000)
	for i := range noise {
		noise[i] = byte(m.w.chance.Uint32())
	}
	for i := 0; len(noise) < cap(noise); i++ {
		noise = append(noise, noise[i]^noise[2*i+1])
	}
	m.write(kiosk.Event{Kind: "picture.taken", V: 1, Body: json.RawMessage(fmt.Sprintf(`{"x":"%x"}`, noise))})
}

// write stops the kiosk, appends an event to its file as a program would, and
// starts it again.
func (m *machine) write(e kiosk.Event) {
	if !m.runs() {
		return
	}
	m.kill()
	must(beside(m.path(), func(db *sql.DB) error {
		if h := m.history; len(h.links) > 0 {
			last := h.links[len(h.links)-1]
			e.Seq, e.PrevHash = last.seq+1, last.hash
		} else {
			e.Seq, e.PrevHash = 1, kiosk.Genesis(m.id.Device, m.epoch)
		}
		e.ID, e.AtWall, e.BootID, e.AtMono = uuid.Must(uuid.NewV7()).String(), m.now().Truncate(time.Millisecond), "other", m.sinceBoot().Truncate(time.Millisecond)
		e.Hash = e.ChainHash()
		_, err := db.Exec("INSERT INTO events (seq, id, kind, v, at_wall, boot_id, at_mono, body, sealed, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
			e.Seq, e.ID, e.Kind, e.V, e.AtWall.UnixMilli(), e.BootID, e.AtMono.Milliseconds(), string(e.Body), e.PrevHash[:], e.Hash[:])
		return err
	}))
	m.w.strange[e.ID] = true
	m.start()
}

// damage spoils the file of a kiosk that is switched off: its first page, so
// that nothing can be read any more, or one event not yet delivered.
func (m *machine) damage() {
	if !m.runs() || m.w.center.house == nil || m.history.last() == 0 {
		return
	}
	m.road.down = true // so that something is not yet delivered
	m.w.after(time.Minute, func() { m.road.down = false })
	m.take()
	m.take()
	if !m.runs() {
		return
	}
	acked := got(m.store.Acked(m.w.ctx))
	h := m.history
	m.close()
	one := acked + 1 + m.w.chance.Int64N(max(1, h.last()-acked))
	if one > h.last() || m.w.odds(0.3) {
		m.w.note("kiosk "+m.name, "loses its file")
		b := read(m.path())
		copy(b, strings.Repeat("\xff", 4096))
		write(m.path(), b)
		h.excuse("the file was lost", func(link) bool { return true })
	} else {
		m.w.note("kiosk "+m.name, "has an event that changed:", one)
		must(beside(m.path(), func(db *sql.DB) error {
			_, err := db.Exec("UPDATE events SET body = body || ' ' WHERE seq = ?1", one)
			return err
		}))
		h.excuse("it was spoiled", func(l link) bool { return l.seq <= acked || l.seq == one })
	}
	h.dead = true
	m.w.reach(fileLost)
	m.held = map[string]int64{}
	m.boot()
	if m.store.Born().Salvaged > 0 {
		m.w.reach(salvaged)
	}
}

// revoke ends a kiosk's approval for a while.
func (m *machine) revoke() {
	w, c := m.w, m.w.center
	if c.house == nil || m.revoked {
		return
	}
	must(c.house.fleet.Revoke(w.ctx, m.id.Device, "admin"))
	m.revoked = true
	w.note("kiosk "+m.name, "is revoked")
	c.remember()
	w.after(w.span(time.Minute, time.Hour), func() {
		if c.house != nil {
			c.admit(m)
		}
	})
}

// forgery is a document as somebody on the way might give it out: an old one,
// or one with another signature.
func (w *world) forgery(name string) *reply {
	old := w.old[name]
	if len(old) == 0 {
		return &reply{status: 404}
	}
	a := pick(w, old...)
	if w.odds(0.5) {
		return &a
	}
	var e kiosk.Envelope
	must(json.Unmarshal(a.body, &e))
	var d kiosk.Document
	must(json.Unmarshal(e.Payload, &d))
	d.Version += int64(1000 + w.chance.IntN(1000))
	e.Payload = asJSON(d)
	a.body = asJSON(e)
	return &a
}

// reason names why a kiosk refused a document.
func reason(err error) string {
	for _, r := range []struct {
		err  error
		text string
	}{{kiosk.ErrOlder, "older"}, {kiosk.ErrBadSignature, "not signed"}} {
		if errors.Is(err, r.err) {
			return r.text
		}
	}
	return "other"
}

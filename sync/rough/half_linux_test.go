package rough_test

import (
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

// noticesWithin bounds how long a kiosk may wait for an answer that never
// comes, sync/README.md's 30 s, and the time to ask again.
const noticesWithin = 40 * time.Second

// A router forgets the connections of now: their packets are swallowed, new
// connections can be made. The kiosk notices, connects anew and goes on. One
// that waits for ever, on the same road, is the control.
func TestAConnectionIsOpenAtOneEndOnly(t *testing.T) {
	if isDistant(t) {
		return
	}
	t.Parallel()
	r, c := onRoad(t)
	patient := startDistant(t, r, c, plan{Backlog: 5, More: 400, Every: 250 * time.Millisecond, Patient: true})
	kiosk := startDistant(t, r, c, plan{Backlog: 5, More: 200, Every: 250 * time.Millisecond})
	kiosk.until("the road is in use", time.Minute, func() bool { return kiosk.acked > 5 && kiosk.online })
	patient.until("the patient kiosk uses it too", time.Minute, func() bool { return patient.acked > 5 })
	open := r.Forget()
	if open < 2 {
		t.Fatalf("%d connections were open", open)
	}
	forgotten := time.Now()
	kiosk.settle()
	was := kiosk.acked
	took := kiosk.until("the kiosk has a new connection", noticesWithin, func() bool { return kiosk.acked > was })
	t.Logf("of %d connections: events went on %s after they were forgotten", open, took.Round(time.Millisecond))
	patient.settle()
	before := patient.acked
	late := forgotten.Add(noticesWithin)
	patient.until("as long has passed", time.Minute, func() bool { return time.Now().After(late) })
	var findings []string
	if patient.acked == before {
		findings = append(findings, fmt.Sprintf("nothing went on in %s", noticesWithin))
	}
	proof.Control(t, "a kiosk that waits for an answer for ever", "TestAConnectionIsOpenAtOneEndOnly", findings...)
	kiosk.arrives(2 * time.Minute)
}

// settle hears what was told until now.
func (d *distant) settle() {
	d.t.Helper()
	now := time.Now()
	d.until("what was under way has come", time.Minute, func() bool { return time.Since(now) > 500*time.Millisecond })
}

// The center has committed and says so, and nobody hears: the batch is sent
// again, and nothing stands there twice.
func TestTheCentersAnswersAreLostAfterItsCommits(t *testing.T) {
	if isDistant(t) {
		return
	}
	t.Parallel()
	r, c := onRoad(t)
	k := startDistant(t, r, c, plan{Backlog: 5, More: 100, Every: 100 * time.Millisecond})
	k.until("the road is in use", time.Minute, func() bool { return k.acked > 5 })
	r.LoseAnswers()
	k.settle()
	was := k.acked
	k.until("the center has committed what the kiosk does not know of", time.Minute, func() bool { return c.committed(k.seen.epoch) > was })
	twice := k.until("the kiosk has given up waiting", noticesWithin, func() bool { return time.Since(k.ackedAt) > 31*time.Second })
	if k.acked != was {
		t.Errorf("events %d to %d were acknowledged by nobody", was+1, k.acked)
	}
	unknown := c.committed(k.seen.epoch) - was
	r.Clear()
	t.Logf("%d events committed without the kiosk's knowledge, given up after %s; all known %s later", unknown, twice.Round(time.Second), k.arrives(2*time.Minute).Round(10*time.Millisecond))
}

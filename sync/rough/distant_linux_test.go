package rough_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/agent"
	"dongthap.vn/sen/sync/rough"
)

// A plan is what a distant kiosk does.
type plan struct {
	Door     door
	Backlog  int           // tickets taken before the road is tried
	More     int           // taken after that
	Every    time.Duration // between two of those
	Patient  bool          // planted: it waits for an answer for ever
	Careless bool          // planted: it takes anybody for the center
}

// A distant is a kiosk in a process of its own at the end of a road. What it
// tells is all that is known of it.
type distant struct {
	t       testing.TB
	child   *proof.Child
	center  *center
	seen    witness
	planned int
	acked   int64
	ackedAt time.Time
	online  bool
	wrong   []string // acknowledgements of what was not committed
}

// startDistant starts a kiosk at the road's end.
func startDistant(t testing.TB, r *rough.Road, c *center, p plan) *distant {
	t.Helper()
	p.Door = c.open()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return &distant{t: t, center: c, planned: p.Backlog + p.More, child: proof.StartChildUnder(t, r.Under(rough.Kiosk), string(text))}
}

// isDistant is the child: it lives by its plan until it is killed.
func isDistant(t *testing.T) bool {
	args, tell, child := proof.Told(t)
	if !child {
		return false
	}
	if args[0] == portal {
		standAsPortal(t, args[1], tell)
	}
	var p plan
	if err := json.Unmarshal([]byte(args[0]), &p); err != nil {
		t.Fatal(err)
	}
	k := openTablet(t, enrol(t, p.Door))
	tell("is %s %s", k.id.Device, k.seen.epoch)
	k.online = func(online bool) { tell("online %t", online) }
	visit(k, p.Backlog, tell)
	var way http.RoundTripper
	switch {
	case p.Patient:
		way = patient{agent.Transport(k.id, time.Now, never)}
	case p.Careless:
		way = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	}
	k.run(way, nil)
	go func() {
		for tick := time.NewTicker(20 * time.Millisecond); ; <-tick.C {
			tell("acked %d", k.acked())
		}
	}()
	for range p.More {
		<-time.After(p.Every)
		visit(k, 1, tell)
	}
	<-t.Context().Done() // never: the parent ends it
	return true
}

// visit lets n visitors take a number, and tells of each.
func visit(k *tablet, n int, tell func(string, ...any)) {
	for range n {
		k.take(1)
		f := k.seen.facts[len(k.seen.facts)-1]
		tell("shown %s %s %s", k.seen.shown[len(k.seen.shown)-1], f.ID, f.Hash)
	}
}

// patient is the mistake of an exchange without an end.
type patient struct{ http.RoundTripper }

// RoundTrip asks, and waits.
func (p patient) RoundTrip(r *http.Request) (*http.Response, error) {
	return p.RoundTripper.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
}

// hear takes in one line of what the kiosk tells. It tells at least fifty a second.
func (d *distant) hear() {
	d.t.Helper()
	line, ok := d.child.Hear()
	if !ok {
		d.t.Fatal("the kiosk ended by itself")
	}
	words := strings.Fields(line)
	switch words[0] {
	case "is":
		d.seen.device, d.seen.epoch = words[1], words[2]
	case "shown":
		d.seen.shown = append(d.seen.shown, words[1])
		d.seen.facts = append(d.seen.facts, fact{words[2], words[3]})
	case "online":
		d.online = words[1] == "true"
	case "acked":
		d.hearAck(words[1])
	}
}

func (d *distant) hearAck(word string) {
	d.t.Helper()
	var seq int64
	if _, err := fmt.Sscan(word, &seq); err != nil {
		d.t.Fatal(err)
	}
	if seq != d.acked {
		d.acked, d.ackedAt = seq, time.Now()
		d.wrong = append(d.wrong, d.seen.honest(d.center, seq)...)
	}
}

// until listens until ok, and tells how long that took.
func (d *distant) until(what string, limit time.Duration, ok func() bool) time.Duration {
	d.t.Helper()
	begun := time.Now()
	for !ok() {
		if time.Since(begun) > limit {
			d.t.Fatalf("after %s still not: %s; %d of %d acknowledged, online %t", limit, what, d.acked, d.planned, d.online)
		}
		d.hear()
	}
	return time.Since(begun)
}

func (d *distant) done() bool { return d.acked == int64(d.planned) && len(d.seen.facts) == d.planned }

// arrives waits until all is acknowledged and compares.
func (d *distant) arrives(limit time.Duration) time.Duration {
	d.t.Helper()
	took := d.until("everything is acknowledged", limit, d.done)
	expectNone(d.t, d.seen.compare(d.center))
	expectNone(d.t, d.wrong)
	return took
}

// onRoad lays a road with a center at its end.
func onRoad(t *testing.T) (*rough.Road, *center) {
	t.Helper()
	r := rough.NewRoad(t)
	return r, distantCenter(t, r)
}

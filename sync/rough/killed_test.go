package rough_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// The center is killed at any moment while a kiosk sends: nothing that was
// acknowledged is missing, and what was not comes again.
func TestTheCenterIsKilledWhileAKioskSends(t *testing.T) {
	c := localCenter(t)
	l := onLine(t, c)
	l.run(nil, hasty{})
	kills := proof.Times(8, 200)
	for range kills {
		before := l.acked()
		l.until("something is acknowledged", time.Minute, func() bool { l.take(3); return l.acked() > before })
		<-time.After(time.Duration(rand.IntN(5000)) * time.Microsecond) // within a commit as well as between two
		c.kill()
		expectNone(t, l.seen.honest(c, l.acked()))
		l.take(3)
		c.start()
	}
	l.arrives(time.Minute)
	t.Logf("%d kills, %d events acknowledged, none missing", kills, l.acked())
}

// An eager center acknowledges what it has not committed yet.
type eager struct {
	to   http.Handler // the real one
	mu   sync.Mutex
	last wire.Ack
	late sync.WaitGroup
}

func (e *eager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e.mu.Lock()
	defer e.mu.Unlock()
	b, err := wire.Unpack(body)
	if r.Method != http.MethodPost || err != nil || len(b.Events) == 0 || e.last.Epoch != b.Epoch {
		e.learn(w, r)
		return
	}
	ack := e.last
	end := b.Events[len(b.Events)-1]
	ack.AckedSeq, ack.Hash = end.Seq, end.Hash
	e.late.Go(func() {
		<-time.After(200 * time.Millisecond)
		again, _ := http.NewRequest(r.Method, r.URL.String(), bytes.NewReader(body))
		again.Header = r.Header
		e.to.ServeHTTP(httptest.NewRecorder(), again)
	})
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(ack)
}

// learn passes a request on and keeps the acknowledgement.
func (e *eager) learn(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v1/hints/") {
		http.NotFound(w, r)
		return
	}
	a := httptest.NewRecorder()
	e.to.ServeHTTP(a, r)
	var ack wire.Ack
	if json.Unmarshal(a.Body.Bytes(), &ack) == nil && ack.Epoch != "" {
		e.last = ack
	}
	for name, values := range a.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(a.Code)
	w.Write(a.Body.Bytes())
}

func TestControlACenterThatAcknowledgesBeforeItCommits(t *testing.T) {
	c := localCenter(t)
	l := onLine(t, c)
	to, err := url.Parse(c.url())
	if err != nil {
		t.Fatal(err)
	}
	way := httputil.NewSingleHostReverseProxy(to)
	way.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	e := &eager{to: way}
	server := httptest.NewServer(e)
	t.Cleanup(func() { l.stop(); server.Close(); e.late.Wait() })
	l.id.CenterURL = server.URL
	l.take(20)
	l.run(nil, hasty{})
	var findings []string
	for late := time.Now().Add(proof.Patience); len(findings) == 0 && time.Now().Before(late); <-time.After(time.Millisecond) {
		findings = l.seen.honest(c, l.acked())
	}
	proof.Control(t, "a center that acknowledges before it commits", "TestTheCenterIsKilledWhileAKioskSends", findings...)
}

// The witness must see what is missing, doubled, changed or out of order.
func TestControlTheWitnessSeesWhatIsWrong(t *testing.T) {
	c := localCenter(t)
	l := onLine(t, c)
	l.take(20)
	l.run(nil, hasty{})
	l.arrives(time.Minute)
	l.stop()
	right := l.seen
	for what, spoil := range map[string]func(*witness){
		"an event lost at the center":   func(w *witness) { w.facts = append(w.facts, fact{"x", "y"}) },
		"an event nobody recorded":      func(w *witness) { w.facts = w.facts[:19] },
		"two events in the wrong order": func(w *witness) { w.facts[3], w.facts[4] = w.facts[4], w.facts[3] },
		"an event with another content": func(w *witness) { w.facts[7].Hash = w.facts[8].Hash },
		"a number without its ticket":   func(w *witness) { w.shown = append(w.shown, "B1-999") },
	} {
		w := right
		w.facts, w.shown = append([]fact(nil), right.facts...), append([]string(nil), right.shown...)
		spoil(&w)
		proof.Control(t, what, "TestTheCenterIsKilledWhileAKioskSends", w.compare(c)...)
	}
	if _, err := c.writer().Exec("DELETE FROM events WHERE seq = 11"); err != nil {
		t.Fatal(err)
	}
	proof.Control(t, "a hole in the center's log", "TestTheCenterIsKilledWhileAKioskSends", right.compare(c)...)
}

package rough_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

// A dribbler opens a connection and then says as little as it can.
type dribbler struct {
	says   string        // at first
	then   string        // every second
	within time.Duration // a sound center has let it go by then
}

// slack is what a center that has much to do may take longer.
const slack = 10 * time.Second

var dribblers = map[string]dribbler{
	"says nothing":         {within: 5 * time.Second},
	"never ends its head":  {says: "POST /v1/sync/1 HTTP/1.1\r\nHost: center\r\n", then: "X-More: x\r\n", within: 5 * time.Second},
	"never ends its body":  {says: "POST /v1/sync/1 HTTP/1.1\r\nHost: center\r\nContent-Length: 200000\r\n\r\n", then: "x", within: 30 * time.Second},
	"never ends its chunk": {says: "POST /v1/enrol HTTP/1.1\r\nHost: center\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n", then: "x", within: 30 * time.Second},
}

// Those who dribble before anybody knows whether they would be heard.
var handshakers = map[string]dribbler{
	"says nothing where TLS is spoken": {within: 5 * time.Second},
	"never ends its hello":             {says: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", then: "x", within: 5 * time.Second},
	"never ends its record":            {says: "\x16\x03\x01", then: "\x3f", within: 5 * time.Second},
}

// A crowd is many dribblers at one address.
type crowd struct {
	kinds map[string]dribbler
	all   sync.WaitGroup
	mu    sync.Mutex
	held  map[string]int // by kind: still connected when they should not be
	max   time.Duration  // the longest that was let go in time
}

// surround sends n dribblers of each kind to an address.
func surround(t *testing.T, address string, kinds map[string]dribbler, n int) *crowd {
	t.Helper()
	c := &crowd{kinds: kinds, held: map[string]int{}}
	for kind, d := range kinds {
		for range n {
			line, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			c.all.Go(func() {
				defer line.Close()
				lasted, gone := d.dribble(line)
				c.mu.Lock()
				defer c.mu.Unlock()
				if !gone {
					c.held[kind]++
				} else {
					c.max = max(c.max, lasted)
				}
			})
		}
	}
	return c
}

// dribble talks until it is hung up on, or until long after.
func (d dribbler) dribble(line net.Conn) (lasted time.Duration, gone bool) {
	begun := time.Now()
	say := d.says
	for time.Since(begun) < d.within+slack {
		if _, err := io.WriteString(line, say); err != nil {
			return time.Since(begun), true
		}
		say = d.then
		_ = line.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := io.Copy(io.Discard, line); !errors.Is(err, os.ErrDeadlineExceeded) { // the end, or a reset
			return time.Since(begun), true
		}
	}
	return 0, false
}

// findings waits for the crowd and tells whom nobody hung up on.
func (c *crowd) findings() (list []string) {
	c.all.Wait()
	for kind, n := range c.held {
		list = append(list, fmt.Sprintf("%d times a client that %s is still connected %s later", n, kind, c.kinds[kind].within+slack))
	}
	return list
}

// Many clients dribble at the center. A kiosk is served all the while, and who
// dribbles is hung up on. A server without such limits is the control.
func TestManyDribblersHoldUpNoKiosk(t *testing.T) {
	t.Parallel()
	c := localCenter(t)
	to, err := url.Parse(c.url())
	if err != nil {
		t.Fatal(err)
	}
	way := httputil.NewSingleHostReverseProxy(to)
	way.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	careless := httptest.NewServer(way)
	t.Cleanup(careless.Close)
	l := onLine(t, c)
	l.run(nil, hasty{})
	n := proof.Times(100, 1000)
	crowd, control := surround(t, c.address, dribblers, n), surround(t, careless.Listener.Addr().String(), dribblers, 3)
	served := make(chan struct{})
	go func() { defer close(served); crowd.all.Wait() }()
	rounds := 0
	for waiting := true; waiting; rounds++ {
		l.take(2)
		l.arrives(proof.Patience)
		select {
		case <-served:
			waiting = false
		case <-time.After(100 * time.Millisecond):
		}
	}
	expectNone(t, crowd.findings())
	most := c.memory()
	if most > 256<<20 {
		t.Errorf("the center took %d MiB", most>>20)
	}
	t.Logf("%d dribblers: all hung up on, the last after %s; %d batches served meanwhile; the center took %d MiB at most",
		n*len(dribblers), crowd.max.Round(100*time.Millisecond), rounds, most>>20)
	proof.Control(t, "a center without time limits", "TestManyDribblersHoldUpNoKiosk", control.findings()...)
}

// The same before TLS has begun: who says too little is hung up on after the same
// time. A server without limits is the control.
func TestDribblersInAHandshakeAreHungUpOn(t *testing.T) {
	t.Parallel()
	c := secureCenter(t)
	careless := httptest.NewUnstartedServer(nil)
	careless.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	careless.StartTLS()
	t.Cleanup(careless.Close)
	l := onLine(t, c)
	l.run(nil, hasty{})
	n := proof.Times(100, 1000)
	crowd, control := surround(t, c.address, handshakers, n), surround(t, careless.Listener.Addr().String(), handshakers, 2)
	l.take(20)
	l.arrives(proof.Patience)
	expectNone(t, crowd.findings())
	t.Logf("%d dribblers: all hung up on, the last after %s", n*len(handshakers), crowd.max.Round(100*time.Millisecond))
	proof.Control(t, "a center without time limits in the handshake", "TestDribblersInAHandshakeAreHungUpOn", control.findings()...)
}

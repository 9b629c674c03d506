package rough_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/log"

	"dongthap.vn/sen/sync/agent"
)

// A toxin spoils a connection, as toxiproxy names it.
type toxin struct {
	kind, way string // way: up to the center, or down from it
	attribute string // JSON
	dams      bool   // nothing is acknowledged while it works
	commits   bool   // although the center commits
}

var toxins = map[string]toxin{
	"reset at the first byte of a question":           {kind: "reset_peer", way: "upstream", attribute: `"timeout":0`, dams: true},
	"reset half a second into a question":             {kind: "reset_peer", way: "upstream", attribute: `"timeout":500`, dams: true},
	"reset instead of the answer":                     {kind: "reset_peer", way: "downstream", attribute: `"timeout":0`, dams: true, commits: true},
	"question cut in its head":                        {kind: "limit_data", way: "upstream", attribute: `"bytes":100`, dams: true},
	"question cut in its body":                        {kind: "limit_data", way: "upstream", attribute: `"bytes":600`, dams: true},
	"answer cut before its first byte":                {kind: "limit_data", way: "downstream", attribute: `"bytes":0`, dams: true, commits: true},
	"answer cut in its head":                          {kind: "limit_data", way: "downstream", attribute: `"bytes":60`, dams: true, commits: true},
	"answer cut in its body":                          {kind: "limit_data", way: "downstream", attribute: `"bytes":300`, dams: true, commits: true},
	"nothing comes through, then the line is hung up": {kind: "timeout", way: "upstream", attribute: `"timeout":700`, dams: true},
	"no answer comes, then the line is hung up":       {kind: "timeout", way: "downstream", attribute: `"timeout":700`, dams: true, commits: true},
	"bytes come one by one":                           {kind: "slicer", way: "upstream", attribute: `"average_size":16,"size_variation":15,"delay":200`},
	"answers come in crumbs":                          {kind: "slicer", way: "downstream", attribute: `"average_size":3,"size_variation":2,"delay":500`},
	"20 kB/s up":                                      {kind: "bandwidth", way: "upstream", attribute: `"rate":20`},
	"20 kB/s down":                                    {kind: "bandwidth", way: "downstream", attribute: `"rate":20`},
	"an answer after 1 to 2 s":                        {kind: "latency", way: "downstream", attribute: `"latency":1500,"jitter":500`},
	"hung up slowly":                                  {kind: "slow_close", way: "downstream", attribute: `"delay":3000`},
}

// A line is a kiosk, the real center, and toxiproxy between them.
type line struct {
	*tablet
	center *center
	proxy  *toxiproxy.Proxy
}

func onLine(t *testing.T, c *center) *line {
	t.Helper()
	log.Logger = zerolog.Nop()
	l := &line{center: c, tablet: openTablet(t, enrol(t, c.open()))}
	l.proxy = toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop()), "road", "127.0.0.1:0", c.address)
	if err := l.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.proxy.Stop)
	l.id.CenterURL = strings.Replace(c.url(), c.address, l.proxy.Listen, 1)
	return l
}

func (l *line) spoil(x toxin) {
	l.t.Helper()
	text := fmt.Sprintf(`{"name":"toxin","type":%q,"stream":%q,"attributes":{%s}}`, x.kind, x.way, x.attribute)
	if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		l.t.Fatal(err)
	}
}

// arrives waits until all is acknowledged, never believing too much, and compares.
func (l *line) arrives(limit time.Duration) time.Duration {
	l.t.Helper()
	took := l.until("everything is acknowledged", limit, l.told)
	expectNone(l.t, l.seen.compare(l.center))
	return took
}

// until looks again and again whether it is ok, and at each look whether the
// kiosk is honest.
func (l *line) until(what string, limit time.Duration, ok func() bool) time.Duration {
	l.t.Helper()
	begun := time.Now()
	for !ok() {
		if expectNone(l.t, l.seen.honest(l.center, l.acked())); l.t.Failed() || time.Since(begun) > limit {
			l.t.Fatalf("after %s still not: %s; %d of %d acknowledged", time.Since(begun), what, l.acked(), len(l.seen.facts))
		}
		<-time.After(5 * time.Millisecond)
	}
	return time.Since(begun)
}

// Connections are reset, cut, sliced, slowed and hung up in every place. What
// gets through is counted once; what does not is sent again.
func TestConnectionsAreSpoiltInEveryPlace(t *testing.T) {
	c := localCenter(t)
	for name, x := range toxins {
		t.Run(name, func(t *testing.T) {
			l := onLine(t, c)
			t.Parallel()
			asked, before, begun := l.spoilt(x)
			if !x.dams {
				return
			}
			l.until("it has been tried in vain three times", time.Minute, func() bool { return asked.posts.Load() > begun+3 })
			if l.acked() != before {
				t.Errorf("events up to %d were acknowledged by nobody", l.acked())
			}
			if has := l.center.committed(l.seen.epoch) > before; has != x.commits {
				t.Errorf("that the center has committed is %t", has)
			}
			l.healed()
		})
	}
}

// The same by TLS, where a byte lost is a connection lost, and most are lost
// before they are made.
func TestSecureConnectionsAreSpoiltInEveryPlace(t *testing.T) {
	c := secureCenter(t)
	for name, x := range toxins {
		t.Run(name, func(t *testing.T) {
			l := onLine(t, c)
			t.Parallel()
			asked, _, begun := l.spoilt(x)
			if !x.dams {
				return
			}
			l.until("it has been tried three times", time.Minute, func() bool { return asked.posts.Load() > begun+3 })
			l.healed()
		})
	}
}

// spoilt lets a kiosk that is connected record 200 events while a toxin works. It
// tells what was acknowledged before, and how many batches had been sent.
func (l *line) spoilt(x toxin) (a *asked, before, begun int64) {
	l.t.Helper()
	a = &asked{RoundTripper: agent.Transport(l.id, time.Now, never)}
	l.take(5)
	l.run(a, hasty{})
	l.arrives(time.Minute)
	before = l.acked()
	l.spoil(x)
	begun = a.posts.Load()
	l.take(200)
	if !x.dams {
		l.t.Logf("200 events in %s", l.arrives(time.Minute).Round(10*time.Millisecond))
	}
	return a, before, begun
}

// healed takes the toxin away: everything arrives.
func (l *line) healed() {
	l.t.Helper()
	l.take(20)
	if err := l.proxy.Toxics.RemoveToxic(context.Background(), "toxin"); err != nil {
		l.t.Fatal(err)
	}
	l.t.Logf("then all in %s", l.arrives(time.Minute).Round(10*time.Millisecond))
}

// asked counts the batches a kiosk sends.
type asked struct {
	http.RoundTripper
	posts atomic.Int64
}

// RoundTrip asks.
func (a *asked) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		a.posts.Add(1)
	}
	return a.RoundTripper.RoundTrip(r)
}

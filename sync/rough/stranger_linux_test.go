package rough_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/rough"
)

// portal names the child that is one.
const portal = "portal"

// standAsPortal stands where the center should, with a certificate of its own,
// until it is killed. It tells what it is asked, and who hangs up on it.
func standAsPortal(t *testing.T, address string, tell func(string, ...any)) {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell("asked %s", r.URL.Path)
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<html>Please sign in</html>")
	})
	own := httptest.NewUnstartedServer(page) // brings a certificate for example.com
	own.StartTLS()
	line, err := tls.Listen("tcp", address, own.TLS)
	if err != nil {
		t.Fatal(err)
	}
	tell("open")
	refused := writer(func(b []byte) { tell("refused %q", b) })
	go (&http.Server{Handler: page, ErrorLog: log.New(refused, "", 0)}).Serve(line)
	for range time.Tick(time.Second) {
		tell("alive")
	}
}

type writer func([]byte)

// Write passes a line on.
func (w writer) Write(b []byte) (int, error) { w(b); return len(b), nil }

// watch listens to a portal until it was asked for a path and refused as often as
// told, for three minutes at most.
func watch(t *testing.T, gate *proof.Child, path string, refused int) (paths []string) {
	t.Helper()
	for over := time.Now().Add(3 * time.Minute); (!slices.Contains(paths, path) || refused > 0) && time.Now().Before(over); {
		line, ok := gate.Hear()
		if !ok {
			t.Fatal("the portal has gone")
		}
		if path, is := strings.CutPrefix(line, "asked "); is {
			paths = append(paths, path)
		}
		if strings.HasPrefix(line, "refused") {
			refused--
		}
	}
	if refused > 0 {
		t.Errorf("the portal was refused %d times too few", refused)
	}
	return paths
}

// A portal with a certificate of its own stands where the center should, then
// another site's center with an authority of its own. The kiosk sends neither
// anything, shows that it is offline and finds its center again, which has kept
// its authority. One that takes anybody for the center is the control.
func TestAStrangerStandsWhereTheCenterShould(t *testing.T) {
	if isDistant(t) {
		return
	}
	t.Parallel()
	r := rough.NewRoad(t)
	c := distantCenter(t, r)
	careful := startDistant(t, r, c, plan{Backlog: 5, More: 40, Every: 100 * time.Millisecond})
	careless := startDistant(t, r, c, plan{Backlog: 5, Careless: true})
	for _, k := range []*distant{careful, careless} {
		k.until("the road is in use", time.Minute, func() bool { return k.acked >= 5 && k.online })
	}
	c.kill()

	gate := proof.StartChildUnder(t, r.Under(rough.Center), portal, c.address)
	var sent, fooled []string
	for _, path := range watch(t, gate, "/v1/sync/"+careless.seen.device, 3) {
		if path == "/v1/sync/"+careful.seen.device {
			sent = append(sent, path)
		}
		if path == "/v1/sync/"+careless.seen.device {
			fooled = append(fooled, "it asked the portal for "+path)
		}
	}
	expectNone(t, sent)
	proof.Control(t, "a kiosk that takes any certificate", "TestAStrangerStandsWhereTheCenterShould", fooled...)
	careful.until("the kiosk shows that it is offline", 2*time.Minute, func() bool { return !careful.online })
	careless.child.Kill(0)
	gate.Kill(0)

	other := distantCenter(t, r)
	for range 2 { // enrolled there under the same number, it would be heard
		other.open()
	}
	until(t, "the kiosk has hung up on the other center", 3*time.Minute, func() bool { return other.said("bad certificate") > 2 })
	if n := other.said("request"); n > 0 || other.committed(careful.seen.epoch) != 0 {
		t.Errorf("another site's center was asked %d times and has %d events", n, other.committed(careful.seen.epoch))
	}
	other.kill()

	before := fmt.Sprintf("%x", c.authority())
	c.start()
	if fmt.Sprintf("%x", c.authority()) != before {
		t.Error("the center has another authority after a restart")
	}
	t.Logf("all had arrived %s after the center was back", careful.arrives(2*time.Minute).Round(10*time.Millisecond))
}

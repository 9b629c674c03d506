package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/agent"
)

// A nursery is a center with enrolled kiosks as every world finds it at dawn.
// It is made once: it takes longer than the worlds.
type nursery struct {
	center files
	keys   []byte // the center's key file
	kiosks []identity.Identity
}

var born = sync.OnceValues(func() (n nursery, err error) {
	dir, err := os.MkdirTemp(quickFolder(), "sen-simulate-")
	if err != nil {
		return n, err
	}
	defer os.RemoveAll(dir)
	defer func() {
		if f, failed := recover().(failure); failed {
			err = f.error
		}
	}()
	path := filepath.Join(dir, "center.db")
	h := openHouse(context.Background(), path, func() time.Time { return dawn.Add(-time.Hour) })
	for i := range mostKiosks {
		n.kiosks = append(n.kiosks, h.enrol(context.Background(), fmt.Sprint(i+1), h.ask))
	}
	h.stop()
	n.center, n.keys = keep(path), read(keyFile(path))
	return n, nil
})

const mostKiosks = 4

// keyFile lies beside a center's database.
func keyFile(path string) string { return filepath.Join(filepath.Dir(path), "keys", vault.Name) }

// enrol makes a kiosk's identity, as sen-kiosk enrol and a person at the console
// do.
func (h *house) enrol(ctx context.Context, device string, ask func(*question) *reply) identity.Identity {
	code := got(h.fleet.NewCode(ctx, device, "Sảnh", "admin"))
	way := &http.Client{Transport: straight(ask)}
	e := agent.Resume(way, got(agent.NewPending("http://center.example", code.Text)), func(identity.Pending) error { return nil })
	must(e.Ask(ctx))
	if _, err := e.Verdict(ctx); !errors.Is(err, agent.ErrWaiting) {
		must(fmt.Errorf("let in before anybody looked: %w", err))
	}
	must(h.fleet.Approve(ctx, device, e.Pending().Digits, "admin"))
	return got(e.Verdict(ctx))
}

// straight is a road without faults and without length.
type straight func(*question) *reply

// RoundTrip asks and has the answer.
func (s straight) RoundTrip(req *http.Request) (*http.Response, error) {
	q := &question{method: req.Method, target: req.URL.RequestURI(), header: req.Header.Clone(), body: got(io.ReadAll(req.Body))}
	return response(req, s(q)), nil
}

package web

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// A scale stands between a browser and the center and weighs what goes to the
// browser: every byte on the wire, with headers.
type scale struct {
	url   string
	bytes atomic.Int64
}

func weigh(t *testing.T, url string) *scale {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s := &scale{url: "http://" + door.Addr().String()}
	var all sync.WaitGroup
	t.Cleanup(func() { door.Close() })
	go func() {
		for {
			in, err := door.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				in.Close()
				continue
			}
			all.Go(func() { io.Copy(out, in); out.Close() })
			all.Go(func() { io.Copy(io.MultiWriter(in, meter{s}), out); in.Close() })
		}
	}()
	return s
}

type meter struct{ *scale }

func (m meter) Write(p []byte) (int, error) {
	m.bytes.Add(int64(len(p)))
	return len(p), nil
}

const lightest = 60_000 // bytes of a first load: some seconds on the worst line

// weight opens a page with an empty cache and returns what was sent for it.
func (s *scale) weight(b *tab, path string) int64 {
	b.t.Helper()
	b.url = s.url
	b.load(s.url + path)
	b.until("the page and all it loads are there", `document.readyState === "complete" && location.pathname.startsWith("/R/") && typeof senLive === "object"`)
	return s.bytes.Load()
}

// A phone on a weak line loads the page of a ticket whose procedure has many
// papers in less than 60 kB, with all that belongs to it.
func TestAPhoneLoadsLittle(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").ticket("B", "1.013831")
	b := c.browse()
	s := weigh(t, c.url)
	got := s.weight(b, slip.path())
	t.Logf("a first load is %d bytes on the wire", got)
	if got > lightest || got < 10_000 {
		t.Errorf("a first load is %d bytes", got)
	}
}

// The control: one library more is noticed.
func TestControlAPhoneLoadsALibrary(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").ticket("B", "1.013831")
	b := c.browse()
	s := weigh(t, c.url)
	s.weight(b, slip.path())
	eval[any](b, `window.__whole = false; fetch("/static/vendor/htmx-4.0.1.min.js").then(r => r.text()).then(() => __whole = true); null`)
	b.until("the library is there", `__whole`)
	var found []string
	if n := s.bytes.Load(); n > lightest {
		found = append(found, fmt.Sprintf("%d bytes", n))
	}
	proof.Control(t, "a page that loads a library", "TestAPhoneLoadsLittle", found...)
}

package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/kiosk/receipt"
)

const (
	hallCounters = 20
	hallBoards   = 50
	hallPhones   = 500
	hallCalls    = 20
)

// BenchmarkHallOnSQLite measures the real program with a full hall connected:
// counters, boards and phones that hold a stream each and fetch their page at
// every hint, as their scripts do. A call is made at a counter, and counts until a
// screen shows it.
func BenchmarkHallOnSQLite(b *testing.B) {
	at := place{dir: filepath.Join(b.TempDir(), "data")}
	c := buildCenter(b).serves(b, at)
	h := openHall(b, at, c.base)
	for b.Loop() {
		connected := c.memory(b)
		var boards, phones []time.Duration
		for range hallCalls {
			board, phone := h.call()
			boards, phones = append(boards, board...), append(phones, phone...)
		}
		bench.Figure{Name: "hall_memory", Ours: connected, Unit: "MiB", Limit: 80, Want: 1, Most: true}.Print(b)
		// What 570 pages at one moment take is collected when the heap has doubled.
		bench.Figure{Name: "hall_memory_after_calls", Ours: c.memory(b), Unit: "MiB", Limit: connected, Want: 2, Most: true}.Print(b)
		for name, waits := range map[string][]time.Duration{"call_to_board_p95": boards, "call_to_phone_p95": phones} {
			bench.Figure{Name: name, Ours: ms(bench.Percentile(waits, 0.95)), Unit: "ms", Limit: 300, Want: 1, Most: true}.Print(b)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A hall is a center's lobby full of screens.
type hall struct {
	b      *testing.B
	base   string
	client *http.Client // of all screens
	clerk  *clerk
	shown  chan seen
}

// A seen is a screen that has shown what changed.
type seen struct {
	kind string
	at   time.Time
}

func openHall(b *testing.B, at place, base string) *hall {
	hired(b, at)
	k := enrolledAt(b, at, base, "1")
	for range hallPhones {
		k.takes()
	}
	if err := k.send(base); err != nil {
		b.Fatal(err)
	}
	all := hallCounters + hallBoards + hallPhones
	h := &hall{b: b, base: base, shown: make(chan seen, all), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: all}}}
	h.clerk = seatedAt(b, base, "3")
	var begun sync.WaitGroup
	begun.Add(all)
	for range hallCounters {
		go h.screen("counter", "/counter", h.clerk.client, begun.Done)
	}
	for range hallBoards {
		go h.screen("board", "/board", h.client, begun.Done)
	}
	for _, path := range k.receipts(b, base) {
		go h.screen("phone", path, h.client, begun.Done)
	}
	begun.Wait()
	return h
}

// screen follows the live events and fetches its page's live part at each hint of
// the queue, when it has changed.
func (h *hall) screen(kind, path string, client *http.Client, begun func()) {
	r, _ := http.NewRequestWithContext(h.b.Context(), "GET", h.base+"/live", nil)
	w, err := h.client.Do(r)
	if err != nil {
		h.b.Error(err)
		begun()
		return
	}
	defer w.Body.Close()
	tag, open := "", false
	for lines := bufio.NewScanner(w.Body); lines.Scan(); {
		switch text := lines.Text(); {
		case !open && strings.HasPrefix(text, "retry:"):
			open = true
			tag, _ = h.fetch(client, path, "")
			begun()
		case text == "event: queue":
			if tag, err = h.fetch(client, path, tag); err != nil {
				h.b.Error(err)
			}
			h.shown <- seen{kind, time.Now()}
		}
	}
}

func (h *hall) fetch(client *http.Client, path, tag string) (string, error) {
	r, err := http.NewRequestWithContext(h.b.Context(), "GET", h.base+path, nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("HX-Request", "true")
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer w.Body.Close()
	_, err = io.Copy(io.Discard, w.Body)
	return w.Header.Get("ETag"), err
}

// call calls the next number at a counter, and tells how long each screen took to
// show it.
func (h *hall) call() (boards, phones []time.Duration) {
	current := h.clerk.sees(h.base)
	runtime.GC() // what the screens leave is not to be cleaned up while they are timed
	begun := time.Now()
	h.clerk.post(h.base+"/counter/next", map[string][]string{"current": {current}})
	for range hallCounters + hallBoards + hallPhones {
		select {
		case s := <-h.shown:
			switch s.kind {
			case "board":
				boards = append(boards, s.at.Sub(begun))
			case "phone":
				phones = append(phones, s.at.Sub(begun))
			}
		case <-time.After(time.Minute):
			h.b.Fatal("a screen shows nothing new")
		}
	}
	return boards, phones
}

// receipts are the addresses on the receipts of all tickets taken.
func (k *tablet) receipts(t testing.TB, base string) (paths []string) {
	t.Helper()
	key := k.made.Verdict(t, posts(t, base)).ReceiptKeyID
	for _, e := range k.events {
		var issued kiosk.TicketIssued
		if err := json.Unmarshal(e.Body, &issued); err != nil {
			t.Fatal(err)
		}
		id, err := hex.DecodeString(issued.ReceiptID)
		if err != nil {
			t.Fatal(err)
		}
		code, err := receipt.Sign(k.made.Receipt, receipt.Receipt{KeyID: key, Site: uint16(k.made.Offer.SiteID), Kind: receipt.KindTicket,
			Device: k.code, Seq: e.Seq, Number: issued.Number, Service: issued.Service, IssuedAt: e.AtWall, ID: [10]byte(id)})
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, "/R/"+code)
	}
	return paths
}

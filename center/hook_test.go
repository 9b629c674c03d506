package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
)

// A center is killed (SIGKILL) while another system has its message in the hands.
// The next center tells it again, by the same id, and nothing behind it is lost.
func TestACenterIsKilledWhileItTellsOnPostgreSQL(t *testing.T) {
	dsn := storetest.DSN(t)
	var mu sync.Mutex
	var ids []string
	heard, dead := make(chan struct{}, 100), make(chan struct{})
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		ids = append(ids, r.Header.Get("webhook-id"))
		first := len(ids) == 1
		mu.Unlock()
		heard <- struct{}{}
		if first {
			<-dead // its answer never arrives
		}
	}))
	defer other.Close()
	const named = "--webhook-allow=127.0.0.1"
	p := runs(t, dsn, named)
	tablet := enrolled(t, dsn, p.base, "2")
	st, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	_, err = hook.New(hook.Config{Store: st, Now: time.Now, Log: slog.Default(), Allow: []string{"127.0.0.1"}}).
		Add(t.Context(), hook.NewHook{Name: "IOC", URL: other.URL, Kinds: hook.Kinds, By: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		tablet.takes()
	}
	if err := tablet.send(p.base); err != nil {
		t.Fatal(err)
	}
	await(t, heard)
	p.kill()
	close(dead)
	storetest.Exec(t, dsn, "UPDATE hooks SET claimed_until = 0") // as half a minute later
	runs(t, dsn, named)
	for range 3 {
		await(t, heard)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(ids) != 4 || ids[0] != ids[1] || ids[1] == ids[2] || ids[2] == ids[3] {
		t.Errorf("heard %q", ids)
	}
}

func await(t *testing.T, heard <-chan struct{}) {
	t.Helper()
	select {
	case <-heard:
	case <-time.After(time.Minute):
		t.Fatal("nothing was told")
	}
}

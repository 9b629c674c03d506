package hook

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// ills are the ways a receiver can be unwell, and what is said of each.
var ills = map[string]http.HandlerFunc{
	troubleBroken:      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
	troubleRefused:     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) },
	troubleUnreachable: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	troubleSlow:        func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	troubleRedirect: func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	},
}

func TestAReceiverIsUnwellAndRecovers(t *testing.T) {
	for trouble, answer := range ills {
		t.Run(trouble, func(t *testing.T) {
			v := settle(t)
			v.client.Timeout = time.Second
			v.receiver.becomes(0, answer)
			v.Take("B", "B")
			v.serve()
			if got := v.told(); len(got) != 1 || got[0] != "called B2-001" {
				t.Errorf("a receiver that is unwell was asked for %q", got)
			}
			if s := v.state(); s.Trouble != trouble || s.Failures != 1 || s.Waiting != 2 {
				t.Errorf("its state is %+v", s)
			}
			v.tells() // it rests
			v.serve()
			v.receiver.becomes(http.StatusOK, nil)
			v.Clock.Pass(time.Minute)
			v.tells("called B2-001", "done B2-001", "called B2-002", "done B2-002")
			if s := v.state(); s.Trouble != "" || s.Failures != 0 || s.Waiting != 0 {
				t.Errorf("afterwards: %+v", s)
			}
		})
	}
}

// A receiver that stays dead costs a request every few minutes however much
// waits. After a day it is shown as failing, after two nothing is left to try, and
// all of it can be sent again.
func TestAReceiverIsDeadForDays(t *testing.T) {
	v := settle(t)
	v.receiver.becomes(http.StatusBadGateway, nil)
	for range 30 {
		v.Take("B")
		v.serve()
	}
	asked := func(d time.Duration) (n int) {
		for end := v.Clock.Now().Add(d); v.Clock.Now().Before(end); v.Clock.Pass(restMost) {
			n += len(v.told())
		}
		return n
	}
	if n := asked(giveUp - 2*restMost); n < 100 || n > int(giveUp/restMost) {
		t.Errorf("it was asked %d times in a day", n)
	}
	if s := v.state(); s.Failing() || s.Waiting != 60 {
		t.Errorf("before a day is over %d wait and %d are given up", s.Waiting, s.Failed)
	}
	if asked(time.Hour); !v.state().Failing() {
		t.Errorf("after a day it is not shown as failing: %+v", v.state())
	}
	asked(giveUp)
	if s := v.state(); s.Waiting != 0 || s.Failed != 60 {
		t.Errorf("after two days %d wait and %d are given up", s.Waiting, s.Failed)
	}
	v.receiver.becomes(http.StatusOK, nil)
	v.Take("B")
	v.Next(3)
	v.Clock.Pass(restMost)
	v.tells("called B2-031") // what happens now is told
	if n, err := v.SendAgain(t.Context(), v.id, "admin"); err != nil || n != 60 {
		t.Errorf("%d are sent again, %v", n, err)
	}
	if got := v.told(); len(got) != 60 || got[0] != "called B2-001" || got[1] != "done B2-001" {
		t.Errorf("told %q", got)
	}
}

func TestWhatWasGivenUpIsForgottenInTheEnd(t *testing.T) {
	v := settle(t)
	v.receiver.becomes(http.StatusBadGateway, nil)
	v.Take("B")
	v.serve()
	for range 50 { // hours
		must(t, v.Deliver(t.Context()))
		v.Clock.Pass(time.Hour)
	}
	if s := v.state(); s.Failed != 2 {
		t.Errorf("%d are given up", s.Failed)
	}
	v.Clock.Pass(keepGiven)
	must(t, v.Deliver(t.Context()))
	if s := v.state(); s.Failed != 0 || s.Waiting != 0 {
		t.Errorf("a week later %d are kept", s.Failed+s.Waiting)
	}
}

// One event a receiver never takes holds up its own ticket, and no other.
func TestAnEventThatIsNeverTakenHoldsUpItsTicketAlone(t *testing.T) {
	v := settle(t)
	poison := v.Take("B", "B")[0]
	v.receiver.becomes(0, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("webhook-id") == poison.ID+".1" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	v.serve()
	v.serve()
	var others []string
	for range 8 {
		for _, told := range v.told() {
			if told != "called B2-001" {
				others = append(others, told)
			}
		}
		v.Clock.Pass(restFirst)
	}
	if want := []string{"called B2-002", "done B2-002"}; !slices.Equal(others, want) {
		t.Errorf("told %q, want %q", others, want)
	}
	for range 26 {
		v.Clock.Pass(time.Hour)
		must(t, v.Deliver(t.Context()))
	}
	if s := v.state(); s.Failed != 1 || s.Waiting != 0 {
		t.Errorf("a day later %d are given up and %d wait", s.Failed, s.Waiting)
	}
}

// The center is killed at each step; the next one tells what was not taken.
func TestTheCenterDiesBetweenCommitAndSend(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.Next(3)
	v.Hooks = v.center(v.Another()) // before it has sent anything
	ctx, kill := context.WithCancel(t.Context())
	v.receiver.becomes(0, func(http.ResponseWriter, *http.Request) { kill() }) // taken, and never noted
	must(t, v.Deliver(ctx))
	first := v.receiver.letters()
	v.receiver.becomes(http.StatusOK, nil)
	v.Hooks = v.center(v.Another())
	must(t, v.Deliver(t.Context()))
	again := v.receiver.letters()
	if len(first) != 1 || len(again) != 1 || first[0].id != again[0].id || string(first[0].body) != string(again[0].body) {
		t.Errorf("told %d times, then %d", len(first), len(again))
	}
}

// A center that was killed leaves its claim; another takes over when it is over.
func TestAClaimOfADeadCenterEnds(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.Next(3)
	storetest.Exec(t, v.DSN, "UPDATE hooks SET claimed_by = 'dead', claimed_until = "+millis(v.Clock.Now().Add(claimFor)))
	v.tells()
	v.Clock.Pass(claimFor)
	v.tells("called B2-001")
}

// A clerk is not slowed: while a receiver has a request in its hands, calls go on.
func TestAReceiverHoldsUpNoClerk(t *testing.T) {
	v := settle(t)
	v.Take("B", "B")
	v.Next(3)
	var once sync.Once
	v.receiver.becomes(0, func(http.ResponseWriter, *http.Request) { once.Do(func() { v.Next(3) }) })
	v.tells("called B2-001", "done B2-001", "called B2-002")
}

func TestTwoCentersTellEachEventOnce(t *testing.T) {
	if ids := twoCenters(t, nil); twice(ids) != 0 || len(ids) != 60 {
		t.Errorf("60 events were told %d times, %d of them twice", len(ids), twice(ids))
	}
}

// The control: claims that are taken away, as if there were none.
func TestControlCentersThatClaimNothing(t *testing.T) {
	ids := twoCenters(t, func(v *town) {
		storetest.Exec(t, v.DSN, "UPDATE hooks SET claimed_until = 0")
	})
	if twice(ids) == 0 {
		t.Error("two centers without claims told nothing twice")
	}
	t.Log("control: claims that are taken away -> caught by TestTwoCentersTellEachEventOnce")
}

func twice(ids []string) (n int) {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			n++
		}
		seen[id] = true
	}
	return n
}

// twoCenters has two centers on one database tell of 30 tickets: while the first
// has a request in flight, the second delivers too.
func twoCenters(t *testing.T, meanwhile func(*town)) (ids []string) {
	t.Helper()
	v := settle(t)
	for range 30 {
		v.Take("B")
		v.serve()
	}
	second := v.center(v.Another())
	var inside atomic.Bool
	v.receiver.becomes(0, func(w http.ResponseWriter, _ *http.Request) {
		if inside.Swap(true) {
			return // the second center's own
		}
		defer inside.Store(false)
		if meanwhile != nil {
			meanwhile(v)
		}
		must(t, second.Deliver(t.Context()))
	})
	must(t, v.Deliver(t.Context()))
	for _, l := range v.receiver.letters() {
		ids = append(ids, l.id)
	}
	return ids
}

func TestARedirectIsNotFollowed(t *testing.T) {
	v := settle(t)
	var led atomic.Bool
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { led.Store(true) }))
	defer inside.Close()
	v.receiver.becomes(0, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inside.URL, http.StatusPermanentRedirect)
	})
	v.Take("B")
	v.Next(3)
	must(t, v.Deliver(t.Context()))
	if led.Load() || v.state().Trouble != troubleRedirect {
		t.Errorf("followed %v, state %+v", led.Load(), v.state())
	}
	v.Clock.Pass(time.Minute)
	v.client.CheckRedirect = nil // the control: a client that follows is led inside
	if must(t, v.Deliver(t.Context())); !led.Load() {
		t.Error("nobody was led anywhere, also when redirects are followed")
	}
}

func TestHooksOfAnotherSiteAreNobodys(t *testing.T) {
	v := settle(t)
	storetest.Exec(t, v.DSN, "UPDATE hooks SET site = 2")
	_, renewed := v.Renew(t.Context(), v.id, "admin")
	_, again := v.SendAgain(t.Context(), v.id, "admin")
	for _, err := range []error{renewed, again, v.Remove(t.Context(), v.id, "admin"), v.Remove(t.Context(), "nobody", "admin")} {
		if !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("a hook of another site: %v", err)
		}
	}
	v.Take("B")
	v.Next(3)
	v.tells()
	if all, err := v.States(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("they are listed: %+v, %v", all, err)
	}
}

func TestAHookIsRemovedWithWhatItWasNotTold(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.Next(3)
	must(t, v.Remove(t.Context(), v.id, "boss"))
	v.tells()
	var noted []string
	must(t, v.Lobby.Store.Read(t.Context(), func(tx *store.Tx) error {
		if waiting, failed, err := tx.Held(t.Context(), v.id); err != nil || waiting+failed != 0 {
			t.Errorf("%d and %d are kept, %v", waiting, failed, err)
		}
		lines, err := tx.AuditAfter(t.Context(), 0, 10)
		for _, e := range lines {
			noted = append(noted, e.Actor+" "+e.Action)
		}
		return err
	}))
	if !slices.Equal(noted, []string{"admin hook.add", "boss hook.remove"}) {
		t.Errorf("the audit log has %q", noted)
	}
}

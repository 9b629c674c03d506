package day

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

func played(t *testing.T, seed uint64, policy string) Report {
	t.Helper()
	r, err := Play(t.Context(), Config{Seed: seed, Visitors: 80, Policy: policy, Database: "sqlite:" + filepath.Join(t.TempDir(), "center.db")})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A seed is always the same day, to the last digit, and another seed is another.
func TestASeedIsAlwaysTheSameDay(t *testing.T) {
	first, again, other := played(t, 7, "ratio"), played(t, 7, "ratio"), played(t, 8, "ratio")
	if !reflect.DeepEqual(first, again) {
		t.Errorf("the same seed gave\n%+v\n%+v", first, again)
	}
	if reflect.DeepEqual(first.All, other.All) {
		t.Error("two seeds gave one day")
	}
	var told strings.Builder
	if err := first.Print(&told); err != nil || !strings.Contains(told.String(), "80 visitors of an invented day") {
		t.Errorf("%v: told %q", err, told.String())
	}
}

// Everybody who came is accounted for, whatever the policy; nobody is overtaken
// within a class, by time nobody at all, by ratio nobody more often than the cap.
func TestADayIsAsFairAsItsPolicy(t *testing.T) {
	for policy, most := range map[string]int{"time": 0, "ratio": 8, "ageing": 8} {
		r := played(t, 3, policy)
		if r.Visitors != 80 || r.All.People == 0 || r.All.People+r.Uncalled+r.Left < r.Visitors {
			t.Errorf("%s: %d came, %d were called, %d not, %d left", policy, r.Visitors, r.All.People, r.Uncalled, r.Left)
		}
		if r.Fairness.Same > 0 || r.Fairness.Most > most {
			t.Errorf("%s: %+v", policy, r.Fairness)
		}
		if r.Told.Told < r.Visitors/2 || r.Told.Kept == 0 {
			t.Errorf("%s: of %d told it came true for %d", policy, r.Told.Told, r.Told.Kept)
		}
	}
}

// What a day does with people in between happens: somebody leaves, misses a call,
// fetches a paper, is sent on. Else the day would prove little.
func TestADayHasItsMishaps(t *testing.T) {
	at := filepath.Join(t.TempDir(), "center.db")
	if _, err := Play(t.Context(), Config{Seed: 1, Visitors: 400, Database: "sqlite:" + at}); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	done := map[string]int{}
	if err := s.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.ActionsSince(t.Context(), 1, Monday)
		for _, a := range all {
			done[a.Act]++
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, act := range []string{store.ActCall, store.ActRecall, store.ActBegin, store.ActDone, store.ActNoShow, store.ActPark, store.ActReturn, store.ActTransfer, store.ActCancel} {
		if done[act] == 0 {
			t.Errorf("nobody did %q: %v", act, done)
		}
	}
}

// The control: a day on which somebody was called before who came earlier.
func TestControlAnUnfairDay(t *testing.T) {
	called := func(came, called int) store.Ticket {
		return store.Ticket{Number: "B1-001", IssuedAt: Monday.Add(time.Duration(came) * time.Minute), FirstCall: Monday.Add(time.Duration(called) * time.Minute)}
	}
	if f := fairness([]store.Ticket{called(0, 10), called(1, 11), called(2, 12)}); f != (Fairness{Gini: 0}) {
		t.Errorf("a fair day: %+v", f)
	}
	var found []string
	if f := fairness([]store.Ticket{called(0, 12), called(1, 10), called(2, 11)}); f.Same == 2 && f.Most == 2 && f.Overtaken == 1 && f.Gini > 0 {
		found = append(found, "two came later and were called first")
	}
	proof.Control(t, "a call out of turn", "TestADayIsAsFairAsItsPolicy", found...)
}

// Half the waits at nothing and half at an hour: a Gini of one half.
func TestGini(t *testing.T) {
	if g := gini([]time.Duration{0, time.Hour, 0, time.Hour}); g != 0.5 {
		t.Errorf("Gini %v", g)
	}
	if g := gini([]time.Duration{0, 0}); g != 0 {
		t.Errorf("Gini of no waits %v", g)
	}
	if w := queue.SumUp([]time.Duration{3 * time.Minute, time.Minute, 2 * time.Minute}); w.Mean != 2*time.Minute || w.P50 != 2*time.Minute || w.Max != 3*time.Minute {
		t.Errorf("sum %+v", w)
	}
	if policy, err := queue.OtherPolicy(kiosk.Policy{}, "best"); err == nil {
		t.Errorf("policy %+v", policy)
	}
}

package telex_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

func TestEverySyllableCanBeTyped(t *testing.T) {
	syllables := everySyllable()
	seen := map[string]bool{}
	for _, s := range syllables {
		seen[s.in(telex.OldStyle)] = true
	}
	r := check(honest, syllables)
	t.Logf("%d syllables, %d ways of typing", len(seen), r.typed)
	if len(seen) < 15000 {
		t.Errorf("the tables give only %d syllables", len(seen))
	}
	r.mustBeRight(t)
}

func TestStopsRefuseFourTones(t *testing.T) {
	checkRefusals(honest).mustBeRight(t)
}

func (r report) mustBeRight(t *testing.T) {
	t.Helper()
	if r.wrong == 0 && r.typed > 0 {
		return
	}
	t.Errorf("%d of %d are wrong", r.wrong, r.typed)
	for _, s := range r.samples {
		t.Log(s)
	}
}

func TestTheTwoStylesAreEachOthersInverse(t *testing.T) {
	differ := 0
	for _, s := range everySyllable() {
		old, other := s.in(telex.OldStyle), s.in(telex.NewStyle)
		if old != other {
			differ++
		}
		for _, text := range []string{old, other, norm.NFD.String(old)} {
			if got := telex.Restyle(text, telex.NewStyle); got != other {
				t.Fatalf("%q in the new style is %q, not %q", text, got, other)
			}
			if got := telex.Restyle(text, telex.OldStyle); got != old {
				t.Fatalf("%q in the old style is %q, not %q", text, got, old)
			}
		}
	}
	if differ == 0 {
		t.Fatal("no syllable differs between the styles")
	}
	t.Logf("%d syllables differ", differ)
}

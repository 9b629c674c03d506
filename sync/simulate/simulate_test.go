package simulate

import (
	"flag"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

var (
	seeds = flag.Int("seeds", 2000, "how many worlds to live through")
	first = flag.Uint64("seed", 1, "the first of them")
)

// Days full of faults, each followed by an evening in which all works again:
// then every promise is held. A rare path that no world took fails the test as
// well, for it was not shown.
func TestAnyDayEndsWell(t *testing.T) {
	sum := Many(t.Context(), Seeds(*first, *seeds), runtime.GOMAXPROCS(0), func(r Report) {
		for _, b := range r.Broken {
			t.Errorf("seed %d: %s", r.Seed, b)
		}
	})
	t.Log(sum)
	if err := sum.Err(); err != nil {
		t.Errorf("%v; sen-simulate -seed N tells the story of one", err)
	}
	for _, path := range sum.Missed() {
		t.Errorf("in %d worlds never: %s", sum.Worlds, path)
	}
}

// Seeds that once found something; the file says what.
func TestDaysThatOnceEndedBadly(t *testing.T) {
	sum := Many(t.Context(), failedOnce(t), runtime.GOMAXPROCS(0), func(r Report) {
		for _, b := range r.Broken {
			t.Errorf("seed %d: %s", r.Seed, b)
		}
	})
	if err := sum.Err(); err != nil || sum.Worlds == 0 {
		t.Errorf("%d worlds: %v", sum.Worlds, err)
	}
}

func failedOnce(t *testing.T) (seeds []uint64) {
	text, err := os.ReadFile("testdata/seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		number, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if number == "" || number == "#" {
			continue
		}
		seed, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			t.Fatalf("%q does not begin with a seed", line)
		}
		seeds = append(seeds, seed)
	}
	return seeds
}

// A seed is worth something only when it always gives the same day, whatever
// else the machine does.
func TestASeedIsAlwaysTheSameDay(t *testing.T) {
	traces := map[uint64]string{}
	twice := append(Seeds(1, 12), Seeds(1, 12)...)
	sum := Many(t.Context(), twice, runtime.GOMAXPROCS(0), func(r Report) {
		if was, again := traces[r.Seed]; again && was != r.Trace {
			t.Errorf("seed %d gave two different days", r.Seed)
		}
		traces[r.Seed] = r.Trace
	})
	if err := sum.Err(); err != nil {
		t.Error(err)
	}
	if traces[1] == traces[2] {
		t.Error("two seeds gave the same day")
	}
}

package simulate

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
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
}

// Control: the run fails when a rare path was never taken, and when a promise
// was broken.
func TestControlRunWithoutARarePathFails(t *testing.T) {
	sum := &Sum{Worlds: enoughWorlds, Reached: map[string]int{}}
	for _, path := range RarePaths {
		sum.Reached[path] = 1
	}
	if err := sum.Err(); err != nil {
		t.Fatal(err)
	}
	sum.Reached[replyLost] = 0
	if sum.Err() == nil {
		t.Error("a path that was never taken went unseen")
	}
	sum.Reached[replyLost], sum.Failed = 1, []uint64{7}
	if sum.Err() == nil {
		t.Error("a broken promise went unseen")
	}
	fmt.Println("control: a rare path that no world takes -> caught by TestAnyDayEndsWell")
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
	list := append(Seeds(1, 12), 37, 394) // the last two once were two days each
	twice := append(slices.Clone(list), list...)
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

// Package simulate lives through days of a center and its kiosks in one
// process: their real programs, on simulated roads, clocks and power lines,
// while all that can fail fails.
//
// It promises that a seed always gives the same days, and that in the evening,
// when everything works again, every promise of sync/README.md is checked
// against what people were shown. It is the only package that joins both ends.
// It does not cut the power under a commit: that SQLite keeps what it committed
// is tried on a real disk elsewhere.
package simulate

import (
	"context"
	"fmt"
	"io"
	"os"
)

// Options change how a world is told of.
type Options struct {
	Story io.Writer // what happens, a line each; nil for no telling
	plant plant     // faults that controls build in
}

// A Report is what became of one world.
type Report struct {
	Seed    uint64
	Broken  []string       // promises that were broken, in words; none in a good world
	Reached map[string]int // how often each rare path was taken
	Events  int            // recorded by kiosks
	Trace   string         // the same for the same seed
}

// Run lives through the world of a seed and judges it. An error means that the
// simulation itself could not go on.
func Run(ctx context.Context, seed uint64, o Options) (r Report, err error) {
	dir, err := os.MkdirTemp(quickFolder(), "sen-simulate-")
	if err != nil {
		return Report{}, fmt.Errorf("make a place for the world: %w", err)
	}
	defer os.RemoveAll(dir)
	w := newWorld(ctx, seed, dir, o)
	defer w.end()
	defer func() {
		if f, failed := recover().(failure); failed {
			err = fmt.Errorf("seed %d: %w", seed, f.error)
		}
	}()
	w.live()
	return w.report(), nil
}

// quickFolder is in memory where there is such a place.
func quickFolder() string {
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err == nil && info.IsDir() {
		return memory
	}
	return ""
}

// A failure ends a world that cannot go on; it is not a broken promise.
type failure struct{ error }

// must goes on only without an error.
func must(err error) {
	if err != nil {
		panic(failure{err})
	}
}

func got[T any](v T, err error) T {
	must(err)
	return v
}

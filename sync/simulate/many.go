package simulate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// A Sum is what many worlds came to.
type Sum struct {
	Worlds  int
	Events  int
	Reached map[string]int
	Failed  []uint64 // seeds that broke a promise
	errs    []error
}

// Seeds are n seeds from first on.
func Seeds(first uint64, n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = first + uint64(i)
	}
	return seeds
}

// Many lives through the worlds of many seeds, some at a time, and hands each
// report to tell, one after the other.
func Many(ctx context.Context, seeds []uint64, atATime int, tell func(Report)) *Sum {
	sum := &Sum{Reached: map[string]int{}}
	next := make(chan uint64)
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range atATime {
		workers.Go(func() {
			for seed := range next {
				r, err := Run(ctx, seed, Options{})
				mu.Lock()
				sum.add(r, err, tell)
				mu.Unlock()
			}
		})
	}
	for _, seed := range seeds {
		if ctx.Err() == nil {
			next <- seed
		}
	}
	close(next)
	workers.Wait()
	return sum
}

func (s *Sum) add(r Report, err error, tell func(Report)) {
	if err != nil {
		s.errs = append(s.errs, err)
		return
	}
	s.Worlds++
	s.Events += r.Events
	for what, n := range r.Reached {
		s.Reached[what] += n
	}
	if len(r.Broken) > 0 {
		s.Failed = append(s.Failed, r.Seed)
	}
	tell(r)
}

// Err tells what is wrong with the worlds themselves, or that a promise was
// broken in one.
func (s *Sum) Err() error {
	err := errors.Join(s.errs...)
	if len(s.Failed) > 0 {
		err = errors.Join(err, fmt.Errorf("promises were broken by seeds %d", s.Failed))
	}
	return err
}

// Missed lists the rare paths no world took.
func (s *Sum) Missed() (missed []string) {
	for _, path := range RarePaths {
		if s.Reached[path] == 0 {
			missed = append(missed, path)
		}
	}
	return missed
}

// String is the sum as a table.
func (s *Sum) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d worlds, %d events\n", s.Worlds, s.Events)
	for _, path := range RarePaths {
		fmt.Fprintf(&b, "%8d  %s\n", s.Reached[path], path)
	}
	return b.String()
}

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

// enoughWorlds is how many worlds take every rare path; fewer may miss one.
const enoughWorlds = 1000

// Err tells what is wrong: with the worlds themselves, that a promise was broken
// in one, or that in many worlds a rare path was never taken.
func (s *Sum) Err() error {
	errs := s.errs
	if len(s.Failed) > 0 {
		errs = append(errs, fmt.Errorf("promises were broken by seeds %d", s.Failed))
	}
	for _, path := range RarePaths {
		if s.Worlds >= enoughWorlds && s.Reached[path] == 0 {
			errs = append(errs, fmt.Errorf("in %d worlds never: %s", s.Worlds, path))
		}
	}
	return errors.Join(errs...)
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

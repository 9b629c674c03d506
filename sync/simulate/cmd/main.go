// Command sen-simulate lives through many simulated days of a center and its
// kiosks and tells which promise was broken in which of them. «sen-simulate day»
// plays the visitors of one day and tells how long they wait under a policy.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"

	"dongthap.vn/sen/sync/simulate"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if len(os.Args) > 1 && os.Args[1] == "day" {
		err = playDay(ctx, os.Args[2:])
	} else {
		err = worlds(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func worlds(ctx context.Context) error {
	first := flag.Uint64("seed", 1, "the first seed")
	seeds := flag.Int("seeds", 1, "how many worlds to live through; one alone tells its story")
	flag.Parse()
	if *seeds == 1 {
		return one(ctx, *first)
	}
	begun := time.Now()
	sum := simulate.Many(ctx, simulate.Seeds(*first, *seeds), runtime.GOMAXPROCS(0), func(r simulate.Report) {
		for _, b := range r.Broken {
			fmt.Printf("seed %d: %s\n", r.Seed, b)
		}
	})
	fmt.Print(sum)
	fmt.Printf("%.1f worlds a second\n", float64(sum.Worlds)/time.Since(begun).Seconds())
	return sum.Err()
}

func one(ctx context.Context, seed uint64) error {
	r, err := simulate.Run(ctx, seed, simulate.Options{Story: os.Stdout})
	if err != nil {
		return err
	}
	fmt.Printf("seed %d: %d events, trace %.16s\n", r.Seed, r.Events, r.Trace)
	if len(r.Broken) > 0 {
		return fmt.Errorf("seed %d broke %d promises: %q", r.Seed, len(r.Broken), r.Broken)
	}
	return nil
}

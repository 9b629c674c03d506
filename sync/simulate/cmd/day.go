package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"dongthap.vn/sen/sync/simulate/day"
)

const mostVisitors = 5000

// playDay plays a day on a database of its own, which is removed.
func playDay(ctx context.Context, args []string) (err error) {
	f := flag.NewFlagSet("day", flag.ExitOnError)
	seed := f.Uint64("seed", 1, "decides who comes, and what comes in between")
	visitors := f.Int("visitors", 600, "how many come")
	policy := f.String("policy", "", "time, ratio, ageing or a file; without it that of the example site")
	f.Parse(args)
	if *visitors < 1 || *visitors > mostVisitors || f.NArg() > 0 {
		return fmt.Errorf("day: want 1 to %d visitors and no other arguments", mostVisitors)
	}
	dir, err := os.MkdirTemp("", "sen-day-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r, err := day.Play(ctx, day.Config{Seed: *seed, Visitors: *visitors, Policy: *policy, Database: "sqlite:" + filepath.Join(dir, "center.db")})
	if err != nil {
		return err
	}
	return r.Print(os.Stdout)
}

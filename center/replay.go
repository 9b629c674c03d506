package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk"
)

// replay prints how long people of a past day would have waited under another
// policy.
func replay(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("replay", flag.ContinueOnError)
	at := placeFlags(f)
	date := f.String("day", "", "the day, 2026-11-23")
	policy := f.String("policy", "", "time, ratio, ageing or a file")
	if err := parseAt(f, at, args, "day", "policy"); err != nil {
		return err
	}
	day, err := kiosk.ParseDate(*date)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	return with(ctx, *at, c, func(h *house) error {
		site, err := h.publisher.Site(ctx)
		if err != nil {
			return err
		}
		if site.Policy, err = queue.OtherPolicy(site.Policy, *policy); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		r, err := h.queue.Replay(ctx, day, site.Policy)
		if err == nil && r.All.Was.People == 0 {
			return fmt.Errorf("replay: nobody was called on %s", day)
		}
		if err == nil {
			tellReplay(c.out, r, site)
		}
		return err
	})
}

func tellReplay(out io.Writer, r queue.Replay, site kiosk.Site) {
	fmt.Fprintf(out, "%s: %d people called at %d counters; waits in minutes\n", r.Day, r.All.Was.People, r.Counters)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tpeople\twas P50\tP80\tmax\truled P50\tP80\tmax\tother P50\tP80\tmax\t")
	row := func(name string, c queue.Comparison) {
		fmt.Fprintf(t, "%s\t%d\t", name, c.Was.People)
		for _, w := range []queue.Waits{c.Was, c.Ruled, c.Other} {
			fmt.Fprintf(t, "%s\t%s\t%s\t", minutes(w.P50), minutes(w.P80), minutes(w.Max))
		}
		fmt.Fprintln(t)
	}
	row("all", r.All)
	for _, c := range r.Services {
		row("service "+c.Group, c)
	}
	for _, c := range r.Classes {
		if c.Group == "" {
			c.Group = "none"
		}
		row("class "+plainText(c.Group), c)
	}
	t.Flush()
	fmt.Fprintf(out, "was: as it happened. ruled: worked out under the policy in force. other: worked out with order %q; compare it with ruled\n", site.Policy.Order)
	if r.Uncalled > 0 {
		fmt.Fprintf(out, "%d would not have been called before the counters closed, and are not counted\n", r.Uncalled)
	}
}

func minutes(d time.Duration) string { return fmt.Sprintf("%.1f", d.Minutes()) }

package main

import (
	"context"
	"flag"
	"fmt"

	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
)

// verify proves the whole store: the audit log, every event's hash, and that
// lines and lists are what the log makes of them. It changes nothing.
func verify(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("verify", flag.ContinueOnError)
	at := placeFlags(f)
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	return with(ctx, *at, c, func(h *house) error {
		head, err := h.staff.VerifyAudit(ctx, staff.Head{})
		if err != nil {
			return err
		}
		proof, err := ingest.Prove(ctx, h.store)
		if err != nil {
			return err
		}
		differ, rows, err := ingest.Compare(ctx, h.store)
		if err != nil {
			return err
		}
		flaws := append(proof.Flaws, differ...)
		for _, flaw := range flaws {
			fmt.Fprintln(c.out, flaw)
		}
		fmt.Fprintf(c.out, "audit log: head %s\nevents: %d in %d epochs\nprojections: %d rows, computed again and compared\n", head, proof.Events, proof.Epochs, rows)
		if len(flaws) > 0 {
			return fmt.Errorf("verify: %d flaws", len(flaws))
		}
		_, err = fmt.Fprintln(c.out, "all is sound")
		return err
	})
}

// quarantineList prints what is in quarantine, without what it says.
func quarantineList(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("quarantine list", flag.ContinueOnError)
	at := placeFlags(f)
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	return with(ctx, *at, c, func(h *house) error {
		fmt.Fprintf(c.out, "%-6s %-16s %8s  %-24s %-28s %s\n", "kiosk", "epoch", "event", "kind", "reason", "since")
		return ingest.Quarantine(ctx, h.store, func(q store.Quarantined, kind string) error {
			_, err := fmt.Fprintf(c.out, "%-6s %-16s %8d  %-24q %-28s %s\n", q.Device, q.Epoch, q.Seq, kind, q.Reason, q.At.Format("2006-01-02 15:04 MST"))
			return err
		})
	})
}

// quarantineRetry tries what is in quarantine again, as each start does.
func quarantineRetry(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("quarantine retry", flag.ContinueOnError)
	at := placeFlags(f)
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	return with(ctx, *at, c, func(h *house) error {
		sum, err := ingest.Retry(ctx, h.store, h.now())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%d of %d events are understood now\n", sum.Released, sum.Tried)
		return err
	})
}

// retry lets events that an older build did not understand take effect, once
// after each start.
func (h *house) retry(ctx context.Context) error {
	sum, err := ingest.Retry(ctx, h.store, h.now())
	switch {
	case err != nil && ctx.Err() == nil:
		h.log.Error("the quarantine was not tried again", "err", err) // the next start does
	case sum.Released > 0:
		h.log.Info("events that were in quarantine are understood now", "released", sum.Released, "tried", sum.Tried)
	}
	return nil
}

package main

import (
	"context"
	"flag"
	"fmt"

	"dongthap.vn/sen/center/staff"
)

// verifyAudit prints the head of the audit log when the log is whole. An
// auditor who keeps heads on paper can hold the log to them.
func verifyAudit(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("audit verify", flag.ContinueOnError)
	at := placeFlags(f)
	noted := f.String("head", "", "a head noted earlier, N:HASH")
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	var since staff.Head
	if *noted != "" {
		var err error
		if since, err = staff.ParseHead(*noted); err != nil {
			return fmt.Errorf("audit verify: --head: %w", err)
		}
	}
	return with(ctx, *at, c, func(h *house) error {
		head, err := h.staff.VerifyAudit(ctx, since)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.out, head)
		return err
	})
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/sync/wire"
)

// importEvents takes in what a kiosk recorded and somebody carried here. It may run
// beside the center, and any number of times.
func importEvents(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("import", flag.ContinueOnError)
	at := placeFlags(f)
	name := f.String("file", "", "what sen-kiosk export wrote")
	if err := parseAt(f, at, args, "file"); err != nil {
		return err
	}
	file, err := os.Open(*name)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer file.Close()
	return withKeys(ctx, *at, c, func(h *house) error {
		sum, err := h.gate.Import(ctx, file, commandLine)
		tellImport(c, sum)
		if errors.Is(err, wire.ErrCutOff) {
			return fmt.Errorf("%w: what came before is kept; copy the file again and import it once more", err)
		}
		return err
	})
}

func tellImport(c console, sum ingest.Imported) {
	if sum.Events == 0 {
		return
	}
	fmt.Fprintf(c.out, "kiosk %s: %d events, %d of them new here", sum.Device, sum.Events, sum.New)
	if sum.Quarantined > 0 {
		fmt.Fprintf(c.out, ", %d in quarantine", sum.Quarantined)
	}
	fmt.Fprintln(c.out)
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dongthap.vn/sen/center/publish"
)

// importCatalogue publishes the procedures of a file and prints, line by line,
// what it changes or what is wrong with it.
func importCatalogue(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("catalogue import", flag.ContinueOnError)
	at := placeFlags(f)
	name := f.String("file", "", "the catalogue, .json or .csv")
	try := f.Bool("try", false, "tell only what would change")
	if err := parseAt(f, at, args, "file"); err != nil {
		return err
	}
	in := publish.Import{Name: filepath.Base(*name), By: commandLine, Try: *try}
	switch strings.ToLower(filepath.Ext(*name)) {
	case ".json":
	case ".csv":
		in.Table = true
	default:
		return fmt.Errorf("catalogue import: %q is neither .json nor .csv", in.Name)
	}
	var err error
	if in.Body, err = readBounded(*name, publish.MostImported); err != nil {
		return fmt.Errorf("catalogue import: %w", err)
	}
	return with(ctx, *at, c, func(h *house) error {
		report, err := h.publisher.Import(ctx, in)
		if err == nil || errors.Is(err, publish.ErrFaulty) {
			tell(c.out, report, *try)
		}
		if errors.Is(err, publish.ErrFaulty) {
			return fmt.Errorf("%s: %d faults; nothing was published", in.Name, len(report.Faults))
		}
		return err
	})
}

// readBounded reads a file, and one byte more than is looked at when it is longer:
// whatever it is, it takes no more memory.
func readBounded(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// tell prints a report. What is quoted from the file is escaped: a terminal obeys
// nothing that stands in it.
func tell(out io.Writer, r publish.Report, try bool) {
	for _, f := range r.Faults {
		fmt.Fprintf(out, "line %d: %s\n", f.Line, plainText(f.Err.Error()))
	}
	if len(r.Faults) > 0 {
		return
	}
	for _, c := range r.Changes {
		where := fmt.Sprintf("line %d: ", c.Line)
		if c.Line == 0 {
			where = "not in the file: "
		}
		fmt.Fprintf(out, "%s%s %s\n", where, c.Code, strings.Join(c.What, ", "))
	}
	fmt.Fprintf(out, "%d changed, %d as they were\n", len(r.Changes), r.Same)
	switch {
	case r.Version > 0:
		fmt.Fprintf(out, "published as version %d; kiosks take it with their next heartbeat\n", r.Version)
	case try:
		fmt.Fprintln(out, "nothing was published: this was a try")
	default:
		fmt.Fprintln(out, "nothing was published: there is nothing new")
	}
}

// plainText escapes what is not to be printed.
func plainText(text string) string {
	quoted := fmt.Sprintf("%q", text)
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(quoted[1 : len(quoted)-1])
}

package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// ErrFaulty tells that an imported catalogue has faults, and nothing was published.
var ErrFaulty = errors.New("the catalogue has faults")

// mostFaults is how many faults a report tells.
const mostFaults = 200

// MostImported is how many bytes of a catalogue are looked at.
const MostImported = wire.MaxDocument

// A Fault is something wrong in an imported file.
type Fault = kiosk.CatalogueFault

// A Change is what an import does to one procedure: "new", "gone", or the fields
// it changes.
type Change struct {
	Line int // in the file; 0 for one that is gone
	Code string
	What []string
}

// A Report is what an import came to, or would come to.
type Report struct {
	Faults  []Fault
	Changes []Change
	Same    int   // procedures that stay as they are
	Version int64 // of the document; 0 when nothing was published
}

// An Import is a catalogue somebody brings: a catalogue as JSON, which replaces
// the one in use, or a table as CSV, which adds to it.
type Import struct {
	Body  []byte
	Table bool
	Name  string // of the file, told as the source of what it adds
	By    string // the account that brings it
	Try   bool   // tell only what would change
}

// Import checks a catalogue line by line and publishes it as the next version
// when it is without a fault and changes something. It returns ErrFaulty.
func (p *Publisher) Import(ctx context.Context, in Import) (Report, error) {
	var report Report
	err := p.store.Write(ctx, func(t *store.Tx) error {
		held, err := heldCatalogue(ctx, t)
		if err != nil {
			return err
		}
		next, lines, faults := in.read(held, p.today())
		if report = compare(held, next, lines); len(faults) > 0 {
			report = Report{Faults: faults}
			return ErrFaulty
		}
		if in.Try || len(report.Changes) == 0 {
			return nil
		}
		report.Version, err = p.putCatalogue(ctx, t, next, in, report)
		return err
	})
	if err != nil {
		report.Version = 0
		return report, fmt.Errorf("import catalogue: %w", err)
	}
	return report, nil
}

func (p *Publisher) today() kiosk.Date { return kiosk.DateOf(p.now().In(kiosk.VietnamTime)) }

func heldCatalogue(ctx context.Context, t *store.Tx) (kiosk.Catalogue, error) {
	d, err := t.Document(ctx, kiosk.DocCatalogue)
	if err != nil {
		return kiosk.Catalogue{}, err
	}
	return kiosk.ParseCatalogue(d.Body)
}

// read gives the catalogue as it would be, and the lines its procedures stand in.
func (in Import) read(held kiosk.Catalogue, today kiosk.Date) (next kiosk.Catalogue, lines map[string]int, faults []Fault) {
	if in.Table {
		return readTable(in, held, today)
	}
	next, faults = kiosk.ReadCatalogue(in.Body, mostFaults)
	if len(faults) == 0 {
		faults = twice(in.Body)
	}
	if len(faults) == 0 && next.Version <= held.Version {
		faults = []Fault{{Line: 1, Err: fmt.Errorf("version: %d is not above %d, the one in use", next.Version, held.Version)}}
	}
	return next, linesOf(in.Body, next), faults
}

// putCatalogue publishes what was read; the log tells how much changed.
func (p *Publisher) putCatalogue(ctx context.Context, t *store.Tx, c kiosk.Catalogue, in Import, r Report) (int64, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return 0, err
	}
	if err := check(kiosk.DocCatalogue, body); err != nil {
		return 0, err
	}
	version, err := p.put(ctx, t, kiosk.DocCatalogue, body, in.By)
	if err != nil {
		return 0, err
	}
	subject := fmt.Sprintf("%s %d: %d changed, %d as they were", kiosk.DocCatalogue, version, len(r.Changes), r.Same)
	return version, t.Audit(ctx, store.Entry{At: p.now(), Actor: in.By, Action: "catalogue.import", Subject: subject})
}

// compare tells what a catalogue changes, in the order of the file.
func compare(held, next kiosk.Catalogue, lines map[string]int) (r Report) {
	before := map[string]kiosk.Procedure{}
	for _, p := range held.Procedures {
		before[p.Code] = p
	}
	for _, p := range next.Procedures {
		old, known := before[p.Code]
		delete(before, p.Code)
		what := []string{"new"}
		if known {
			what = fieldsChanged(old, p)
		}
		if len(what) == 0 {
			r.Same++
			continue
		}
		r.Changes = append(r.Changes, Change{Line: lines[p.Code], Code: p.Code, What: what})
	}
	for code := range before {
		r.Changes = append(r.Changes, Change{Code: code, What: []string{"gone"}})
	}
	slices.SortStableFunc(r.Changes, func(a, b Change) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.Code, b.Code)
	})
	return r
}

// fieldsChanged names the fields of a procedure that differ, as they are written.
func fieldsChanged(a, b kiosk.Procedure) (names []string) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		one, err := json.Marshal(x.Field(i).Interface())
		other, err2 := json.Marshal(y.Field(i).Interface())
		if err != nil || err2 != nil || string(one) != string(other) {
			name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

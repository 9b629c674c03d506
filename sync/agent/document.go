package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// documents fetches what the center publishes. Every acknowledgement and every
// hint says which versions there are; when none has said so lately, each
// document is asked for by its ETag.
type documents struct {
	desk     Desk
	road     *road
	time     Time
	log      *slog.Logger
	versions *versions
	refused  map[string]*refused // by name
	logged   string              // the trouble last logged
}

// A document that was refused is asked for less and less often: each time costs
// the same.
type refused struct {
	wait ceiling
	next time.Time
}

func newDocuments(c Config, r *road) *documents {
	return &documents{desk: c.Desk, road: r, time: c.Time, log: c.Log, versions: newVersions(c.Time), refused: map[string]*refused{}}
}

// run looks for newer documents every pollMin to pollMax, and at once when one
// is told of, until ctx ends.
func (d *documents) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := d.round(ctx)
		d.note(err)
		pause := fetchSpacing
		if r, ok := errors.AsType[*refusal](err); ok && r.after > 0 {
			pause = spread(d.time, r.after)
		}
		d.time.Rest(ctx, pause, nil, nil)
		d.time.Rest(ctx, between(d.time, pollMin, pollMax), d.versions.news, nil)
	}
}

// round fetches every document that is due and returns the last trouble. Being
// asked to come later ends it.
func (d *documents) round(ctx context.Context) error {
	var trouble error
	for _, name := range kiosk.DocumentNames {
		err := d.renew(ctx, name)
		if err != nil {
			trouble = fmt.Errorf("document %s: %w", name, err)
		}
		if r, ok := errors.AsType[*refusal](err); ok && r.after > 0 {
			return trouble
		}
	}
	return trouble
}

// renew fetches a document when it is due.
func (d *documents) renew(ctx context.Context, name string) error {
	held := d.look(name)
	if r := d.refused[name]; r != nil && d.time.Now().Before(r.next) || !d.versions.due(name) {
		return nil
	}
	envelope, err := d.fetch(ctx, name, held)
	if errors.Is(err, errLong) {
		d.putOff(name)
	}
	if err != nil || envelope == nil {
		return err
	}
	return d.apply(ctx, name, envelope)
}

// look asks the desk which version it uses.
func (d *documents) look(name string) int64 {
	version := d.desk.Versions()[name]
	d.versions.hold(name, version)
	return version
}

// fetch asks for a document, and returns nil when there is no other than the
// one held.
func (d *documents) fetch(ctx context.Context, name string, held int64) (envelope []byte, err error) {
	req, err := d.road.request(ctx, http.MethodGet, "/v1/doc/"+name, nil)
	if err != nil {
		return nil, err
	}
	if held > 0 {
		req.Header.Set("If-None-Match", `"`+strconv.FormatInt(held, 10)+`"`)
	}
	a, err := d.road.ask(req, wire.MaxDocument)
	switch {
	case err != nil:
		return nil, err
	case a.status == http.StatusNotModified || a.status == http.StatusNotFound:
		return nil, nil
	case a.status != http.StatusOK:
		return nil, refusedBy(a)
	case !a.isJSON():
		return nil, errStranger
	}
	return a.body, nil
}

// apply hands a document to the desk.
func (d *documents) apply(ctx context.Context, name string, envelope []byte) error {
	if err := d.desk.Apply(ctx, name, envelope); err != nil {
		d.putOff(name)
		return fmt.Errorf("the last good one is kept: %w", err)
	}
	delete(d.refused, name)
	d.look(name)
	return nil
}

func (d *documents) putOff(name string) {
	r := d.refused[name]
	if r == nil {
		r = &refused{wait: ceiling{first: pollMin, most: slowMin}}
		d.refused[name] = r
	}
	wait := r.wait.next()
	r.next = d.time.Now().Add(between(d.time, wait/2, wait*3/2))
}

// note logs trouble once, when it begins or changes.
func (d *documents) note(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && text != d.logged {
		d.log.Warn("road: documents", "error", err)
	}
	d.logged = text
}

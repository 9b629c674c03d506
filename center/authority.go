package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"dongthap.vn/sen/center/authority"
	"dongthap.vn/sen/center/store"
)

// vouch opens the authority that vouches for the centers of this site; the first
// start that needs one makes it. It fails when the data was used with a file
// that is not there.
func (h *house) vouch(ctx context.Context) error {
	return h.store.Write(ctx, func(t *store.Tx) error {
		known, err := t.Authority(ctx)
		if err != nil {
			return err
		}
		if h.authority, err = authority.Open(h.place.keys, known, h.now()); err != nil {
			return explainAuthority(err, h.place)
		}
		last, err := t.LastAudit(ctx)
		if err != nil {
			return err
		}
		h.noted = last.At
		if known != "" {
			return nil
		}
		before, err := t.Devices(ctx)
		if err != nil {
			return err
		}
		if len(before) > 0 {
			h.log.Warn("kiosks enrolled before this authority do not know it: enrol them anew at the https address, or start with --plain as before", "kiosks", len(before))
		}
		return noteAuthority(ctx, t, h.authority, h.now(), "start")
	})
}

func noteAuthority(ctx context.Context, t *store.Tx, a *authority.Authority, now time.Time, by string) error {
	if err := t.SetAuthority(ctx, a.Fingerprint()); err != nil {
		return err
	}
	return t.Audit(ctx, store.Entry{At: now, Actor: by, Action: "authority.use", Subject: "authority:" + a.Fingerprint()})
}

// explainAuthority says what a person is to do.
func explainAuthority(err error, p place) error {
	switch {
	case errors.Is(err, authority.ErrMissing):
		return fmt.Errorf("%w: kiosks trust this site's centers by it; put the copy you keep, or another center's, into %s. If it is lost: sen-center authority new %s; every kiosk then has to be enrolled anew", err, p.keys, p.withKeys())
	case errors.Is(err, authority.ErrOther):
		return fmt.Errorf("%w: put this site's own %s into %s; its kiosks trust no other", err, authority.FileName, p.keys)
	}
	return err
}

// withKeys names the place and its key folder to a command.
func (p place) withKeys() string {
	if p.dir != "" && p.keys == filepath.Join(p.dir, "keys") {
		return p.String()
	}
	return p.String() + " --keys " + p.keys
}

// showAuthority prints what vouches for the site's centers.
func showAuthority(_ context.Context, args []string, c console) error {
	f := flag.NewFlagSet("authority", flag.ContinueOnError)
	at := placeFlags(f)
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	if err := at.needsKeys("authority"); err != nil {
		return err
	}
	a, err := authority.Load(at.keys)
	if errors.Is(err, authority.ErrMissing) {
		return fmt.Errorf("authority: %w; the first sen-center serve that needs one makes it", err)
	}
	if err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	return printAuthority(c, a)
}

func printAuthority(c console, a *authority.Authority) error {
	_, err := fmt.Fprintf(c.out, "%s\n  SHA-256  %s\n  until    %s\n  file     %s\n", a.Name(), authority.Colons(a.Fingerprint()), a.Expires().Format(time.DateOnly), a.Path())
	return err
}

// newAuthority begins again for a site that has lost its file.
func newAuthority(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("authority new", flag.ContinueOnError)
	at := placeFlags(f)
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	if err := at.needsKeys("authority new"); err != nil {
		return err
	}
	if err := at.exists(); err != nil {
		return err
	}
	a, err := authority.Create(at.keys, time.Now())
	if err != nil {
		return fmt.Errorf("authority new: %w; move it away first if it is to be replaced", err)
	}
	err = with(ctx, *at, c, func(h *house) error {
		return h.store.Write(ctx, func(t *store.Tx) error { return noteAuthority(ctx, t, a, h.now(), commandLine) })
	})
	if err != nil {
		return err
	}
	return printAuthority(c, a)
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk/disk"
)

// A place is where a center keeps its data: a folder of its own, or a
// PostgreSQL database that several center processes may share. The keys to
// personal data lie in a folder beside: a database and its backups hold none.
type place struct{ dir, db, keys string }

func placeFlags(f *flag.FlagSet) *place {
	var p place
	f.StringVar(&p.dir, "data", "", "folder the center keeps its data in")
	f.StringVar(&p.db, "db", "", "PostgreSQL database the center keeps its data in")
	f.StringVar(&p.keys, "keys", "", "folder of the key file; DIR/keys when not given")
	return &p
}

// parseAt reads a command's flags, one of which says where the data is.
func parseAt(f *flag.FlagSet, p *place, args []string, need ...string) error {
	if err := parse(f, args, need...); err != nil {
		return err
	}
	switch {
	case p.dir == "" && p.db == "":
		return fmt.Errorf("%s: --data is missing, or --db; sen-center help tells more", f.Name())
	case p.dir != "" && p.db != "":
		return fmt.Errorf("%s: give --data or --db, not both", f.Name())
	case p.keys == "" && p.dir != "":
		p.keys = filepath.Join(p.dir, "keys")
	}
	return nil
}

// needsKeys refuses a place without a key folder, for commands that open
// personal data.
func (p place) needsKeys(command string) error {
	if p.keys == "" {
		return fmt.Errorf("%s: --keys is missing: the folder of the key file, which no database holds; sen-center help tells more", command)
	}
	return nil
}

func (p place) dsn() string {
	if p.db != "" {
		return p.db
	}
	return "sqlite:" + filepath.Join(p.dir, "center.db")
}

// make makes the folder.
func (p place) make() error {
	if p.dir == "" {
		return nil
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return nil
}

// claim makes sure that no other center serves the data of a folder, until it is
// released. A PostgreSQL database may be shared.
func (p place) claim() (release func() error, err error) {
	if p.dir == "" {
		return func() error { return nil }, nil
	}
	lock, err := disk.Take(filepath.Join(p.dir, "serve.lock"))
	if errors.Is(err, disk.ErrTaken) {
		return nil, fmt.Errorf("another center runs already with the data in %s: %w", p.dir, err)
	} else if err != nil {
		return nil, err
	}
	return lock.Release, nil
}

// exists refuses a folder no center was started in.
func (p place) exists() error {
	if p.dir == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(p.dir, "center.db")); err != nil {
		return fmt.Errorf("no center has been started in %s: sen-center serve --data %s", p.dir, p.dir)
	}
	return nil
}

// String is the flag to find the place again, without a password.
func (p place) String() string {
	if p.db == "" {
		return "--data " + p.dir
	}
	u, err := url.Parse(p.db)
	if err != nil {
		return "--db URL"
	}
	query := u.Query()
	query.Del("password")
	u.RawQuery = query.Encode()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	return "--db " + u.String()
}

// migrate moves a site's data into PostgreSQL and prints what was compared.
func migrate(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("migrate", flag.ContinueOnError)
	from := f.String("from", "", "the center.db to move")
	to := f.String("to", "", "the empty PostgreSQL database to move it to")
	keys := f.String("keys", "", "folder of the key file; DIR/keys when not given")
	if err := parse(f, args, "from", "to"); err != nil {
		return err
	}
	if *keys == "" {
		*keys = filepath.Join(filepath.Dir(*from), "keys")
	}
	moved, err := store.MoveTo(ctx, *from, *to, func(ctx context.Context, s *store.Store) error {
		_, err := publish.OpenVault(ctx, s, *keys, time.Now) // no key travels bare, and none is lost on the way
		return err
	})
	if errors.Is(err, store.ErrNotEmpty) {
		return fmt.Errorf("migrate: %w; nothing was changed", err)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	var rows int64
	fmt.Fprintf(c.out, "%-16s %12s  %s\n", "table", "rows", "digest, the same in both")
	for _, t := range moved.Tables {
		rows += t.Rows
		fmt.Fprintf(c.out, "%-16s %12d  %x\n", t.Table, t.Rows, t.Digest[:8])
	}
	fmt.Fprintf(c.out, "events: %d in %d epochs, %d breaks, root %x\n", moved.Events.Links, moved.Events.Epochs, moved.Events.Broken, moved.Events.Head[:8])
	fmt.Fprintf(c.out, "audit log: %d lines, %d breaks, head %x\n", moved.Audit.Links, moved.Audit.Broken, moved.Audit.Head[:8])
	_, err = fmt.Fprintf(c.out, "moved %d rows in %.1f s\nThe old database is marked as moved and refuses to start. Go on with: sen-center serve %s --keys %s\nThe key file %s moves with no database: give each center of the site a copy of it.\n",
		rows, moved.Took.Seconds(), place{db: *to}, *keys, filepath.Join(*keys, vault.Name))
	return err
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/agent"
)

// export writes what this kiosk recorded into a file that sen-center import takes
// in: for a kiosk whose line will not come back, or whose disk is all that is left.
// The kiosk must not run. The file is whole or not there.
func export(ctx context.Context, f *flags, out io.Writer) error {
	if len(f.words) != 1 {
		return errors.New("export needs the name of a file that is not there yet: sen-kiosk export /media/usb/kiosk-2.sen")
	}
	name := f.words[0]
	c, err := config.Load(f.config)
	if err != nil {
		return err
	}
	id, err := identity.Load(identityPath(c))
	if err != nil {
		return fmt.Errorf("export: this kiosk is not registered, so no center would believe it: %w", err)
	}
	if err := config.Agree(f.config, id.Device); err != nil {
		return err
	}
	s, err := openStore(ctx, c, id)
	if errors.Is(err, disk.ErrTaken) {
		return fmt.Errorf("export: the kiosk is running; end it first, for example: systemctl stop sen-kiosk: %w", err)
	} else if err != nil {
		return err
	}
	done, err := exportTo(ctx, name, s, id)
	if err = errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s holds %d events of kiosk %s; the center has not acknowledged %d of them.\nNow on the center: sen-center import --data DIR --file %s\n",
		name, done.Events, id.Device, done.Pending, filepath.Base(name))
	return err
}

func openStore(ctx context.Context, c config.Config, id identity.Identity) (*store.Store, error) {
	boot, err := store.ThisBoot()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{Path: filepath.Join(c.Kiosk.Data, "kiosk.db"), Device: id.Device, Now: time.Now, Boot: boot})
}

// exportTo writes beside the file first, so that a stick that is pulled out leaves
// no half of one under its name.
func exportTo(ctx context.Context, name string, s *store.Store, id identity.Identity) (done agent.Exported, err error) {
	if _, err := os.Lstat(name); err == nil {
		return done, fmt.Errorf("%s is there already; it is not overwritten", name)
	}
	part, err := os.OpenFile(name+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return done, err
	}
	defer os.Remove(part.Name())
	w := bufio.NewWriter(part)
	done, err = agent.Export(ctx, s, id, version, time.Now(), w)
	if err = errors.Join(err, w.Flush(), part.Sync(), part.Close()); err != nil {
		return done, err
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return done, err
	}
	return done, disk.SyncFolder(filepath.Dir(name))
}

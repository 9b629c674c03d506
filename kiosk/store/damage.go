package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dongthap.vn/sen/kiosk"
)

// afterLoss is added to a day's numbers each time a file is lost: more than a
// kiosk gives in a day, so that no number of the lost file is given again.
const afterLoss = 1000

// replace moves a damaged file aside and opens a new one in its place, with the
// documents and the events that can still be read.
func replace(ctx context.Context, o Options, cause error) (*Store, error) {
	day := kiosk.DateOf(o.Now().In(kiosk.VietnamTime))
	aside, losses, err := moveAside(o.Path, day)
	if err != nil {
		return nil, errors.Join(cause, err)
	}
	s, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	s.birth = Birth{New: true, Cause: cause, MovedTo: aside, Salvaged: s.salvage(ctx, aside)}
	if err := s.skipNumbers(ctx, losses*afterLoss); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// skipNumbers makes all numbers of today, and of the day the salvaged tickets
// count in, go on above n.
func (s *Store) skipNumbers(ctx context.Context, n int) error {
	return s.change(ctx, "skip numbers", func(tx *sql.Tx) error {
		if _, err := tx.Exec("UPDATE counters SET n = max(n, ?1)", n); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO counters (day, service, n) SELECT max(?1, coalesce(max(day), '')), '', ?2 FROM counters", s.today().String(), n)
		return err
	})
}

// moveAside renames the file and its log. It returns the new name and how many
// files were moved aside on that day.
func moveAside(path string, day kiosk.Date) (aside string, losses int, err error) {
	for losses = 1; ; losses++ {
		aside = fmt.Sprintf("%s.bad-%s-%d", path, day, losses)
		if !exists(aside) && !exists(aside+"-wal") {
			break
		}
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", 0, fmt.Errorf("move aside %s: %w", filepath.Base(path+suffix), err)
		}
	}
	return aside, losses, nil
}

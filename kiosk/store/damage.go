package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dongthap.vn/sen/kiosk"
)

// afterLoss is added to a day's numbers each time a file is lost: more than a
// kiosk gives in a day, so that no number of the lost file is given again.
const afterLoss = 1000

// mostLosses keeps numbers within five digits.
const mostLosses = 98

// errInterrupted is the cause of a birth that was begun before.
var errInterrupted = errors.New("the replacement of a damaged file was interrupted")

// wreckOf is where a damaged file lies until everything it holds is carried
// over; only then it gets its last name.
func wreckOf(path string) string { return path + ".wreck" }

// replace moves a damaged file aside and opens a new one in its place, with the
// documents and the events that can still be read. When the disk is full the
// wreck stays: a later try still finds its events.
func replace(ctx context.Context, o Options, cause error) (*Store, error) {
	if err := move(o.Path, wreckOf(o.Path), "", "-wal", "-shm"); err != nil {
		return nil, errors.Join(cause, err)
	}
	return succeed(ctx, o, cause)
}

// succeed opens the new file beside the wreck. The power may go after any step:
// the wreck is still there then, the next start comes here again, and nothing
// is carried over twice. Before the end no number is given.
func succeed(ctx context.Context, o Options, cause error) (*Store, error) {
	day := kiosk.DateOf(o.Now().In(kiosk.VietnamTime))
	s, err := openBeside(ctx, o, day)
	if err != nil {
		return nil, errors.Join(cause, err)
	}
	aside := asideOf(o.Path, day)
	s.birth = Birth{New: true, Cause: cause, MovedTo: aside}
	if s.birth.Salvaged, err = s.salvage(ctx, wreckOf(o.Path)); err == nil {
		err = s.skipNumbers(ctx, min(lost(o.Path)+1, mostLosses)*afterLoss)
	}
	if err == nil {
		err = move(wreckOf(o.Path), aside, "-shm", "-wal", "")
	}
	if err != nil {
		return nil, errors.Join(cause, err, s.Close())
	}
	return s, nil
}

// openBeside opens the new file. One that was left half made held nothing that
// is not in the wreck.
func openBeside(ctx context.Context, o Options, day kiosk.Date) (*Store, error) {
	if !exists(o.Path) { // a log that had not yet followed its file
		if err := move(o.Path, wreckOf(o.Path), "-wal", "-shm"); err != nil {
			return nil, err
		}
	}
	s, err := open(ctx, o)
	if !errors.Is(err, errDamaged) {
		return s, err
	}
	aside := asideOf(o.Path, day)
	if err := move(o.Path, aside, "", "-wal", "-shm"); err != nil {
		return nil, err
	}
	return open(ctx, o)
}

// skipNumbers makes all numbers of today, and of the day the salvaged tickets
// count in, go on above n.
func (s *Store) skipNumbers(ctx context.Context, n int) error {
	return s.change(ctx, "skip numbers", func(tx transaction) error {
		_, err := tx.Exec("INSERT INTO counters (day, service, n) SELECT max(?1, coalesce(max(day), '')), '', ?2 FROM counters WHERE true "+
			"ON CONFLICT (day, service) DO UPDATE SET n = max(n, excluded.n)", s.today().String(), n)
		return err
	})
}

// asideOf is the next free name for a file lost on that day.
func asideOf(path string, day kiosk.Date) (aside string) {
	for n := 1; ; n++ {
		aside = asidePrefix(path) + fmt.Sprintf("%s-%d", day, n)
		if !exists(aside) && !exists(aside+"-wal") {
			return aside
		}
	}
}

func asidePrefix(path string) string { return path + ".bad-" }

// lost counts the files that lie aside, of whatever day: where the clock is wrong,
// the day in their names is none in which numbers are counted.
func lost(path string) int {
	entries, _ := os.ReadDir(filepath.Dir(path)) // what cannot be read is not counted
	files := map[string]bool{}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(asidePrefix(path))) {
			files[strings.TrimSuffix(strings.TrimSuffix(e.Name(), "-wal"), "-shm")] = true
		}
	}
	return len(files)
}

// move renames those files of a database that are there, in the order given.
func move(from, to string, suffixes ...string) error {
	for _, suffix := range suffixes {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("move aside %s: %w", filepath.Base(from+suffix), err)
		}
	}
	return nil
}

// remove removes a file that was never born.
func remove(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove a file not born: %w", err)
		}
	}
	return nil
}

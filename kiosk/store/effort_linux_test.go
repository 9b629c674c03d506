package store

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A damaged file costs work that grows with the file and no faster: what is
// read and written to be in service again is bounded, whatever the machine's
// speed. A file of 30 days has some 20 MB; 8 times that is a moment on any disk.
func TestADamagedFileCostsBoundedWork(t *testing.T) {
	const most = 8 // times the size of the file
	for _, tickets := range []int{200, 800} {
		f := newFixture(t)
		for range tickets {
			f.take("B")
		}
		if _, err := f.write.Exec("UPDATE events SET kind = 'forged' WHERE seq = 7"); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(f.opts.Path)
		if err != nil {
			t.Fatal(err)
		}
		before := transferred(t)
		f.open()
		work := transferred(t) - before
		if f.Born().Salvaged != tickets-1 {
			t.Fatalf("%d of %d events carried over", f.Born().Salvaged, tickets)
		}
		t.Logf("%d tickets, a file of %d bytes: %.1f times that read and written", tickets, info.Size(), float64(work)/float64(info.Size()))
		if work > most*info.Size()+2*ballastSize {
			t.Errorf("%d tickets: %d bytes were moved for a file of %d", tickets, work, info.Size())
		}
		// The control: a salvage that begins again after every tenth event.
		before = transferred(t)
		for range tickets / 10 {
			if _, err := f.Outbox(context.Background(), 0, tickets); err != nil {
				t.Fatal(err)
			}
			f.read.SetMaxIdleConns(0) // nothing is remembered
			f.read.SetMaxIdleConns(readers)
		}
		if again := transferred(t) - before; again <= most*info.Size() && tickets > 200 {
			t.Errorf("the control moved %d bytes: too much work would not be seen", again)
		}
	}
}

// transferred is how many bytes this process has read and written by system calls.
func transferred(t *testing.T) (n int64) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		if name == "rchar" || name == "wchar" {
			v, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			n += v
		}
	}
	return n
}

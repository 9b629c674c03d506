//go:build linux

package store_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

const imageSize = 48 << 20

// fewPages carries the log over after every ticket or two.
const fewPages = "PRAGMA wal_autocheckpoint = 10"

// The power is cut at random moments while two hands take tickets. The witness
// is this process, which heard each number before it could be lost.
func TestPowerIsCutWhileTicketsAreTaken(t *testing.T) {
	if serveBooth(t) {
		return
	}
	if faults := cutBooth(t, proof.Times(20, 200), ""); len(faults) > 0 {
		t.Errorf("%d faults:\n%s", len(faults), strings.Join(faults, "\n"))
	}
}

func TestPowerIsCutDuringCheckpoints(t *testing.T) {
	if serveBooth(t) {
		return
	}
	if faults := cutBooth(t, proof.Times(20, 200), fewPages); len(faults) > 0 {
		t.Errorf("%d faults:\n%s", len(faults), strings.Join(faults, "\n"))
	}
}

func TestControlPowerCutWithoutFullSync(t *testing.T) {
	if serveBooth(t) {
		return
	}
	const normal = "PRAGMA synchronous = NORMAL"
	proof.Control(t, "kiosk commits with synchronous=NORMAL", "TestPowerIsCutWhileTicketsAreTaken", cutBooth(t, 3, normal)...)
}

// serveBooth is the child: visitors take tickets until the power goes.
func serveBooth(t *testing.T) bool {
	args, tell, child := proof.Told(t)
	if !child {
		return false
	}
	b := openBooth(t, args[0])
	if err := b.Store.Plant(args[1]); err != nil {
		t.Fatal(err)
	}
	var hands sync.WaitGroup
	for hand := range 2 {
		hands.Go(func() {
			for i := hand; ; i++ {
				ticket, err := b.take(i)
				if err != nil {
					return // the power is gone
				}
				tell("%s %s", ticket.ID, ticket.Number)
			}
		})
	}
	hands.Wait()
	return true
}

// cutBooth cuts the power of a booth again and again and tells what was lost.
func cutBooth(t *testing.T, times int, plant string) (faults []string) {
	t.Helper()
	image := faulty.NewImage(t, imageSize)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 0))
	openBooth(t, image.Dir()).close()
	var all []shown
	for range times {
		b := proof.StartChild(t, image.Dir(), plant)
		all = append(all, hear(t, b, 1+r.IntN(60))...)
		<-time.After(time.Duration(r.IntN(3000)) * time.Microsecond) // between two commits as well as within one
		dark := image.Cut()
		all = append(all, parse(b.Kill(dark))...)
		image.Restart()
		again := openBooth(t, image.Dir())
		faults = append(faults, again.check(all)...)
		again.close()
		if len(faults) > 0 {
			break
		}
	}
	t.Logf("seed %d: %d cuts, %d tickets shown, %d faults", seed, times, len(all), len(faults))
	return faults
}

// hear waits for n tickets.
func hear(t *testing.T, b *proof.Child, n int) (list []shown) {
	t.Helper()
	for range n {
		line, ok := b.Hear()
		if !ok {
			t.Fatal("the booth stopped by itself")
		}
		list = append(list, parse([]string{line})...)
	}
	return list
}

func parse(lines []string) (list []shown) {
	for _, line := range lines {
		id, number, _ := strings.Cut(line, " ")
		list = append(list, shown{id, number})
	}
	return list
}

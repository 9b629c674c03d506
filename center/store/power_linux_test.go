package store_test

import (
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

const imageSize = 96 << 20

// The power is cut at random moments while two kiosks send. The witness is this
// process: it holds the kiosks, and every acknowledgement they heard.
func TestPowerIsCutWhileKiosksSendOnSQLite(t *testing.T) {
	if serveTown(t) {
		return
	}
	expectNone(t, cutTown(t, proof.Times(20, 200), ""))
}

// A small log is carried over into the file with every batch.
func TestPowerIsCutDuringCheckpointsOnSQLite(t *testing.T) {
	if serveTown(t) {
		return
	}
	expectNone(t, cutTown(t, proof.Times(8, 200), "PRAGMA wal_autocheckpoint = 10"))
}

func TestControlWithoutFullSyncOnSQLite(t *testing.T) {
	if serveTown(t) {
		return
	}
	proof.Control(t, "center commits with synchronous=NORMAL", "TestPowerIsCutWhileKiosksSendOnSQLite", cutTown(t, 4, "PRAGMA synchronous = NORMAL")...)
}

func expectNone(t *testing.T, faults []string) {
	t.Helper()
	if len(faults) > 0 {
		t.Errorf("%d faults:\n%s", len(faults), strings.Join(faults, "\n"))
	}
}

// serveTown is the child: a center that answers until the power goes.
func serveTown(t *testing.T) bool {
	args, tell, child := proof.Told(t)
	if !child {
		return false
	}
	c := openTown(t, args[0])
	if err := c.store.Plant(args[1]); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(c.gate)
	tell("%s", server.URL)
	<-c.ended // never: the parent ends it
	return true
}

// cutTown cuts the power of a center again and again and tells what was lost.
func cutTown(t *testing.T, times int, plant string) (faults []string) {
	t.Helper()
	image := faulty.NewImage(t, imageSize)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 0))
	first := openTown(t, image.Dir())
	kiosks := []*machine{first.enrol("2"), first.enrol("3")}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	acked, cuts := int64(0), 0
	for ; cuts < times && len(faults) == 0; cuts++ {
		shown := cutOnce(t, image, kiosks, plant, r)
		again := openTown(t, image.Dir())
		for i, m := range kiosks {
			faults = append(faults, again.missing(m, shown[i])...)
		}
		faults = append(faults, again.flaws()...)
		if err := again.close(); err != nil {
			t.Fatal(err)
		}
		acked = shown[0] + shown[1]
	}
	t.Logf("seed %d: %d cuts, %d events acknowledged, %d faults", seed, cuts, acked, len(faults))
	return faults
}

// cutOnce lets the kiosks send until the power goes; it returns up to where each
// had heard an acknowledgement while there was power.
func cutOnce(t *testing.T, image *faulty.Image, kiosks []*machine, plant string, r *rand.Rand) (acked [2]int64) {
	t.Helper()
	center := proof.StartChild(t, image.Dir(), plant)
	url, ok := center.Hear()
	if !ok {
		t.Fatal("the center stopped by itself")
	}
	type heard struct {
		kiosk int
		seq   int64
		at    time.Duration
	}
	told := make(chan heard, 1<<16)
	dark := make(chan struct{})
	var senders sync.WaitGroup
	for i, m := range kiosks {
		acked[i] = m.acked
		senders.Go(func() {
			for n := 1; ; n = n%5 + 1 {
				m.tickets(n)
				if _, err := m.send(url); err != nil {
					return
				}
				told <- heard{i, m.acked, m.last}
				select {
				case <-dark:
					return
				default:
				}
			}
		})
	}
	all := make([]heard, 0, 100)
	for range 2 + r.IntN(30) {
		select {
		case h := <-told:
			all = append(all, h)
		case <-time.After(proof.Patience):
			t.Fatal("no kiosk is answered")
		}
	}
	<-time.After(time.Duration(r.IntN(3000)) * time.Microsecond) // between two commits as well as within one
	at := image.Cut()
	close(dark)
	center.Kill(0)
	senders.Wait()
	close(told)
	for h := range told {
		all = append(all, h)
	}
	for _, h := range all {
		if h.at < at {
			acked[h.kiosk] = max(acked[h.kiosk], h.seq)
		}
	}
	image.Restart()
	return acked
}

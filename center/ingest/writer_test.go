package ingest

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/sync/wire"
)

// The writer waits for a batch that is being read, where a transaction is dear.
func TestTheWriterWaitsForWhoIsBeingRead(t *testing.T) {
	if n := gathered(time.Hour, func(g *Gate) {
		go func() { g.jobs <- &job{batch: batch{entries: make([]entry, groupEvents)}} }()
	}); n != 2 {
		t.Errorf("%d batches are committed together, want 2", n)
	}
}

func TestControlAWriterThatWaitsForNobody(t *testing.T) {
	if n := gathered(0, func(*Gate) {}); n != 1 {
		t.Fatalf("%d batches are committed together by a writer that waits for nobody: the test shows nothing", n)
	}
	t.Log("control: a writer that waits for nobody -> caught by TestTheWriterWaitsForWhoIsBeingRead")
}

// One that is being read and never comes holds up nobody for long.
func TestABatchThatNeverComesHoldsUpNobody(t *testing.T) {
	if n := gathered(groupWithin, func(*Gate) {}); n != 1 {
		t.Errorf("%d batches are committed together, want the one that is there", n)
	}
}

// gathered is how many batches a writer takes together while one is being read.
func gathered(patience time.Duration, meanwhile func(*Gate)) int {
	g := &Gate{jobs: make(chan *job), patience: patience}
	g.coming.Store(1)
	meanwhile(g)
	return len(g.gather(&job{}))
}

// Nobody is waited for who was refused.
func TestWhoIsRefusedIsNotWaitedFor(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("1")
	m.ticket("B")
	m.sendAll()
	for _, body := range [][]byte{nil, []byte("no batch")} {
		if a := m.postBytes(body); a.status < 400 {
			t.Fatalf("%q is taken: %+v", body, a)
		}
	}
	m.nonce = "old"
	if a := m.try("POST", "/v1/sync/"+m.code, nil); a.refusal.Code != wire.CodeNonce {
		t.Fatalf("an old nonce: %+v", a)
	}
	if n := c.gate.coming.Load(); n != 0 {
		t.Errorf("the writer waits for %d batches of nobody", n)
	}
}

// Batches of one transaction arrive one behind the other, as those of two would: two
// kiosks' and two of one kiosk's.
func TestBatchesOfOneTransactionArriveInTurn(t *testing.T) {
	c := newCenter(t)
	one, two := c.enrolled("1"), c.enrolled("2")
	for range 2 {
		one.ticket("A")
		two.ticket("B")
	}
	var group []*job
	for _, b := range []wire.Batch{one.batch(1, 1), two.batch(1, 2), one.batch(2, 2)} {
		read, err := decode(b, store.Device{Code: b.Device, Site: 1}, c.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		group = append(group, &job{batch: read, done: make(chan struct{})})
	}
	c.gate.commit(t.Context(), group)
	for i, want := range []int64{1, 2, 2} {
		<-group[i].done
		if j := group[i]; j.err != nil || j.ack.seq != want {
			t.Errorf("batch %d is acknowledged up to %d, %v; want %d", i+1, j.ack.seq, j.err, want)
		}
	}
	c.read(func(tx *store.Tx) error {
		all, err := tx.EventsAfter(t.Context(), store.Event{}, 10)
		var order []string
		for i, e := range all {
			order = append(order, e.Device)
			if i > 0 && (e.Device != all[i-1].Device) != e.ReceivedAt.After(all[i-1].ReceivedAt) {
				t.Errorf("event %d arrived at %v, the one before at %v", i+1, e.ReceivedAt, all[i-1].ReceivedAt)
			}
		}
		if len(order) != 4 || order[0] != "1" || order[1] != "2" || order[3] != "1" {
			t.Errorf("arrived in the order %v", order)
		}
		return err
	})
	if flaws, err := Verify(t.Context(), c.store); err != nil || len(flaws) > 0 {
		t.Errorf("%v, %v", flaws, err)
	}
}

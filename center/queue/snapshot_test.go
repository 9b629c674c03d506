package queue

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestSnapshotTellsTheLines(t *testing.T) {
	l := open(t)
	l.Take("B", "A", "B", "C")
	l.next(3)
	l.Clock.Pass(time.Second)
	l.next(1)
	q, _ := l.snapshot()
	if q.Day.String() != "2026-11-23" || q.Line("B").Waiting != 1 || q.Line("A").Waiting != 0 || q.Line("C").Waiting != 1 || len(q.Lines) != 8 {
		t.Errorf("lines %+v on %s", q.Lines, q.Day)
	}
	if len(q.Called) != 2 || q.Called[0].Number != "A2-001" || q.Called[1].Counter != 3 {
		t.Errorf("called %+v, want the newest first", q.Called)
	}
	states := map[string]kiosk.TicketState{}
	for _, s := range q.Tickets {
		states[s.Number] = s
	}
	if states["B2-002"] != (kiosk.TicketState{Number: "B2-002", State: "waiting"}) || states["B2-001"].State != "called" || states["B2-001"].Counter != 3 {
		t.Errorf("tickets %+v", q.Tickets)
	}
}

func TestRecallComesFirstOnTheBoard(t *testing.T) {
	l := open(t)
	l.Take("B", "A")
	l.next(3)
	l.Clock.Pass(time.Second)
	l.next(1)
	before, _ := l.snapshot()
	l.Clock.Pass(time.Second)
	if _, err := l.Recall(l.ctx(), at(3)); err != nil {
		t.Fatal(err)
	}
	after, _ := l.snapshot()
	if before.Called[0].Number != "A2-001" || after.Called[0].Number != "B2-001" || !after.Called[0].At.Equal(l.Clock.Now()) {
		t.Errorf("before %+v, after %+v", before.Called, after.Called)
	}
}

func TestBoardShowsEightCallsAtMost(t *testing.T) {
	l := open(t)
	l.Take(slices.Repeat([]string{"B"}, 12)...)
	for range 12 {
		l.serve(3, time.Second)
	}
	if q, _ := l.snapshot(); len(q.Called) != 8 || q.Called[0].Number != "B2-012" {
		t.Errorf("called %+v", q.Called)
	}
}

func TestEveryChangeIsANewVersion(t *testing.T) {
	l := open(t)
	_, last := l.snapshot()
	grows := func(what string, change func()) {
		t.Helper()
		change()
		_, version := l.snapshot()
		if version <= last {
			t.Errorf("%s: version %d after %d", what, version, last)
		}
		last = version
	}
	grows("a ticket", func() { l.Take("B", "B", "B") })
	grows("a call", func() { l.next(3) })
	grows("a recall", func() { l.Recall(l.ctx(), at(3)) })
	grows("a finish", func() { l.Done(l.ctx(), at(3)) })
	grows("a call and a no-show", func() { l.next(3); l.NoShow(l.ctx(), at(3)) })
	grows("a minute", func() { l.Clock.Pass(61 * time.Second) })
	_, again := l.snapshot()
	if again != last {
		t.Errorf("version %d with nothing changed since %d", again, last)
	}
	l.CallNext(l.ctx(), at(5)) // nobody waits there
	if _, again := l.snapshot(); again != last {
		t.Error("a call that called nobody made a version")
	}
}

func TestPaceIsWhatWasObserved(t *testing.T) {
	l := open(t)
	if q, _ := l.snapshot(); q.Line("B").Pace != (kiosk.Pace{}) {
		t.Errorf("pace of nothing: %+v", q.Line("B").Pace)
	}
	l.Take(slices.Repeat([]string{"B"}, 10)...)
	for i := range 5 {
		l.serve(3, time.Duration(i+1)*time.Minute) // 60 … 300 s
	}
	q, _ := l.snapshot()
	if p := q.Line("B").Pace; p.N != 5 || p.P50 != 180 || p.P80 != 252 {
		t.Errorf("pace with one counter: %+v", p) // 3.2 steps of 60 s after the first
	}
	l.next(3)
	l.next(4) // a second counter has begun
	q, _ = l.snapshot()
	if p := q.Line("B").Pace; p.P50 != 90 {
		t.Errorf("pace with two counters: %+v", p)
	}
	l.Clock.Pass(16 * time.Minute) // both fell silent
	q, _ = l.snapshot()
	if p := q.Line("B").Pace; p.P50 != 180 {
		t.Errorf("pace with nobody at work: %+v", p)
	}
}

func TestPaceForgetsWhatIsLongAgo(t *testing.T) {
	l := open(t)
	l.Take(slices.Repeat([]string{"A"}, 60)...)
	for i := range 60 {
		takes := time.Hour
		if i >= 10 {
			takes = time.Minute
		}
		l.serve(1, takes)
	}
	if q, _ := l.snapshot(); q.Line("A").Pace != (kiosk.Pace{P50: 60, P80: 60, N: 50}) {
		t.Errorf("pace %+v", q.Line("A").Pace)
	}
}

func TestPercentileLiesBetweenItsNeighbours(t *testing.T) {
	sorted := []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second}
	for p, want := range map[float64]float64{0: 10, 0.25: 15, 0.5: 20, 0.75: 30, 1: 40} {
		if got := percentile(sorted, p).Seconds(); math.Abs(got-want) > 1e-6 {
			t.Errorf("percentile %v is %v s, want %v", p, got, want)
		}
	}
}

func TestCursorsAndHelpAreInTheSnapshot(t *testing.T) {
	l := open(t)
	l.Write(func(tx *store.Tx) error {
		tx.Touch(kiosk.DocQueue, l.Clock.Now())
		old := store.Cursor{Device: "2", Epoch: "00000000000000aa", Seq: 90, UpdatedAt: monday}
		fresh := store.Cursor{Device: "2", Epoch: "00000000000000bb", Seq: 3, UpdatedAt: monday.Add(time.Hour)}
		for _, c := range []store.Cursor{fresh, old} {
			if err := tx.PutCursor(l.ctx(), c); err != nil {
				return err
			}
		}
		if _, err := tx.AddHelpCalls(l.ctx(), []*store.HelpCall{{ID: "h1", Site: 1, Lang: "vi"}, {ID: "h2", Site: 1, Lang: "vi"}}); err != nil {
			return err
		}
		_, err := tx.ActOnHelp(l.ctx(), store.HelpAction{Help: "h1", State: store.HelpSeen, Staff: "guide", At: monday})
		return err
	})
	q, _ := l.snapshot()
	if q.Cursors["2"] != (kiosk.Cursor{Epoch: "00000000000000bb", Seq: 3}) {
		t.Errorf("cursors %+v", q.Cursors)
	}
	if !slices.Equal(q.HelpSeen, []string{"h1"}) {
		t.Errorf("seen %v", q.HelpSeen)
	}
	l.Clock.Pass(16 * time.Minute)
	if q, _ := l.snapshot(); len(q.HelpSeen) != 0 {
		t.Errorf("seen %v a quarter of an hour later", q.HelpSeen)
	}
}

func TestSnapshotIsShownThoughNothingCanBeWritten(t *testing.T) {
	l := open(t)
	l.Take("B")
	before, _ := l.snapshot()
	l.Clock.Pass(time.Hour)
	// A writer that never ends stands for a disk that is full.
	release, held := make(chan struct{}), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- l.store.Write(t.Context(), func(*store.Tx) error { close(held); <-release; return nil })
	}()
	<-held
	ctx, cancel := cancelled(t)
	defer cancel()
	q, _, err := l.Snapshot(ctx)
	if err != nil || q.Line("B") != before.Line("B") {
		t.Errorf("snapshot %+v, %v", q.Lines, err)
	}
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// What is promised is told with the lines, kept with the ticket and compared with
// what came true.
func TestPromisesKeepTheirScore(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy = kiosk.Policy{Order: kiosk.ByRatio, Others: 2} })
	if q, _ := l.snapshot(); q.Line("B").Wait != nil {
		t.Errorf("of nothing is foretold %v", q.Line("B").Wait)
	}
	l.Take(slices.Repeat([]string{"B"}, 9)...)
	for range 5 {
		l.serve(3, 10*time.Minute)
	}
	q, _ := l.snapshot() // four wait at one counter
	if b := q.Line("B"); b.Wait == nil || *b.Wait != (kiosk.Wait{From: 40, To: 45}) || b.WaitFirst == nil || *b.WaitFirst != (kiosk.Wait{From: 0, To: 5}) {
		t.Errorf("foretold %v, for who goes first %v", b.Wait, b.WaitFirst)
	}
	if a := q.Line("A"); a.Wait != nil {
		t.Errorf("of a line without services is foretold %v", a.Wait)
	}
	promised := l.tickets()
	for i, w := range []kiosk.Wait{{From: 40, To: 45}, {From: 0, To: 5}, {}} { // kept, not kept, none told
		k := *l.ticketAt(0)
		k.ID, k.Seq, k.Number, k.Promised, k.IssuedAt = string(rune('x'+i)), int64(900+i), kiosk.FormatNumber("B", "2", 900+i), w, l.Clock.Now()
		l.Write(func(tx *store.Tx) error {
			_, err := tx.AddTickets(l.ctx(), []*Ticket{&k})
			return err
		})
	}
	for range len(promised) - 5 + 3 {
		l.serve(3, 10*time.Minute)
	}
	v, err := l.Counter(l.ctx(), 1, 3)
	if err != nil || v.Told != (store.Score{Told: 2, Kept: 1}) {
		t.Errorf("score %+v, %v", v.Told, err)
	}
	l.Clock.Pass(24 * time.Hour)
	if v, _ := l.Counter(l.ctx(), 1, 3); v.Told != (store.Score{}) {
		t.Errorf("the next day the score is %+v", v.Told)
	}
}

// ticketAt is the i-th ticket taken.
func (l *lobby) ticketAt(i int) (k *Ticket) {
	l.t.Helper()
	l.Read(func(tx *store.Tx) error {
		found, err := tx.Ticket(l.ctx(), fmt.Sprintf("t%05d", i+1))
		k = &found
		return err
	})
	return k
}

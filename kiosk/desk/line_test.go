package desk

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/store"
)

// count is the queue document of a center that counted this kiosk's events up
// to seq, and so many waiting in line A.
func (l *lobby) count(seq int64, waiting int, tickets ...kiosk.TicketState) {
	l.t.Helper()
	l.publish(kiosk.DocQueue, kiosk.Queue{
		Day: kiosk.DateOf(l.now.In(kiosk.VietnamTime)), At: l.now, Tickets: tickets,
		Lines:   []kiosk.Line{{Service: "A", Waiting: waiting, Pace: kiosk.Pace{P50: 240, P80: 420, N: 20}}},
		Cursors: map[string]kiosk.Cursor{"2": {Epoch: l.Store.Epoch(), Seq: seq}},
	})
}

// A hand counts the line as a person in the lobby would: everybody of the other
// kiosks, and who took a number here and has not given it back.
type hand struct {
	others int
	mine   []place
}

// A place is a ticket of this kiosk by the events that tell of it.
type place struct {
	ticket          kiosk.Ticket
	issued, givenUp int64 // sequence numbers; givenUp is 0 while it stands
}

// standing counts those of mine the center knows of with seq events counted.
func (h hand) standing(seq int64) (n int) {
	for _, p := range h.mine {
		if p.issued <= seq && (p.givenUp == 0 || p.givenUp > seq) {
			n++
		}
	}
	return n
}

const all = int64(1) << 62

// However far the center has counted, and whatever was taken and given back
// since: the people ahead are exactly those in the line.
func TestThePeopleAheadAreExactlyThoseInTheLine(t *testing.T) {
	centerAlone, bothAdded := 0, 0 // how often two easier countings are wrong
	l, last := open(t), int64(0)
	rapid.Check(t, func(r *rapid.T) {
		l.now = l.now.AddDate(0, 0, 1) // a new day: the lines are empty
		h, told := hand{}, 0
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"take", "take", "give back", "center"}).Draw(r, "step") {
			case "take":
				ticket, _ := l.take("A")
				last = ticket.Seq
				h.mine = append(h.mine, place{ticket: ticket, issued: last})
			case "give back":
				if len(h.mine) == 0 {
					continue
				}
				p := &h.mine[rapid.IntRange(0, len(h.mine)-1).Draw(r, "which")]
				if _, err := l.CancelTicket(context.Background(), p.ticket.ID); err != nil {
					r.Fatal(err)
				}
				if p.givenUp == 0 {
					last++
					p.givenUp = last
				}
			case "center":
				h.others = rapid.IntRange(0, 9).Draw(r, "others")
				seq := rapid.Int64Range(0, last).Draw(r, "counted")
				told = h.others + h.standing(seq)
				l.count(seq, told)
			}
			people := l.Ahead("A")
			if want := h.others + h.standing(all); people.Known && people.Count != want {
				r.Fatalf("%d ahead, %d stand in the line", people.Count, want)
			} else if people.Known {
				centerAlone += differ(told, want)
				bothAdded += differ(told+h.standing(all), want)
			}
		}
	})
	if centerAlone == 0 || bothAdded == 0 {
		t.Errorf("the center's count alone was wrong %d times, all own added %d: easier countings would do", centerAlone, bothAdded)
	}
}

func differ(a, b int) int {
	if a == b {
		return 0
	}
	return 1
}

func TestACountOfAnotherDayOrFileIsNoneOfToday(t *testing.T) {
	l := open(t)
	if l.Ahead("A").Known {
		t.Error("people are counted before the center told of any")
	}
	l.take("A")
	l.count(1, 3)
	if p := l.Ahead("A"); p.Count != 3 || !p.AsOf.Equal(morning) {
		t.Errorf("ahead %+v, want 3", p)
	}
	if p := l.Ahead("B"); !p.Known || p.Count != 0 {
		t.Errorf("in a line the center names not: %+v", p)
	}
	// A center that counted another file of ours has not counted this one.
	l.publish(kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(morning), Lines: []kiosk.Line{{Service: "A", Waiting: 3}},
		Cursors: map[string]kiosk.Cursor{"2": {Epoch: "0123456789abcdef", Seq: 1}, "3": {Epoch: l.Store.Epoch(), Seq: 1}}})
	if p := l.Ahead("A"); p.Count != 4 {
		t.Errorf("with the cursor of a lost file %d are ahead, want 4", p.Count)
	}
	// Midnight, 17:00 in UTC.
	l.now = time.Date(2026, 11, 23, 16, 59, 59, 0, time.UTC)
	if !l.Ahead("A").Known {
		t.Error("before midnight nothing is known")
	}
	if l.now = l.now.Add(time.Second); l.Ahead("A").Known {
		t.Error("yesterday's people still stand in the line")
	}
	if _, ok := l.Wait("A", ""); ok {
		t.Error("yesterday's pace promises a wait")
	}
}

func TestAPlaceInTheLine(t *testing.T) {
	l := open(t)
	first, _ := l.take("A")
	second, _ := l.take("A")
	if p := l.Place(second); p != (Place{}) {
		t.Errorf("before the center told anything: %+v", p)
	}
	l.count(1, 6) // it knows of the first alone, and of five others
	if p := l.Place(second); !p.Known || p.Ahead != 6 || !p.WaitKnown || p.Wait != (kiosk.Wait{From: 20, To: 45}) {
		t.Errorf("unknown to the center, behind six: %+v", p)
	}
	l.count(2, 7, kiosk.TicketState{Number: second.Number, State: "waiting", Ahead: 4}, kiosk.TicketState{Number: first.Number, State: "called", Counter: 3})
	if p := l.Place(second); !p.Known || p.Ahead != 4 || p.State != "waiting" {
		t.Errorf("the center says four: %+v", p)
	}
	if p := l.Place(first); p.Known || p.WaitKnown || p.State != "called" || p.Counter != 3 {
		t.Errorf("called to counter 3: %+v", p)
	}
	l.count(0, 0)
	gone, err := l.CancelTicket(context.Background(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	if p := l.Place(gone); p.Known {
		t.Errorf("given back: %+v", p)
	}
	if p := l.Place(second); !p.Known || p.Ahead != 0 {
		t.Errorf("nobody else is there: %+v", p)
	}
	yesterday := second
	yesterday.Day = yesterday.Day.AddDays(-1)
	if p := l.Place(yesterday); p != (Place{}) {
		t.Errorf("yesterday's ticket: %+v", p)
	}
}

// A lost count makes lines look shorter; it takes no number from anybody.
func TestTheDiskCannotBeReadForACount(t *testing.T) {
	l := open(t)
	l.take("A")
	l.Store.Close()
	l.count(0, 3)
	if p := l.Ahead("A"); p.Count != 3 || l.logged.Len() == 0 {
		t.Errorf("ahead %+v, log %q", p, l.logged.String())
	}
	if _, _, err := l.TakeTicket(context.Background(), store.TicketRequest{Service: "A"}); err == nil {
		t.Error("a number was given without a disk")
	}
}

package queue

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// turnAt is a turn of a ticket of minute came, called and ended so many minutes
// after eight; ended 0 is a ticket that went on.
func turnAt(came, called, ended int) store.TurnTimes {
	at := func(minute int) time.Time { return monday.Add(time.Duration(minute) * time.Minute) }
	k := store.TurnTimes{IssuedAt: at(came), FirstCall: at(called), CalledAt: at(called)}
	if ended > 0 {
		k.EndedAt = at(ended)
	}
	return k
}

func TestAbsencesAreTimesInWhichNobodyIsCalledThoughSomebodyWaits(t *testing.T) {
	for name, c := range map[string]struct {
		turns []store.TurnTimes // the newest first
		want  []time.Duration
	}{
		"one after the other":          {[]store.TurnTimes{turnAt(0, 20, 30), turnAt(0, 10, 20)}, nil},
		"a rest":                       {[]store.TurnTimes{turnAt(0, 35, 40), turnAt(0, 10, 20)}, []time.Duration{15 * time.Minute}},
		"nobody was there":             {[]store.TurnTimes{turnAt(35, 35, 40), turnAt(0, 10, 20)}, nil},
		"somebody came during a rest":  {[]store.TurnTimes{turnAt(30, 35, 40), turnAt(0, 10, 20)}, []time.Duration{5 * time.Minute}},
		"a night":                      {[]store.TurnTimes{turnAt(0, 900, 905), turnAt(0, 10, 20)}, nil},
		"who went on to another place": {[]store.TurnTimes{turnAt(0, 35, 40), turnAt(0, 10, 0)}, nil},
	} {
		got := absences([][]store.TurnTimes{c.turns})
		if len(got.Lasted) != len(c.want) || len(c.want) > 0 && (got.Lasted[0] != c.want[0] || got.Every != 10*time.Minute) {
			t.Errorf("%s: %+v, want %v", name, got, c.want)
		}
	}
}

func TestTimeIsLookedBackWithoutBreaks(t *testing.T) {
	at := func(minute int) time.Time { return monday.Add(time.Duration(minute) * time.Minute) }
	h := habits{breaks: []turn.Span{{From: at(60), To: at(180)}}}
	for now, want := range map[int]int{50: 35, 60: 45, 100: 45, 185: 50, 195: 180, 200: 185} {
		if got := h.before(at(now), 15*time.Minute); !got.Equal(at(want)) {
			t.Errorf("a quarter of an hour before minute %d is %s, want minute %d", now, got.Sub(monday), want)
		}
	}
}

// The center foretells a wait across lunch from the hours of the site, and who worked
// before it is expected after it.
func TestLunchIsForetoldFromTheHours(t *testing.T) {
	l := open(t)
	now := l.Clock.Now().In(kiosk.VietnamTime)
	clock := func(d time.Duration) kiosk.Clock { at := now.Add(d); return kiosk.Clock(at.Hour()*60 + at.Minute()) }
	every := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	lunch := clock(time.Hour)
	l.Rule(func(s *kiosk.Site) {
		s.Hours = []kiosk.Opening{{Weekdays: every, From: 0, To: lunch}, {Weekdays: every, From: lunch + 90, To: 24 * 60}}
	})
	l.Take("B", "B", "B", "B", "B", "B", "B", "B", "B", "B")
	for range 5 {
		l.serve(3, 8*time.Minute) // it is 40 minutes later
	}
	q, _ := l.snapshot()
	if w := q.Line("B").Wait; w == nil || w.From < 110-5 || w.To > 140 {
		t.Errorf("behind five of 8 minutes, 20 minutes before a lunch of 90: told %+v", w)
	}
	l.serve(3, 8*time.Minute)
	l.Clock.Pass(102*time.Minute + 5*time.Second) // just after lunch
	l.Take("B")
	q, _ = l.snapshot()
	if w := q.Line("B").Wait; w == nil || w.From > 40 || w.To < 40 {
		t.Errorf("just after lunch, behind five of 8 minutes: told %+v", w)
	}
}

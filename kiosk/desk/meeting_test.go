package desk

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// talking is a lobby whose Director meets two people at a time on Fridays.
func talking(t *testing.T) *lobby {
	t.Helper()
	l := open(t)
	s := hall()
	s.Meetings = &kiosk.Meetings{With: kiosk.Name{VI: "Giám đốc"}, Minutes: 30, Capacity: 2, Notice: 1, Ahead: 7,
		Hours:    []kiosk.Opening{{Weekdays: []time.Weekday{time.Friday}, From: 8 * 60, To: 9 * 60}},
		Subjects: []kiosk.Subject{{Key: "other", Name: kiosk.Name{VI: "Việc khác"}}}}
	l.publishes(kiosk.DocSite, s)
	public := make([]byte, 32)
	public[0] = 9
	l.publishes(kiosk.DocKeys, kiosk.Keys{Seal: []kiosk.SealKey{{ID: "2026-11", Public: public, From: morning.AddDate(0, -1, 0), To: morning.AddDate(0, 1, 0)}}})
	return l
}

func (l *lobby) publishes(name string, body any) {
	l.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		l.t.Fatal(err)
	}
	l.versions += 1000
	envelope, err := kiosk.SignDocument(l.press, kiosk.Document{Name: name, Version: l.versions, Expires: morning.AddDate(1, 0, 0), Body: data})
	if err != nil {
		l.t.Fatal(err)
	}
	if err := l.Apply(context.Background(), name, envelope); err != nil {
		l.t.Fatal(err)
	}
}

var eight = kiosk.Slot{Day: kiosk.Date{Year: 2026, Month: 11, Day: 27}, From: 8 * 60}

func (l *lobby) asks(slot kiosk.Slot) (kiosk.Meeting, error) {
	m, _, err := l.AskMeeting(context.Background(), kiosk.MeetingRequest{Slot: slot, Subject: "other", Name: "Trần  Thị Lan", Phone: "0912 345 678", Consent: true, Lang: kiosk.Vietnamese})
	return m, err
}

// left is the room of the first time on offer.
func (l *lobby) left() int { return l.MeetingSlots()[0].Left }

// TestEachPersonOfATimeIsCountedOnce follows one request from this kiosk alone,
// through the center's count, to its end.
func TestEachPersonOfATimeIsCountedOnce(t *testing.T) {
	l := talking(t)
	counted := func(seq int64, people int) {
		q := kiosk.Queue{Day: kiosk.DateOf(morning), At: morning, Cursors: map[string]kiosk.Cursor{l.Identity.Device: {Epoch: l.Store.Epoch(), Seq: seq}}}
		if people > 0 {
			q.Meetings = []kiosk.SlotTaken{{Day: eight.Day, From: eight.From, Count: people}}
		}
		l.publishes(kiosk.DocQueue, q)
	}
	check := func(what string, want int) {
		t.Helper()
		if got := l.left(); got != want {
			t.Errorf("%s: room for %d, want %d", what, got, want)
		}
	}
	check("nobody", 2)
	m, err := l.asks(eight)
	if err != nil {
		t.Fatal(err)
	}
	check("one asked here", 1)
	counted(0, 1)
	check("and another one elsewhere", 0)
	if _, err := l.asks(eight); !errors.Is(err, kiosk.ErrNoSlot) {
		t.Errorf("a third one: %v", err)
	}
	counted(m.Seq, 2)
	check("the center has counted both", 0)
	if _, err := l.CancelMeeting(context.Background(), m.Code); err != nil {
		t.Fatal(err)
	}
	check("one taken back here", 1)
	counted(m.Seq+1, 1)
	check("the center has counted that too", 1)
	counted(m.Seq+1, 0)
	check("the other one was declined", 2)
}

func TestAMeetingThatIsNotOnOfferIsRefused(t *testing.T) {
	l := talking(t)
	for name, slot := range map[string]kiosk.Slot{
		"today": {Day: kiosk.DateOf(morning), From: 8 * 60}, "another weekday": {Day: eight.Day.AddDays(1), From: 8 * 60},
		"between two times": {Day: eight.Day, From: 8*60 + 10}, "next year": {Day: eight.Day.AddDays(364), From: 8 * 60}, "no day": {},
	} {
		if _, err := l.asks(slot); !errors.Is(err, kiosk.ErrNoSlot) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := l.Store.Pending(context.Background()); err != nil || n != 0 {
		t.Errorf("%d events are stored, %v", n, err)
	}
}

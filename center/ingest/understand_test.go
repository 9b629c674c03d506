package ingest

import (
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// What later kiosks tell of a ticket is taken as it is told, or not at all; what
// older ones leave out is left out.
func TestATicketsLaterFields(t *testing.T) {
	const sound = `{"number":"B2-001","service":"B","day":"2026-11-23","n":1,"receipt_id":"00000000000000000000","lang":"vi"}`
	read := func(more string) any {
		e := &store.Event{Device: "2"}
		e.Kind, e.V, e.Body = kiosk.KindTicketIssued, 1, []byte(strings.TrimSuffix(sound, "}")+more+"}")
		return understand(1, e).tells
	}
	slot := time.Date(2026, 11, 23, 9, 30, 0, 0, kiosk.VietnamTime)
	for more, want := range map[string]store.Ticket{
		``: {}, `,"class":"disabled"`: {Class: kiosk.Disabled}, `,"class":"of_next_year_7"`: {Class: "of_next_year_7"},
		`,"promised":{"from":0,"to":5}`: {Promised: kiosk.Wait{From: 0, To: 5}}, `,"appointed_at":"2026-11-23T09:30:00+07:00"`: {AppointedAt: slot},
		`,"never_heard_of":1`: {},
	} {
		k, is := read(more).(*store.Ticket)
		if !is || k.Class != want.Class || k.Promised != want.Promised || !k.AppointedAt.Equal(want.AppointedAt) {
			t.Errorf("%s is read as %+v", more, read(more))
		}
	}
	for _, more := range []string{`,"class":"<b>"`, `,"class":"a class with words"`, `,"class":7`, `,"promised":{"from":-5,"to":5}`, `,"promised":{"from":10,"to":5}`,
		`,"promised":{"from":0,"to":100000}`, `,"appointed_at":"half past nine"`} {
		if got := read(more); got != badBody {
			t.Errorf("%s is read as %+v", more, got)
		}
	}
}

package kiosk

import (
	"testing"
	"time"
)

func TestNumbersAreWrittenAlike(t *testing.T) {
	for _, c := range []struct {
		service, code string
		n             int
		want          string
	}{{"B", "2", 47, "B2-047"}, {"A", "1", 1, "A1-001"}, {"Z", "99", 999, "Z99-999"}, {"B", "12", 1001, "B12-1001"}, {"A", "1", 99999, "A1-99999"}} {
		got := FormatNumber(c.service, c.code, c.n)
		if got != c.want || !ValidNumber(got) {
			t.Errorf("%s, valid %v; want %s", got, ValidNumber(got), c.want)
		}
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	for _, s := range []string{
		"", "B2", "B2-", "B2-47", "B2-0047 ", " B2-047", "b2-047", "BB2-047", "B-047", "B123-047", "Đ2-047", "B2047",
		"B2-123456", "B2-047\n", "B2–047", "B２-047", "B2-04x", "B2-047<script>",
	} {
		if ValidNumber(s) {
			t.Errorf("%q is taken for a number", s)
		}
	}
}

// Two kiosks never write the same number, whatever their codes.
func TestNumbersOfTwoKiosksDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, code := range []string{"1", "2", "11", "12", "21", "99"} {
		for _, n := range []int{1, 2, 11, 12, 111, 112, 1001, 11001} {
			number := FormatNumber("A", code, n)
			if by, twice := seen[number]; twice {
				t.Errorf("%s is written by kiosk %s and kiosk %s", number, by, code)
			}
			seen[number] = code
		}
	}
}

func TestATicketCanBeTakenBackForAMinute(t *testing.T) {
	ticket := Ticket{IssuedAt: morning}
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{
		{0, true}, {CancelWithin - 1, true}, {CancelWithin, false}, {24 * time.Hour, false},
		{-time.Hour, true}, // the clock was put right in between: the visitor pays nothing for it
	} {
		if got := ticket.Cancellable(morning.Add(c.after)); got != c.want {
			t.Errorf("%s after its issue: %v, want %v", c.after, got, c.want)
		}
		taken := ticket
		taken.Cancelled = true
		if taken.Cancellable(morning.Add(c.after)) {
			t.Errorf("%s after its issue a ticket can be taken back twice", c.after)
		}
	}
}

package bench

import (
	"testing"
	"time"
)

func TestALineSaysWhetherTheDemandIsMet(t *testing.T) {
	for _, c := range []struct {
		f    Figure
		want string
	}{
		{Figure{Name: "ticket_issue", Ours: 4200, Unit: "tickets/s", Limit: 5000, Want: 0.7}, "bench ticket_issue 4200 tickets/s limit 5000 ratio 0.84 want >=0.70 ok"},
		{Figure{Name: "ticket_issue", Ours: 3000, Unit: "tickets/s", Limit: 5000, Want: 0.7}, "bench ticket_issue 3000 tickets/s limit 5000 ratio 0.60 want >=0.70 short"},
		{Figure{Name: "first_frame", Ours: 0.9, Unit: "s", Limit: 0.5, Want: 1.6, Most: true}, "bench first_frame 0.9 s limit 0.5 ratio 1.80 want <=1.60 short"},
	} {
		if got := c.f.String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestPercentileOfUnsortedDurations(t *testing.T) {
	d := []time.Duration{5, 1, 4, 2, 3}
	if got := Percentile(d, 0.5); got != 3 {
		t.Errorf("p50 is %d", got)
	}
	if got := Percentile(d, 0.99); got != 5 {
		t.Errorf("p99 is %d", got)
	}
}

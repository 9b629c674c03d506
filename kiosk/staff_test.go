package kiosk

import (
	"errors"
	"testing"
	"time"
)

func TestEachWrongPINCostsMoreTime(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		0: 0, 1: 0, 2: 0, 3: 30 * time.Second, 4: time.Minute, 5: 2 * time.Minute, 9: 32 * time.Minute, 10: time.Hour, 11: time.Hour, 1_000_000: time.Hour,
	} {
		if got := PINWait(failures); got != want {
			t.Errorf("after %d wrong PINs the wait is %s, not %s", failures, got, want)
		}
	}
}

// TestAThousandPINsTakeWeeks is what the waits are for.
func TestAThousandPINsTakeWeeks(t *testing.T) {
	var tries PINTries
	now := morning
	for n := 0; n < 1000; {
		next, err := tries.Begin(now)
		var soon *TooSoonError
		switch {
		case errors.As(err, &soon):
			now = now.Add(soon.Left)
		case err != nil:
			t.Fatal(err)
		default:
			tries, n = next, n+1
		}
	}
	if took := now.Sub(morning); took < 40*24*time.Hour {
		t.Errorf("a thousand PINs were tried in %s", took)
	}
}

func TestAClockThatIsPutBackShortensNoWait(t *testing.T) {
	tries := PINTries{Failures: 4, LastAt: morning}
	for _, c := range []struct {
		at   time.Duration
		left time.Duration
	}{{0, time.Minute}, {20 * time.Second, 40 * time.Second}, {time.Minute, 0}, {time.Hour, 0}, {-time.Hour, time.Minute}, {-10 * 365 * 24 * time.Hour, time.Minute}} {
		if got := tries.Left(morning.Add(c.at)); got != c.left {
			t.Errorf("%s after the last try %s are left, not %s", c.at, got, c.left)
		}
	}
}

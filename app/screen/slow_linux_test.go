package screen

import (
	"context"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/faulty"
)

// The disk takes its time, as the flash of a cheap tablet does. The screen
// answers meanwhile, shows no number before it is stored, and a second tap gives
// no second one.
func TestADoubleTapOnASlowDisk(t *testing.T) {
	for _, delay := range []time.Duration{30 * time.Millisecond, 200 * time.Millisecond, 2 * time.Second} {
		t.Run(delay.String(), func(t *testing.T) {
			mirror := faulty.NewMirror(t, t.TempDir())
			v := newVisitorOn(t, glasses[0].screen, mirror.Dir())
			stored := make(chan func())
			v.stage.Away = func(work, then func()) { go func() { work(); stored <- then }() }
			var synced atomic.Int64
			tapped := make(chan struct{})
			mirror.Ask(func(o faulty.Op) syscall.Errno {
				if o.Do == faulty.Sync {
					<-tapped
					<-time.After(delay)
					synced.Add(1)
				}
				return 0
			})
			v.press("Lấy số")
			v.at("take")
			v.press("Đất đai")
			v.press("Đất đai") // the disk has not answered the first: both came back at once
			if v.wait(1); v.stage.Name() != "take" || synced.Load() != 0 {
				t.Fatalf("on %s after %d answers of the disk", v.stage.Name(), synced.Load())
			}
			close(tapped)
			(<-stored)()
			mirror.Ask(nil)
			v.at("ticket")
			if synced.Load() == 0 {
				t.Error("a number is shown that the disk was not asked to keep")
			}
			select {
			case <-stored:
				t.Error("the second tap was served too")
			default:
			}
			events, err := v.store.Outbox(context.Background(), 0, 10)
			if err != nil || len(events) != 1 || events[0].Kind != kiosk.KindTicketIssued {
				t.Errorf("%d events, %v; want one ticket", len(events), err)
			}
		})
	}
}

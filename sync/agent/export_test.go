package agent

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// exported is what a kiosk's export holds, read as the center would.
func (s *street) exported() (done Exported, batches []wire.Batch) {
	s.t.Helper()
	var b bytes.Buffer
	done, err := Export(s.t.Context(), s.store, s.id, "test", time.Now(), &b)
	if err != nil {
		s.t.Fatal(err)
	}
	for page, err := range wire.ReadExport(&b) {
		if err != nil || !page.SignedBy(public(s.id.DeviceKey)) || page.Device != s.id.Device {
			s.t.Fatalf("page %d: %v, or not signed", len(batches)+1, err)
		}
		batch, err := wire.Unpack(page.Batch)
		if err != nil {
			s.t.Fatal(err)
		}
		batches = append(batches, batch)
	}
	return done, batches
}

func TestAnExportHoldsAllThatIsRecorded(t *testing.T) {
	inStreet(t, func(s *street) {
		if done, batches := s.exported(); done != (Exported{}) || len(batches) != 0 {
			s.t.Errorf("of a new kiosk: %+v, %d batches", done, len(batches))
		}
		s.record(3)
		s.delivered(time.Minute)
		s.stop()
		s.record(1201)
		done, batches := s.exported()
		if done != (Exported{Events: 1204, Pending: 1201}) || len(batches) != 3 {
			s.t.Errorf("%+v in %d batches", done, len(batches))
		}
		seq := int64(1)
		for _, b := range batches {
			for _, e := range b.Events {
				if recorded, err := s.store.Event(s.t.Context(), seq); err != nil || e.Seq != seq || e.Hash != hexHash(recorded.Hash) || e.Body != string(recorded.Body) {
					s.t.Fatalf("event %d is another: %v", seq, err)
				}
				seq++
			}
		}
		if s.pending() != 1201 {
			s.t.Error("what was exported counts as delivered")
		}
		s.run()
		s.delivered(time.Minute)
	})
}

// Forgotten events are gone, and events too large for a batch of 500 go in smaller
// ones; one that fits none goes without its content.
func TestAnExportTellsWhatIsGoneAndFitsItsPages(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(10)
		s.delivered(time.Minute)
		s.stop()
		s.pass(15 * 24 * time.Hour)
		s.run()
		s.record(1)
		s.delivered(time.Minute)
		s.stop()
		for range 40 {
			s.says(strings.Repeat("ữ", 40_000))
		}
		s.says(strings.Repeat("ữ", 800_000))
		s.record(1)
		done, batches := s.exported()
		first := batches[0]
		if first.Gone != first.FirstSeq-1 || first.Gone < 10 {
			s.t.Errorf("it begins with event %d and tells that %d are gone", first.FirstSeq, first.Gone)
		}
		var events, withheld int64
		for _, b := range batches {
			for _, e := range b.Events {
				events++
				if e.Withheld {
					withheld++
				}
			}
		}
		if events != done.Events || withheld != 1 || len(batches) < 3 {
			s.t.Errorf("%d events, %d of them without content, in %d batches; told %+v", events, withheld, len(batches), done)
		}
	})
}

// says records an event of a size no screen gives it.
func (s *street) says(text string) {
	s.t.Helper()
	if _, err := s.store.CallHelp(context.Background(), kiosk.HelpCalled{Screen: text}); err != nil {
		s.t.Fatal(err)
	}
}

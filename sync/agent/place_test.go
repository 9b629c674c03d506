package agent

import (
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/sync/wire"
)

// A kiosk's disk was copied, or put back from an old copy: the center's cursor
// is then that of another history. sync/simulate lives through it.
func TestTheCursorOfAnotherHistoryIsNotOurs(t *testing.T) {
	inStreet(t, func(s *street) {
		s.record(5)
		s.delivered(10 * time.Minute)
		hash := func(seq int64) string {
			h, err := s.store.HashAt(s.t.Context(), seq)
			if err != nil {
				s.t.Fatal(err)
			}
			return hexHash(h)
		}
		other := strings.Repeat("ab", 32)
		for name, c := range map[string]struct {
			ack  wire.Ack
			sent int64
			want int64
		}{
			"our own":                       {wire.Ack{AckedSeq: 4, Hash: hash(4)}, 5, 4},
			"our own, at its beginning":     {wire.Ack{AckedSeq: 0, Hash: hash(0)}, 5, 0},
			"a center that tells no hash":   {wire.Ack{AckedSeq: 4}, 5, 4},
			"another, asked where to begin": {wire.Ack{AckedSeq: 4, Hash: other}, 0, 0},
			"another, after a batch":        {wire.Ack{AckedSeq: 4, Hash: other}, 3, 3},
			"another, longer than ours":     {wire.Ack{AckedSeq: 9, Hash: other}, 0, 0},
		} {
			got, err := s.agent.sender.place(s.t.Context(), c.ack, 5, c.sent)
			if err != nil || got != c.want {
				s.t.Errorf("%s: %d, %v; want %d", name, got, err, c.want)
			}
		}
	})
}

package agent

import (
	"context"
	"encoding/hex"
	"errors"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// place is up to which of its own events this kiosk has delivered, after an
// acknowledgement of an exchange that carried events up to sent. That is the
// center's cursor, unless the center holds another history under this epoch: the
// kiosk's disk was copied to another machine, or put back from an older copy of
// it. Then all it has goes to the center, which keeps both histories.
func (s *sender) place(ctx context.Context, ack wire.Ack, last, sent int64) (int64, error) {
	if ack.Hash == "" {
		return ack.AckedSeq, nil // a center that tells no hash
	}
	if ack.AckedSeq > last {
		return sent, nil
	}
	own, err := s.store.HashAt(ctx, ack.AckedSeq)
	switch {
	case errors.Is(err, kiosk.ErrNotFound): // forgotten here
		return ack.AckedSeq, nil
	case err != nil:
		return 0, err
	case hex.EncodeToString(own[:]) != ack.Hash:
		return sent, nil
	}
	return ack.AckedSeq, nil
}

// lastOf is the last event a batch carries; of a heartbeat, the one before it.
func lastOf(b wire.Batch) int64 { return b.FirstSeq + int64(len(b.Events)) - 1 }

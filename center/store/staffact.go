package store

import (
	"context"

	"dongthap.vn/sen/kiosk"
)

// StaffActs lists what was done, or tried, on the kiosks' own staff screens, the
// newest first. Their bodies are kiosk.StaffActed.
func (t *Tx) StaffActs(ctx context.Context, limit int) ([]Event, error) {
	const query = selectEvent + "WHERE kind = '" + kiosk.KindStaffActed + "' ORDER BY received_at DESC, at DESC LIMIT ?1"
	return list(ctx, t, scanEvent, query, limit)
}

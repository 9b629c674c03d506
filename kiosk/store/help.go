package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// CallHelp stores that a visitor wants a person.
func (s *Store) CallHelp(ctx context.Context, h kiosk.HelpCalled) (kiosk.HelpCall, error) {
	e, err := s.stamp(kiosk.KindHelpCalled, h)
	if err != nil {
		return kiosk.HelpCall{}, fmt.Errorf("call help: %w", err)
	}
	if err := s.record(ctx, "call help", &e); err != nil {
		return kiosk.HelpCall{}, err
	}
	return kiosk.HelpCall{ID: e.ID, CalledAt: e.AtWall}, nil
}

// CancelHelp stores that the person is no longer wanted. An unknown call is
// kiosk.ErrNotFound; cancelling twice leaves one event.
func (s *Store) CancelHelp(ctx context.Context, id string) error {
	recorded := false
	err := s.change(ctx, "cancel help", func(tx transaction) error {
		var seq int64
		err := tx.QueryRow("SELECT seq FROM events WHERE seq = ("+youngEvent+") AND kind = ?2", id, kiosk.KindHelpCalled).Scan(&seq)
		if err != nil {
			return missing(err)
		}
		// The call is young, so few events lie between it and its end.
		err = tx.QueryRow("SELECT seq FROM events WHERE seq > ?1 AND kind = ?2 AND body ->> '$.help' = ?3",
			seq, kiosk.KindHelpCancelled, id).Scan(&seq)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		e, err := s.stamp(kiosk.KindHelpCancelled, kiosk.HelpCancelled{Help: id})
		if err != nil {
			return err
		}
		recorded = true
		return s.append(tx, &e)
	})
	if err == nil && recorded {
		s.tell()
	}
	return err
}

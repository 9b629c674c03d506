package store

import (
	"context"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// GiveFeedback stores a visitor's feedback and returns its event's id. Words
// and phone are sealed to the key valid now before anything is written;
// without such a key they are refused with kiosk.ErrNoKey.
func (s *Store) GiveFeedback(ctx context.Context, f kiosk.Feedback, keys []kiosk.SealKey) (id string, err error) {
	if err := f.Check(); err != nil {
		return "", fmt.Errorf("give feedback: %w", err)
	}
	e, err := s.stamp(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{
		Rating: f.Rating, Reasons: f.Reasons, HasWords: f.Words != "", WantsReply: f.Phone != "", Lang: f.Lang,
	})
	if err != nil {
		return "", fmt.Errorf("give feedback: %w", err)
	}
	for _, part := range []struct{ purpose, text string }{
		{kiosk.PurposeWords, f.Words},
		{kiosk.PurposePhone, f.Phone},
	} {
		if part.text == "" {
			continue
		}
		if err := seal(&e, keys, part.purpose, part.text); err != nil {
			return "", fmt.Errorf("give feedback: %w", err)
		}
	}
	if err := s.record(ctx, "give feedback", &e); err != nil {
		return "", err
	}
	return e.ID, nil
}

func seal(e *kiosk.Event, keys []kiosk.SealKey, purpose, text string) error {
	key, err := kiosk.KeyAt(keys, e.AtWall)
	if err != nil {
		return err
	}
	sealed, err := kiosk.Seal(key, purpose, e.ID, e.Kind, text)
	if err != nil {
		return err
	}
	e.Sealed = append(e.Sealed, sealed)
	return nil
}

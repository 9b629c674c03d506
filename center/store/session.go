package store

import (
	"context"
	"errors"
	"time"

	"dongthap.vn/sen/kiosk"
)

// Sessions keeps the web's sessions for alexedwards/scs. Tokens arrive hashed
// (HashTokenInStore), so that a copy of the database signs nobody in.
type Sessions struct {
	store *Store
	now   func() time.Time
}

// Sessions gives the session store.
func (s *Store) Sessions(now func() time.Time) *Sessions { return &Sessions{s, now} }

// FindCtx reads the data of a session that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.store.Glance(ctx, func(t *Tx) error {
		return t.one(ctx, "SELECT data FROM sessions WHERE token = ?1 AND expires_at > ?2", []any{token, millis(s.now())}, &data)
	})
	if errors.Is(err, kiosk.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a session and forgets those that have expired.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.store.Write(ctx, func(t *Tx) error {
		if _, err := t.exec(ctx, "DELETE FROM sessions WHERE expires_at <= ?1", millis(s.now())); err != nil {
			return err
		}
		const query = `INSERT INTO sessions (token, data, expires_at) VALUES (?1, ?2, ?3)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`
		_, err := t.exec(ctx, query, token, data, millis(expiry))
		return err
	})
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.store.Write(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "DELETE FROM sessions WHERE token = ?1", token)
		return err
	})
}

// AllCtx maps the tokens of the sessions that have not expired to their data.
func (s *Sessions) AllCtx(ctx context.Context) (map[string][]byte, error) {
	type session struct {
		token string
		data  []byte
	}
	all := map[string][]byte{}
	err := s.store.Read(ctx, func(t *Tx) error {
		rows, err := list(ctx, t, func(row scanner) (v session, err error) {
			err = row.Scan(&v.token, &v.data)
			return v, err
		}, "SELECT token, data FROM sessions WHERE expires_at > ?1", millis(s.now()))
		for _, r := range rows {
			all[r.token] = r.data
		}
		return err
	})
	return all, err
}

// Find, Commit and Delete complete the interface; scs calls those above.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit keeps a session.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete ends a session.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

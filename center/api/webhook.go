package api

import (
	"context"
	"net/http"
	"time"

	"dongthap.vn/sen/center/store"
)

// A webhook is a system that is told of events, and how that goes. Where it is
// told is not said: an address may hold a secret of its own.
type webhook struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Kinds   []string   `json:"kinds"`
	Waiting int64      `json:"waiting"` // events it is still to be told of
	Failed  int64      `json:"failed"`  // events given up
	Trouble string     `json:"trouble,omitempty"`
	OkAt    *time.Time `json:"ok_at,omitempty"`
}

func (a *API) webhooks(ctx context.Context, _ *http.Request) (any, error) {
	all := listOf[webhook]{}
	err := a.Store.Read(ctx, func(t *store.Tx) error {
		all.Items = []webhook{}
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		rows, err := t.Hooks(ctx, site.ID)
		if err != nil {
			return err
		}
		for _, row := range rows {
			w := webhook{ID: row.ID, Name: row.Name, Kinds: row.Kinds, Trouble: row.Trouble, OkAt: unlessZero(row.OkAt)}
			if w.Waiting, w.Failed, err = t.Held(ctx, row.ID); err != nil {
				return err
			}
			all.Items = append(all.Items, w)
		}
		return nil
	})
	return all, err
}

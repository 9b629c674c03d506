package store

import (
	"context"
	"fmt"
	"sync"

	"dongthap.vn/sen/kiosk"
)

// siteCache keeps the parsed site document of the newest version seen.
type siteCache struct {
	mu      sync.Mutex
	version int64
	site    kiosk.Site
}

// Site reads the published site document, or returns kiosk.ErrNotFound.
func (t *Tx) Site(ctx context.Context) (kiosk.Site, error) {
	c := &t.store.sites
	c.mu.Lock()
	defer c.mu.Unlock()
	var version int64
	if err := t.one(ctx, "SELECT version FROM documents WHERE name = ?1", []any{kiosk.DocSite}, &version); err != nil {
		return kiosk.Site{}, fmt.Errorf("site document: %w", err)
	}
	if version == c.version {
		return c.site, nil
	}
	d, err := t.Document(ctx, kiosk.DocSite)
	if err != nil {
		return kiosk.Site{}, fmt.Errorf("site document: %w", err)
	}
	site, err := kiosk.ParseSite(d.Body)
	if err != nil {
		return kiosk.Site{}, err
	}
	c.version, c.site = version, site
	return site, nil
}

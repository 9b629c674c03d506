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

// Site reads the published site document, or returns kiosk.ErrNotFound. One that has
// not changed is a glance.
func (s *Store) Site(ctx context.Context) (site kiosk.Site, err error) {
	var version int64
	err = s.Glance(ctx, func(t *Tx) (err error) {
		version, err = t.version(ctx, kiosk.DocSite)
		return err
	})
	if err != nil {
		return kiosk.Site{}, fmt.Errorf("site document: %w", err)
	}
	if site, held := s.sites.at(version); held {
		return site, nil
	}
	err = s.Read(ctx, func(t *Tx) error {
		site, err = t.Site(ctx)
		return err
	})
	return site, err
}

// Site reads the published site document, or returns kiosk.ErrNotFound.
func (t *Tx) Site(ctx context.Context) (kiosk.Site, error) {
	version, err := t.version(ctx, kiosk.DocSite)
	if err != nil {
		return kiosk.Site{}, fmt.Errorf("site document: %w", err)
	}
	c := &t.store.sites
	if site, held := c.at(version); held {
		return site, nil
	}
	d, err := t.Document(ctx, kiosk.DocSite)
	if err != nil {
		return kiosk.Site{}, fmt.Errorf("site document: %w", err)
	}
	site, err := kiosk.ParseSite(d.Body)
	if err != nil {
		return kiosk.Site{}, err
	}
	c.keep(d.Version, site)
	return site, nil
}

func (c *siteCache) at(version int64) (kiosk.Site, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.site, c.version == version && version != 0
}

func (c *siteCache) keep(version int64, site kiosk.Site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version > c.version {
		c.version, c.site = version, site
	}
}

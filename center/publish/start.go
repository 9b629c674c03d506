package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// start is who published what came with the program.
const start = "start"

// A Seed is what a new center begins with: bodies of documents, and the
// address under which the public looks up receipts ("" keeps the site's own).
type Seed struct {
	Site      []byte
	Catalogue []byte
	Calendar  []byte
	PublicURL string
}

// Start publishes the seed where nothing is published yet. Later starts keep
// what staff have published, and take a newer catalogue or public address.
func (p *Publisher) Start(ctx context.Context, seed Seed) error {
	for name, body := range map[string][]byte{kiosk.DocSite: seed.Site, kiosk.DocCatalogue: seed.Catalogue, kiosk.DocCalendar: seed.Calendar} {
		if err := p.seed(ctx, name, body, seed.PublicURL); err != nil {
			return err
		}
	}
	if err := p.PublishKeys(ctx); err != nil {
		return err
	}
	return p.store.Write(ctx, func(t *store.Tx) error {
		t.Touch(kiosk.DocQueue, p.now())
		return nil
	})
}

// seed looks and publishes in one transaction: of several centers that start
// at once on one database, one publishes.
func (p *Publisher) seed(ctx context.Context, name string, body []byte, publicURL string) error {
	return p.store.Write(ctx, func(t *store.Tx) error {
		held, err := t.Document(ctx, name)
		if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
			return err
		}
		fresh, err := merge(name, held.Body, body, publicURL)
		if err != nil {
			return fmt.Errorf("start with %s: %w", name, err)
		}
		if fresh == nil {
			return nil
		}
		if err := check(name, fresh); err != nil {
			return err
		}
		_, err = p.put(ctx, t, name, fresh, start)
		return err
	})
}

// merge works out what to publish at a start; nil when what is held stays.
func merge(name string, held, seed []byte, publicURL string) ([]byte, error) {
	switch {
	case name == kiosk.DocSite:
		return mergeSite(held, seed, publicURL)
	case held == nil:
		return seed, nil
	case name == kiosk.DocCatalogue:
		return mergeCatalogue(held, seed)
	}
	return nil, nil
}

func mergeSite(held, seed []byte, publicURL string) ([]byte, error) {
	body := held
	if body == nil {
		body = seed
	}
	site, err := kiosk.ParseSite(body)
	if err != nil {
		return nil, err
	}
	if publicURL != "" && site.PublicURL != publicURL {
		site.PublicURL = publicURL
		return json.Marshal(site)
	}
	if held != nil {
		return nil, nil
	}
	return seed, nil
}

func mergeCatalogue(held, seed []byte) ([]byte, error) {
	old, err := kiosk.ParseCatalogue(held)
	if err != nil {
		return nil, err
	}
	fresh, err := kiosk.ParseCatalogue(seed)
	if err != nil || fresh.Version <= old.Version {
		return nil, err
	}
	return seed, nil
}

// renewBefore is how long before it expires a document is signed anew.
const (
	renewBefore = 30 * 24 * time.Hour
	renewEvery  = time.Hour
)

// Run keeps keys and documents from running out until ctx ends.
func (p *Publisher) Run(ctx context.Context) error {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := p.Renew(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("documents not renewed", "err", err) // tried again in an hour
		}
	}
}

// Renew makes the keys of the coming months and signs documents anew that
// expire soon.
func (p *Publisher) Renew(ctx context.Context) error {
	if err := p.PublishKeys(ctx); err != nil {
		return err
	}
	for _, name := range []string{kiosk.DocSite, kiosk.DocCatalogue, kiosk.DocCalendar, kiosk.DocKeys} {
		if err := p.renew(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (p *Publisher) renew(ctx context.Context, name string) error {
	return p.store.Write(ctx, func(t *store.Tx) error {
		d, err := t.Document(ctx, name)
		if err != nil {
			return fmt.Errorf("renew %s: %w", name, err)
		}
		if d.ExpiresAt.Sub(p.now()) > renewBefore {
			return nil
		}
		_, err = p.put(ctx, t, name, d.Body, d.PublishedBy)
		return err
	})
}

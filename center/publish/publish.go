// Package publish signs the documents kiosks live by: site, catalogue,
// calendar, keys and the live queue.
//
// It promises that a body is checked before it is published, that versions
// only grow, even when the center was restored from an older backup, and that
// the keys a kiosk needs are there before their month begins. It sends
// nothing: the road asks it for envelopes.
package publish

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// How long a document is shown as fresh.
const (
	lasting  = 90 * 24 * time.Hour // those people write
	fleeting = 10 * time.Minute    // the queue
)

// ErrTooLarge tells that no kiosk would take a document.
var ErrTooLarge = errors.New("document too large")

// Config is what a Publisher needs.
type Config struct {
	Store *store.Store
	Vault *vault.Vault                                      // locks the months' private keys
	Queue func(context.Context) (kiosk.Queue, int64, error) // body and version of the queue document
	Now   func() time.Time
	Log   *slog.Logger
}

// A Publisher signs documents with the center's publication key.
type Publisher struct {
	store *store.Store
	vault *vault.Vault
	live  func(context.Context) (kiosk.Queue, int64, error)
	now   func() time.Time
	log   *slog.Logger
	key   ed25519.PrivateKey

	mu    sync.Mutex
	queue Stored // the newest envelope of the queue

	known     known
	catalogue parsed[kiosk.Catalogue]
	calendar  parsed[kiosk.Calendar]
}

// New makes a Publisher; Start must be called before it serves.
func New(c Config) *Publisher {
	return &Publisher{store: c.Store, vault: c.Vault, live: c.Queue, now: c.Now, log: c.Log, key: c.Store.Meta().PublicationKey, known: known{believed: believed}}
}

// PublicationKey verifies what this center publishes.
func (p *Publisher) PublicationKey() ed25519.PublicKey {
	return p.key.Public().(ed25519.PublicKey)
}

// Publish checks the body of a document, signs it as the next version and
// swaps it in, in one transaction; by is the account that did it, or "start".
func (p *Publisher) Publish(ctx context.Context, name string, body []byte, by string) (version int64, err error) {
	return p.PublishIf(ctx, name, body, by, func(context.Context, *store.Tx) error { return nil })
}

// PublishIf publishes unless may returns why not, asked in the same transaction.
func (p *Publisher) PublishIf(ctx context.Context, name string, body []byte, by string, may func(context.Context, *store.Tx) error) (version int64, err error) {
	if err := check(name, body); err != nil {
		return 0, err
	}
	err = p.store.Write(ctx, func(t *store.Tx) error {
		if err := may(ctx, t); err != nil {
			return err
		}
		version, err = p.put(ctx, t, name, body, by)
		return err
	})
	return version, err
}

// check refuses what kiosks would refuse.
func check(name string, body []byte) (err error) {
	switch name {
	case kiosk.DocSite:
		_, err = kiosk.ParseSite(body)
	case kiosk.DocCatalogue:
		_, err = kiosk.ParseCatalogue(body)
	case kiosk.DocCalendar:
		_, err = kiosk.ParseCalendar(body)
	default:
		return fmt.Errorf("publish %q: not a document that is written by hand", name)
	}
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

func (p *Publisher) put(ctx context.Context, t *store.Tx, name string, body []byte, by string) (int64, error) {
	now := p.now()
	version, err := t.NextVersion(ctx, name, now)
	if err != nil {
		return 0, fmt.Errorf("publish %s: %w", name, err)
	}
	d := kiosk.Document{Name: name, Version: version, Expires: now.Add(lasting).UTC().Truncate(time.Second), Body: body}
	envelope, err := kiosk.SignDocument(p.key, d)
	if err != nil {
		return 0, err
	}
	if len(envelope) > wire.MaxDocument {
		return 0, fmt.Errorf("publish %s: %w: signed it has %d bytes, and kiosks take %d", name, ErrTooLarge, len(envelope), wire.MaxDocument)
	}
	row := store.Document{Name: name, Version: version, Body: body, Envelope: envelope, ExpiresAt: d.Expires, PublishedAt: now, PublishedBy: by}
	if err = t.PutDocument(ctx, row); err != nil {
		return 0, fmt.Errorf("publish %s: %w", name, err)
	}
	if name == kiosk.DocSite {
		if err := t.KeepVersion(ctx, row); err != nil {
			return 0, err
		}
	}
	return version, t.Audit(ctx, store.Entry{At: now, Actor: by, Action: "document.publish", Subject: name + " " + strconv.FormatInt(version, 10)})
}

// Stored is an envelope as kiosks get it.
type Stored struct {
	Version int64
	Bytes   []byte
}

// Envelope gives the newest version of a document, or kiosk.ErrNotFound.
func (p *Publisher) Envelope(ctx context.Context, name string) (Stored, error) {
	if name == kiosk.DocQueue {
		return p.queueEnvelope(ctx)
	}
	var d store.Document
	err := p.store.Read(ctx, func(t *store.Tx) (err error) {
		d, err = t.Document(ctx, name)
		return err
	})
	if err != nil {
		return Stored{}, fmt.Errorf("document %q: %w", name, err)
	}
	return Stored{d.Version, d.Envelope}, nil
}

// Version is the newest version of a document, or kiosk.ErrNotFound: what an
// unchanged document costs. On PostgreSQL it may be some milliseconds behind
// another center, and two seconds when its notification is lost.
func (p *Publisher) Version(ctx context.Context, name string) (int64, error) {
	return p.known.version(ctx, p.store, name, p.now(), p.readVersion)
}

func (p *Publisher) readVersion(ctx context.Context, name string) (int64, error) {
	if name == kiosk.DocQueue {
		_, version, err := p.live(ctx)
		return version, err
	}
	versions, err := p.Versions(ctx)
	if err != nil {
		return 0, err
	}
	version, ok := versions[name]
	if !ok {
		return 0, fmt.Errorf("document %q: %w", name, kiosk.ErrNotFound)
	}
	return version, nil
}

// Versions maps the names of the documents to their newest versions.
func (p *Publisher) Versions(ctx context.Context) (versions map[string]int64, err error) {
	err = p.store.Glance(ctx, func(t *store.Tx) error {
		versions, err = t.Versions(ctx)
		return err
	})
	return versions, err
}

// queueEnvelope signs the queue once per version.
func (p *Publisher) queueEnvelope(ctx context.Context) (Stored, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, version, err := p.live(ctx)
	if err != nil {
		return Stored{}, fmt.Errorf("document queue: %w", err)
	}
	if version == 0 {
		return Stored{}, fmt.Errorf("document queue: %w", kiosk.ErrNotFound)
	}
	if version == p.queue.Version {
		return p.queue, nil
	}
	envelope, err := signQueue(p.key, body, version)
	if err != nil {
		return Stored{}, err
	}
	p.queue = Stored{version, envelope}
	return p.queue, nil
}

// ETag is a version as an HTTP header tells it.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// SiteVersions lists what was published of the site, the newest first.
func (p *Publisher) SiteVersions(ctx context.Context, limit int) (versions []store.Document, err error) {
	err = p.store.Read(ctx, func(t *store.Tx) error {
		versions, err = t.LastVersions(ctx, kiosk.DocSite, limit)
		return err
	})
	return versions, err
}

// Site is the published site.
func (p *Publisher) Site(ctx context.Context) (kiosk.Site, error) { return p.store.Site(ctx) }

// Catalogue is the published catalogue.
func (p *Publisher) Catalogue(ctx context.Context) (kiosk.Catalogue, error) {
	return p.catalogue.now(ctx, p, kiosk.DocCatalogue, kiosk.ParseCatalogue)
}

// Calendar is the published calendar.
func (p *Publisher) Calendar(ctx context.Context) (kiosk.Calendar, error) {
	return p.calendar.now(ctx, p, kiosk.DocCalendar, kiosk.ParseCalendar)
}

// ReceiptKeys lists the keys that verify receipts, revoked ones too.
func (p *Publisher) ReceiptKeys(ctx context.Context) (keys []kiosk.ReceiptKey, err error) {
	err = p.store.Glance(ctx, func(t *store.Tx) error {
		keys, err = t.ReceiptKeys(ctx)
		return err
	})
	return keys, err
}

// parsed keeps a document's body as it was parsed last.
type parsed[T any] struct {
	mu      sync.Mutex
	version int64
	value   T
}

// now is the document as it is now; one that has not changed is a glance.
func (c *parsed[T]) now(ctx context.Context, p *Publisher, name string, parse func([]byte) (T, error)) (T, error) {
	versions, err := p.Versions(ctx)
	if err != nil {
		var none T
		return none, fmt.Errorf("document %s: %w", name, err)
	}
	if value, held := c.at(versions[name]); held {
		return value, nil
	}
	return c.read(ctx, p.store, name, parse)
}

func (c *parsed[T]) at(version int64) (value T, held bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value, version != 0 && c.version == version
}

func (c *parsed[T]) read(ctx context.Context, s *store.Store, name string, parse func([]byte) (T, error)) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := s.Read(ctx, func(t *store.Tx) error {
		versions, err := t.Versions(ctx)
		if err != nil || (c.version != 0 && versions[name] == c.version) {
			return err
		}
		d, err := t.Document(ctx, name)
		if err != nil {
			return err
		}
		value, err := parse(d.Body)
		if err != nil {
			return err
		}
		c.version, c.value = d.Version, value
		return nil
	})
	if err != nil {
		var none T
		return none, fmt.Errorf("document %s: %w", name, err)
	}
	return c.value, nil
}

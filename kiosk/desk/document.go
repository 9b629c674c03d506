package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"dongthap.vn/sen/kiosk"
)

// documents are the center's words in force.
type documents struct {
	site      kiosk.Site
	catalogue kiosk.Catalogue
	calendar  kiosk.Calendar
	keys      kiosk.Keys
	queue     kiosk.Queue
	versions  map[string]int64 // by name; replaced whole, never written into
}

// with is the documents with doc in place of the one before, when its body is
// valid. A site that is not ours is refused: the publication key signs for all.
func (d documents) with(doc kiosk.Document, siteID int) (_ documents, err error) {
	switch doc.Name {
	case kiosk.DocSite:
		if d.site, err = kiosk.ParseSite(doc.Body); err == nil && d.site.ID != siteID {
			err = fmt.Errorf("it is of site %d, this kiosk is at site %d", d.site.ID, siteID)
		}
	case kiosk.DocCatalogue:
		d.catalogue, err = kiosk.ParseCatalogue(doc.Body)
	case kiosk.DocCalendar:
		d.calendar, err = kiosk.ParseCalendar(doc.Body)
	case kiosk.DocKeys:
		d.keys, err = kiosk.ParseKeys(doc.Body)
	case kiosk.DocQueue:
		d.queue, err = kiosk.ParseQueue(doc.Body)
	}
	d.versions = maps.Clone(d.versions)
	if d.versions == nil {
		d.versions = map[string]int64{}
	}
	d.versions[doc.Name] = doc.Version
	return d, err
}

// kept reports whether a document is written to disk. The queue is not: it
// changes with every call, and after a restart an old one would lie.
func kept(name string) bool { return name != kiosk.DocQueue }

// load takes the documents from the store. One that does not verify was signed
// by another center or is damaged; it must not stand in the way of the next.
func (d *Desk) load(ctx context.Context) error {
	for _, name := range kiosk.DocumentNames {
		if !kept(name) {
			continue
		}
		_, envelope, err := d.Store.Document(ctx, name)
		if errors.Is(err, kiosk.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		docs, err := d.open(name, envelope)
		if err == nil {
			d.docs = docs
			continue
		}
		d.Log.Warn("a stored document is dropped", "document", name, "err", err)
		if err := d.Store.DropDocument(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// open verifies an envelope and reads it into the documents in force.
func (d *Desk) open(name string, envelope []byte) (documents, error) {
	doc, err := kiosk.OpenDocument(d.Identity.PublicationKey, name, envelope)
	if err != nil {
		return documents{}, err
	}
	docs := d.held()
	if held, ok := docs.versions[name]; ok && doc.Version <= held {
		return documents{}, fmt.Errorf("document %s: version %d, held %d: %w", name, doc.Version, held, kiosk.ErrOlder)
	}
	docs, err = docs.with(doc, d.Identity.SiteID)
	if err != nil {
		return documents{}, fmt.Errorf("document %s, version %d: %w", name, doc.Version, err)
	}
	return docs, nil
}

// Apply puts a document in force: it is verified, newer, valid and on the disk
// before anybody sees it. After an error the last good one stays in force.
func (d *Desk) Apply(ctx context.Context, name string, envelope []byte) error {
	d.changing.Lock()
	defer d.changing.Unlock()
	docs, err := d.open(name, envelope)
	if err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	if kept(name) {
		if err := d.Store.PutDocument(ctx, name, docs.versions[name], envelope); err != nil {
			return fmt.Errorf("apply: %w", err)
		}
	}
	d.swap(ctx, docs, name)
	d.tell()
	return nil
}

// swap puts the documents in force together with what is worked out from them,
// so that nobody sees the one without the other.
func (d *Desk) swap(ctx context.Context, docs documents, name string) {
	d.mu.Lock()
	finder, uncounted, meetings := d.finder, d.uncounted, d.uncountedMeetings
	d.mu.Unlock()
	switch name {
	case kiosk.DocCatalogue:
		finder = newFinder(docs.catalogue, d.synonyms, d.today())
	case kiosk.DocQueue:
		uncounted, meetings = d.count(ctx, docs.queue), d.countMeetings(ctx, docs.queue)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.docs, d.finder, d.uncounted, d.uncountedMeetings = docs, finder, uncounted, meetings
}

// Versions lists the versions of the documents in force, by name.
func (d *Desk) Versions() map[string]int64 { return maps.Clone(d.held().versions) }

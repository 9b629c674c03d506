package store

import (
	"context"
	"time"
)

// A Document is the row of a published document.
type Document struct {
	Name        string
	Version     int64
	Body        []byte
	Envelope    []byte // signed, as kiosks get it; empty for the queue
	ExpiresAt   time.Time
	PublishedAt time.Time
	PublishedBy string // account, or "start"
}

// Document reads a document, or returns kiosk.ErrNotFound.
func (t *Tx) Document(ctx context.Context, name string) (Document, error) {
	d := Document{Name: name}
	var expires, published int64
	err := t.one(ctx, "SELECT version, body, envelope, expires_at, published_at, published_by FROM documents WHERE name = ?1",
		[]any{name}, &d.Version, &d.Body, &d.Envelope, &expires, &published, &d.PublishedBy)
	d.ExpiresAt, d.PublishedAt = moment(expires), moment(published)
	return d, err
}

// NextVersion reserves the next version of a document, at least now.
func (t *Tx) NextVersion(ctx context.Context, name string, now time.Time) (int64, error) {
	return t.nextVersion(ctx, name, now.UnixMilli())
}

func (t *Tx) nextVersion(ctx context.Context, name string, atLeast int64) (version int64, err error) {
	const query = `INSERT INTO documents (name, version, body, envelope, expires_at, published_at, published_by)
		VALUES (?1, ?2, '', '', 0, ?2, '')
		ON CONFLICT (name) DO UPDATE SET version =
			CASE WHEN documents.version >= excluded.version THEN documents.version + 1 ELSE excluded.version END
		RETURNING version`
	err = t.one(ctx, query, []any{name, atLeast}, &version)
	return version, err
}

// PutDocument replaces a document whose version was reserved in this
// transaction, and tells of it after the commit.
func (t *Tx) PutDocument(ctx context.Context, d Document) error {
	const query = `UPDATE documents SET version = ?2, body = ?3, envelope = ?4, expires_at = ?5, published_at = ?6, published_by = ?7
		WHERE name = ?1`
	_, err := t.exec(ctx, query, d.Name, d.Version, d.Body, d.Envelope, millis(d.ExpiresAt), millis(d.PublishedAt), d.PublishedBy)
	t.touched[d.Name] = d.Version
	return err
}

func (t *Tx) version(ctx context.Context, name string) (version int64, err error) {
	err = t.one(ctx, "SELECT version FROM documents WHERE name = ?1", []any{name}, &version)
	return version, err
}

// Versions maps the names of documents to their versions.
func (t *Tx) Versions(ctx context.Context) (map[string]int64, error) {
	rows, err := list(ctx, t, scanHint, "SELECT name, version FROM documents")
	versions := make(map[string]int64, len(rows))
	for _, r := range rows {
		versions[r.Topic] = r.Version
	}
	return versions, err
}

func scanHint(row scanner) (h Hint, err error) {
	err = row.Scan(&h.Topic, &h.Version)
	return h, err
}

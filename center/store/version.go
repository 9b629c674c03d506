package store

import (
	"context"
	"fmt"
)

// KeepVersion keeps a published body beside the ones before it.
func (t *Tx) KeepVersion(ctx context.Context, d Document) error {
	_, err := t.exec(ctx, "INSERT INTO document_versions (name, version, body, published_at, published_by) VALUES (?1, ?2, ?3, ?4, ?5)",
		d.Name, d.Version, bytesOf(d.Body), millis(d.PublishedAt), d.PublishedBy)
	if err != nil {
		return fmt.Errorf("keep version %d of document %s: %w", d.Version, d.Name, err)
	}
	return nil
}

const selectVersion = "SELECT name, version, body, published_at, published_by FROM document_versions "

func scanVersion(row scanner) (d Document, err error) {
	var at int64
	err = row.Scan(&d.Name, &d.Version, &d.Body, &at, &d.PublishedBy)
	d.PublishedAt = moment(at)
	return d, err
}

// LastVersions lists the versions of a document, the newest first.
func (t *Tx) LastVersions(ctx context.Context, name string, limit int) ([]Document, error) {
	return list(ctx, t, scanVersion, selectVersion+"WHERE name = ?1 ORDER BY version DESC LIMIT ?2", name, limit)
}

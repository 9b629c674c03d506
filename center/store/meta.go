package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// Meta is who this center is, drawn once when the database is born.
type Meta struct {
	Server         string             // 16 hex digits, names the center
	Incarnation    string             // 16 hex digits, new after a restore
	PublicationKey ed25519.PrivateKey // signs documents
	NonceSecret    []byte             // 32 bytes, makes nonces
}

// Meta is who this center is.
func (s *Store) Meta() Meta { return s.meta }

func (t *Tx) meta(ctx context.Context) (Meta, error) {
	server, err := t.metaValue(ctx, "server", 8)
	if err != nil {
		return Meta{}, err
	}
	incarnation, err := t.metaValue(ctx, "incarnation", 8)
	if err != nil {
		return Meta{}, err
	}
	seed, err := t.metaValue(ctx, "publication_key", ed25519.SeedSize)
	if err != nil {
		return Meta{}, err
	}
	secret, err := t.metaValue(ctx, "nonce_secret", 32)
	if err != nil {
		return Meta{}, err
	}
	return Meta{
		Server: hex.EncodeToString(server), Incarnation: hex.EncodeToString(incarnation),
		PublicationKey: ed25519.NewKeyFromSeed(seed), NonceSecret: secret,
	}, nil
}

// metaValue reads a value of n bytes, drawing it when it is not there yet.
func (t *Tx) metaValue(ctx context.Context, name string, n int) ([]byte, error) {
	var value []byte
	err := t.one(ctx, "SELECT value FROM meta WHERE name = ?1", []any{name}, &value)
	switch {
	case err == nil && len(value) == n:
		return value, nil
	case err == nil:
		return nil, fmt.Errorf("meta %s has %d bytes, want %d", name, len(value), n)
	case !errors.Is(err, kiosk.ErrNotFound):
		return nil, fmt.Errorf("meta %s: %w", name, err)
	}
	value = make([]byte, n)
	rand.Read(value)
	_, err = t.exec(ctx, "INSERT INTO meta (name, value) VALUES (?1, ?2)", name, value)
	return value, err
}

// noted is a text that may change, or "" before it was first kept.
func (t *Tx) noted(ctx context.Context, name string) (string, error) {
	var value []byte
	err := t.one(ctx, "SELECT value FROM meta WHERE name = ?1", []any{name}, &value)
	if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
		return "", fmt.Errorf("meta %s: %w", name, err)
	}
	return string(value), nil
}

// setMeta keeps a value that may change.
func (t *Tx) setMeta(ctx context.Context, name string, value []byte) error {
	const query = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
	if _, err := t.exec(ctx, query, name, value); err != nil {
		return fmt.Errorf("meta %s: %w", name, err)
	}
	return nil
}

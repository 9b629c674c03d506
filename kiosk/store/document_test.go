package store

import (
	"context"
	"errors"
	"testing"

	"dongthap.vn/sen/kiosk"
)

func TestOnlyANewerDocumentReplacesOne(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	if _, _, err := f.Document(ctx, "site"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("a document nobody gave: %v", err)
	}
	for _, c := range []struct {
		version int64
		want    error
		held    string
	}{
		{3, nil, "v3"}, {3, kiosk.ErrOlder, "v3"}, {2, kiosk.ErrOlder, "v3"}, {4, nil, "v4"},
	} {
		err := f.PutDocument(ctx, "site", c.version, []byte{'v', '0' + byte(c.version)})
		if !errors.Is(err, c.want) {
			t.Errorf("version %d: error %v, want %v", c.version, err, c.want)
		}
		if _, held, err := f.Document(ctx, "site"); err != nil || string(held) != c.held {
			t.Errorf("after version %d: %q is held, %v", c.version, held, err)
		}
	}
	f.reopen()
	if version, held, err := f.Document(ctx, "site"); err != nil || version != 4 || string(held) != "v4" {
		t.Errorf("after a restart: version %d, %q, %v", version, held, err)
	}
	if err := f.DropDocument(ctx, "site"); err != nil {
		t.Fatal(err)
	}
	if err := f.PutDocument(ctx, "site", 1, []byte("v1")); err != nil {
		t.Errorf("after it was dropped, version 1: %v", err)
	}
}

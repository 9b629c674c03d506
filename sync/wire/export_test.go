package wire

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"reflect"
	"testing"
)

// written is an export of pages.
func written(t testing.TB, pages []Page) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewExportWriter(&b)
	for _, p := range pages {
		err = errors.Join(err, w.Write(p))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPageSaysWhoseItIs(t *testing.T) {
	p := Page{Device: "2", Batch: []byte("batch")}
	next := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	p.Sign([]ed25519.PrivateKey{next, testKey()})
	if !p.SignedBy(publicKey(testKey())) || !p.SignedBy(nil, publicKey(next)) {
		t.Error("a key that signed is not known")
	}
	if p.SignedBy() || p.SignedBy(nil) || p.SignedBy(make([]byte, ed25519.PublicKeySize)) {
		t.Error("who did not sign passes for who did")
	}
	p.Device = "3"
	if p.SignedBy(publicKey(testKey())) {
		t.Error("another kiosk's name stands over a signature")
	}
}

// FuzzReadExport looks for text that panics, passes a cap, or means something else
// after it was written again.
func FuzzReadExport(f *testing.F) {
	p := Page{Device: "2", Batch: []byte("batch")}
	p.Sign([]ed25519.PrivateKey{testKey()})
	f.Add(written(f, []Page{p, p}))
	f.Add(written(f, nil))
	for _, text := range []string{"", exportHeading, exportHeading + "{}\n", exportHeading + "null\n{\"pages\":1}\n", exportHeading + "{\"pages\":-1}\n", exportHeading + "{\"pages\":1e9}\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var pages []Page
		for p, err := range ReadExport(bytes.NewReader(text)) {
			if err != nil {
				if !errors.Is(err, ErrNoExport) && !errors.Is(err, ErrCutOff) {
					t.Fatal(err)
				}
				return
			}
			if len(p.Batch) > maxPage || len(p.Signatures) > maxSignatures || p.Device == "" {
				t.Fatalf("%+v passed", p)
			}
			pages = append(pages, p)
		}
		var again []Page
		for p, err := range ReadExport(bytes.NewReader(written(t, pages))) {
			if err != nil {
				return // a page may grow over its cap when what JSON escapes is written
			}
			again = append(again, p)
		}
		if len(again) != len(pages) || len(pages) > 0 && !reflect.DeepEqual(again, pages) {
			t.Fatalf("%d pages became %d", len(pages), len(again))
		}
	})
}

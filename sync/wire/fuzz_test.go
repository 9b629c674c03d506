package wire

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// FuzzUnpack looks for bytes that panic, pass over a cap, or mean something
// else after they were packed again.
func FuzzUnpack(f *testing.F) {
	golden, err := os.ReadFile("testdata/batch-v1.zst")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add(claim(10 << 30))
	f.Add(append(claim(300), rle(3)...))
	for _, plain := range []string{`{}`, `null`, `{"a":0,"a":0}`, `{"events":[{"sealed":[{}]}]}`, `[[[[[[[[[`, "{\"device\":\"\xff\"}"} {
		f.Add(squeeze(f, plain))
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		first, err := Unpack(packed)
		if err != nil {
			return
		}
		if len(packed) > MaxPacked || len(first.Events) > MaxEvents {
			t.Fatalf("%d bytes with %d events passed", len(packed), len(first.Events))
		}
		again, err := Pack(first)
		if err != nil {
			return // a small batch may grow over a cap when its absent fields are written
		}
		second, err := Unpack(again)
		if err != nil {
			t.Fatalf("what was packed cannot be unpacked: %v", err)
		}
		if !reflect.DeepEqual(normal(first), normal(second)) {
			t.Fatalf("%+v became %+v", first, second)
		}
	})
}

// FuzzPlain looks for JSON that a decoder accepts and our walk lets pass
// although one object holds a key twice.
func FuzzPlain(f *testing.F) {
	for _, plain := range []string{`{"a":0,"b":0}`, `{"a":0,"a":0}`, `{"a":{"a":"\""},"b":[{"a":0}]}`, `[{},"a",{"a":"a"}]`} {
		f.Add([]byte(plain))
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		if checkPlain(plain) == nil && json.Valid(plain) && twice(json.NewDecoder(bytes.NewReader(plain))) {
			t.Fatalf("%q holds a key twice", plain)
		}
	})
}

// normal forgets the difference between no sealed parts and an absent field.
func normal(b Batch) Batch {
	for i := range b.Events {
		if len(b.Events[i].Sealed) == 0 {
			b.Events[i].Sealed = nil
		}
	}
	return b
}

// twice reads one value and reports whether an object in it holds a key twice.
func twice(d *json.Decoder) bool {
	switch token, err := d.Token(); {
	case err != nil:
		return false
	case token == json.Delim('['):
		for d.More() {
			if twice(d) {
				return true
			}
		}
		d.Token()
	case token == json.Delim('{'):
		seen := map[any]bool{}
		for d.More() {
			key, _ := d.Token()
			if seen[key] || twice(d) {
				return true
			}
			seen[key] = true
		}
		d.Token()
	}
	return false
}

package proof

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// A Form is one way a text can stand on a disk.
type Form struct {
	How   string // "in UTF-16, little-endian"
	Bytes []byte
}

// Written is a secret text in every form in which a program may leave it: as it
// is and reversed, in UTF-8 and UTF-16, in hex and base64. Of a Vietnamese phone
// number in E.164 it is also each way to write the number.
func Written(secret string) (forms []Form) {
	for _, text := range spellings(secret) {
		for _, way := range []struct{ how, text string }{{"", text}, {"reversed, ", reversed(text)}} {
			how := way.how + "as «" + strings.Repeat("•", len(text)) + "» " // never the secret itself
			forms = append(forms, Form{how + "in UTF-8", []byte(way.text)},
				Form{how + "in UTF-16, little-endian", wide(way.text, 0)}, Form{how + "in UTF-16, big-endian", wide(way.text, 1)})
		}
		forms = append(forms, Form{"in hex", []byte(hex.EncodeToString([]byte(text)))},
			Form{"in upper hex", []byte(strings.ToUpper(hex.EncodeToString([]byte(text))))})
		for offset := range 3 {
			forms = append(forms, Form{"in base64", inBase64(base64.StdEncoding, text, offset)}, Form{"in base64 for addresses", inBase64(base64.URLEncoding, text, offset)})
		}
	}
	return forms
}

// spellings are the ways to write a text; a number is written with its country
// and without, whole and in groups.
func spellings(secret string) []string {
	rest, isNumber := strings.CutPrefix(secret, "+84")
	if !isNumber || len(rest) != 9 {
		return []string{secret}
	}
	all := []string{rest}
	for _, gap := range []string{" ", ".", "-", "\u00a0"} {
		all = append(all, rest[:3]+gap+rest[3:6]+gap+rest[6:])
	}
	return all // what stands before, 0 or +84, is found with it
}

func reversed(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}

// wide is a text in UTF-16 with the low byte at place low of each pair.
func wide(s string, low int) (b []byte) {
	for _, unit := range utf16.Encode([]rune(s)) {
		pair := []byte{byte(unit >> 8), byte(unit >> 8)}
		pair[low] = byte(unit)
		b = append(b, pair...)
	}
	return b
}

// inBase64 is what of a text is the same whatever stands around it, when it
// begins so many bytes behind a group of three.
func inBase64(code *base64.Encoding, text string, offset int) []byte {
	padded := append(bytes.Repeat([]byte{'x'}, offset), text...)
	first := (offset*8 + 5) / 6 // letters that also hold what stands before
	last := len(padded) * 8 / 6 // letters that hold nothing of what comes behind
	return []byte(code.EncodeToString(padded))[first:last]
}

// SearchFiles lists where secrets stand in files, in any form. A finding never
// holds the secret.
func SearchFiles(t testing.TB, files []string, secrets ...string) (found []string) {
	t.Helper()
	if len(files) == 0 {
		t.Fatal("no files to search: finding nothing would show nothing")
	}
	for _, name := range files {
		whole, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a server at work has removed it
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Search(whole, secrets...) {
			found = append(found, name+": "+f)
		}
	}
	return found
}

// Search lists which secrets stand in some bytes, and how.
func Search(whole []byte, secrets ...string) (found []string) {
	for _, s := range secrets {
		for _, form := range Written(s) {
			if bytes.Contains(whole, form.Bytes) {
				found = append(found, "a secret ending in …"+lastOf(s)+" "+form.How)
			}
		}
	}
	return found
}

// lastOf tells secrets of one test apart.
func lastOf(s string) string {
	runes := []rune(s)
	return string(runes[max(0, len(runes)-3):])
}

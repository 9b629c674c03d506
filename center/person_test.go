package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

const (
	saidPhone = "+84912345678"
	saidWords = "Xin gọi lại cho tôi"
)

// told keeps a feedback in a center's data as a kiosk's batch would.
func told(t *testing.T, at place) {
	t.Helper()
	s, err := store.Open(t.Context(), at.dsn())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		keys, err := tx.SealKeys(t.Context())
		if err != nil {
			return err
		}
		f := &store.Feedback{ID: "f1", Site: 1, Device: "2", Epoch: "e", Seq: 1, At: time.Now(), Rating: 2, HasWords: true, WantsReply: true}
		for purpose, text := range map[string]string{kiosk.PurposeWords: saidWords, kiosk.PurposePhone: saidPhone} {
			blob, err := kiosk.Seal(keys[0].SealKey, purpose, f.ID, kiosk.KindFeedbackGiven, text)
			if err != nil {
				return err
			}
			f.Sealed = append(f.Sealed, blob)
		}
		_, err = tx.AddFeedback(t.Context(), []*store.Feedback{f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (p place) command(words ...string) []string { return append(words, p.flags()...) }

func TestAPersonIsAnsweredFromTheShell(t *testing.T) {
	at := somewhere(t)
	out, stop := started(t, at)
	out.find(t, `center is at (http://\S+)`)
	told(t, at)
	const typed = "0912 345 678\n"
	found, err := says(t, typed, at.command("person", "find")...)
	if err != nil || !strings.Contains(found, "1 feedback with this number") || !strings.Contains(found, "kiosk 2  rating 2  f1") {
		t.Errorf("find: %q, %v", found, err)
	}
	for _, name := range []string{"copy.json", "copy.html"} {
		file := filepath.Join(t.TempDir(), name)
		if said, err := says(t, typed, at.command("person", "export", "--out", file)...); err != nil || !strings.Contains(said, "1 feedback") {
			t.Fatalf("export: %q, %v", said, err)
		}
		text, _ := os.ReadFile(file)
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(string(text), saidWords) || len(proof.Search(text, saidPhone)) == 0 {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		if _, err := says(t, typed, at.command("person", "export", "--out", file)...); err == nil {
			t.Error("a file that is there is written over")
		}
	}
	if said, err := says(t, typed, at.command("person", "erase")...); err != nil || !strings.Contains(said, "erased: 1 feedback") {
		t.Errorf("erase: %q, %v", said, err)
	}
	if found, err := says(t, typed, at.command("person", "find")...); err != nil || !strings.HasPrefix(found, "0 feedback") {
		t.Errorf("find afterwards: %q, %v", found, err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

// Without its key file a center does not start: it could read nothing it holds.
func TestACenterWithoutItsKeyFileSaysWhatToDo(t *testing.T) {
	at := somewhere(t)
	out, stop := started(t, at)
	out.find(t, `(Sign in as)`)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	keys := at.keys
	if keys == "" {
		keys = filepath.Join(at.dir, "keys")
	}
	file := filepath.Join(keys, vault.Name)
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := says(t, "", at.command("serve", "--listen", "127.0.0.1:0")...)
	if err == nil || !strings.Contains(err.Error(), "the key file is missing") || !strings.Contains(err.Error(), "put the copy you keep of site.key into "+keys) {
		t.Errorf("it says %v", err)
	}
	if _, err := says(t, "", at.command("audit", "verify")...); err != nil {
		t.Errorf("the audit log needs no key: %v", err)
	}
	if err := os.Rename(file+".away", file); err != nil {
		t.Fatal(err)
	}
	again, _ := started(t, at)
	again.find(t, `center is at (http://\S+)`)
}

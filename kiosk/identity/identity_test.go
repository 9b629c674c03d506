package identity

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
)

func enrolled(t *testing.T) Identity {
	t.Helper()
	i, err := New()
	if err != nil {
		t.Fatal(err)
	}
	i.Device, i.SiteID, i.CenterURL, i.Server, i.ReceiptKeyID = "2", 1, "https://center.example", "center-1", 0xA1B2C3D4
	i.PublicationKey = ed25519.PublicKey(bytes.Repeat([]byte{7}, ed25519.PublicKeySize))
	i.Authority = []byte{0x30, 0x82}
	return i
}

func TestAnEnrolledKioskKnowsItselfAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "identity.json")
	want := enrolled(t)
	if err := want.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the identity read is not the one written")
	}
}

func TestANewKioskIsNotEnrolled(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "identity.json")); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
	fresh, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if err := fresh.Save(filepath.Join(t.TempDir(), "identity.json")); err == nil {
		t.Error("an identity without enrolment was saved")
	}
}

func TestOnlyTheOwnerMayReadTheKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "identity.json")
	if err := os.WriteFile(path, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := enrolled(t).Save(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o, want 600", info.Mode().Perm())
	}
}

func TestKeysAreNotPrintedByAccident(t *testing.T) {
	i := enrolled(t)
	said := fmt.Sprintf("%v %+v %#v %s", i, i, i, i)
	for _, secret := range []string{
		string(i.DeviceKey), fmt.Sprint(i.DeviceKey), fmt.Sprintf("%x", i.DeviceKey.Seed()),
		base64.StdEncoding.EncodeToString(i.DeviceKey.Seed()), fmt.Sprint([]byte(i.ReceiptKey)),
	} {
		if strings.Contains(said, secret) {
			t.Errorf("a private key is printed")
		}
	}
	if b, err := json.Marshal(struct{ I Identity }{i}); err == nil {
		t.Errorf("an identity went into JSON of %d bytes", len(b))
	}
}

func TestAWrongFileIsNamed(t *testing.T) {
	good := filepath.Join(t.TempDir(), "identity.json")
	if err := enrolled(t).Save(good); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, says string }{
		{"cut short", string(b), string(b[:len(b)/2]), "not JSON"},
		{"no device", `"device": "2"`, `"device": ""`, "device"},
		{"device of letters", `"device": "2"`, `"device": "A1"`, "device"},
		{"no site", `"site_id": 1`, `"site_id": 0`, "site_id"},
		{"no center", "https://center.example", "", "center_url"},
		{"short publication key", `"publication_key": "Bw`, `"publication_key": "", "x": "Bw`, "publication_key"},
		{"no device key", `"device_key": "`, `"device_key": "", "x": "`, "device_key"},
		{"no receipt key", `"receipt_key": "`, `"receipt_key": "", "x": "`, "receipt_key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.Replace(string(b), c.old, c.new, 1)
			if changed == string(b) {
				t.Fatal("the case changes nothing")
			}
			path := filepath.Join(t.TempDir(), "identity.json")
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Load(path)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one naming the file and %q", err, c.says)
			}
		})
	}
}

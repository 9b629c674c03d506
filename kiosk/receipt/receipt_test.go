package receipt

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

var issued = time.Date(2026, 11, 23, 8, 30, 15, 0, kiosk.VietnamTime)

// signer is the receipt key of kiosk 2 made from one byte, and its public half
// as it is published.
func signer(b byte) (ed25519.PrivateKey, kiosk.ReceiptKey) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
	return private, kiosk.ReceiptKey{ID: 7, Device: "2", Public: private.Public().(ed25519.PublicKey)}
}

func given() Receipt {
	return Receipt{
		Version: Version, KeyID: 7, Site: 1, Kind: KindTicket, Device: "2", Seq: 1047, Number: "B2-047", Service: "B",
		IssuedAt: issued.UTC(), ID: [10]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
	}
}

// coded is a receipt, its code and the keys that are published.
func coded(t testing.TB) (Receipt, string, []kiosk.ReceiptKey) {
	t.Helper()
	private, key := signer(1)
	_, other := signer(2)
	other.ID, other.Device = 8, "3"
	r := given()
	code, err := Sign(private, r)
	if err != nil {
		t.Fatal(err)
	}
	return r, code, []kiosk.ReceiptKey{other, key}
}

func TestAReceiptIsReadAsItWasSigned(t *testing.T) {
	want, code, keys := coded(t)
	if got, verdict := Verify(keys, code); verdict != Genuine || !reflect.DeepEqual(got, want) {
		t.Errorf("%s %+v, want genuine %+v", verdict, got, want)
	}
	if again, err := Sign(func() ed25519.PrivateKey { k, _ := signer(1); return k }(), want); err != nil || again != code {
		t.Errorf("the same receipt has another code, %v", err)
	}
}

// A judge says what a code is worth, as Verify does.
type judge func(keys []kiosk.ReceiptKey, code string) Verdict

func ours(keys []kiosk.ReceiptKey, code string) Verdict { _, v := Verify(keys, code); return v }

// lenient checks the signature but takes every spelling of a code that can be
// read; blind checks no signature.
func lenient(keys []kiosk.ReceiptKey, code string) Verdict {
	raw, err := alphabet.DecodeString(code)
	if err != nil || len(raw) <= ed25519.SignatureSize {
		return Forged
	}
	return ours(keys, alphabet.EncodeToString(raw))
}

func blind(_ []kiosk.ReceiptKey, code string) Verdict {
	if _, _, _, ok := split(code); ok {
		return Genuine
	}
	return Forged
}

// takes counts the changed codes a judge does not call forged: one bit flipped
// in a character or under the BASE32, cut anywhere, or something put on.
func takes(judge judge, keys []kiosk.ReceiptKey, code string) (taken int) {
	raw, _ := alphabet.DecodeString(code)
	try := func(changed string) {
		if judge(keys, changed) != Forged {
			taken++
		}
	}
	for i := range code {
		try(code[:i])
		try(code[i+1:])
		for bit := range 8 {
			b := []byte(code)
			b[i] ^= 1 << bit
			try(string(b))
		}
	}
	for i := range raw {
		try(alphabet.EncodeToString(raw[:i]))
		for bit := range 8 {
			b := bytes.Clone(raw)
			b[i] ^= 1 << bit
			try(alphabet.EncodeToString(b))
		}
	}
	for _, s := range []string{"A", "=", "\n", "\r\n", " ", "\x00", code} {
		try(code + s)
		try(s + code)
	}
	try(strings.ToLower(code))
	return taken
}

func TestASingleBitChangedIsForged(t *testing.T) {
	_, code, keys := coded(t)
	if n := takes(ours, keys, code); n > 0 {
		t.Errorf("%d changed codes are not forged", n)
	}
	for name, judge := range map[string]judge{"that takes every spelling": lenient, "that checks no signature": blind} {
		if takes(judge, keys, code) == 0 {
			t.Errorf("a judge %s is not noticed: the test proves nothing", name)
		}
	}
}

func TestAReceiptIsNothingWithoutItsKey(t *testing.T) {
	want, code, keys := coded(t)
	_, stranger := signer(3)
	for name, change := range map[string]func(*kiosk.ReceiptKey){
		"another key":            func(k *kiosk.ReceiptKey) { k.Public = stranger.Public },
		"another name":           func(k *kiosk.ReceiptKey) { k.ID = 9 },
		"another kiosk's":        func(k *kiosk.ReceiptKey) { k.Device = "22" },
		"half a key":             func(k *kiosk.ReceiptKey) { k.Public = k.Public[:16] },
		"no key":                 func(k *kiosk.ReceiptKey) { k.Public = nil },
		"a key of nothing but 0": func(k *kiosk.ReceiptKey) { k.Public = make([]byte, 32) },
	} {
		_, k := signer(1)
		change(&k)
		if r, verdict := Verify([]kiosk.ReceiptKey{k}, code); verdict != Forged || r != (Receipt{}) {
			t.Errorf("%s: %s, %+v", name, verdict, r)
		}
	}
	if r, verdict := Verify(nil, code); verdict != Forged || r != (Receipt{}) {
		t.Errorf("no keys: %s", verdict)
	}
	at := issued.AddDate(1, 0, 0)
	keys[1].RevokedAt = &at // also what was signed a year before
	if r, verdict := Verify(keys, code); verdict != KeyRevoked || r != want {
		t.Errorf("a revoked key: %s, %+v", verdict, r)
	}
}

// Two kiosks whose keys have the same name by mistake are still told apart.
func TestTwoKeysOfOneNameAreBothTried(t *testing.T) {
	_, code, keys := coded(t)
	_, wrong := signer(3)
	if _, verdict := Verify(append([]kiosk.ReceiptKey{wrong}, keys...), code); verdict != Genuine {
		t.Errorf("%s, want genuine", verdict)
	}
}

// signedBody is the code of any bytes, rightly signed by the kiosk itself.
func signedBody(body []byte) string {
	private, _ := signer(1)
	return alphabet.EncodeToString(append(bytes.Clone(body), ed25519.Sign(private, signed(body))...))
}

// A kiosk that writes the same receipt in two ways would give two codes for one
// ticket: only the one way counts, whoever signs the other.
func TestOneReceiptHasOneCode(t *testing.T) {
	_, code, keys := coded(t)
	_, body, _, ok := split(code)
	if !ok || signedBody(body) != code || body[0] != 0x8a || body[1] != Version {
		t.Fatal("the receipt is not an array of ten that begins with its version")
	}
	for name, other := range map[string][]byte{
		"a number written longer":  bytes.Join([][]byte{{0x8a, 0x18, 0x01}, body[2:]}, nil),
		"a length written longer":  bytes.Join([][]byte{{0x98, 0x0a}, body[1:]}, nil),
		"an array without length":  bytes.Join([][]byte{{0x9f}, body[1:], {0xff}}, nil),
		"a field more":             bytes.Join([][]byte{{0x8b}, body[1:], {0x00}}, nil),
		"a field less":             bytes.Join([][]byte{{0x89}, body[1 : len(body)-11]}, nil),
		"a tag before it":          bytes.Join([][]byte{{0xc1}, body}, nil),
		"something behind it":      bytes.Join([][]byte{body, {0x00}}, nil),
		"a version not yet known":  bytes.Join([][]byte{{0x8a, 0x02}, body[2:]}, nil),
		"version 257, cut to 1":    bytes.Join([][]byte{{0x8a, 0x19, 0x01, 0x01}, body[2:]}, nil),
		"a negative version":       bytes.Join([][]byte{{0x8a, 0x20}, body[2:]}, nil),
		"a map":                    {0xa0},
		"arrays in arrays":         bytes.Repeat([]byte{0x81}, 40),
		"an array of four billion": {0x9a, 0xff, 0xff, 0xff, 0xff},
		"nothing":                  {},
	} {
		if _, verdict := Verify(keys, signedBody(other)); verdict != Forged {
			t.Errorf("%s: %s", name, verdict)
		}
	}
}

func TestWithoutAKeyNothingIsSigned(t *testing.T) {
	for _, key := range []ed25519.PrivateKey{nil, make([]byte, 31)} {
		if code, err := Sign(key, given()); err == nil || code != "" {
			t.Errorf("with a key of %d bytes: %q", len(key), code)
		}
	}
	private, _ := signer(1)
	long := given()
	long.Service = strings.Repeat("B", MaxCode)
	if code, err := Sign(private, long); err == nil || code != "" {
		t.Error("a receipt no QR can hold was signed")
	}
}

func TestTimesAreKeptToTheSecond(t *testing.T) {
	private, key := signer(1)
	for _, at := range []time.Time{issued.Add(999 * time.Millisecond), time.Unix(0, 0), issued.AddDate(-100, 0, 0), issued.AddDate(200, 0, 0)} {
		r := given()
		r.IssuedAt = at
		code, err := Sign(private, r)
		if err != nil {
			t.Fatal(err)
		}
		if got, verdict := Verify([]kiosk.ReceiptKey{key}, code); verdict != Genuine || got.IssuedAt.Unix() != at.Unix() {
			t.Errorf("%s is read as %s, %s", at, got.IssuedAt, verdict)
		}
	}
}

func FuzzVerify(f *testing.F) {
	_, code, keys := coded(f)
	private, _ := signer(1)
	_, body, _, _ := split(code)
	for _, seed := range []string{code, "", "A", strings.ToLower(code), code[:100], signedBody([]byte{0xa0}), signedBody(append(body, 0)), strings.Repeat("A", MaxCode+1), "☃"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		r, verdict := Verify(keys, code)
		if verdict == Forged {
			if r != (Receipt{}) {
				t.Errorf("forged, and yet it says %+v", r)
			}
			return
		}
		if again, err := Sign(private, r); err != nil || again != code {
			t.Errorf("%s, and yet the kiosk writes this receipt as %s, %v", verdict, again, err)
		}
	})
}

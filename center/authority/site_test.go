package authority

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func parsed(t testing.TB, c *tls.Certificate) *x509.Certificate {
	t.Helper()
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

// A pair is a certificate and a key as Let's Encrypt's client leaves them.
type pair struct{ dir, certificate, key string }

func newPair(t testing.TB, host string) *pair {
	dir := t.TempDir()
	p := &pair{dir, filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")}
	p.renew(t, host, true)
	return p
}

// renew puts a new certificate in place, and its key when it is told to.
func (p *pair) renew(t testing.TB, host string, key bool) {
	t.Helper()
	l := opened(t, t.TempDir(), "").Leaves([]string{host}, time.Now, today)
	c, err := l.Certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	p.put(t, p.certificate, block(certificateBlock, c.Certificate[0]))
	if key {
		p.put(t, p.key, block(keyBlock, der))
	}
}

func (p *pair) put(t testing.TB, path string, text []byte) {
	t.Helper()
	next := filepath.Join(p.dir, "next")
	if err := os.WriteFile(next, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, path); err != nil {
		t.Fatal(err)
	}
}

func TestASitesCertificateIsFollowedWhenItIsRenewed(t *testing.T) {
	var said bytes.Buffer
	p := newPair(t, "one.example")
	f, err := OpenFiles(p.certificate, p.key, slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	shows := func(when, host string) {
		t.Helper()
		for range 3 {
			c, err := f.Certificate(nil)
			if err != nil || parsed(t, c).VerifyHostname(host) != nil {
				t.Fatalf("%s: not %s, %v", when, host, err)
			}
		}
	}
	shows("at first", "one.example")
	p.renew(t, "two.example", true)
	shows("renewed", "two.example")
	p.renew(t, "three.example", false) // half of it
	shows("with a key that does not fit", "two.example")
	os.Remove(p.key)
	shows("without a key", "two.example")
	p.renew(t, "four.example", true)
	shows("renewed again", "four.example")
	if f.Expires().Before(time.Now()) {
		t.Error("it does not know when it ends")
	}
	if n := strings.Count(said.String(), "cannot be used"); n != 2 {
		t.Errorf("trouble was told %d times:\n%s", n, said.String())
	}
}

func TestASitesCertificateThatIsNoneIsToldOf(t *testing.T) {
	p := newPair(t, "one.example")
	p.renew(t, "two.example", false)
	for name, files := range map[string][2]string{
		"no file": {p.dir + "/none.pem", p.key}, "another's key": {p.certificate, p.key}, "the wrong way round": {p.key, p.certificate},
	} {
		if _, err := OpenFiles(files[0], files[1], slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), files[0]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

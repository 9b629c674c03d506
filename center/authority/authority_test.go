package authority

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

var today = time.Date(2027, 2, 3, 8, 0, 0, 0, time.UTC)

func opened(t testing.TB, dir, known string) *Authority {
	t.Helper()
	a, err := Open(dir, known, today)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// leafOf is the certificate a center called by hosts shows now.
func leafOf(t testing.TB, l *Leaves) *x509.Certificate {
	t.Helper()
	c, err := l.Certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

// trusts verifies a certificate as a client does that knows one authority.
func trusts(t testing.TB, authority []byte, leaf *x509.Certificate, host string, at time.Time) error {
	t.Helper()
	c, err := x509.ParseCertificate(authority)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c)
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: at})
	return err
}

func TestTheFirstStartMakesAnAuthorityAndLaterOnesKeepIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first := opened(t, dir, "")
	for name, a := range map[string]*Authority{"the next start": opened(t, dir, first.Fingerprint()), "a start that noted nothing": opened(t, dir, "")} {
		if !bytes.Equal(a.Certificate(), first.Certificate()) {
			t.Errorf("%s has another authority", name)
		}
	}
	info, err := os.Stat(first.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("the folder holds %v", files)
	}
	if y := first.Expires().Year(); y != 2047 {
		t.Errorf("it ends in %d", y)
	}
	if strings.Count(Colons(first.Fingerprint()), ":") != 31 {
		t.Errorf("fingerprint %s", Colons(first.Fingerprint()))
	}
}

func TestAKeyFileThatIsNoneIsToldOfAndKept(t *testing.T) {
	dir := t.TempDir()
	own, other := opened(t, dir, ""), opened(t, t.TempDir(), "")
	whole, _ := os.ReadFile(own.Path())
	text := string(whole)
	foreign, _ := os.ReadFile(other.Path())
	keyOf := func(s string) string { return s[strings.Index(s, "-----BEGIN PRIVATE KEY"):] }
	l := own.Leaves([]string{"sen.example"}, time.Now, today)
	leaf := string(block(certificateBlock, leafOf(t, l).Raw))
	for name, c := range map[string]struct {
		text, known string
		mode        os.FileMode
		says        string
		is          error
	}{
		"empty":                     {"", own.Fingerprint(), 0o600, "put the copy you keep", nil},
		"cut short":                 {text[:len(text)/2], "", 0o600, "put the copy you keep", nil},
		"a byte flipped":            {text[:len(text)-150] + "A/A/" + text[len(text)-146:], "", 0o600, "put the copy you keep", nil},
		"another's key in it":       {strings.Replace(text, keyOf(text), keyOf(string(foreign)), 1), own.Fingerprint(), 0o600, "do not belong together", nil},
		"a certificate of a center": {leaf + keyOf(text), "", 0o600, "not an authority's", nil},
		"open to others":            {text, own.Fingerprint(), 0o644, "chmod 600", nil},
		"another site's":            {string(foreign), own.Fingerprint(), 0o600, "another site's", ErrOther},
	} {
		t.Run(name, func(t *testing.T) {
			os.Remove(own.Path())
			if err := os.WriteFile(own.Path(), []byte(c.text), c.mode); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir, c.known, today)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), own.Path()) || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v, want one naming the file and %q", err, c.says)
			}
			if _, err := Create(dir, today); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("a new one was made over it: %v", err)
			}
			if kept, _ := os.ReadFile(own.Path()); string(kept) != c.text {
				t.Error("the file was changed")
			}
		})
	}
	os.Remove(own.Path())
	if _, err := Open(dir, own.Fingerprint(), today); !errors.Is(err, ErrMissing) {
		t.Errorf("missing: %v", err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("something was made in its place: %v", files)
	}
}

func TestASecondCenterWithACopyOfTheFileIsTrustedToo(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	first := opened(t, dir, "")
	text, err := os.ReadFile(first.Path())
	if err := errors.Join(err, os.WriteFile(filepath.Join(copied, FileName), text, 0o600)); err != nil {
		t.Fatal(err)
	}
	second := opened(t, copied, first.Fingerprint())
	leaf := leafOf(t, second.Leaves([]string{"second.example"}, func() time.Time { return today }, today))
	if err := trusts(t, first.Certificate(), leaf, "second.example", today); err != nil {
		t.Error(err)
	}
}

// An authority signs servers: what it signed cannot sign in its turn.
func TestNobodyItSignedCanSign(t *testing.T) {
	a := opened(t, t.TempDir(), "")
	key, _ := ecdsa.GenerateKey(a.key.Curve, rand.Reader)
	made := func(template, parent *x509.Certificate, signer *ecdsa.PrivateKey) *x509.Certificate {
		template.SerialNumber = serial()
		der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := x509.ParseCertificate(der)
		return c
	}
	from, to := today.Add(-early), today.Add(lasts)
	middle := made(ca(from, to), a.certificate, a.key)
	leaf := made(&x509.Certificate{DNSNames: []string{"sen.example"}, NotBefore: from, NotAfter: to, ExtKeyUsage: middle.ExtKeyUsage}, middle, key)
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(a.certificate)
	between.AddCert(middle)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: "sen.example", CurrentTime: today}); err == nil {
		t.Error("a certificate two steps away is trusted")
	}
}

// A client that would take less than TLS 1.3 gets nothing, and what a connection
// learnt is of no use to the next.
func TestOnlyTLS13IsSpoken(t *testing.T) {
	a := opened(t, t.TempDir(), "")
	leaves := a.Leaves([]string{"sen.example"}, func() time.Time { return today }, today)
	for name, c := range map[string]struct {
		max  uint16
		good bool
	}{"TLS 1.3": {tls.VersionTLS13, true}, "TLS 1.2": {tls.VersionTLS12, false}} {
		cache := tls.NewLRUClientSessionCache(4)
		for range 2 {
			state, err := handshake(t, Config(leaves.Certificate), &tls.Config{
				MinVersion: tls.VersionTLS12, MaxVersion: c.max, InsecureSkipVerify: true, ClientSessionCache: cache, NextProtos: []string{"h2", "http/1.1"}, ServerName: "sen.example"})
			if (err == nil) != c.good {
				t.Errorf("%s: %v", name, err)
			}
			if c.good && (state.DidResume || state.NegotiatedProtocol != "http/1.1") {
				t.Errorf("%s: resumed %t, speaks %q", name, state.DidResume, state.NegotiatedProtocol)
			}
		}
	}
}

func handshake(t *testing.T, server, client *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	near, far := net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		defer far.Close()
		s := tls.Server(far, server)
		if s.Handshake() == nil {
			s.Write([]byte("hello"))
		}
	}()
	c := tls.Client(near, client)
	_, err := io.ReadAll(c) // also what comes after the handshake
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil // hung up without goodbye, after it spoke
	}
	near.Close()
	<-served
	return c.ConnectionState(), err
}

// Who has the key can pass for any host with those who trust the authority. With
// computers that were taught the certificate for browsers, only for the center.
func TestAStolenKeyPassesForNoOtherHost(t *testing.T) {
	a := opened(t, t.TempDir(), "")
	for name, hosts := range map[string][]string{
		"a name": {"sen.example.vn"}, "an address": {"192.168.1.5"}, "both": {"sen.example.vn", "192.168.1.5", "fd00::5"},
	} {
		cert, err := a.ForBrowsers(hosts)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := a.ForBrowsers(hosts); !bytes.Equal(again.PEM, cert.PEM) || again.Fingerprint != cert.Fingerprint {
			t.Errorf("%s: made again it is another", name)
		}
		der := decoded(t, cert.PEM)
		leaf := leafOf(t, a.Leaves(hosts, func() time.Time { return today }, today))
		for _, h := range hosts {
			if err := trusts(t, der, leaf, h, today); err != nil {
				t.Errorf("%s: %s is not trusted: %v", name, h, err)
			}
		}
		var fooled []string
		for _, h := range []string{"bank.example", "10.0.0.1", "fd00::1", "192.168.1.6"} {
			stolen := leafOf(t, a.Leaves([]string{h}, func() time.Time { return today }, today))
			if trusts(t, der, stolen, h, today) == nil {
				t.Errorf("%s: a stolen key passes for %s", name, h)
			}
			if trusts(t, a.Certificate(), stolen, h, today) == nil {
				fooled = append(fooled, "it passes for "+h)
			}
		}
		proof.Control(t, "an authority without bounds in browsers", "TestAStolenKeyPassesForNoOtherHost", fooled...)
	}
}

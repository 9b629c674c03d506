package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/authority"
	"dongthap.vn/sen/center/store/storetest"
)

// asks gets a page from who is vouched for by one authority, and returns the
// certificate that was shown.
func asks(t *testing.T, root []byte, url string) (status int, body string, shown *x509.Certificate, err error) {
	t.Helper()
	c, err := x509.ParseCertificate(root)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}, Timeout: 20 * time.Second}
	w, err := client.Get(url)
	if err != nil {
		return 0, "", nil, err
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	return w.StatusCode, string(text), w.TLS.PeerCertificates[0], err
}

func ownAuthority(t *testing.T, at place) *authority.Authority {
	t.Helper()
	if at.keys == "" {
		at.keys = filepath.Join(at.dir, "keys")
	}
	a, err := authority.Load(at.keys)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Kiosks have a door of their own beside the pages: TLS 1.3, the road and nothing
// else, vouched for by an authority that outlives the center's restarts.
func TestKiosksHaveASecureDoor(t *testing.T) {
	at := somewhere(t)
	var first []byte
	for _, start := range []string{"the first", "the next"} {
		out, stop := started(t, at, "--road", "127.0.0.1:0")
		road := out.find(t, `kiosks         (https://\S+),`)
		out.find(t, `([Ss]ign-?.in.*\n)`)
		pages := out.find(t, `center is at (http://\S+)`)
		a := ownAuthority(t, at)
		if first == nil {
			first = a.Certificate()
		}
		if !strings.Contains(out.String(), authority.Colons(a.Fingerprint())) {
			t.Errorf("%s start does not tell the fingerprint:\n%s", start, out)
		}
		status, _, leaf, err := asks(t, first, road+"/v1/doc/site")
		if err != nil || status != http.StatusOK {
			t.Fatalf("%s start: %d, %v", start, status, err)
		}
		if left := time.Until(leaf.NotAfter); left > 91*24*time.Hour || left < 89*24*time.Hour {
			t.Errorf("a center's certificate lasts %s", left)
		}
		if status, _, _, _ := asks(t, first, road+"/sign-in"); status != http.StatusNotFound {
			t.Errorf("a page at the kiosks' door: %d", status)
		}
		if w, err := http.Get(pages + "/v1/doc/site"); err != nil || w.StatusCode != http.StatusOK {
			t.Errorf("a kiosk of before is not heard: %v", err)
		}
		if w, err := http.Post(pages+"/v1/enrol", "application/json", strings.NewReader("{}")); err != nil || w.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("a kiosk may be enrolled at the pages' door: %v", err)
		}
		if _, err := tls.Dial("tcp", strings.TrimPrefix(road, "https://"), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}); err == nil {
			t.Error("TLS 1.2 is spoken")
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
}

// A second center shares the database. With a copy of the key files kiosks trust
// it as the first; without one it does not start, and says what to do.
func TestASecondCenterOnPostgreSQLNeedsTheSameAuthority(t *testing.T) {
	first := place{db: storetest.NewPostgres(t), keys: t.TempDir()}
	out, _ := started(t, first, "--road", "127.0.0.1:0")
	out.find(t, `(lobby board)`)
	root := ownAuthority(t, first).Certificate()

	second := place{db: first.db, keys: t.TempDir()}
	copied := func(name string) {
		text, err := os.ReadFile(filepath.Join(first.keys, name))
		if err := errors.Join(err, os.WriteFile(filepath.Join(second.keys, name), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	copied("site.key")
	refused := slices.Concat([]string{"serve", "--listen", "127.0.0.1:0", "--road", "127.0.0.1:0"}, second.flags())
	if _, err := says(t, "", refused...); err == nil || !strings.Contains(err.Error(), "put the copy you keep, or another center's, into "+second.keys) {
		t.Errorf("without the file: %v", err)
	}
	if _, err := authority.Create(second.keys, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := says(t, "", refused...); err == nil || !strings.Contains(err.Error(), "another site's") {
		t.Errorf("with another file: %v", err)
	}
	copied(authority.FileName)
	out, _ = started(t, second, "--road", "127.0.0.1:0")
	if status, _, _, err := asks(t, root, out.find(t, `kiosks         (https://\S+),`)+"/v1/doc/site"); err != nil || status != http.StatusOK {
		t.Errorf("with a copy: %d, %v", status, err)
	}
}

// A site that has lost the file begins again, told in one sentence how.
func TestALostAuthorityIsReplacedByCommand(t *testing.T) {
	at := somewhere(t)
	_, err := says(t, "", append([]string{"authority"}, at.flags()...)...)
	if err == nil || !strings.Contains(err.Error(), "makes it") {
		t.Errorf("before the first start: %v", err)
	}
	out, stop := started(t, at, "--road", "127.0.0.1:0")
	out.find(t, `(Sign in as)`)
	a := ownAuthority(t, at)
	if text, err := says(t, "", append([]string{"authority"}, at.flags()...)...); err != nil || !strings.Contains(text, authority.Colons(a.Fingerprint())) || !strings.Contains(text, a.Expires().Format(time.DateOnly)) {
		t.Errorf("authority prints %q, %v", text, err)
	}
	anew := append([]string{"authority", "new"}, at.flags()...)
	if _, err := says(t, "", anew...); err == nil || !strings.Contains(err.Error(), "move it away first") {
		t.Errorf("a good file was replaced: %v", err)
	}
	if err := errors.Join(stop(), os.Remove(a.Path())); err != nil {
		t.Fatal(err)
	}
	lost := slices.Concat([]string{"serve", "--listen", "127.0.0.1:0", "--road", "127.0.0.1:0"}, at.flags())
	if _, err := says(t, "", lost...); err == nil || !strings.Contains(err.Error(), "sen-center authority new "+strings.Join(at.flags(), " ")) {
		t.Errorf("lost: %v", err)
	}
	if _, err := says(t, "", anew...); err != nil {
		t.Fatal(err)
	}
	out, _ = started(t, at, "--road", "127.0.0.1:0")
	road := out.find(t, `kiosks         (https://\S+),`)
	if _, _, _, err := asks(t, a.Certificate(), road+"/v1/doc/site"); err == nil {
		t.Error("the lost authority still vouches")
	}
	if status, _, _, err := asks(t, ownAuthority(t, at).Certificate(), road+"/v1/doc/site"); err != nil || status != http.StatusOK {
		t.Errorf("the new one: %d, %v", status, err)
	}
}

// Pages under the site's certificate follow its renewal; browsers are then told
// to insist on TLS, and no authority is offered or made.
func TestPagesUseTheSitesCertificate(t *testing.T) {
	at, dir := somewhere(t), t.TempDir()
	certificate, key := filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")
	root := signedFor(t, "127.0.0.1", certificate, key)
	out, _ := started(t, at, "--certificate", certificate, "--certificate-key", key)
	base := out.find(t, `center is at (https://\S+)`)
	status, _, before, err := asks(t, root, base+"/sign-in")
	if err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v", status, err)
	}
	if status, _, _, _ := asks(t, root, base+"/authority.pem"); status != http.StatusNotFound {
		t.Errorf("an authority is offered: %d", status)
	}
	if status, _, _, _ := asks(t, root, base+"/v1/doc/site"); status != http.StatusOK {
		t.Errorf("kiosks are not heard: %d", status)
	}
	if found, _ := filepath.Glob(filepath.Join(at.dir, "keys", authority.FileName)); at.dir != "" && found != nil {
		t.Error("an authority was made that nobody asked for")
	}
	renewed := signedFor(t, "127.0.0.1", certificate, key)
	_, _, after, err := asks(t, renewed, base+"/sign-in")
	if err != nil || bytes.Equal(before.Raw, after.Raw) {
		t.Errorf("the renewed certificate is not in use: %v", err)
	}
}

// signedFor writes a certificate for an address and its key, and returns who
// vouches for it: itself.
func signedFor(t *testing.T, address, certificate, key string) []byte {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 1, 0), IPAddresses: []net.IP{net.ParseIP(address)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string]*pem.Block{key: {Type: "PRIVATE KEY", Bytes: pkcs8}, certificate: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return der
}

// A site that spoke HTTP until now is told what becomes of its kiosks.
func TestASiteThatTurnsToTLSIsToldOfItsKiosks(t *testing.T) {
	at := somewhere(t)
	out, stop := started(t, at)
	base := out.find(t, `center is at (http://\S+)`)
	out.find(t, `(Sign in as)`)
	enrolledAt(t, at, base, "1")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for _, told := range []bool{true, false} { // once
		out, stop = started(t, at, "--road", "127.0.0.1:0")
		out.find(t, `(A sign-in link)`)
		if strings.Contains(out.String(), "enrol them anew") != told {
			t.Errorf("told is not %t:\n%s", told, out)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
}

// What a door speaks follows from where it is; what does not fit is refused
// before anything is opened.
func TestEveryAddressOthersReachSpeaksTLS(t *testing.T) {
	for _, c := range []struct {
		listen string
		plan   doorPlan
		speech speech
		url    string
	}{
		{"127.0.0.1:8470", doorPlan{}, plainHTTP, "http://127.0.0.1:8470"},
		{"[::1]:8470", doorPlan{}, plainHTTP, "http://[::1]:8470"},
		{"127.0.0.1:8470", doorPlan{public: "https://sen.example.vn"}, plainHTTP, "https://sen.example.vn"}, // a proxy beside it
		{"192.168.1.5:8470", doorPlan{}, ownTLS, "https://192.168.1.5:8470"},
		{"0.0.0.0:8470", doorPlan{public: "https://sen.example.vn"}, ownTLS, "https://sen.example.vn"},
		{"192.168.1.5:8470", doorPlan{public: "http://sen.example.vn"}, ownTLS, ""}, // refused
		{"192.168.1.5:8470", doorPlan{public: "http://sen.example.vn", plain: true}, plainHTTP, "http://sen.example.vn"},
		{"192.168.1.5:8470", doorPlan{certificate: "c", key: "k"}, siteTLS, "https://192.168.1.5:8470"},
		{"127.0.0.1:8470", doorPlan{certificate: "c", key: "k"}, siteTLS, "https://127.0.0.1:8470"},
	} {
		at, err := net.ResolveTCPAddr("tcp", c.listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.plan.speech(at); got != c.speech {
			t.Errorf("%s %+v: speaks %d, want %d", c.listen, c.plan, got, c.speech)
		}
		url, err := c.plan.publicURL(&doors{pages: placed{at}, speech: c.speech})
		if url != c.url || (err == nil) != (c.url != "") || err != nil && !strings.Contains(err.Error(), "write https://sen.example.vn") {
			t.Errorf("%s %+v: %q, %v", c.listen, c.plan, url, err)
		}
	}
	d := &doors{public: "https://sen.example.vn:8470"}
	plan := doorPlan{listen: "0.0.0.0:8470", road: "10.1.1.1:8471", hosts: "sen.local, 10.1.1.1,"}
	if got := strings.Join(plan.reachedBy(d), " "); got != "10.1.1.1 sen.example.vn sen.local" {
		t.Errorf("reached by %s", got)
	}
}

// placed is a listener that is only asked where it is.
type placed struct{ at net.Addr }

func (p placed) Addr() net.Addr          { return p.at }
func (placed) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (placed) Close() error              { return nil }

// A center whose own certificate browsers do not know offers what vouches for it,
// and a page that says so.
func TestPagesOfTheOwnAuthorityOfferIt(t *testing.T) {
	dir := t.TempDir()
	h, err := open(t.Context(), place{dir: dir, keys: filepath.Join(dir, "keys")}, true, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer h.store.Close()
	line, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "https://" + line.Addr().String()
	d := &doors{pages: line, speech: ownTLS, public: base, hosts: []string{"127.0.0.1"}} // as on an address others reach
	out, ended := newScreen(), make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { ended <- h.serve(ctx, d, console{nil, out, io.Discard}) }()
	out.find(t, `(Sign in as)`)
	_, text, _, err := asks(t, h.authority.Certificate(), base+"/authority.pem")
	taught, _ := pem.Decode([]byte(text))
	if err != nil || taught == nil {
		t.Fatalf("offered %q, %v", text, err)
	}
	status, page, _, err := asks(t, taught.Bytes, base+"/sign-in")
	if err != nil || status != http.StatusOK || !strings.Contains(page, "/authority.pem") {
		t.Errorf("who was taught it gets %d, %v", status, err)
	}
	for _, method := range []string{"GET", "HEAD", "POST"} {
		ask, _ := http.NewRequest(method, "http://"+line.Addr().String()+"/console?x=1", nil)
		w, err := http.DefaultTransport.RoundTrip(ask)
		if err != nil || w.StatusCode != http.StatusFound || w.Header.Get("Location") != base+"/" {
			t.Errorf("%s without TLS: %v, %v", method, w, err)
		}
	}
	if !strings.Contains(out.String(), "taught "+base+"/authority.pem") {
		t.Errorf("the center does not tell:\n%s", out)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

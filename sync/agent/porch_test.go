package agent

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A porch is where whoever passes for the center stands: it speaks TLS as that
// one does, or plain HTTP as nobody.
type porch struct {
	net.Listener
	mu sync.Mutex
	as *tls.Config
}

// Accept meets a kiosk.
func (p *porch) Accept() (net.Conn, error) {
	line, err := p.Listener.Accept()
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || p.as == nil {
		return line, err
	}
	return tls.Server(newRoomy(line), p.as), nil
}

// A roomy line takes in what is written at once, as the machine's network does:
// who hangs up in the middle of a handshake is not kept waiting by the rest.
type roomy struct {
	net.Conn
	out   chan []byte
	ended chan struct{}
	end   func()
}

func newRoomy(line net.Conn) *roomy {
	r := &roomy{Conn: line, out: make(chan []byte, 64), ended: make(chan struct{})}
	r.end = sync.OnceFunc(func() { close(r.ended) })
	go func() {
		for {
			select {
			case b := <-r.out:
				if _, err := line.Write(b); err != nil {
					r.end()
				}
			case <-r.ended:
				return
			}
		}
	}()
	return r
}

// Write leaves b to be carried.
func (r *roomy) Write(b []byte) (int, error) {
	select {
	case r.out <- bytes.Clone(b):
		return len(b), nil
	case <-r.ended:
		return 0, net.ErrClosed
	}
}

// Close hangs up.
func (r *roomy) Close() error { r.end(); return r.Conn.Close() }

// stands lets somebody else stand at the end of the road; who was connected is
// hung up on.
func (s *street) stands(as *tls.Config) {
	s.porch.mu.Lock()
	s.porch.as = as
	s.porch.mu.Unlock()
	s.cable.pull()
	s.cable.plug()
}

// said is what a log has taken in.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes in a line.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// times counts the lines that hold all parts.
func (s *said) times(parts ...string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range strings.Lines(s.text.String()) {
		all := true
		for _, part := range parts {
			all = all && strings.Contains(line, part)
		}
		if all {
			n++
		}
	}
	return n
}

// A registry signs certificates.
type registry struct {
	t           testing.TB
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// townHost is what the kiosk calls its center.
const townHost = "town.test"

func newRegistry(t testing.TB) *registry {
	t.Helper()
	r := &registry{t: t}
	r.certificate, r.key = r.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "registry"}, NotBefore: kiosk.Built().Add(-time.Hour), NotAfter: kiosk.Built().AddDate(20, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return r
}

// sign signs a certificate for a new key, by its own when the registry is new.
func (r *registry) sign(template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	r.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		r.t.Fatal(err)
	}
	parent, signer := r.certificate, r.key
	if parent == nil {
		parent, signer = template, key
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		r.t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		r.t.Fatal(err)
	}
	return c, key
}

// leaf is a certificate for a host.
func (r *registry) leaf(host string, from, to time.Time) *tls.Certificate {
	r.t.Helper()
	c, key := r.sign(&x509.Certificate{
		DNSNames: []string{host}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return &tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key, Leaf: c}
}

// speaks is a center that shows a certificate.
func speaks(c *tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{*c}, MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}, SessionTicketsDisabled: true}
}

// pinned is the street's kiosk, enrolled by TLS with what the registry vouches
// for.
func (s *street) pinned(r *registry) {
	s.stop()
	s.id.CenterURL, s.id.Authority = "https://"+townHost, r.certificate.Raw
}

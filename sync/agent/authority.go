package agent

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
)

// Times and sizes of a connection.
const (
	dialLasts      = 10 * time.Second
	handshakeLasts = 10 * time.Second
	idleLasts      = 90 * time.Second
	maxHeader      = 64 << 10
)

// errCertificate tells that who answered is not vouched for as the center:
// nothing was sent.
var errCertificate = errors.New("not the center's certificate")

// errHandshake tells that who answered speaks no TLS 1.3, or something else.
var errHandshake = errors.New("no TLS 1.3 with the center")

// An authority decides whether a certificate is the center's.
//
// A certificate has a beginning and an end, and a kiosk's clock may be wrong by
// decades: it boots in 1970 when its battery is empty. It knows two clocks, its
// own and what the center last told, and either may be wrong. So a certificate
// is over when it is over by both, and no clock is believed before the moment
// the program was built, or before the one the certificate begins at, which
// whoever signed it has seen. A clock far ahead locks no kiosk out that way, nor
// does a center whose clock once was; what is lost is that a certificate may be
// taken as long past its end as the kiosk has not heard from its center.
type authority struct {
	host  string
	roots *x509.CertPool // nil: those of the system
	bad   error          // the identity's authority cannot be read
	any   bool           // whoever it is: the center has not proven yet who it is
	now   func() time.Time
	told  func() time.Time // the center's clock as it last told, or zero
	built time.Time
}

func newAuthority(id identity.Identity, now, told func() time.Time) *authority {
	a := &authority{now: now, told: told, built: kiosk.Built()}
	if u, err := url.Parse(id.CenterURL); err == nil {
		a.host = u.Hostname()
	}
	if id.Authority == nil {
		return a
	}
	a.roots = x509.NewCertPool()
	root, err := x509.ParseCertificate(id.Authority)
	if err != nil {
		a.bad = fmt.Errorf("%w: the identity's authority cannot be read: %w", errCertificate, err)
		return a
	}
	a.roots.AddCert(root)
	return a
}

// verify is tls.Config's VerifyConnection, and all there is: the library's own
// check, which knows one clock, is switched off.
func (a *authority) verify(s tls.ConnectionState) (err error) {
	if a.any || a.bad != nil {
		return a.bad
	}
	if len(s.PeerCertificates) == 0 {
		return errCertificate
	}
	leaf, between := s.PeerCertificates[0], x509.NewCertPool()
	for _, c := range s.PeerCertificates[1:] {
		between.AddCert(c)
	}
	for _, clock := range []time.Time{a.now(), a.told()} {
		at := latest(clock, a.built, leaf.NotBefore)
		if _, err = leaf.Verify(x509.VerifyOptions{Roots: a.roots, Intermediates: between, DNSName: a.host, CurrentTime: at}); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: %w", errCertificate, err)
}

func latest(first time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.After(first) {
			first = t
		}
	}
	return first
}

// Transport is how a kiosk reaches its center: by TLS 1.3, where the identity
// says https, with a center that its authority vouches for, or when it has none,
// the system. Told is the center's clock as it last told, zero for never. Each
// connection carries one exchange at a time (HTTP/1.1): one that is open at this
// end alone is left as soon as an exchange has waited long enough.
func Transport(id identity.Identity, now, told func() time.Time) *http.Transport {
	return transport(newAuthority(id, now, told), nil)
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

func transport(a *authority, dial dialer) *http.Transport {
	if dial == nil {
		dial = (&net.Dialer{Timeout: dialLasts, KeepAlive: 30 * time.Second}).DialContext
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: a.host, NextProtos: []string{"http/1.1"},
		InsecureSkipVerify: true, VerifyConnection: a.verify, // which does it all
	}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dial, TLSClientConfig: config, TLSHandshakeTimeout: handshakeLasts,
		IdleConnTimeout: idleLasts, MaxResponseHeaderBytes: maxHeader,
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			line, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return secure(ctx, line, config)
		},
	}
}

// secure shakes hands with whoever is at the end of a line.
func secure(ctx context.Context, line net.Conn, config *tls.Config) (net.Conn, error) {
	within, cancel := context.WithTimeout(ctx, handshakeLasts)
	defer cancel()
	conn := tls.Client(line, config)
	err := conn.HandshakeContext(within)
	if err == nil {
		return conn, nil
	}
	line.Close()
	if errors.Is(err, errCertificate) || ctx.Err() != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%w: %v", errHandshake, err) // not wrapped: a silent stranger is no slow center
}

package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A center's certificate lasts for lasts, and is renewed when renewed have
// passed. It begins early, for clocks that are a little slow.
const (
	lasts   = 90 * 24 * time.Hour
	renewed = 60 * 24 * time.Hour
	early   = time.Hour
)

// mostLeaves bounds what is kept for the addresses of one machine.
const mostLeaves = 64

// Leaves are the certificates of one center. Each names the hosts people and
// kiosks call the center by, and the address this connection reached.
type Leaves struct {
	authority *Authority
	hosts     []string
	now       func() time.Time

	mu     sync.Mutex
	latest time.Time // the highest the clock is known to have been
	byAddr map[netip.Addr]leaf
}

// A leaf is used from and until, by the clock it was made by.
type leaf struct {
	certificate *tls.Certificate
	from, until time.Time
}

// Leaves makes certificates for a center called by hosts, names or addresses.
// Noted is the last moment its data tells of, should its clock have fallen back
// since.
func (a *Authority) Leaves(hosts []string, now func() time.Time, noted time.Time) *Leaves {
	return &Leaves{authority: a, hosts: hosts, now: now, latest: later(noted, kiosk.Built()), byAddr: map[netip.Addr]leaf{}}
}

// Certificate is tls.Config's GetCertificate. A certificate that grows old is
// renewed by the first who connects; connections that stand keep theirs.
func (l *Leaves) Certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	at := reached(hello)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if held, ok := l.byAddr[at]; ok && !now.Before(held.from) && now.Before(held.until) {
		return held.certificate, nil
	}
	if len(l.byAddr) >= mostLeaves {
		clear(l.byAddr)
	}
	certificate, err := l.issue(at, now)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	l.byAddr[at] = leaf{certificate, now.Add(-early), now.Add(renewed)}
	return certificate, nil
}

// reached is the center's address that a connection came to.
func reached(hello *tls.ClientHelloInfo) netip.Addr {
	if hello == nil || hello.Conn == nil {
		return netip.Addr{}
	}
	at, err := netip.ParseAddrPort(hello.Conn.LocalAddr().String())
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap().WithZone("")
}

// issue makes a certificate that holds by this clock and by the latest it ever
// showed: a center whose clock has jumped back is still believed.
func (l *Leaves) issue(at netip.Addr, now time.Time) (*tls.Certificate, error) {
	l.latest = later(l.latest, now)
	ca := l.authority.certificate
	to := l.latest.Add(lasts)
	if to.After(ca.NotAfter) {
		to = ca.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{Organization: []string{"Sen"}, CommonName: "Sen center"},
		NotBefore: later(ca.NotBefore, now.Add(-early)), NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	template.DNSNames, template.IPAddresses = names(l.hosts)
	if at.IsValid() {
		template.IPAddresses = append(template.IPAddresses, at.AsSlice())
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca, key.Public(), l.authority.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// names divides hosts into names and addresses.
func names(hosts []string) (dns []string, addresses []net.IP) {
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			addresses = append(addresses, ip)
		} else {
			dns = append(dns, h)
		}
	}
	return dns, addresses
}

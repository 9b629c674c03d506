// Package authority vouches for a site's centers: it is a certificate authority
// of the site's own, made at the first start that needs one, and hands each
// center short-lived certificates for the addresses it is reached by. Kiosks
// verify the road by it alone; browsers can be taught to.
//
// It promises that the key lies in one file of the key folder and in no
// database, that a file which is damaged, missing, another site's or open to
// others is told of in one sentence and never overwritten, and that certificates
// are renewed while the center runs. A site that has a public certificate hands
// it in as Files, which follows its renewal. It knows neither kiosks nor pages.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
)

// Errors a caller branches on.
var (
	ErrMissing = errors.New("the authority's key file is missing")
	ErrOther   = errors.New("the authority's key file is another site's")
)

// years is how long an authority vouches. Kiosks hold on to it: its end is the
// end of every enrolment.
const years = 20

// An Authority is an open key file.
type Authority struct {
	path        string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Certificate is what kiosks verify by, as DER.
func (a *Authority) Certificate() []byte { return a.certificate.Raw }

// Path is where the file lies.
func (a *Authority) Path() string { return a.path }

// Expires is when the authority ends.
func (a *Authority) Expires() time.Time { return a.certificate.NotAfter }

// Name is the subject's, as browsers list it.
func (a *Authority) Name() string { return a.certificate.Subject.CommonName }

// Fingerprint is the certificate's SHA-256 as 64 hex digits. The database notes
// it, so that a wrong file is noticed.
func (a *Authority) Fingerprint() string { return fingerprint(a.certificate.Raw) }

func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// Colons writes a fingerprint as browsers show it, "AB:CD:…".
func Colons(fingerprint string) string {
	var b strings.Builder
	for i := 0; i+2 <= len(fingerprint); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(strings.ToUpper(fingerprint[i : i+2]))
	}
	return b.String()
}

// draw makes a new authority. ECDSA P-256 is what every browser takes.
func draw(now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	from := later(now, kiosk.Built()).Add(-early)
	template := ca(from, from.AddDate(years, 0, 0))
	template.SerialNumber = serial()
	template.Subject = pkix.Name{Organization: []string{"Sen"}, CommonName: "Sen authority " + hex.EncodeToString(template.SerialNumber.Bytes()[:4])}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	return &Authority{certificate: certificate, key: key}, err
}

// ca is what every certificate of an authority has: it signs those of servers
// and none that signs further.
func ca(from, to time.Time) *x509.Certificate {
	return &x509.Certificate{
		NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// serial is 16 random bytes, the first neither zero nor negative as a number.
func serial() *big.Int {
	b := make([]byte, 16)
	rand.Read(b)
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b)
}

// check tells what a certificate and a key lack to be an authority.
func check(c *x509.Certificate, key *ecdsa.PrivateKey) error {
	switch {
	case !c.IsCA || !c.MaxPathLenZero:
		return errors.New("its certificate is not an authority's")
	case !key.PublicKey.Equal(c.PublicKey):
		return errors.New("its key and its certificate do not belong together")
	case c.CheckSignatureFrom(c) != nil:
		return errors.New("its certificate is not signed by its key")
	}
	return nil
}

// Config is how a center speaks TLS: 1.3, HTTP/1.1, and every connection
// begins anew, whichever center and certificate the one before had. HTTP/2 is
// left out because the limits on slow clients are measured without it.
func Config(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, GetCertificate: certificate, NextProtos: []string{"http/1.1"}, SessionTicketsDisabled: true}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

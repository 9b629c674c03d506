package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
)

// A ForBrowsers is the authority as staff computers are taught it: for these
// hosts and no other, so that whoever steals the key cannot pass for a bank on
// them. Made again for the same hosts it is the same, byte for byte.
type ForBrowsers struct {
	PEM         []byte
	Fingerprint string // SHA-256, 64 hex digits
}

// ForBrowsers makes the certificate for hosts, names or addresses.
func (a *Authority) ForBrowsers(hosts []string) (ForBrowsers, error) {
	sorted := slices.Sorted(slices.Values(hosts))
	template := ca(a.certificate.NotBefore, a.certificate.NotAfter)
	template.Subject, template.SubjectKeyId = a.certificate.Subject, a.certificate.SubjectKeyId
	sum := sha256.Sum256([]byte("sen-authority-v1 " + a.Fingerprint() + " " + strings.Join(sorted, " ")))
	sum[0] = sum[0]&0x7f | 0x40
	template.SerialNumber = new(big.Int).SetBytes(sum[:16])
	constrain(template, sorted)
	der, err := x509.CreateCertificate(nil, template, template, a.key.Public(), repeating{a.key})
	if err != nil {
		return ForBrowsers{}, fmt.Errorf("make the authority's certificate for browsers: %w", err)
	}
	return ForBrowsers{block(certificateBlock, der), fingerprint(der)}, nil
}

// constrain permits hosts alone (RFC 5280, 4.2.1.10). A kind of name that none
// of them has is closed as a whole.
func constrain(c *x509.Certificate, hosts []string) {
	c.PermittedDNSDomainsCritical = true
	var addresses []net.IP
	c.PermittedDNSDomains, addresses = names(hosts)
	if c.PermittedDNSDomains == nil {
		c.PermittedDNSDomains = []string{"invalid"} // RFC 2606: nobody's
	}
	for _, ip := range addresses {
		if four := ip.To4(); four != nil {
			ip = four
		}
		c.PermittedIPRanges = append(c.PermittedIPRanges, &net.IPNet{IP: ip, Mask: net.CIDRMask(8*len(ip), 8*len(ip))})
	}
	if addresses == nil {
		c.ExcludedIPRanges = []*net.IPNet{
			{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)},
			{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
		}
	}
}

// repeating signs the same bytes with the same signature (RFC 6979).
type repeating struct{ *ecdsa.PrivateKey }

// Sign leaves out the randomness.
func (r repeating) Sign(_ io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	return r.PrivateKey.Sign(nil, digest, o)
}

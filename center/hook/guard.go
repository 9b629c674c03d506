package hook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// errInside is an address inside the center's own network, or none anybody has.
var errInside = errors.New("the address is not a public one")

// maxURL is far more than any address needs.
const maxURL = 500

// checkURL accepts https addresses of public hosts, and also http and hosts
// inside when the configuration names them. What a name leads to is looked at
// again before every request: it may change.
func (h *Hooks) checkURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxURL || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return ErrBadURL
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ErrBadURL
	}
	if h.allowed(u.Hostname()) && u.Scheme == "http" {
		return nil
	}
	if u.Scheme != "https" {
		return ErrBadURL
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && !h.allowed(u.Hostname()) && !public(addr) {
		return ErrBadURL
	}
	return nil
}

func (h *Hooks) allowed(host string) bool {
	return slices.ContainsFunc(h.Allow, func(a string) bool { return strings.EqualFold(a, host) })
}

// special are blocks the standard library does not tell apart from public ones:
// of IANA's special-purpose registries, those nobody outside can be reached by,
// and those that carry an IPv4 address inside.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

// everywhere is where public IPv6 addresses lie.
var everywhere = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, t := range texts {
		all = append(all, netip.MustParsePrefix(t))
	}
	return all
}

// public reports whether an address belongs to a host of the public internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	switch {
	case !a.IsValid(), a.Zone() != "", !a.IsGlobalUnicast(), a.IsPrivate(), a.IsLoopback(), a.IsLinkLocalUnicast():
		return false
	case a.Is6() && !everywhere.Contains(a):
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}

// How long a receiver may take.
const (
	answerWithin = 10 * time.Second
	dialWithin   = 5 * time.Second
)

// newClient makes a client that dials only what the guard has looked at, follows
// no redirect and believes no certificate that is not vouched for.
func (h *Hooks) newClient() *http.Client {
	dialer := &net.Dialer{Timeout: dialWithin}
	return &http.Client{
		Timeout:       answerWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy of the environment would dial for us
			TLSClientConfig:        &tls.Config{RootCAs: h.Roots, MinVersion: tls.VersionTLS12},
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				pinned, err := h.pin(ctx, address)
				if err != nil {
					return nil, err
				}
				return dialer.DialContext(ctx, network, pinned)
			},
		},
	}
}

// pin resolves a host once and gives the address to dial: what was looked at is
// what is dialled. One address inside among several refuses them all.
func (h *Hooks) pin(ctx context.Context, address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	lookup := h.Lookup
	if lookup == nil {
		lookup = net.DefaultResolver.LookupNetIP
	}
	found := []netip.Addr{}
	if literal, err := netip.ParseAddr(host); err == nil {
		found = append(found, literal)
	} else if found, err = lookup(ctx, "ip", host); err != nil {
		return "", fmt.Errorf("look up the receiver: %w", err)
	}
	if len(found) == 0 {
		return "", errors.New("the receiver has no address")
	}
	if !h.allowed(host) && slices.ContainsFunc(found, func(a netip.Addr) bool { return !public(a) }) {
		return "", errInside
	}
	return net.JoinHostPort(found[0].Unmap().String(), port), nil
}

package hook

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"testing"
	"time"
)

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// inside are addresses nobody outside is reached by.
var inside = []string{
	"127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8",
	"192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1",
	"ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
}

func TestNothingInsideIsTold(t *testing.T) {
	h := New(Config{})
	for _, text := range inside {
		a := netip.MustParseAddr(text)
		if public(a) {
			t.Errorf("%s is taken for public", text)
		}
		host := text
		if a.Is6() {
			host = "[" + text + "]"
		}
		if h.checkURL("https://"+host+"/x") == nil {
			t.Errorf("https://%s/x may be registered", host)
		}
		h.Lookup = func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("8.8.8.8"), a}, nil
		}
		if to, err := h.pin(t.Context(), "evil.example:443"); !errors.Is(err, errInside) {
			t.Errorf("a name that leads also to %s is dialled at %q: %v", text, to, err)
		}
	}
	for _, text := range []string{"8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"} {
		if !public(netip.MustParseAddr(text)) {
			t.Errorf("%s is taken for inside", text)
		}
	}
}

func TestAddressesThatMayNotBeTold(t *testing.T) {
	h := New(Config{Allow: []string{"ioc.dongthap.lan"}})
	for _, bad := range []string{
		"", "x", "ftp://a.example/", "http://a.example/", "https://", "https:///x", "https://user:pass@a.example/", "https://a.example/#x",
		"https://a.example/\r\nX: y", "https://a.example/đ", "javascript:alert(1)", "//a.example/", "https://127.0.0.1/", "https://[::1]/", "file:///etc/passwd",
		"gopher://ioc.dongthap.lan/", "https:a.example",
	} {
		if err := h.checkURL(bad); !errors.Is(err, ErrBadURL) {
			t.Errorf("%q may be told: %v", bad, err)
		}
	}
	for _, good := range []string{"https://a.example/hooks?x=1", "https://a.example:8443/", "http://ioc.dongthap.lan:8080/sen", "https://8.8.8.8/"} {
		if err := h.checkURL(good); err != nil {
			t.Errorf("%q may not be told: %v", good, err)
		}
	}
}

// rebinding is a name that is public when it is looked at and leads inside when
// it is looked up again.
func rebinding() func(context.Context, string, string) ([]netip.Addr, error) {
	asked := 0
	return func(context.Context, string, string) ([]netip.Addr, error) {
		if asked++; asked == 1 {
			return []netip.Addr{netip.MustParseAddr("8.8.8.8")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
}

func TestANameIsDialledWhereItWasLookedAt(t *testing.T) {
	h := New(Config{Lookup: rebinding()})
	if to, err := h.pin(t.Context(), "evil.example:443"); err != nil || to != "8.8.8.8:443" {
		t.Errorf("dialled at %q, %v", to, err)
	}
	// The control: looked at first and dialled by name, it would be loopback.
	again := rebinding()
	again(t.Context(), "ip", "evil.example")
	if found, _ := again(t.Context(), "ip", "evil.example"); public(found[0]) {
		t.Error("the name leads nowhere else")
	}
	t.Log("control: a name that is looked up again before it is dialled -> caught by TestANameIsDialledWhereItWasLookedAt")
}

// A receiver on loopback that the configuration does not name gets nothing, also
// when it stands in the database already.
func TestAReceiverInsideGetsNothing(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.Next(3)
	v.Allow = nil
	must(t, v.Deliver(t.Context()))
	if got := v.receiver.letters(); len(got) != 0 || v.state().Trouble != troubleInside {
		t.Errorf("it got %d letters, its state is %q", len(got), v.state().Trouble)
	}
	v.Clock.Pass(time.Minute)
	v.Allow = []string{"127.0.0.1"} // the control: named, it gets them
	v.tells("called B2-001")
}

func TestACertificateNobodyVouchesForIsNotBelieved(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.Next(3)
	v.client.Transport.(*http.Transport).TLSClientConfig.RootCAs = x509.NewCertPool()
	must(t, v.Deliver(t.Context()))
	if got := v.receiver.letters(); len(got) != 0 || v.state().Trouble != troubleCertificate {
		t.Errorf("it got %d letters, its state is %q", len(got), v.state().Trouble)
	}
}

func TestHooksThatAreNone(t *testing.T) {
	v := settle(t)
	good := NewHook{Name: "x", URL: "https://a.example/", Kinds: Kinds, By: "admin"}
	for _, bad := range []struct {
		change func(*NewHook)
		want   error
	}{
		{func(n *NewHook) { n.Name = "" }, ErrBadName},
		{func(n *NewHook) { n.URL = "http://a.example/" }, ErrBadURL},
		{func(n *NewHook) { n.Kinds = nil }, ErrBadKind},
		{func(n *NewHook) { n.Kinds = []string{"%"} }, ErrBadKind},
	} {
		n := good
		bad.change(&n)
		if _, err := v.Add(t.Context(), n); !errors.Is(err, bad.want) {
			t.Errorf("%+v: %v, want %v", n, err, bad.want)
		}
	}
	for range MaxHooks - 1 {
		_, err := v.Add(t.Context(), good)
		must(t, err)
	}
	if _, err := v.Add(t.Context(), good); !errors.Is(err, ErrTooMany) {
		t.Errorf("one more than there may be: %v", err)
	}
}

package authority

import (
	"crypto/tls"
	"encoding/pem"
	"net"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

func decoded(t testing.TB, text []byte) []byte {
	t.Helper()
	b, _ := pem.Decode(text)
	if b == nil {
		t.Fatal("no PEM")
	}
	return b.Bytes
}

// A center runs for two years: what it shows is always good for a month more.
func TestACertificateIsRenewedWhileTheCenterRuns(t *testing.T) {
	if bad := lives(t, func(l *Leaves) {}); len(bad) > 0 {
		t.Error(bad)
	}
}

func TestControlCertificateThatIsNotRenewed(t *testing.T) {
	bad := lives(t, func(l *Leaves) {
		for at, held := range l.byAddr {
			held.until = held.until.AddDate(10, 0, 0)
			l.byAddr[at] = held
		}
	})
	proof.Control(t, "a certificate that is made once", "TestACertificateIsRenewedWhileTheCenterRuns", bad...)
}

func lives(t *testing.T, plant func(*Leaves)) (bad []string) {
	t.Helper()
	a, clock := opened(t, t.TempDir(), ""), today
	l := a.Leaves([]string{"sen.example"}, func() time.Time { return clock }, today)
	made := map[string]bool{}
	for range 104 {
		leaf := leafOf(t, l)
		plant(l)
		made[leaf.SerialNumber.String()] = true
		for _, at := range []time.Time{clock, clock.AddDate(0, 0, 29)} {
			if err := trusts(t, a.Certificate(), leaf, "sen.example", at); err != nil {
				bad = append(bad, err.Error())
			}
		}
		clock = clock.AddDate(0, 0, 7)
	}
	if len(made) < 10 || len(made) > 14 {
		bad = append(bad, "the number of certificates made is strange")
	}
	return bad
}

// The center's clock is set back or forth by years. What it shows then is good
// by that clock, for browsers beside it, and by the time there was before, for
// kiosks that remember it; and it settles: one certificate a jump.
func TestTheCentersClockJumps(t *testing.T) {
	a, clock := opened(t, t.TempDir(), ""), today
	l := a.Leaves([]string{"sen.example"}, func() time.Time { return clock }, today)
	for _, jump := range []time.Time{today, today.AddDate(10, 0, 0), today, today.AddDate(-10, 0, 0), time.Unix(0, 0), today.AddDate(0, 0, 1)} {
		clock = jump
		leaf := leafOf(t, l)
		if leafOf(t, l).SerialNumber.Cmp(leaf.SerialNumber) != 0 {
			t.Errorf("at %s every connection gets another certificate", jump)
		}
		at := later(clock, a.certificate.NotBefore)
		if err := trusts(t, a.Certificate(), leaf, "sen.example", at); err != nil {
			t.Errorf("at %s: %v", jump, err)
		}
		if err := trusts(t, a.Certificate(), leaf, "sen.example", later(today, leaf.NotBefore)); err != nil {
			t.Errorf("at %s, for who knows better: %v", jump, err)
		}
	}
	clock = time.Unix(0, 0) // and a center that starts with its clock in 1970, long after it was built
	leaf := leafOf(t, a.Leaves([]string{"sen.example"}, func() time.Time { return clock }, today.AddDate(3, 0, 0)))
	if err := trusts(t, a.Certificate(), leaf, "sen.example", today.AddDate(3, 0, 1)); err != nil {
		t.Errorf("started in 1970: %v", err)
	}
}

// A center that listens at every address of its machine is called by the one a
// connection reached.
func TestACertificateNamesTheAddressThatWasReached(t *testing.T) {
	a := opened(t, t.TempDir(), "")
	l := a.Leaves(nil, time.Now, today)
	for _, address := range []string{"127.0.0.1", "127.0.0.2", "127.0.0.3"} {
		line, err := net.Listen("tcp", address+":0")
		if err != nil {
			t.Fatal(err)
		}
		defer line.Close()
		near, err := net.Dial("tcp", line.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer near.Close()
		far, err := line.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer far.Close()
		c, err := l.Certificate(&tls.ClientHelloInfo{Conn: far})
		if err != nil {
			t.Fatal(err)
		}
		again, _ := l.Certificate(&tls.ClientHelloInfo{Conn: far})
		leaf := parsed(t, c)
		if leaf.VerifyHostname(address) != nil || leaf.VerifyHostname("127.0.0.9") == nil || again != c {
			t.Errorf("at %s it names %v", address, leaf.IPAddresses)
		}
	}
}

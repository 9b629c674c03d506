package agent

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// Moments of the tests. The kiosk's program was built half a year ago.
var (
	built  = kiosk.Built()
	today  = built.AddDate(0, 6, 0)
	decade = 10 * 365 * 24 * time.Hour
)

// A moment is what a kiosk's two clocks show when it meets a certificate.
type moment struct {
	wall, told time.Time
	from, to   time.Time // of the certificate
	good       bool
}

func moments() map[string]moment {
	from, to := today.AddDate(0, 0, -30), today.AddDate(0, 0, 60)
	over := today.AddDate(0, 0, -1)
	return map[string]moment{
		"both clocks right": {today, today, from, to, true},
		"booted in 1970":    {time.Unix(0, 0), today, from, to, true},
		"booted in 1970, never heard from its center":  {time.Unix(0, 0), time.Time{}, from, to, true},
		"booted in 2016 after a year in a cupboard":    {time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), today.AddDate(-1, 0, 0), from, to, true},
		"its clock stands where its program was built": {built, today, from, to, true},
		"ten years ahead": {today.Add(decade), today, from, to, true},
		"ten years ahead, never heard from its center":       {today.Add(decade), time.Time{}, from, to, true},
		"ten years ahead, after a year in a cupboard":        {today.Add(decade), today.AddDate(-1, 0, 0), from, to, true},
		"the center's clock was ten years ahead once":        {today, today.Add(decade), from, to, true},
		"the center's clock is ten years ahead now":          {today, today, from.Add(decade), to.Add(decade), true},
		"a day before the certificate begins":                {from.AddDate(0, 0, -1), from.AddDate(0, 0, -1), from, to, true},
		"over since yesterday":                               {today, today, from, over, false},
		"over, and the kiosk's clock stands in 1970":         {time.Unix(0, 0), today, from, over, true},
		"over before the program was built":                  {time.Unix(0, 0), time.Time{}, built.AddDate(0, -4, 0), built.AddDate(0, 0, -1), false},
		"over before the center last told, by a clock ahead": {today.Add(decade), today, from, over, false},
		"over long ago, by both":                             {today, today, built.AddDate(0, -4, 0), built, false},
	}
}

// wrongs tells which moments a check decides otherwise than it should.
func wrongs(t *testing.T, check func(a *authority, s tls.ConnectionState) error) (list []string) {
	t.Helper()
	r := newRegistry(t)
	r.certificate.NotBefore = built.AddDate(-1, 0, 0)
	for name, m := range moments() {
		a := &authority{host: townHost, roots: x509.NewCertPool(), built: built,
			now: func() time.Time { return m.wall }, told: func() time.Time { return m.told }}
		a.roots.AddCert(r.certificate)
		err := check(a, tls.ConnectionState{PeerCertificates: []*x509.Certificate{r.leaf(townHost, m.from, m.to).Leaf}})
		if (err == nil) != m.good {
			list = append(list, fmt.Sprintf("%s: %v", name, err))
		}
		if err != nil && !errors.Is(err, errCertificate) {
			list = append(list, fmt.Sprintf("%s: no errCertificate: %v", name, err))
		}
	}
	return list
}

func TestACertificateIsOverWhenBothClocksSaySo(t *testing.T) {
	for _, w := range wrongs(t, (*authority).verify) {
		t.Error(w)
	}
}

// Simpler rules each lock a kiosk out, or let in what is over.
func TestControlOtherRulesForTheTime(t *testing.T) {
	at := func(choose func(a *authority, leaf *x509.Certificate) time.Time) func(*authority, tls.ConnectionState) error {
		return func(a *authority, s tls.ConnectionState) error {
			leaf := s.PeerCertificates[0]
			if _, err := leaf.Verify(x509.VerifyOptions{Roots: a.roots, DNSName: a.host, CurrentTime: choose(a, leaf)}); err != nil {
				return fmt.Errorf("%w: %w", errCertificate, err)
			}
			return nil
		}
	}
	for planted, rule := range map[string]func(a *authority, leaf *x509.Certificate) time.Time{
		"a kiosk that believes its own clock alone":                 func(a *authority, _ *x509.Certificate) time.Time { return a.now() },
		"a kiosk that believes the latest of its clocks":            func(a *authority, _ *x509.Certificate) time.Time { return latest(a.now(), a.told(), a.built) },
		"a kiosk that looks at no clock":                            func(_ *authority, leaf *x509.Certificate) time.Time { return leaf.NotBefore },
		"a kiosk that believes the center's last word and no clock": func(a *authority, _ *x509.Certificate) time.Time { return latest(a.told(), a.built) },
	} {
		proof.Control(t, planted, "TestACertificateIsOverWhenBothClocksSaySo", wrongs(t, at(rule))...)
	}
}

// A kiosk whose clock is wrong reaches its center by TLS: at once, after a
// restart, and when the center's certificate was renewed while it was connected.
func TestAKioskWithAWrongClockReachesItsCenter(t *testing.T) {
	for name, wall := range map[string]time.Time{
		"right": today, "1970": time.Unix(0, 0), "2016": time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), "as built": built, "ten years ahead": today.Add(decade),
	} {
		t.Run(name, func(t *testing.T) {
			inStreet(t, func(s *street) {
				begun := time.Now()
				center := func() time.Time { return today.Add(time.Since(begun)) }
				s.town.set(func() { s.town.touch = func(a *wire.Ack) { a.ServerTime = center().UnixMilli() } })
				s.wrong = wall.Sub(begun)
				r := newRegistry(t)
				s.pinned(r)
				s.stands(speaks(r.leaf(townHost, center().Add(-time.Hour), center().AddDate(0, 0, 90))))
				s.run()
				s.record(3)
				s.delivered(time.Minute)
				s.stands(speaks(r.leaf(townHost, center().Add(-time.Hour), center().AddDate(0, 0, 90)))) // renewed
				s.record(3)
				s.delivered(time.Minute)
				s.stop()
				s.run() // restarted: what was told is on the disk
				s.record(3)
				s.delivered(time.Minute)
				if got := s.agent.State().Told; got.Sub(center()).Abs() > time.Minute {
					t.Errorf("the center told %s", got)
				}
			})
		})
	}
}

// A kiosk without an authority of its own asks the system: nobody here is known
// to it. One whose identity is damaged trusts nobody.
func TestAKioskWithoutAnAuthorityTrustsTheSystemAlone(t *testing.T) {
	r := newRegistry(t)
	state := tls.ConnectionState{PeerCertificates: []*x509.Certificate{r.leaf(townHost, built, built.AddDate(0, 3, 0)).Leaf}}
	now := func() time.Time { return built.AddDate(0, 1, 0) }
	for name, c := range map[string]struct {
		authority []byte
		good      bool
	}{"pinned": {r.certificate.Raw, true}, "the system's": {nil, false}, "damaged": {[]byte{0x30, 0x82}, false}} {
		a := newAuthority(identity.Identity{CenterURL: "https://" + townHost + ":8470", Authority: c.authority}, now, now)
		if err := a.verify(state); (err == nil) != c.good || err != nil && !errors.Is(err, errCertificate) {
			t.Errorf("%s: %v", name, err)
		}
		if a.verify(tls.ConnectionState{}) == nil {
			t.Errorf("%s: no certificate is good enough", name)
		}
	}
}

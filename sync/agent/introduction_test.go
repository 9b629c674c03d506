package agent

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// introduced lets a kiosk prove its code to a center over TLS it cannot verify
// yet, then puts a stranger with another certificate in the center's place, and
// then the center again. It tells what the stranger got.
func introduced(t *testing.T, plant func(*Enrolment)) (wrong []string) {
	t.Helper()
	r, now := newRegistry(t), time.Now()
	o := &office{t: t, state: wire.EnrolWaiting, root: r.certificate.Raw}
	line, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	center, stranger := speaks(r.leaf("localhost", now, now.AddDate(0, 0, 90))), speaks(newRegistry(t).leaf("localhost", now, now.AddDate(1, 0, 0)))
	var there atomic.Pointer[tls.Config]
	there.Store(center)
	server := &http.Server{Handler: o, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(line, &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return there.Load(), nil }}))
	t.Cleanup(func() { server.Close() })
	_, port, _ := net.SplitHostPort(line.Addr().String())
	pending, err := NewPending("https://localhost:"+port, typed)
	if err != nil {
		t.Fatal(err)
	}
	e := Resume(nil, pending, func(identity.Pending) error { return nil })
	plant(e)
	if err := e.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	there.Store(stranger)
	before := len(o.heard)
	if _, err := e.Verdict(t.Context()); err == nil || errors.Is(err, ErrWaiting) {
		wrong = append(wrong, "a stranger was taken for the center")
	}
	for _, path := range o.heard[before:] {
		wrong = append(wrong, "a stranger was asked for "+path)
	}
	there.Store(center)
	o.state = wire.EnrolAdmitted
	id, err := e.Verdict(t.Context())
	if err != nil || !bytes.Equal(id.Authority, r.certificate.Raw) || !strings.HasPrefix(id.CenterURL, "https://") {
		t.Errorf("let in as %v, %v", id, err)
	}
	return wrong
}

func TestOnceTheCodeIsProvenOnlyTheCenterIsSpokenTo(t *testing.T) {
	for _, wrong := range introduced(t, func(*Enrolment) {}) {
		t.Error(wrong)
	}
}

func TestControlAnEnrolmentThatVerifiesNobody(t *testing.T) {
	proof.Control(t, "an enrolment that takes anybody for the center to its end", "TestOnceTheCodeIsProvenOnlyTheCenterIsSpokenTo",
		introduced(t, func(e *Enrolment) {
			anybody := newAuthority(identity.Identity{}, time.Now, func() time.Time { return time.Time{} })
			anybody.any = true
			e.road.client.Transport = transport(anybody, nil)
		})...)
}

package agent

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/wire"
)

// What can become of an enrolment. Any other error may pass: try again.
var (
	// ErrCode tells that the center did not take the enrolment code: it is wrong,
	// used, older than ten minutes, or was tried too often.
	ErrCode = errors.New("the center refuses the enrolment code")
	// ErrImpostor tells that whoever answered does not know the code.
	ErrImpostor = errors.New("who answers is not the center that made the code")
	// ErrWaiting tells that nobody has compared the six digits yet.
	ErrWaiting = errors.New("nobody has confirmed this kiosk at the console yet")
	// ErrNotAdmitted tells that somebody at the console sent this machine away.
	ErrNotAdmitted = errors.New("somebody at the console said that this is not their kiosk")
	// ErrExpired tells that nobody confirmed it in ten minutes.
	ErrExpired = errors.New("nobody confirmed this kiosk within ten minutes")
)

// confirmLasts is how long the center waits for a person, and a while more: a
// center that then does not know of the enrolment has forgotten it.
const confirmLasts = 15 * time.Minute

// An Enrolment is this machine on its way to be a kiosk; wire tells the four
// messages. Every step is kept before the next one is taken, so that it can be
// resumed after a power cut, by this program or another, and taken twice.
type Enrolment struct {
	road    *road
	keep    func(identity.Pending) error
	pending identity.Pending
	nonce   string // the center's, for the next request
	proven  func(wire.Offer, wire.Enrol) bool
}

// NewPending makes new keys for the code a person typed. It asks nobody; it
// returns ErrCode for what cannot be a code.
func NewPending(centerURL, typed string) (identity.Pending, error) {
	code, ok := wire.ReadCode(typed)
	if !ok {
		return identity.Pending{}, ErrCode
	}
	id, err := identity.New()
	if err != nil {
		return identity.Pending{}, err
	}
	nonce := make([]byte, wire.NonceSize)
	rand.Read(nonce)
	return identity.Pending{
		CenterURL: centerURL, Locator: code[:wire.LocatorLetters], Secret: wire.Stretch(code),
		DeviceKey: id.DeviceKey, ReceiptKey: id.ReceiptKey, Nonce: nonce, AskedAt: time.Now(),
	}, nil
}

// Resume goes on with an enrolment from where it was kept. A nil client is one
// that takes anybody for the center until the code has proven who it is, and
// from then on only whom the center's authority vouches for.
func Resume(client *http.Client, p identity.Pending, keep func(identity.Pending) error) *Enrolment {
	e := &Enrolment{keep: keep, pending: p, proven: func(o wire.Offer, m wire.Enrol) bool { return o.Proven(p.Secret, m) }}
	if client == nil {
		client = &http.Client{Transport: &introduction{e}}
	}
	e.road = newRoad(client, p.CenterURL, time.Now, machineTime{})
	return e
}

// Pending is how far it has come.
func (e *Enrolment) Pending() identity.Pending { return e.pending }

func (e *Enrolment) ask() wire.Enrol {
	p := e.pending
	m := wire.Enrol{Locator: p.Locator, DeviceKey: public(p.DeviceKey), ReceiptKey: public(p.ReceiptKey), Commitment: wire.Commit(p.Nonce)}
	m.Prove(p.Secret)
	return m
}

// Ask proves the code to the center and learns who the center is, once: the
// first answer that can be believed is the one that counts. It returns ErrCode
// or ErrImpostor.
func (e *Enrolment) Ask(ctx context.Context) error {
	if e.pending.Offer != nil {
		return nil
	}
	if err := e.keep(e.pending); err != nil {
		return err
	}
	m := e.ask()
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	req, err := e.road.request(ctx, http.MethodPost, "/v1/enrol", body)
	if err != nil {
		return err
	}
	var offer wire.Offer
	a, err := e.exchange(req, &offer)
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	if !e.proven(offer, m) {
		return ErrImpostor
	}
	if err := e.identity(offer, 0).Check(); err != nil {
		return fmt.Errorf("enrol: %w: %w", errStranger, err)
	}
	p := e.pending
	p.Offer, p.Device, p.Digits = a.body, offer.Device, wire.Digits(m, offer, p.Nonce)
	if err := e.keep(p); err != nil {
		return err
	}
	e.pending = p
	return nil
}

// Verdict tells the center this machine's nonce, and learns whether somebody has
// confirmed it. It returns the kiosk's identity, to be kept in place of the
// Pending, or ErrWaiting, ErrNotAdmitted, ErrExpired.
func (e *Enrolment) Verdict(ctx context.Context) (identity.Identity, error) {
	var offer wire.Offer
	if err := json.Unmarshal(e.pending.Offer, &offer); err != nil {
		return identity.Identity{}, fmt.Errorf("read the center's offer: %w", err)
	}
	v, err := e.verdict(ctx, offer)
	if err != nil {
		return identity.Identity{}, err
	}
	switch v.State {
	case wire.EnrolAdmitted:
		id := e.identity(offer, v.ReceiptKeyID)
		return id, id.Check()
	case wire.EnrolRefused:
		return identity.Identity{}, e.end(identity.EndRefused, ErrNotAdmitted)
	case wire.EnrolExpired:
		return identity.Identity{}, e.end(identity.EndExpired, ErrExpired)
	}
	return identity.Identity{}, ErrWaiting
}

// verdict asks for it. Only one that proves the code ends anything; but a center
// that has forgotten the enrolment has no other way to say so.
func (e *Enrolment) verdict(ctx context.Context, offer wire.Offer) (v wire.Verdict, err error) {
	body, err := json.Marshal(wire.Opening{Nonce: e.pending.Nonce})
	if err != nil {
		return v, err
	}
	err = e.signed(ctx, offer.Device, body, &v)
	if r, ok := errors.AsType[*refusal](err); ok && r.code == wire.CodeNonce && r.nonce != "" {
		e.nonce = r.nonce
		err = e.signed(ctx, offer.Device, body, &v)
	}
	if errors.Is(err, ErrCode) {
		if time.Since(e.pending.AskedAt).Abs() > confirmLasts {
			return v, e.end(identity.EndExpired, ErrExpired)
		}
		return v, fmt.Errorf("%w: the center does not know of it now", ErrWaiting)
	}
	if err != nil {
		return v, fmt.Errorf("ask for the verdict: %w", err)
	}
	if !v.Proven(e.pending.Secret, e.ask(), offer) {
		return v, fmt.Errorf("ask for the verdict: %w", ErrImpostor)
	}
	return v, nil
}

func (e *Enrolment) signed(ctx context.Context, device string, body []byte, v *wire.Verdict) error {
	req, err := e.road.request(ctx, http.MethodPost, "/v1/enrol/"+device, body)
	if err != nil {
		return err
	}
	req.Header.Set(wire.HeaderNonce, e.nonce)
	req.Header.Set(wire.HeaderSignature, wire.Sign(e.pending.DeviceKey, signedBy(req, device, e.nonce, body)))
	_, err = e.exchange(req, v)
	return err
}

// exchange asks and reads the answer into v.
func (e *Enrolment) exchange(req *http.Request, v any) (answer, error) {
	req.Header.Set("Content-Type", "application/json")
	a, err := e.road.ask(req, wire.MaxAnswer)
	if err != nil {
		return a, err
	}
	if a.status != http.StatusOK {
		r := refusedBy(a)
		if r.code == wire.CodeEnrol {
			return a, ErrCode
		}
		return a, r
	}
	if !a.isJSON() || json.Unmarshal(a.body, v) != nil {
		return a, errStranger
	}
	return a, nil
}

// end keeps that there is nothing more to wait for.
func (e *Enrolment) end(how string, why error) error {
	e.pending.End = how
	return errors.Join(why, e.keep(e.pending))
}

// identity is who this kiosk is once it is let in; receiptKey is 0 before.
func (e *Enrolment) identity(o wire.Offer, receiptKey uint32) identity.Identity {
	p := e.pending
	return identity.Identity{
		Device: o.Device, SiteID: o.SiteID, CenterURL: e.road.base, PublicationKey: o.PublicationKey, Server: o.Server, Authority: o.Authority,
		DeviceKey: p.DeviceKey, ReceiptKey: p.ReceiptKey, ReceiptKeyID: receiptKey,
	}
}

func public(k ed25519.PrivateKey) []byte { return k.Public().(ed25519.PublicKey) }

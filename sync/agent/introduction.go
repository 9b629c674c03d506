package agent

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/wire"
)

// An introduction is the road of an enrolment. Before the center has proven that
// it knows the code, nobody can be verified, and nothing is said that a stranger
// could use; afterwards only who the offer's authority vouches for is spoken to.
type introduction struct{ *Enrolment }

func (i *introduction) RoundTrip(req *http.Request) (*http.Response, error) {
	way, err := i.way()
	if err != nil {
		return nil, err
	}
	way.DisableKeepAlives = true // a line to a stranger is not used again
	return way.RoundTrip(req)
}

func (i *introduction) way() (*http.Transport, error) {
	never := func() time.Time { return time.Time{} }
	who := identity.Identity{CenterURL: i.pending.CenterURL}
	if i.pending.Offer == nil {
		anybody := newAuthority(who, time.Now, never)
		anybody.any = true
		return transport(anybody, nil), nil
	}
	var offer wire.Offer
	if err := json.Unmarshal(i.pending.Offer, &offer); err != nil {
		return nil, fmt.Errorf("read the center's offer: %w", err)
	}
	who.Authority = offer.Authority
	return Transport(who, time.Now, never), nil
}

package ingest

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"regexp"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

var epochForm = regexp.MustCompile(`^[0-9a-f]{16}$`)

// cursor tells a kiosk up to which event this center holds its epoch.
func (g *Gate) cursor(w http.ResponseWriter, r *http.Request) error {
	device, err := g.authenticate(r, nil)
	if err != nil {
		return err
	}
	epoch := r.URL.Query().Get("epoch")
	if !epochForm.MatchString(epoch) {
		return bad("epoch is not 16 hex digits", nil)
	}
	var c store.Cursor
	a := ackOf{device: device.Code, epoch: epoch}
	err = g.store.Read(r.Context(), func(t *store.Tx) error {
		if c, err = t.Cursor(r.Context(), device.Code, epoch); err != nil {
			return err
		}
		a.news, err = readNews(r.Context(), t)
		return err
	})
	if err != nil {
		return err
	}
	a.seq, a.hash = c.Seq, c.Hash
	writeJSON(w, http.StatusOK, g.ack(a))
	return nil
}

// batch takes events. The order of its steps is the protocol's: nothing is
// unpacked that was not signed, nothing is signed for who is not approved.
func (g *Gate) batch(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	b, err := g.open(r, body)
	if err != nil {
		return err
	}
	done, err := g.submit(r.Context(), b)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, g.ack(done))
	return nil
}

// open reads a batch that is here whole; until it is read the writer may wait for it.
func (g *Gate) open(r *http.Request, body []byte) (batch, error) {
	g.coming.Add(1)
	defer g.coming.Add(-1)
	device, err := g.authenticate(r, body)
	if err != nil {
		return batch{}, err
	}
	if r.Header.Get("Content-Type") != wire.ContentType {
		return batch{}, bad("content type is not that of a batch", nil)
	}
	return g.unpack(body, device, false)
}

// unpack reads a batch. Only a few are read at a time: it bounds the memory
// they take, and leaves a processor to the writer all of them wait for.
func (g *Gate) unpack(body []byte, device store.Device, carried bool) (batch, error) {
	g.seats <- struct{}{}
	defer func() { <-g.seats }()
	packed, err := wire.Unpack(body)
	if errors.Is(err, wire.ErrTooLarge) {
		return batch{}, &refusal{status: http.StatusRequestEntityTooLarge, code: wire.CodeTooLarge, why: err.Error()}
	}
	if err != nil {
		return batch{}, bad("unpack", err)
	}
	now := g.now()
	b, err := decode(packed, device, writtenAt(packed.Clock, carried, now))
	if err != nil {
		return batch{}, bad("decode", err)
	}
	b.received, b.carried = now, carried
	return b, nil
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, wire.MaxPacked+1))
	switch {
	case err != nil:
		return nil, bad("read body", err)
	case len(body) > wire.MaxPacked:
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, code: wire.CodeTooLarge, why: "body over its cap"}
	}
	return body, nil
}

// ackOf is what an Ack says of one device.
type ackOf struct {
	device      string
	epoch       string
	seq         int64
	hash        kiosk.Hash // of event seq
	quarantined []int64
	news
}

// news is what every acknowledgement tells beside: where the documents and the
// audit log stand.
type news struct {
	versions map[string]int64
	audit    store.AuditHead
}

// news looks at both by themselves: each only grows.
func (g *Gate) news(ctx context.Context) (n news, err error) {
	err = g.store.Glance(ctx, func(t *store.Tx) (err error) {
		n.versions, err = t.Versions(ctx)
		return err
	})
	if err != nil {
		return news{}, err
	}
	err = g.store.Glance(ctx, func(t *store.Tx) error {
		last, err := t.LastAudit(ctx)
		n.audit = last.Head()
		return err
	})
	return n, err
}

func readNews(ctx context.Context, t *store.Tx) (n news, err error) {
	if n.versions, err = t.Versions(ctx); err != nil {
		return news{}, err
	}
	last, err := t.LastAudit(ctx)
	n.audit = last.Head()
	return n, err
}

func (g *Gate) ack(a ackOf) wire.Ack {
	meta := g.store.Meta()
	return wire.Ack{
		Server: meta.Server, Incarnation: meta.Incarnation, Device: a.device, Epoch: a.epoch, AckedSeq: a.seq, Quarantined: a.quarantined,
		ServerTime: g.now().UnixMilli(), Nonce: g.fleet.Nonce(a.device), Versions: a.versions, Audit: a.audit.String(),
		Hash: hex.EncodeToString(a.hash[:]),
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/authority"
	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/speak"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/center/web"
	"dongthap.vn/sen/kiosk/words"
)

// A house is the center's packages, joined.
type house struct {
	place     place
	log       *slog.Logger
	now       func() time.Time
	store     *store.Store
	queue     *queue.Queue
	vault     *vault.Vault         // nil when no key folder was given
	authority *authority.Authority // nil when no door needs one
	noted     time.Time            // the last moment the audit log tells of, when there is an authority
	publisher *publish.Publisher
	fleet     *fleet.Fleet
	staff     *staff.Staff
	listen    *listen.Listener
	booking   *booking.Bookings
	gate      *ingest.Gate
	hooks     *hook.Hooks
}

// open joins the packages over the data of a place, made when there is none.
// Vouched is whether kiosks are to trust this center by the site's authority.
func open(ctx context.Context, p place, vouched bool, log *slog.Logger) (*house, error) {
	now := time.Now
	st, err := store.Open(ctx, p.dsn())
	if err != nil {
		return nil, fmt.Errorf("open the center's data: %w", err)
	}
	h := &house{place: p, log: log, now: now, store: st}
	if p.keys != "" {
		if h.vault, err = publish.OpenVault(ctx, st, p.keys, now); err != nil {
			return nil, errors.Join(fmt.Errorf("open the key folder: %w", err), st.Close())
		}
	}
	var root []byte
	if vouched {
		if err := h.vouch(ctx); err != nil {
			return nil, errors.Join(err, st.Close())
		}
		root = h.authority.Certificate()
	}
	h.queue = queue.New(queue.Config{Store: st, Vault: h.vault, Now: now, Log: log})
	h.publisher = publish.New(publish.Config{Store: st, Vault: h.vault, Queue: h.queue.Snapshot, Now: now, Log: log})
	h.fleet = fleet.New(fleet.Config{Store: st, Keys: h.publisher.PublishKeys, Authority: root, Now: now})
	h.staff = staff.New(staff.Config{Store: st, Now: now})
	h.listen = listen.New(listen.Config{Store: st, Vault: h.vault, Now: now, Log: log})
	h.booking = booking.New(booking.Config{Store: st, Calendar: h.publisher.Calendar, Now: now})
	h.gate = ingest.New(ingest.Config{Store: st, Publisher: h.publisher, Fleet: h.fleet, Persons: h.listen, Booking: h.booking, Now: now, Log: log})
	h.hooks = hook.New(hook.Config{Store: st, Now: now, Log: log})
	return h, nil
}

// reopen joins the packages over data that is there already, beside a center
// that may be running.
func reopen(ctx context.Context, p place, c console) (*house, error) {
	if err := p.exists(); err != nil {
		return nil, err
	}
	return open(ctx, p, false, slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelWarn})))
}

func (h *house) pages(d *doors) (*web.Server, error) {
	book, err := words.Load()
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Store: h.store, Queue: h.queue, Publisher: h.publisher, Fleet: h.fleet, Staff: h.staff, Listen: h.listen,
		Booking: h.booking,
		API:     api.New(api.Config{Store: h.store, Queue: h.queue, Words: book, Now: time.Now, Log: h.log}), Hooks: h.hooks, Voice: speak.Find(),
		Road: h.gate, RoadApart: d.road != nil, Words: book, PublicURL: d.public, Authority: d.forBrowsers.PEM, Now: time.Now, Log: h.log,
	})
}

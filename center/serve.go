package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/authority"
	"dongthap.vn/sen/center/publish"
)

// How long a client may take. A slow one costs a connection, not the service.
const (
	headersWithin  = 5 * time.Second
	requestWithin  = 30 * time.Second
	answerWithin   = 60 * time.Second
	idleFor        = 2 * time.Minute
	maxHeaderBytes = 32 << 10
	stopWithin     = 10 * time.Second
)

// lastYear is when an authority that ends is spoken of.
const lastYear = 365 * 24 * time.Hour

func serve(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	at := placeFlags(f)
	plan := doorFlags(f)
	allow := f.String("webhook-allow", "", "hosts, parted by commas, that webhooks may tell though they are inside or without TLS")
	verbose := f.Bool("verbose", false, "log every request, without its address")
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	if err := at.needsKeys("serve"); err != nil {
		return err
	}
	if err := at.make(); err != nil {
		return err
	}
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	spareMemory()
	log := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: level}))
	d, err := plan.open(log)
	if err != nil {
		return err
	}
	defer d.close()
	release, err := at.claim()
	if err != nil {
		return err
	}
	defer release()
	h, err := open(ctx, *at, d.vouched(), log)
	if err != nil {
		return err
	}
	h.hooks.Allow = strings.FieldsFunc(*allow, func(r rune) bool { return r == ',' || r == ' ' })
	err = h.serve(ctx, d, c)
	return errors.Join(err, h.store.Close())
}

// serve publishes what the program brings, tells where to go, and answers
// until ctx ends.
func (h *house) serve(ctx context.Context, d *doors, c console) error {
	seed := publish.Seed{Site: site.Example, Catalogue: catalogue.JSON, Calendar: calendar.Holidays, PublicURL: d.public}
	if err := h.publisher.Start(ctx, seed); err != nil {
		return err
	}
	if err := h.lock(d); err != nil {
		return err
	}
	pages, err := h.pages(d)
	if err != nil {
		return err
	}
	if err := h.greet(ctx, d, c); err != nil {
		return err
	}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return h.sound(ctx) })
	work.Go(func() error { return h.gate.Run(ctx) })
	work.Go(func() error { return h.retry(ctx) })
	work.Go(func() error { return h.queue.Run(ctx) })
	work.Go(func() error { return h.publisher.Run(ctx) })
	work.Go(func() error { return h.listen.Run(ctx) })
	work.Go(func() error { return h.listen.Watch(ctx) })
	work.Go(func() error { return h.hooks.Run(ctx) })
	work.Go(func() error { return h.answer(ctx, d.pages, pages.Handler(), pages.Close) })
	if d.road != nil {
		work.Go(func() error { return h.answer(ctx, d.road, pages.RoadHandler(), func() {}) })
	}
	if err := work.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	h.log.Info("the center has stopped")
	return nil
}

// answer serves a door until ctx ends; then what streams is closed, and answers
// in flight still get their time. The limits hold in a TLS handshake too.
func (h *house) answer(ctx context.Context, line net.Listener, handler http.Handler, closing func()) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headersWithin, ReadTimeout: requestWithin, WriteTimeout: answerWithin,
		IdleTimeout: idleFor, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		closing()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		stopped <- server.Shutdown(end)
	})
	if err := server.Serve(line); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	return <-stopped
}

// sound ends with an error when the disk has failed: whoever started the center
// starts it again, and the database is looked at anew.
func (h *house) sound(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-h.store.Failed():
		return errors.New("the disk has failed; its error is in the log")
	}
}

// greet tells where the pages are; on the first start, also how to sign in.
func (h *house) greet(ctx context.Context, d *doors, c console) error {
	public := d.public
	fmt.Fprintf(c.out, "Sen's center is at %s\n  staff console  %s/console\n  lobby board    %s/board\n  public page    %s/\n", public, public, public, public)
	h.tellAuthority(d, c)
	known, err := h.staff.Accounts(ctx)
	if err != nil {
		return err
	}
	if len(known) > 0 {
		fmt.Fprintf(c.out, "A sign-in link: sen-center link %s\n", h.place)
		return nil
	}
	token, err := h.newLink(ctx, "")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "Sign in as «Quản trị», once within 15 minutes: %s/link/%s\n", public, token)
	return err
}

// tellAuthority tells who vouches for the center, where somebody may ask.
func (h *house) tellAuthority(d *doors, c console) {
	if d.vouched() {
		fmt.Fprintf(c.out, "  kiosks         %s, vouched for by %s\n                 SHA-256 %s\n", d.kiosks(), h.authority.Name(), authority.Colons(h.authority.Fingerprint()))
		if left := h.authority.Expires().Sub(h.now()); left < lastYear {
			h.log.Warn("the authority ends soon; every kiosk then has to be enrolled anew", "until", h.authority.Expires())
		}
	}
	if d.speech == ownTLS {
		fmt.Fprintf(c.out, "Staff computers trust this center once they are taught %s/authority.pem\n                 SHA-256 %s\n", d.public, authority.Colons(d.forBrowsers.Fingerprint))
	}
}

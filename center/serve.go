package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/assets/site"
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

func serve(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	at := placeFlags(f)
	listen := f.String("listen", "127.0.0.1:8470", "address and port to listen on")
	public := f.String("public-url", "", "where browsers and phones reach the center")
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
	line, err := net.Listen("tcp", *listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer line.Close()
	address, err := publicURL(*public, line.Addr())
	if err != nil {
		return err
	}
	release, err := at.claim()
	if err != nil {
		return err
	}
	defer release()
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	h, err := open(ctx, *at, slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: level})))
	if err != nil {
		return err
	}
	h.hooks.Allow = strings.FieldsFunc(*allow, func(r rune) bool { return r == ',' || r == ' ' })
	err = h.serve(ctx, line, address, c)
	return errors.Join(err, h.store.Close())
}

// publicURL checks the address people use, or makes one of where we listen.
func publicURL(text string, at net.Addr) (string, error) {
	if text == "" {
		return "http://" + at.String(), nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", fmt.Errorf("--public-url %q is not like https://sen.example.vn", text)
	}
	return u.Scheme + "://" + u.Host, nil
}

// serve publishes what the program brings, tells where to go, and answers
// until ctx ends.
func (h *house) serve(ctx context.Context, line net.Listener, public string, c console) error {
	seed := publish.Seed{Site: site.Example, Catalogue: catalogue.JSON, Calendar: calendar.Holidays, PublicURL: public}
	if err := h.publisher.Start(ctx, seed); err != nil {
		return err
	}
	pages, err := h.pages(public)
	if err != nil {
		return err
	}
	if err := h.greet(ctx, public, c); err != nil {
		return err
	}
	server := &http.Server{
		Handler: pages.Handler(), ReadHeaderTimeout: headersWithin, ReadTimeout: requestWithin, WriteTimeout: answerWithin,
		IdleTimeout: idleFor, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
	}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return h.sound(ctx) })
	work.Go(func() error { return h.gate.Run(ctx) })
	work.Go(func() error { return h.retry(ctx) })
	work.Go(func() error { return h.queue.Run(ctx) })
	work.Go(func() error { return h.publisher.Run(ctx) })
	work.Go(func() error { return h.listen.Run(ctx) })
	work.Go(func() error { return h.hooks.Run(ctx) })
	work.Go(func() error {
		if err := server.Serve(line); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	work.Go(func() error {
		<-ctx.Done()
		pages.Close()
		// The caller's ctx has ended; answers in flight still get their time.
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		return server.Shutdown(end)
	})
	if err := work.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	h.log.Info("the center has stopped")
	return nil
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
func (h *house) greet(ctx context.Context, public string, c console) error {
	fmt.Fprintf(c.out, "Sen's center is at %s\n  staff console  %s/console\n  lobby board    %s/board\n  public page    %s/\n", public, public, public, public)
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

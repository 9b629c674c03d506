package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/words"
)

// Reasons why a kiosk cannot serve that its screen tells a technician of; any
// other is told by the log alone.
var (
	errUnregistered = errors.New("this kiosk is not enrolled yet")
	errStore        = errors.New("the kiosk's database cannot be opened")
)

// errDisk ends the program: whoever started it starts it again, and the database
// is looked at anew.
var errDisk = errors.New("the disk has failed")

// tryAgain is the time between two tries to open the kiosk.
const tryAgain = 5 * time.Second

// A front is what visitors stand before: the stage, on the UI goroutine, or the
// window, from any other.
type front interface {
	Serve(*desk.Desk)
	Rest(screen.Trouble)
	News()
}

// tell brings Home to the front, or why the kiosk could not be opened.
func (k *machine) tell(f front, err error) {
	if err != nil {
		f.Rest(k.trouble(err))
		return
	}
	f.Serve(k.desk)
}

// serve carries the events of an opened kiosk until ctx ends. One that could not
// be opened, as err says, is tried again until it can.
func (k *machine) serve(ctx context.Context, err error, f front) error {
	for err != nil {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(k.pause):
		}
		before := err
		if err = k.open(ctx); err != nil && err.Error() != before.Error() {
			k.log.Error("out of service", "err", err)
		}
		k.tell(f, err)
	}
	k.log.Info("in service", "kiosk", k.device)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go k.follow(ctx, f.News)
	go func() {
		select {
		case <-ctx.Done():
		case <-k.store.Failed():
			stop(errDisk)
		}
	}()
	err = k.agent.Run(ctx)
	if context.Cause(ctx) == errDisk {
		return errDisk
	}
	return err
}

// follow tells the front of swapped documents and of the link.
func (k *machine) follow(ctx context.Context, news func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.desk.Changed():
			news()
		}
	}
}

// trouble chooses what the screen of a kiosk that could not be opened says.
func (k *machine) trouble(err error) screen.Trouble {
	t := screen.Trouble{Kiosk: cmp.Or(k.device, k.config.Kiosk.Code), Support: k.config.Kiosk.Support, Key: "out.fault"}
	var other *config.CodeError
	switch {
	case errors.Is(err, errUnregistered):
		t.Key, t.Args = "out.unregistered", words.Args{"File": k.file}
	case errors.As(err, &other):
		t.Key, t.Args = "out.code", words.Args{"File": other.File, "Line": other.Line, "Configured": other.Configured, "Enrolled": other.Enrolled}
	case errors.Is(err, errStore):
		t.Key, t.Args = "out.store", words.Args{"Folder": k.config.Kiosk.Data}
	}
	return t
}

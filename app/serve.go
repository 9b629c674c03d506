package main

import (
	"cmp"
	"context"
	"errors"
	"sync"
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
	errUnconfirmed  = errors.New("nobody has confirmed this kiosk at the console yet")
	errSentAway     = errors.New("somebody at the console said that this is not their kiosk")
	errTooLate      = errors.New("nobody confirmed this kiosk in time")
	errStore        = errors.New("the kiosk's database cannot be opened")
)

// errDisk ends the program: whoever started it starts it again, and the database
// is looked at anew.
var errDisk = errors.New("the disk has failed")

// errRest is why a kiosk that crashed too often serves nobody for some minutes.
var errRest = errors.New("it crashed too often and rests")

// tryAgain is the time between two tries to open the kiosk.
const tryAgain = 5 * time.Second

// A front is what visitors stand before: the stage, on the UI goroutine, or the
// window, from any other.
type front interface {
	Serve(*desk.Desk)
	Rest(screen.Trouble)
	News()
}

// tell brings Home to the front, or why there is none.
func (k *machine) tell(f front, err error) {
	if err == nil && k.rest {
		err = errRest
	}
	if err != nil {
		f.Rest(k.trouble(err))
		return
	}
	f.Serve(k.desk)
}

// serve carries the events of an opened kiosk until ctx ends. One that could not
// be opened, as err says, is tried again until it can; one that was enrolled anew
// is opened anew.
func (k *machine) serve(ctx context.Context, err error, f front) error {
	for {
		if !k.wait(ctx, err, f) {
			return nil
		}
		err = k.work(ctx, f)
		if !errors.Is(err, errEnrolled) {
			return err
		}
		k.log.Info("enrolled anew")
		f.Rest(screen.Trouble{Kiosk: k.device, Key: "out.anew"})
		k.close()
		err = k.open(ctx)
		k.tell(f, err)
	}
}

// wait tries to open a kiosk that could not be, as err says; false when ctx has
// ended.
func (k *machine) wait(ctx context.Context, err error, f front) bool {
	for err != nil {
		wait := k.pause
		if err == errRest {
			wait = 0 // it was not tried yet
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
		k.pursue(ctx)
		before := err
		if err = k.open(ctx); err != nil && err.Error() != before.Error() {
			k.log.Error("out of service", "err", err)
		}
		k.tell(f, err)
	}
	return true
}

// work is an opened kiosk's: events, news, and looking whether it is enrolled
// anew.
func (k *machine) work(ctx context.Context, f front) error {
	k.log.Info("in service", "kiosk", k.device, "rest", k.rest)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var beside sync.WaitGroup
	defer beside.Wait()
	news := f.News
	if k.rest {
		news = func() { k.tell(f, nil) } // whom to call may have changed
	}
	beside.Go(k.desk.Prepare)
	beside.Go(func() { k.follow(ctx, news) })
	beside.Go(func() {
		every(ctx, k.pause, func() {
			if k.pursue(ctx); k.another() {
				stop(errEnrolled)
			}
		})
	})
	beside.Go(func() {
		select {
		case <-ctx.Done():
		case <-k.store.Failed():
			stop(errDisk)
		}
	})
	err := k.agent.Run(ctx)
	stop(nil)
	if cause := context.Cause(ctx); cause == errDisk || cause == errEnrolled {
		return cause
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
	case errors.Is(err, errRest):
		t.Key, t.Long = "out.crashed", true
		if k.desk != nil {
			t.Support = cmp.Or(t.Support, k.desk.Site().Technician())
		}
	case errors.Is(err, errUnregistered):
		t.Key, t.Args = "out.unregistered", words.Args{"File": k.file}
	case errors.Is(err, errUnconfirmed):
		t.Key, t.Digits = "out.waiting", k.digits
	case errors.Is(err, errSentAway):
		t.Key, t.Args = "out.sent_away", words.Args{"File": k.file}
	case errors.Is(err, errTooLate):
		t.Key, t.Args = "out.too_late", words.Args{"File": k.file}
	case errors.As(err, &other):
		t.Key, t.Args = "out.code", words.Args{"File": other.File, "Line": other.Line, "Configured": other.Configured, "Enrolled": other.Enrolled}
	case errors.Is(err, errStore):
		t.Key, t.Args = "out.store", words.Args{"Folder": k.config.Kiosk.Data}
	}
	return t
}

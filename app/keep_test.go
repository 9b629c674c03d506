package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"dongthap.vn/sen/app/supervise"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/disk"
)

func TestWhatAnotherStartCannotHelpIsRefused(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
	}{
		{fmt.Errorf("open: %w", disk.ErrTaken), supervise.Refused},
		{&config.Error{File: "sen-kiosk.toml", Problem: "is wrong"}, supervise.Refused},
		{supervise.ErrRefused, supervise.Refused},
		{errDisk, 1},
		{errors.New("no display"), 1},
	} {
		if got := exitCode(c.err); got != c.code {
			t.Errorf("%v ends with %d, want %d", c.err, got, c.code)
		}
	}
}

// A kiosk at rest opens what it keeps, so that it is sent, and serves nobody.
func TestAKioskAtRestServesNobody(t *testing.T) {
	l := newLobbied(t, "")
	l.enrol("2")
	l.rest = true
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- l.serve(ctx, errRest, l.front) }()
	if key := l.next(); key != "out.crashed" {
		t.Errorf("the front is told %s", key)
	}
	if l.store == nil || l.agent == nil {
		t.Error("nothing is open that could be sent")
	}
	if trouble := l.trouble(errRest); trouble.Kiosk != "2" || !trouble.Long {
		t.Errorf("it says %+v", trouble)
	}
	cancel()
	for done := false; !done; {
		select {
		case key := <-l.front.told:
			if key != "out.crashed" {
				t.Errorf("then the front is told %s", key)
			}
		case err := <-ended:
			if done = true; err != nil {
				t.Error(err)
			}
		}
	}
	l.close()
}

// What broke a kiosk may break it again when it is opened at rest: that is no
// reason to end.
func TestAKioskAtRestSurvivesWhatBreaksIt(t *testing.T) {
	open := func() (err error) {
		defer survived(&err)
		panic("the index is out of range")
	}
	if err := open(); err == nil {
		t.Error("it is not told")
	}
}

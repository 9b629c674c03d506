package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/agent"
)

// How often and how long the center is asked.
const (
	askTries    = 3 // for its first answer
	askPause    = time.Second
	verdictEach = 2 * time.Second
)

// errEnrolled ends the work of a kiosk that is another from now on.
var errEnrolled = errors.New("this machine was enrolled anew")

func pendingPath(c config.Config) string { return filepath.Join(c.Kiosk.Data, "enrolment.json") }

// enrol makes this machine a kiosk of its center, as soon as somebody there has
// compared six digits. When it is stopped before, the window waits on.
func enrol(ctx context.Context, f *flags, out io.Writer) error {
	c, err := config.Load(f.config)
	if err != nil {
		return err
	}
	e, err := begin(ctx, c, f)
	if err != nil {
		return err
	}
	told := "" // the last trouble
	for shown := false; ; {
		id, err := e.Verdict(ctx)
		switch {
		case err == nil:
			if err := admit(c, id); err != nil {
				return err
			}
			fmt.Fprintf(out, "This is now kiosk %s of %s.\n", id.Device, c.Center.Address)
			return nil
		case errors.Is(err, agent.ErrWaiting):
			if !shown {
				fmt.Fprintf(out, "Six digits: %s\nThe console's page of devices must show the same for kiosk %s. Waiting until somebody there confirms it.\n",
					e.Pending().Digits, e.Pending().Device)
			}
			shown = true
		case errors.Is(err, agent.ErrNotAdmitted), errors.Is(err, agent.ErrExpired):
			return fmt.Errorf("%w; nothing was changed: ask for a new code", err)
		case err.Error() != told && ctx.Err() == nil:
			told = err.Error()
			fmt.Fprintf(out, "Trying again: %v\n", err)
		}
		select {
		case <-ctx.Done():
			return errors.New("stopped before it was confirmed; `sen-kiosk enrol` without a code, or the window, waits on")
		case <-time.After(verdictEach):
		}
	}
}

// begin proves the code of the command line to the center, or goes on with an
// enrolment that waits already.
func begin(ctx context.Context, c config.Config, f *flags) (*agent.Enrolment, error) {
	path, code := pendingPath(c), strings.Join(f.words, "")
	held, err := identity.LoadPending(path)
	waits := err == nil && held.End == ""
	if code == "" && waits && held.Offer != nil {
		return agent.Resume(nil, held, keepPending(c)), nil
	}
	if code == "" {
		return nil, errors.New("enrol needs the code that the console or `sen-center enrol` shows")
	}
	if err := os.MkdirAll(c.Kiosk.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	p, err := agent.NewPending(c.Center.Address, code)
	if err != nil {
		return nil, fmt.Errorf("enrol with %s: %w", c.Center.Address, err)
	}
	if waits && bytes.Equal(held.Secret, p.Secret) && held.CenterURL == p.CenterURL {
		p = held // the same code again: the center knows these keys
	}
	e := agent.Resume(nil, p, keepPending(c))
	if err := askPatiently(ctx, e); err != nil {
		return nil, errors.Join(fmt.Errorf("enrol with %s: %w", c.Center.Address, err), identity.Forget(path))
	}
	if err := config.Agree(f.config, e.Pending().Device); err != nil {
		return nil, errors.Join(fmt.Errorf("nothing was changed: %w", err), identity.Forget(path))
	}
	return e, nil
}

// askPatiently asks again when an answer is lost.
func askPatiently(ctx context.Context, e *agent.Enrolment) (err error) {
	for range askTries {
		if err = e.Ask(ctx); err == nil || errors.Is(err, agent.ErrCode) || errors.Is(err, agent.ErrImpostor) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(askPause):
		}
	}
	return err
}

func keepPending(c config.Config) func(identity.Pending) error {
	return func(p identity.Pending) error { return p.Save(pendingPath(c)) }
}

// admit makes an identity this machine's. The file of the enrolment goes last:
// until then it can be asked for again.
func admit(c config.Config, id identity.Identity) error {
	if err := id.Save(identityPath(c)); err != nil {
		return err
	}
	return identity.Forget(pendingPath(c))
}

// pursue asks whether a machine that waits has been confirmed. It never sends a
// first message: two programs that did could be told two different things.
func (k *machine) pursue(ctx context.Context) {
	p, err := identity.LoadPending(pendingPath(k.config))
	if err != nil || p.End != "" || p.Offer == nil {
		return
	}
	held, err := identity.Load(identityPath(k.config))
	if err == nil && held.ReceiptKey.Equal(p.ReceiptKey) { // the power was cut in admit
		err = identity.Forget(pendingPath(k.config))
	} else {
		var id identity.Identity
		if id, err = agent.Resume(nil, p, keepPending(k.config)).Verdict(ctx); err == nil {
			err = admit(k.config, id)
		}
	}
	if err != nil && !errors.Is(err, agent.ErrWaiting) {
		k.log.Debug("enrolment", "err", err)
	}
}

// unregistered says why a machine without an identity is none.
func (k *machine) unregistered() error {
	p, err := identity.LoadPending(pendingPath(k.config))
	switch {
	case err == nil && p.End == identity.EndRefused:
		return errSentAway
	case err == nil && p.End == identity.EndExpired:
		return errTooLate
	case err == nil && p.Digits != "":
		k.device, k.digits = p.Device, p.Digits
		return errUnconfirmed
	}
	return fmt.Errorf("%w: sen-kiosk enrol --config %s CODE", errUnregistered, k.file)
}

// another reports whether this machine was enrolled anew since it was opened.
func (k *machine) another() bool {
	id, err := identity.Load(identityPath(k.config))
	return err == nil && !id.ReceiptKey.Equal(k.id.ReceiptKey)
}

// keep writes renewed keys down, unless the machine has become another kiosk.
func (k *machine) keep(id identity.Identity) error {
	if k.another() {
		return errEnrolled
	}
	return id.Save(identityPath(k.config))
}

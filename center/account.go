package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"dongthap.vn/sen/center/staff"
)

// commandLine is who acts in the audit log when a command does.
const commandLine = "command"

func enrol(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("enrol", flag.ContinueOnError)
	at := placeFlags(f)
	device := f.String("device", "", "the kiosk's code, 1 to 99")
	place := f.String("place", "", "where the kiosk stands, for staff")
	if err := parseAt(f, at, args, "device"); err != nil {
		return err
	}
	return withKeys(ctx, *at, c, func(h *house) error {
		code, err := h.fleet.NewCode(ctx, *device, *place, commandLine)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.out, code.Text)
		return err
	})
}

// approve lets a kiosk in whose own screen shows the digits.
func approve(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("approve", flag.ContinueOnError)
	at := placeFlags(f)
	device := f.String("device", "", "the kiosk's code, 1 to 99")
	digits := f.String("digits", "", "the six digits on the kiosk's own screen")
	if err := parseAt(f, at, args, "device", "digits"); err != nil {
		return err
	}
	return withKeys(ctx, *at, c, func(h *house) error {
		return h.fleet.Approve(ctx, *device, *digits, commandLine)
	})
}

// revoke ends a kiosk's approval.
func revoke(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("revoke", flag.ContinueOnError)
	at := placeFlags(f)
	device := f.String("device", "", "the kiosk's code, 1 to 99")
	if err := parseAt(f, at, args, "device"); err != nil {
		return err
	}
	return withKeys(ctx, *at, c, func(h *house) error {
		return h.fleet.Revoke(ctx, *device, commandLine)
	})
}

func link(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("link", flag.ContinueOnError)
	at := placeFlags(f)
	name := f.String("name", "", "whose link; the administrator's when not given")
	if err := parseAt(f, at, args); err != nil {
		return err
	}
	return with(ctx, *at, c, func(h *house) error {
		token, err := h.newLink(ctx, *name)
		if err != nil {
			return err
		}
		site, err := h.publisher.Site(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s/link/%s\n", site.PublicURL, token)
		return err
	})
}

// newLink makes a one-time sign-in link for an account, the first
// administrator's for no name.
func (h *house) newLink(ctx context.Context, name string) (token string, err error) {
	who, err := h.named(ctx, name)
	if err != nil {
		return "", err
	}
	token, _, err = h.staff.NewLink(ctx, who.ID)
	return token, err
}

func (h *house) named(ctx context.Context, name string) (staff.Account, error) {
	if name == "" {
		return h.staff.FirstAdmin(ctx)
	}
	all, err := h.staff.Accounts(ctx)
	if err != nil {
		return staff.Account{}, err
	}
	for _, a := range all {
		if a.Name == name {
			return a, nil
		}
	}
	return staff.Account{}, fmt.Errorf("no account is named %q", name)
}

func addAccount(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("account add", flag.ContinueOnError)
	at := placeFlags(f)
	var a staff.NewAccount
	f.StringVar(&a.Name, "name", "", "what is typed to sign in")
	f.StringVar(&a.Full, "full", "", "the person's name")
	role := f.String("role", "", "what the person is here")
	if err := parseAt(f, at, args, "name", "full", "role"); err != nil {
		return err
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read password: %w", err)
	}
	a.Password, a.Roles, a.By = strings.TrimRight(line, "\r\n"), []staff.Role{staff.Role(*role)}, commandLine
	return with(ctx, *at, c, func(h *house) error {
		_, err := h.staff.Create(ctx, a)
		return err
	})
}

func resetCode(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("account reset-code", flag.ContinueOnError)
	at := placeFlags(f)
	name := f.String("name", "", "whose code")
	if err := parseAt(f, at, args, "name"); err != nil {
		return err
	}
	return with(ctx, *at, c, func(h *house) error {
		who, err := h.named(ctx, *name)
		if err != nil {
			return err
		}
		return h.staff.ForgetCode(ctx, who.ID, commandLine)
	})
}

// with does something to the data of a place, beside a center that may be running.
// The key folder stays closed.
func with(ctx context.Context, p place, c console, do func(*house) error) error {
	p.keys = ""
	return withKeys(ctx, p, c, do)
}

// withKeys is with, for what opens personal data or makes keys.
func withKeys(ctx context.Context, p place, c console, do func(*house) error) error {
	h, err := reopen(ctx, p, c)
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.store.Close())
}

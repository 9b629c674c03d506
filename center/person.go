package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// A personal question is asked of an open center about the number typed.
type personal func(h *house, ctx context.Context, who staff.Account, number string) error

func findPerson(ctx context.Context, args []string, c console) error {
	return askPerson(ctx, flag.NewFlagSet("person find", flag.ContinueOnError), args, c,
		func(h *house, ctx context.Context, who staff.Account, number string) error {
			return h.findPerson(ctx, who, number, c)
		})
}

func exportPerson(ctx context.Context, args []string, c console) error {
	f := flag.NewFlagSet("person export", flag.ContinueOnError)
	out := f.String("out", "", "file to write, .html or .json")
	return askPerson(ctx, f, args, c, func(h *house, ctx context.Context, who staff.Account, number string) error {
		return h.exportPerson(ctx, who, number, *out, c)
	}, "out")
}

func erasePerson(ctx context.Context, args []string, c console) error {
	return askPerson(ctx, flag.NewFlagSet("person erase", flag.ContinueOnError), args, c,
		func(h *house, ctx context.Context, who staff.Account, number string) error {
			return h.erasePerson(ctx, who, number, c)
		})
}

// askPerson reads the flags and the number, and asks.
func askPerson(ctx context.Context, f *flag.FlagSet, args []string, c console, ask personal, need ...string) error {
	at := placeFlags(f)
	if err := parseAt(f, at, args, need...); err != nil {
		return err
	}
	if err := at.needsKeys(f.Name()); err != nil {
		return err
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the number: %w", err)
	}
	who := staff.Account{ID: commandLine, Roles: []staff.Role{staff.Director}}
	return withKeys(ctx, *at, c, func(h *house) error {
		err := ask(h, ctx, who, strings.TrimSpace(line))
		if errors.Is(err, kiosk.ErrBadPhone) {
			return fmt.Errorf("%s: the line on standard input is no Vietnamese phone number", f.Name())
		}
		return err
	})
}

func (h *house) findPerson(ctx context.Context, who staff.Account, number string, c console) error {
	p, err := h.listen.Find(ctx, who, number)
	if err != nil {
		return err
	}
	for _, f := range p.Held {
		what := fmt.Sprintf("rating %d", f.Rating)
		if f.Meeting != nil {
			what = fmt.Sprintf("meeting on %s at %s, %s", f.Meeting.Day, f.Meeting.From, f.Meeting.State)
		}
		fmt.Fprintf(c.out, "%s  kiosk %s  %s  %s\n", f.At.In(kiosk.VietnamTime).Format("2006-01-02 15:04"), f.Device, what, f.ID)
	}
	_, err = fmt.Fprintf(c.out, "%d feedback with this number\n", len(p.Held))
	return err
}

func (h *house) exportPerson(ctx context.Context, who staff.Account, number, out string, c console) error {
	write := map[string]func(listen.Person) ([]byte, error){".json": listen.Person.JSON, ".html": func(p listen.Person) ([]byte, error) {
		pages, err := h.pages(&doors{})
		if err != nil {
			return nil, err
		}
		return pages.Export(ctx, p)
	}}[filepath.Ext(out)]
	if write == nil {
		return fmt.Errorf("person export: --out %s does not end in .html or .json", out)
	}
	file, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("person export: %w", err)
	}
	p, err := h.listen.Export(ctx, who, number)
	if err == nil {
		var text []byte
		if text, err = write(p); err == nil {
			_, err = file.Write(text)
		}
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(out))
	}
	_, err = fmt.Fprintf(c.out, "%s tells of %d feedback\n", out, len(p.Held))
	return err
}

func (h *house) erasePerson(ctx context.Context, who staff.Account, number string, c console) error {
	n, err := h.listen.Erase(ctx, who, number)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "erased: %d feedback; what kiosks still hold from before is erased when it arrives\n", n)
	return err
}

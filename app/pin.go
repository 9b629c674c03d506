package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/identity"
)

func pinPath(c config.Config) string { return filepath.Join(c.Kiosk.Data, "staff-pin") }

// setPIN reads a PIN of the staff screen from a line of in, so that no history of
// a shell and no list of processes shows it. A running kiosk knows it at once.
func setPIN(f *flags, in io.Reader, out io.Writer) error {
	c, err := config.Load(f.config)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "Type the new PIN of this kiosk's staff screen, 6 to 12 digits, then Enter:")
	line, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the PIN: %w", err)
	}
	pin, err := identity.NewPIN(strings.TrimSpace(line))
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := os.MkdirAll(c.Kiosk.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if err := pin.Save(pinPath(c)); err != nil {
		return err
	}
	fmt.Fprintln(out, "The PIN is set. Seven touches of the emblem within 5 seconds ask for it.")
	return nil
}

package config

import "fmt"

// A CodeError says that a machine is enrolled as another kiosk than its
// configuration wants.
type CodeError struct {
	File       string
	Line       int
	Configured string // kiosk.code in the file
	Enrolled   string // the code the center gave
}

// Error is one sentence that names both codes and the ways out.
func (e *CodeError) Error() string {
	return fmt.Sprintf("%s, line %d: kiosk.code: is %q, but this machine is enrolled as kiosk %q; set it to %q, or enrol this machine as kiosk %q",
		e.File, e.Line, e.Configured, e.Enrolled, e.Enrolled, e.Configured)
}

// Agree compares the file's kiosk.code with the code a machine is enrolled
// under; the difference is a *CodeError. It reads the file anew, so that mending
// it is enough. A file that names no code agrees with every machine.
func Agree(path, device string) error {
	text, err := read(path)
	if err != nil {
		return err
	}
	c, err := Parse(path, text)
	if err != nil {
		return err
	}
	if c.Kiosk.Code == "" || c.Kiosk.Code == device {
		return nil
	}
	return &CodeError{File: path, Line: lineOf(text, []string{"kiosk", "code"}), Configured: c.Kiosk.Code, Enrolled: device}
}

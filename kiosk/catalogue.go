package kiosk

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// What a catalogue may hold. The national portal knows about 6,000 procedures.
const (
	maxCatalogueBytes = 16 << 20
	maxProcedures     = 20_000
)

// A Catalogue is all procedures of a site, with validity dates: the body of
// the catalogue document.
type Catalogue struct {
	Version    int         `json:"version"` // only grows
	CheckedOn  Date        `json:"checked_on"`
	Source     string      `json:"source"`
	Procedures []Procedure `json:"procedures"`
}

// ParseCatalogue reads and checks a catalogue. It refuses what it does not
// know, so that a misspelt field is found where the catalogue is written and
// not at a counter; its errors name the procedure and the field.
func ParseCatalogue(body []byte) (Catalogue, error) {
	if len(body) > maxCatalogueBytes {
		return Catalogue{}, fmt.Errorf("catalogue: %d bytes are more than %d", len(body), maxCatalogueBytes)
	}
	if !utf8.Valid(body) {
		return Catalogue{}, fmt.Errorf("catalogue: not UTF-8")
	}
	c, err := decodeCatalogue(body)
	if err != nil {
		return Catalogue{}, fmt.Errorf("catalogue: %w", err)
	}
	if err := c.check(); err != nil {
		return Catalogue{}, fmt.Errorf("catalogue: %w", err)
	}
	return c, nil
}

// decodeCatalogue decodes one procedure at a time, so that an error can name it.
func decodeCatalogue(body []byte) (Catalogue, error) {
	var raw struct {
		Version    int               `json:"version"`
		CheckedOn  Date              `json:"checked_on"`
		Source     string            `json:"source"`
		Procedures []json.RawMessage `json:"procedures"`
	}
	if err := decodeStrictly(body, &raw); err != nil {
		return Catalogue{}, err
	}
	if n := len(raw.Procedures); n > maxProcedures {
		return Catalogue{}, fmt.Errorf("%d procedures are more than %d", n, maxProcedures)
	}
	c := Catalogue{Version: raw.Version, CheckedOn: raw.CheckedOn, Source: raw.Source}
	c.Procedures = make([]Procedure, len(raw.Procedures))
	for i, r := range raw.Procedures {
		if err := decodeStrictly(r, &c.Procedures[i]); err != nil {
			return Catalogue{}, fmt.Errorf("%s: %w", label(c.Procedures[i].Code, i), err)
		}
	}
	return c, nil
}

func decodeStrictly(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("more text after the end")
	}
	return nil
}

// label names a procedure in an error, by its place when it has no code.
func label(code string, i int) string {
	if code == "" {
		return fmt.Sprintf("procedure number %d", i+1)
	}
	return "procedure " + code
}

// Procedure finds a procedure by its code.
func (c Catalogue) Procedure(code string) (Procedure, error) {
	for i := range c.Procedures {
		if c.Procedures[i].Code == code {
			return c.Procedures[i], nil
		}
	}
	return Procedure{}, fmt.Errorf("procedure %q: %w", code, ErrNotFound)
}

// InForce is the catalogue without the procedures that cannot be asked for on
// day d.
func (c Catalogue) InForce(d Date) Catalogue {
	c.Procedures = c.where(func(p *Procedure) bool { return p.InForce(d) })
	return c
}

// Popular lists the most used procedures, the most used first.
func (c Catalogue) Popular() []Procedure {
	list := c.where(func(p *Procedure) bool { return p.Popular > 0 })
	slices.SortFunc(list, func(a, b Procedure) int { return cmp.Compare(a.Popular, b.Popular) })
	return list
}

// Fields lists the fields in the order the catalogue first names them.
func (c Catalogue) Fields() []string {
	var list []string
	seen := map[string]bool{}
	for i := range c.Procedures {
		if f := c.Procedures[i].Field; !seen[f] {
			seen[f] = true
			list = append(list, f)
		}
	}
	return list
}

// InField lists the procedures of a field.
func (c Catalogue) InField(field string) []Procedure {
	return c.where(func(p *Procedure) bool { return p.Field == field })
}

func (c Catalogue) where(keep func(*Procedure) bool) []Procedure {
	var list []Procedure
	for i := range c.Procedures {
		if keep(&c.Procedures[i]) {
			list = append(list, c.Procedures[i])
		}
	}
	return list
}

func (c Catalogue) check() error {
	if c.Version < 1 {
		return faultf("version", "%d is not 1 or more", c.Version)
	}
	if c.CheckedOn.IsZero() {
		return faultf("checked_on", "no date")
	}
	if err := checkText("source", c.Source, maxText); err != nil {
		return err
	}
	codes, ranks := map[string]bool{}, map[int]bool{}
	for i := range c.Procedures {
		p := &c.Procedures[i]
		if err := p.check(); err != nil {
			return fmt.Errorf("%s: %w", label(p.Code, i), err)
		}
		if codes[p.Code] {
			return fmt.Errorf("%s: code: listed twice", label(p.Code, i))
		}
		if p.Popular > 0 && ranks[p.Popular] {
			return fmt.Errorf("%s: popular: rank %d is given twice", label(p.Code, i), p.Popular)
		}
		codes[p.Code], ranks[p.Popular] = true, true
	}
	return nil
}

package kiosk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// What a catalogue may hold. The national portal knows about 6,000 procedures,
// of which the longest takes 6 KB; a document of more than 8 MiB reaches no kiosk.
const (
	maxCatalogueBytes = 8 << 20
	maxProcedureBytes = 64 << 10
	maxProcedures     = 20_000
)

// ParseCatalogue reads and checks a catalogue. It refuses what it does not
// know, so that a misspelt field is found where the catalogue is written and
// not at a counter; its errors name the procedure and the field.
func ParseCatalogue(body []byte) (Catalogue, error) {
	c, faults := ReadCatalogue(body, 1)
	if len(faults) > 0 {
		return Catalogue{}, fmt.Errorf("catalogue: %w", faults[0].Err)
	}
	return c, nil
}

// A CatalogueFault is something wrong in the text of a catalogue.
type CatalogueFault struct {
	Line int // in the text, from 1
	Err  error
}

// ReadCatalogue is ParseCatalogue for whoever writes one: it goes on behind a
// fault and tells at most so many. It takes the text procedure by procedure, so
// that its memory is bounded by the text and not by what the text claims.
func ReadCatalogue(body []byte, most int) (Catalogue, []CatalogueFault) {
	r := &catalogueReader{text: body, most: most, in: json.NewDecoder(bytes.NewReader(body)), codes: map[string]bool{}, ranks: map[int]bool{}}
	switch {
	case len(body) > maxCatalogueBytes:
		return Catalogue{}, []CatalogueFault{{1, fmt.Errorf("%d bytes are more than %d", len(body), maxCatalogueBytes)}}
	case !utf8.Valid(body):
		return Catalogue{}, []CatalogueFault{{1, errors.New("not UTF-8")}}
	}
	r.in.DisallowUnknownFields()
	if err := r.object(); err != nil && err != errEnough {
		r.fault(int(r.in.InputOffset()), err)
	}
	if len(r.faults) < most {
		r.head()
	}
	if len(r.faults) > 0 {
		return Catalogue{}, r.faults
	}
	return r.c, nil
}

// errEnough ends the reading when no more faults are wanted.
var errEnough = errors.New("enough faults")

type catalogueReader struct {
	text   []byte
	in     *json.Decoder
	most   int
	c      Catalogue
	codes  map[string]bool
	ranks  map[int]bool
	faults []CatalogueFault
}

// fault notes what is wrong at an offset of the text.
func (r *catalogueReader) fault(at int, err error) error {
	at += len(r.text[at:]) - len(bytes.TrimLeft(r.text[at:], " \t\r\n,:"))
	r.faults = append(r.faults, CatalogueFault{1 + bytes.Count(r.text[:at], []byte("\n")), err})
	if len(r.faults) >= r.most {
		return errEnough
	}
	return nil
}

// object reads the whole of the text; it returns what cannot be read behind.
func (r *catalogueReader) object() error {
	if err := r.mark('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.in.More() {
		t, err := r.in.Token()
		if err != nil {
			return err
		}
		key := t.(string) // a token before a value in an object is a string, or an error
		if seen[key] {
			return brief(fmt.Errorf("%q is given twice", key))
		}
		seen[key] = true
		if err := r.value(key); err != nil {
			return err
		}
	}
	if err := r.mark('}'); err != nil {
		return err
	}
	if _, err := r.in.Token(); err != io.EOF {
		return errors.New("more text after the end")
	}
	return nil
}

func (r *catalogueReader) value(key string) error {
	var into any
	switch key {
	case "version":
		into = &r.c.Version
	case "checked_on":
		into = &r.c.CheckedOn
	case "source":
		into = &r.c.Source
	case "procedures":
		return r.procedures()
	default:
		return brief(fmt.Errorf("unknown field %q", key))
	}
	at := int(r.in.InputOffset())
	var raw json.RawMessage
	if err := r.in.Decode(&raw); err != nil {
		return err
	}
	if len(raw) > maxProcedureBytes {
		return r.fault(at, faultf(key, "%d bytes are more than %d", len(raw), maxProcedureBytes))
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return r.fault(at, fmt.Errorf("%s: %w", key, brief(err)))
	}
	return nil
}

func (r *catalogueReader) procedures() error {
	if err := r.mark('['); err != nil {
		return err
	}
	r.c.Procedures = []Procedure{}
	for n := 0; r.in.More(); n++ {
		if n == maxProcedures {
			return fmt.Errorf("more than %d procedures", maxProcedures)
		}
		at := int(r.in.InputOffset())
		var raw json.RawMessage
		if err := r.in.Decode(&raw); err != nil {
			return err
		}
		p, err := r.procedure(raw)
		if err != nil {
			if err := r.fault(at, fmt.Errorf("%s: %w", label(p.Code, n), err)); err != nil {
				return err
			}
			continue
		}
		r.c.Procedures = append(r.c.Procedures, p)
	}
	return r.mark(']')
}

// procedure reads and checks one; it returns what it read also with an error.
func (r *catalogueReader) procedure(raw []byte) (p Procedure, err error) {
	if len(raw) > maxProcedureBytes {
		return p, fmt.Errorf("%d bytes are more than %d", len(raw), maxProcedureBytes)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, brief(err)
	}
	if err := p.Check(); err != nil {
		return p, err
	}
	switch {
	case r.codes[p.Code]:
		return p, faultf("code", "listed twice")
	case p.Popular > 0 && r.ranks[p.Popular]:
		return p, faultf("popular", "rank %d is given twice", p.Popular)
	}
	r.codes[p.Code], r.ranks[p.Popular] = true, true
	return p, nil
}

// head checks what stands beside the procedures.
func (r *catalogueReader) head() {
	var err error
	switch {
	case r.c.Version < 1:
		err = faultf("version", "%d is not 1 or more", r.c.Version)
	case r.c.CheckedOn.IsZero():
		err = faultf("checked_on", "no date")
	default:
		err = checkText("source", r.c.Source, maxText)
	}
	if err != nil {
		r.fault(0, err)
	}
}

// mark takes one bracket.
func (r *catalogueReader) mark(want json.Delim) error {
	t, err := r.in.Token()
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("there is %v where %v is wanted", kindOf(t), want)
	}
	return nil
}

// kindOf names a token without repeating its text, which anybody wrote.
func kindOf(t json.Token) string {
	switch t.(type) {
	case json.Delim:
		return fmt.Sprint(t)
	case string:
		return "a text"
	case nil:
		return "null"
	}
	return "a value"
}

// brief keeps an error that repeats what anybody wrote to a line.
func brief(err error) error {
	const most = 300
	if text := err.Error(); len(text) > most {
		return errors.New(strings.ToValidUTF8(text[:most], "") + "…")
	}
	return err
}

// label names a procedure in an error, by its place when it has no code.
func label(code string, i int) string {
	if !procedureCode.MatchString(code) {
		return fmt.Sprintf("procedure number %d", i+1)
	}
	return "procedure " + code
}

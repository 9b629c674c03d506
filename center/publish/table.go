package publish

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk"
)

// columns are what a table may tell of a procedure. Figures are not read from a
// table: a fee or a time is a promise and needs its confidence beside it, which
// only JSON has room for. They are kept for the person who checks them.
var (
	columns  = []string{"code", "name_vi", "name_en", "short_vi", "field", "level", "service", "documents", "legal_basis"}
	figures  = []string{"fee_direct_vnd", "fee_online_vnd", "time", "online_level", "confidence_code/docs/fee/time/online"}
	required = []string{"code", "name_vi"}
)

// A tableReader adds the rows of a table to a catalogue: a procedure nobody knows
// yet is new, with all its figures to be asked for; one that is known gets its
// names and its line from the table and keeps the rest.
type tableReader struct {
	in     Import
	today  kiosk.Date
	names  []string // of the columns
	rows   *csv.Reader
	next   kiosk.Catalogue
	at     map[string]int // code: place in next
	lines  map[string]int // code: line of the file
	lineOf map[string]string
	faults []Fault
}

func readTable(in Import, held kiosk.Catalogue, today kiosk.Date) (kiosk.Catalogue, map[string]int, []Fault) {
	r := &tableReader{in: in, today: today, next: held, at: map[string]int{}, lines: map[string]int{}, lineOf: map[string]string{}}
	r.next.Version, r.next.CheckedOn, r.next.Procedures = held.Version+1, today, slices.Clone(held.Procedures)
	for i, p := range held.Procedures {
		r.at[p.Code], r.lineOf[p.Field] = i, p.Service
	}
	switch text := bytes.TrimPrefix(in.Body, []byte("\ufeff")); {
	case len(in.Body) > MostImported:
		r.fault(1, fmt.Errorf("%d bytes are more than %d", len(in.Body), MostImported))
	case !utf8.Valid(text):
		r.fault(1+bytes.Count(text[:firstBad(text)], []byte("\n")), errors.New("not UTF-8; save the table as «CSV UTF-8»"))
	default:
		r.read(text)
	}
	return r.next, r.lines, r.faults
}

// firstBad is where a text stops to be UTF-8.
func firstBad(text []byte) (at int) {
	for at < len(text) {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return at
}

func (r *tableReader) fault(line int, err error) {
	r.faults = append(r.faults, Fault{Line: line, Err: err})
}

func (r *tableReader) read(text []byte) {
	r.rows = csv.NewReader(bytes.NewReader(text))
	r.rows.ReuseRecord = true
	if head, _, _ := bytes.Cut(text, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		r.rows.Comma = ';' // as Excel writes where the comma is in figures
	}
	if line, err := unwieldy(text, byte(r.rows.Comma)); err != nil {
		r.fault(line, err)
		return
	}
	head, err := r.rows.Read()
	if err != nil {
		r.fault(1, lineless(err))
		return
	}
	if r.names = slices.Clone(head); !r.headed() {
		return
	}
	for len(r.faults) < mostFaults {
		row, err := r.rows.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			var at *csv.ParseError
			line := 1
			if errors.As(err, &at) {
				line = at.StartLine
			}
			r.fault(line, lineless(err))
			if !errors.Is(err, csv.ErrFieldCount) {
				return
			}
			continue
		}
		line, _ := r.rows.FieldPos(0)
		if err := r.row(line, row); err != nil {
			r.fault(line, err)
		}
	}
}

// What a table may hold, far above what one of procedures does.
const (
	mostColumns = 64
	longestCell = 16 << 10 // bytes
	longestRow  = 64 << 10
)

// unwieldy finds the first row with too many columns or bytes: a reader of CSV
// keeps a whole row before anybody can look at it.
func unwieldy(text []byte, comma byte) (line int, err error) {
	columns, bytes, quoted, at := 1, 0, false, 1
	for _, c := range text {
		bytes++
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			columns, bytes = 1, 0
		case c == comma && !quoted:
			columns++
		}
		switch {
		case columns > mostColumns:
			return at, fmt.Errorf("more than %d columns", mostColumns)
		case bytes > longestRow:
			return at, fmt.Errorf("a row of more than %d bytes; a quotation mark may be missing", longestRow)
		}
		if c == '\n' {
			at++
		}
	}
	return 0, nil
}

// lineless is an error of csv without the line, which the report tells itself.
func lineless(err error) error {
	var at *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("the table is empty")
	case errors.As(err, &at):
		return at.Err
	}
	return err
}

// headed checks the names of the columns.
func (r *tableReader) headed() bool {
	for i, name := range r.names {
		name = strings.TrimSpace(name)
		if r.names[i] = name; !slices.Contains(columns, name) && !slices.Contains(figures, name) {
			r.fault(1, fmt.Errorf("column %q is not known; known are %s", cut(name), strings.Join(slices.Concat(columns, figures), ", ")))
		} else if slices.Contains(r.names[:i], name) {
			r.fault(1, fmt.Errorf("column %s is there twice", name))
		}
	}
	for _, name := range required {
		if !slices.Contains(r.names, name) {
			r.fault(1, fmt.Errorf("column %s is missing", name))
		}
	}
	return len(r.faults) == 0
}

// cut keeps a text of the file short enough for a report.
func cut(text string) string {
	if utf8.RuneCountInString(text) > 40 {
		return string([]rune(text)[:40]) + "…"
	}
	return text
}

// row takes one procedure.
func (r *tableReader) row(line int, cells []string) error {
	cell := map[string]string{}
	for i, name := range r.names {
		if len(cells[i]) > longestCell {
			return fmt.Errorf("%s: %d bytes are more than %d", name, len(cells[i]), longestCell)
		}
		cell[name] = norm.NFC.String(strings.Join(strings.Fields(cells[i]), " "))
	}
	code := cell["code"]
	if first, seen := r.lines[code]; seen {
		return fmt.Errorf("code: %q stands in line %d already", cut(code), first)
	}
	place, known := r.at[code]
	p := r.unknown(cell)
	if known {
		p = r.next.Procedures[place]
	}
	r.name(&p, cell)
	if err := p.Check(); err != nil {
		return err
	}
	r.lines[code] = line
	if known {
		r.next.Procedures[place] = p
	} else {
		r.at[code] = len(r.next.Procedures)
		r.next.Procedures = append(r.next.Procedures, p)
	}
	return nil
}

// name gives a procedure what the table tells of its names and its line.
func (r *tableReader) name(p *kiosk.Procedure, cell map[string]string) {
	for name, into := range map[string]*string{"name_vi": &p.NameVI, "name_en": &p.NameEN, "short_vi": &p.ShortVI, "field": &p.Field, "service": &p.Service} {
		if cell[name] != "" {
			*into = cell[name]
		}
	}
}

// shortName is how long a plain name may be.
const shortName = 40

// unknown is a procedure the catalogue does not have yet. Nothing in it is known
// for good, so it promises nothing: fees and times are to be asked for.
func (r *tableReader) unknown(cell map[string]string) kiosk.Procedure {
	p := kiosk.Procedure{
		Code: cell["code"], Levels: parts(cell["level"]), Legal: parts(cell["legal_basis"]), Papers: []kiosk.Paper{},
		Service: r.lineOf[cell["field"]], Source: r.in.Name, CheckedOn: r.today,
		Fees:  []kiosk.Fee{{Channel: kiosk.Direct, Kind: kiosk.FeeAsk}},
		Times: []kiosk.TimeLimit{{Unit: kiosk.AskTime}}, Online: kiosk.Online{Level: kiosk.OnlineAsk},
		Confidence: kiosk.Confidence{Code: kiosk.FromMemory, Papers: kiosk.FromMemory, FeeDirect: kiosk.Unsure, FeeOnline: kiosk.Unsure,
			Time: kiosk.Unsure, Online: kiosk.Unsure},
	}
	if utf8.RuneCountInString(cell["name_vi"]) <= shortName {
		p.ShortVI = cell["name_vi"]
	}
	for _, name := range parts(cell["documents"]) {
		p.Papers = append(p.Papers, kiosk.Paper{Name: name})
	}
	var told []string
	for _, name := range figures {
		if cell[name] != "" {
			told = append(told, name+": "+cell[name])
		}
	}
	if len(told) > 0 {
		p.Unverified = &kiosk.Unverified{Note: strings.Join(told, "; ")}
	}
	return p
}

// parts takes a cell with several things apart.
func parts(cell string) []string {
	list := []string{}
	for _, part := range strings.Split(cell, ";") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// twice finds what a reader of JSON would take in silence: a field that is given
// twice in one object, or spelt in another case.
func twice(body []byte) []Fault {
	d := jsontext.NewDecoder(bytes.NewReader(body)) // refuses names given twice
	fault := func(what string, name string) []Fault {
		return []Fault{{Line: 1 + bytes.Count(body[:d.InputOffset()], []byte("\n")), Err: fmt.Errorf("%s: %q", what, cut(name))}}
	}
	for {
		token, err := d.ReadToken()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return fault("a field is given twice", d.StackPointer().LastToken())
		}
		within, n := d.StackIndex(d.StackDepth())
		if isName := within == '{' && n%2 == 1; isName && strings.ToLower(token.String()) != token.String() {
			return fault("a field is written in capitals", token.String())
		}
	}
}

// linesOf finds the line each procedure of a JSON catalogue begins in: that of
// its code.
func linesOf(body []byte, c kiosk.Catalogue) map[string]int {
	lines, line := map[string]int{}, 1
	for _, p := range c.Procedures {
		at := bytes.Index(body, []byte(`"`+p.Code+`"`))
		if at < 0 {
			continue
		}
		line += bytes.Count(body[:at], []byte("\n"))
		lines[p.Code], body = line, body[at:]
	}
	return lines
}

package wire

import (
	"bufio"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// An export carries a kiosk's events to its center by hand, on a USB stick, when
// there is no line. It is text: a heading, one Page a line, and a last line that
// tells how many there were.

// Errors of an export that is read.
var (
	ErrNoExport = errors.New("not an export of a kiosk's events")
	ErrCutOff   = errors.New("the export is cut off")
)

// A Page is a packed batch, signed.
type Page struct {
	Device string `json:"device"`
	Batch  []byte `json:"batch"` // as Pack wrote it
	// Signatures are made with each key the center may know the device by.
	Signatures []string `json:"signatures"`
}

const (
	exportHeading = "sen-export-v1\n"
	maxSignatures = 3
	maxPage       = MaxPacked*4/3 + 1<<10 // bytes of a line
)

// An ending is the last line.
type ending struct {
	Pages int `json:"pages"`
}

// Sign signs a page.
func (p *Page) Sign(keys []ed25519.PrivateKey) {
	p.Signatures = nil
	for _, key := range keys {
		p.Signatures = append(p.Signatures, Sign(key, p.signed()))
	}
}

// SignedBy reports whether the holder of one of the keys signed the page.
func (p Page) SignedBy(keys ...ed25519.PublicKey) bool {
	for _, signature := range p.Signatures {
		for _, key := range keys {
			if Verify(key, p.signed(), signature) {
				return true
			}
		}
	}
	return false
}

// signed is what is signed: no request of the road, so that neither passes for
// the other.
func (p Page) signed() Request {
	return Request{Method: "EXPORT", Path: "/v1/sync/" + p.Device, Device: p.Device, Body: p.Batch}
}

// An ExportWriter writes an export; without Close it counts as cut off.
type ExportWriter struct {
	w     io.Writer
	pages int
}

// NewExportWriter writes the heading.
func NewExportWriter(w io.Writer) (*ExportWriter, error) {
	_, err := io.WriteString(w, exportHeading)
	return &ExportWriter{w: w}, err
}

// Write adds a page.
func (e *ExportWriter) Write(p Page) error {
	e.pages++
	return json.NewEncoder(e.w).Encode(p)
}

// Close ends the export.
func (e *ExportWriter) Close() error { return json.NewEncoder(e.w).Encode(ending{Pages: e.pages}) }

// ReadExport yields the pages of an export, unverified, in order. An error is the
// last it yields: ErrNoExport, ErrCutOff behind the pages that are whole, or the
// reader's. It takes no more memory than a page.
func ReadExport(r io.Reader) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		lines := bufio.NewReaderSize(r, maxPage)
		if line, err := lines.ReadSlice('\n'); string(line) != exportHeading {
			yield(Page{}, noExport(err))
			return
		}
		for pages := 0; ; pages++ {
			page, end, err := readPage(lines)
			switch {
			case err != nil:
				yield(Page{}, err)
				return
			case end != nil && end.Pages != pages:
				yield(Page{}, fmt.Errorf("%w: it tells of %d pages and has %d", ErrNoExport, end.Pages, pages))
				return
			case end != nil:
				return
			case !yield(page, nil):
				return
			}
		}
	}
}

// noExport is why a file that does not begin as an export cannot be read.
func noExport(err error) error {
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("read export: %w", err)
	}
	return ErrNoExport
}

// readPage reads a line: a page, or the ending.
func readPage(lines *bufio.Reader) (p Page, end *ending, err error) {
	line, err := lines.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF):
		return Page{}, nil, ErrCutOff
	case errors.Is(err, bufio.ErrBufferFull):
		return Page{}, nil, fmt.Errorf("%w: a line is too long", ErrNoExport)
	case err != nil:
		return Page{}, nil, fmt.Errorf("read export: %w", err)
	}
	var either struct {
		Page
		Pages *int `json:"pages"`
	}
	if err := json.Unmarshal(line, &either); err != nil {
		return Page{}, nil, fmt.Errorf("%w: %w", ErrNoExport, err)
	}
	switch {
	case either.Pages != nil:
		return Page{}, &ending{*either.Pages}, nil
	case len(either.Signatures) > maxSignatures, either.Device == "":
		return Page{}, nil, fmt.Errorf("%w: a page without a device, or with too many signatures", ErrNoExport)
	}
	return either.Page, nil, nil
}

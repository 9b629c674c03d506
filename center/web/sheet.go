package web

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// A sheet is a table that is written to a file row by row.
type sheet interface {
	row(cells []string) error
	end() error // writes what is left
}

// sheets are the kinds of file a table can be taken away as.
var sheets = map[string]struct {
	kind string // content type
	open func(w io.Writer, title string, widths []float64) (sheet, error)
}{
	"csv":  {"text/csv; charset=utf-8", openCSV},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", openXLSX},
}

// A csvSheet begins with the mark that tells Excel it is UTF-8.
type csvSheet struct{ w *csv.Writer }

func openCSV(w io.Writer, _ string, _ []float64) (sheet, error) {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_, err := io.WriteString(w, "\ufeff")
	return csvSheet{out}, err
}

func (s csvSheet) row(cells []string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = inert(c)
	}
	return s.w.Write(safe)
}

func (s csvSheet) end() error {
	s.w.Flush()
	return s.w.Error()
}

// noFolder is where excelize may put what does not fit its memory: nowhere.
// Words that were sealed are never written to a disk in clear.
const noFolder = "\x00"

type xlsxSheet struct {
	out   io.Writer
	file  *excelize.File
	w     *excelize.StreamWriter
	bold  int // style
	wraps int // style
	rows  int
}

func openXLSX(w io.Writer, title string, widths []float64) (sheet, error) {
	s := &xlsxSheet{out: w, file: excelize.NewFile(excelize.Options{TmpDir: noFolder})}
	if err := s.begin(title, widths); err != nil {
		return nil, fmt.Errorf("begin sheet: %w", err)
	}
	return s, nil
}

func (s *xlsxSheet) begin(title string, widths []float64) (err error) {
	if err = s.file.SetSheetName("Sheet1", title); err != nil {
		return err
	}
	if s.w, err = s.file.NewStreamWriter(title); err != nil {
		return err
	}
	if s.bold, err = s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if s.wraps, err = s.file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	for i, width := range widths {
		if err := s.w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return s.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// row writes every cell as text: a cell of a sheet is a formula only when it is
// written as one, but who saves the sheet as CSV would make one of it.
func (s *xlsxSheet) row(cells []string) error {
	style := s.wraps
	if s.rows == 0 {
		style = s.bold
	}
	s.rows++
	values := make([]any, len(cells))
	for i, c := range cells {
		values[i] = excelize.Cell{StyleID: style, Value: inert(c)}
	}
	return s.w.SetRow(fmt.Sprint("A", s.rows), values)
}

func (s *xlsxSheet) end() error {
	defer s.file.Close()
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("end sheet: %w", err)
	}
	_, err := s.file.WriteTo(s.out)
	return err
}

// starts are what a spreadsheet takes for the beginning of a formula, also in
// the wide forms Excel reads alike (OWASP, CSV injection).
const starts = "=+-@\t\r\n＝＋－＠−﹢﹣﹦﹫"

// inert is a text no spreadsheet computes: one that begins like a formula, or
// does so behind marks and spaces nobody sees, gets an apostrophe before it.
// What no file of text may hold becomes the mark for it.
func inert(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return unicode.ReplacementChar
		}
		return r
	}, text)
	if strings.ContainsAny(first(text), starts) {
		return "'" + text
	}
	seen := strings.TrimLeftFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.C, unicode.Mn) || r == unicode.ReplacementChar
	})
	if strings.ContainsAny(first(seen), starts) {
		return "'" + text
	}
	return text
}

// first is the first letter of a text, "" of none.
func first(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

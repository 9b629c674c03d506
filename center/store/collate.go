package store

import (
	"bytes"
	"io"
	"io/fs"
	"regexp"
)

// collated reads the migrations with every text in byte order, as SQLite and
// Go compare texts, whatever language the PostgreSQL database was made for.
func collated(files fs.FS) fs.FS { return collatedFiles{files} }

type collatedFiles struct{ fs.FS }

var textColumn = regexp.MustCompile(`(?m)^(\s+\w+\s+)TEXT\b`)

// Open opens a file or a folder.
func (c collatedFiles) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return collatedFile{f, bytes.NewReader(textColumn.ReplaceAll(text, []byte(`${1}TEXT COLLATE "C"`)))}, nil
}

type collatedFile struct {
	fs.File
	text *bytes.Reader
}

func (f collatedFile) Read(p []byte) (int, error) { return f.text.Read(p) }

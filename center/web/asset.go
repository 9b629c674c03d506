package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/assets/sounds"
	"dongthap.vn/sen/kiosk"
)

//go:embed static
var staticFiles embed.FS

// An asset is a file browsers keep: its address changes with its bytes.
type asset struct {
	body  []byte
	kind  string // content type
	print string // of the bytes, in its address
}

type assets map[string]asset // by name: "base.css", "vendor/htmx.min.js"

// kinds are written here because a machine's own table may be wrong or empty.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".wav": "audio/wav", ".txt": "text/plain; charset=utf-8",
}

func loadAssets() (assets, error) {
	all := assets{}
	all.add("chime.wav", sounds.Chime)
	all.add("sen.svg", icons.Get("sen"))
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := staticFiles.ReadFile(name)
		all.add(strings.TrimPrefix(name, "static/"), body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	return all, nil
}

func (a assets) add(name string, body []byte) {
	kind := kinds[path.Ext(name)]
	if kind == "" {
		kind = mime.TypeByExtension(path.Ext(name))
	}
	sum := sha256.Sum256(body)
	a[name] = asset{body: body, kind: kind, print: hex.EncodeToString(sum[:6])}
}

// address is where a page finds an asset. A slip in a template panics in the
// first test that draws it.
func (a assets) address(name string) string {
	f, ok := a[name]
	if !ok {
		panic("web: no asset " + name)
	}
	return "/static/" + name + "?v=" + f.print
}

func (s *Server) static(w http.ResponseWriter, r *http.Request) error {
	f, ok := s.assets[r.PathValue("file")]
	if !ok {
		return kiosk.ErrNotFound
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", `"`+f.print+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.print {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == `"`+f.print+`"` {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, err := w.Write(f.body)
	return gone(err)
}

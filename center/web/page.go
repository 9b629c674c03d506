package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"syscall"

	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

//go:embed templates
var templateFiles embed.FS

// layouts says for every page which frame it hangs in.
var layouts = map[string]string{
	"signin": "plain", "code": "plain", "link": "plain", "front": "plain", "trouble": "plain",
	"choose": "console", "counter": "console", "help": "console", "feedback": "console", "devices": "console", "person": "console", "meetings": "console", "appointments": "console", "site": "console", "connections": "console", "ticket": "console", "boards": "console", "promises": "console",
	"board": "", "receipt": "", "appointment": "", "procedure": "", "export": "", // these are their own frame
}

// A page is what a template draws: its frame, and a body only it understands.
type page struct {
	Title   string
	Site    string // the site's name
	Example bool   // the site's data is invented
	Notice  *notice
	Body    any
	frame   // staff pages only
}

type pages map[kiosk.Lang]map[string]*template.Template

func loadPages(book *words.Book, a assets) (pages, error) {
	all := pages{}
	for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
		all[lang] = map[string]*template.Template{}
		for name, layout := range layouts {
			files := []string{"templates/head.html", "templates/" + name + ".html"}
			if layout != "" {
				files = append(files, "templates/"+layout+".html")
			}
			t, err := template.New(name).Funcs(funcs(book.In(lang), a)).ParseFS(templateFiles, files...)
			if err != nil {
				return nil, fmt.Errorf("page %s: %w", name, err)
			}
			all[lang][name] = t
		}
	}
	return all, nil
}

// funcs are what templates may call.
func funcs(w *words.Words, a assets) template.FuncMap {
	return template.FuncMap{
		"t":     func(key string, pairs ...any) string { return w.T(key, argsOf(pairs)) },
		"lang":  func() string { return string(w.Lang) },
		"asset": a.address,
		"icon":  icon,
	}
}

// argsOf turns "Name", value, "Name", value … into the places of a sentence.
func argsOf(pairs []any) words.Args {
	args := words.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return args
}

// icon puts a drawing into the page; the words beside it are what is read out.
func icon(name string) template.HTML {
	svg := string(icons.Get(icons.Name(name)))
	svg = strings.TrimSpace(svg[strings.Index(svg, "<svg"):])                                            // the licence stands in assets/icons
	return template.HTML(strings.Replace(svg, "<svg ", `<svg aria-hidden="true" focusable="false" `, 1)) // our own files
}

// wantsPart reports whether a script asks for the live part of a page alone.
func wantsPart(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// show draws a page, or its live part when a script asks for that.
func (s *Server) show(w http.ResponseWriter, r *http.Request, name string, lang kiosk.Lang, p page) error {
	what := "page"
	if wantsPart(r) {
		what = "part"
	}
	return s.draw(w, r, drawing{page: name, what: what, lang: lang, status: http.StatusOK}, p)
}

// canvases are what pages are drawn on, used again.
var canvases = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A drawing says which piece of which page is drawn, and how it is answered.
type drawing struct {
	page   string
	what   string // "page", "part" or another template of it
	lang   kiosk.Lang
	status int
}

func (s *Server) draw(w http.ResponseWriter, r *http.Request, d drawing, data any) error {
	b := canvases.Get().(*bytes.Buffer) // whole before a byte is sent, so that a fault is still an answer
	b.Reset()
	defer canvases.Put(b)
	if err := s.pages[d.lang][d.page].ExecuteTemplate(b, d.what, data); err != nil {
		return fmt.Errorf("draw %s: %w", d.page, err)
	}
	leave(r.Context())
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(d.lang))
	h.Add("Vary", "HX-Request")
	if d.what == "part" && d.status == http.StatusOK && r.Method == http.MethodGet {
		sum := sha256.Sum256(b.Bytes())
		tag := `"` + hex.EncodeToString(sum[:8]) + `"`
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	w.WriteHeader(d.status)
	_, err := w.Write(b.Bytes())
	return gone(err)
}

// gone forgives a browser that left before the answer was written.
func gone(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, http.ErrHandlerTimeout) {
		return nil
	}
	return err
}

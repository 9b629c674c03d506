package web

import (
	"net/http"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// longestCode is more letters than any procedure's code has.
const longestCode = 40

// A procedureBody is what a phone shows of a procedure: what to bring, and what
// that rests on. Everybody may read it.
type procedureBody struct {
	OtherLang         kiosk.Lang
	Name, Official    string // the second "" when it says no more than the first
	About             string // field and code
	Fee, FeeIf        string
	Limit, Place      string
	Papers            []kiosk.Paper
	AskPapers, Closed bool
	Grounds           []string
	Hotline           string
	Book              string // address of the page that books a time for it, or ""
}

// procedure answers whoever scanned the code of a procedure at a kiosk. One that
// is not in the catalogue is a page that says so, with status 404.
func (s *Server) procedure(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if len(code) > longestCode {
		return kiosk.ErrNotFound
	}
	catalogue, err := s.Publisher.Catalogue(r.Context())
	if err != nil {
		return err
	}
	p, err := catalogue.Procedure(code)
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	lang := langOf(r)
	body := s.procedureBody(p, site, s.Words.In(lang))
	return s.draw(w, r, drawing{page: "procedure", what: "page", lang: lang, status: http.StatusOK},
		page{Title: body.Name, Site: site.Name.In(lang), Example: site.Example, Body: body})
}

func (s *Server) procedureBody(p kiosk.Procedure, site kiosk.Site, w *words.Words) procedureBody {
	today := kiosk.DateOf(s.Now().In(zoneOf(site)))
	fee := p.FeeOn(today, kiosk.Direct)
	b := procedureBody{
		OtherLang: other(w.Lang), Name: p.Short().In(w.Lang), Official: p.NameVI, Fee: w.Fee(fee), FeeIf: fee.If, Limit: w.Usual(p), Place: w.Place(p, site),
		Papers: p.Papers, AskPapers: p.Confidence.Papers != kiosk.Good, Closed: !p.InForce(today), Grounds: w.Grounds(p, today), Hotline: site.Hotline,
		About: w.T("procedure.code", words.Args{"Field": field(p, site, w.Lang), "Code": p.Code}),
	}
	if v, err := site.Service(p.Service); err == nil && v.Appointments != nil && p.InForce(today) {
		b.Book = (&bookBody{Procedure: p.Code, Lang: w.Lang}).link()
	}
	if b.Official == b.Name {
		b.Official = ""
	}
	return b
}

// field is where a procedure belongs. Fields have Vietnamese names alone, so other
// languages name the line.
func field(p kiosk.Procedure, site kiosk.Site, lang kiosk.Lang) string {
	if v, err := site.Service(p.Service); err == nil && lang != kiosk.Vietnamese {
		return v.Name.In(lang)
	}
	return p.Field
}

// langOf is the language a phone asks for: Vietnamese unless it says English.
func langOf(r *http.Request) kiosk.Lang {
	if r.URL.Query().Get("lang") == string(kiosk.English) {
		return kiosk.English
	}
	return kiosk.Vietnamese
}

func other(l kiosk.Lang) kiosk.Lang {
	if l == kiosk.English {
		return kiosk.Vietnamese
	}
	return kiosk.English
}

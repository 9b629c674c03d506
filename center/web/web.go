// Package web is the center's face: the staff console, the lobby's board and
// the public receipt page, with the road to the kiosks mounted beside them.
//
// It promises that every route has a rule saying who may use it, that no page
// needs anything from another host, that words come from assets/words alone,
// and that whatever is sent to it ends in a page and never in a stack trace.
// It decides nothing about queues, people or devices: it asks the packages
// beside it and draws what they say.
package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/speak"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// Config is what the pages stand on; all of it is needed.
type Config struct {
	Store     *store.Store
	Queue     *queue.Queue
	Publisher *publish.Publisher
	Fleet     *fleet.Fleet
	Staff     *staff.Staff
	Listen    *listen.Listener
	Booking   *booking.Bookings
	API       *api.API     // /api/: what other systems ask
	Hooks     *hook.Hooks  // other systems that are told
	Road      http.Handler // /v1/: what kiosks talk to
	RoadApart bool         // kiosks have a door of their own: new ones come by it
	Voice     *speak.Voice // calls are spoken by
	Words     *words.Book
	PublicURL string // where people reach these pages, "https://…"
	Authority []byte // PEM of what vouches for these pages, when no browser knows it by itself
	Now       func() time.Time
	Log       *slog.Logger
}

// A Server answers browsers.
type Server struct {
	Config
	pages    pages
	assets   assets
	bounds   bounds
	sessions *scs.SessionManager
	hearers  chan struct{} // one token a listening browser
	seats    chan struct{} // one token a screen that is drawn
	receipts receipt.Verifier
	closing  chan struct{}
	close    func()
}

// New reads the templates and checks that every route has a rule.
func New(c Config) (*Server, error) {
	s := &Server{Config: c, bounds: newBounds(), hearers: make(chan struct{}, maxHearers), seats: newSeats(), closing: make(chan struct{})}
	s.close = sync.OnceFunc(func() { close(s.closing) })
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(c.Words, s.assets); err != nil {
		return nil, err
	}
	s.sessions = newSessions(c.Store, c.Now, strings.HasPrefix(c.PublicURL, "https:"))
	s.sessions.ErrorFunc = s.trouble
	return s, checkRoutes(s.routes())
}

func checkRoutes(all []route) error {
	for _, r := range all {
		if r.Who == nobody {
			return fmt.Errorf("route %s %s: no rule says who may use it", r.Method, r.Pattern)
		}
	}
	return nil
}

// Close ends what streams, so that a graceful stop need not wait for it.
func (s *Server) Close() { s.close() }

// Handler answers everything: the road under /v1/, the pages beside it.
func (s *Server) Handler() http.Handler {
	pages := http.NewServeMux()
	for _, r := range s.routes() {
		pages.Handle(r.Method+" "+r.Pattern, s.answer(r))
	}
	pages.Handle("/", s.answer(route{Pattern: "/", Who: anyone, Do: s.notFound}))
	all := http.NewServeMux()
	s.mountRoad(all)
	if s.RoadApart {
		all.Handle("/v1/enrol", s.logged("/v1/enrol", elsewhere))
		all.Handle("/v1/enrol/", s.logged("/v1/enrol", elsewhere))
	}
	all.Handle("/api/", s.logged("/api/", s.API))
	all.Handle("/", s.secure(s.sessions.LoadAndSave(pages)))
	return all
}

// RoadHandler answers kiosks alone.
func (s *Server) RoadHandler() http.Handler {
	all := http.NewServeMux()
	s.mountRoad(all)
	return all
}

func (s *Server) mountRoad(m *http.ServeMux) { m.Handle("/v1/", s.logged("/v1/", s.Road)) }

// elsewhere turns away who would be enrolled by a door where the site's
// authority does not vouch for the center. Kiosks enrolled there before are
// still heard.
var elsewhere = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "kiosks are enrolled at the address sen-center serve --road names", http.StatusMisdirectedRequest)
})

// answer lets in whom the route's rule lets in and turns an error into a page.
func (s *Server) answer(rt route) http.Handler {
	return s.logged(rt.Method+" "+rt.Pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, err := s.admit(rt.Who, r)
		if err == nil {
			err = rt.Do(w, r)
		}
		if err != nil {
			s.trouble(w, r, err)
		}
	}))
}

func (s *Server) notFound(http.ResponseWriter, *http.Request) error { return kiosk.ErrNotFound }

// errBad is a request no page of ours would send.
var errBad = errors.New("bad request")

package web

import (
	"context"
	"net/http"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// addService puts a further service on the ticket at the counter.
func (s *Server) addService(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		service := r.PostForm.Get("service")
		k, err := s.Queue.AddService(ctx, c, service)
		if err != nil {
			return nil, err
		}
		return good(s.t("notice.added", words.Args{"Number": k.Number, "Service": service})), nil
	})
}

// setClass corrects the class of the ticket at the counter, or of any that lives,
// from its own page.
func (s *Server) setClass(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		return s.corrected(s.Queue.SetClass(ctx, c, r.PostForm.Get("ticket"), kiosk.Class(r.PostForm.Get("class"))))
	})
}

func (s *Server) setTicketClass(w http.ResponseWriter, r *http.Request) error {
	return s.onTicket(w, r, func(c queue.Call, ticket string) (*notice, error) {
		return s.corrected(s.Queue.SetClass(r.Context(), c, ticket, kiosk.Class(r.PostForm.Get("class"))))
	})
}

func (s *Server) corrected(k queue.Ticket, err error) (*notice, error) {
	class := s.class(k.Class)
	if class == "" {
		class = s.t("counter.no_class")
	}
	return good(s.t("notice.class", words.Args{"Number": k.Number, "Class": class})), err
}

// classes are what a class may be corrected to, the one it has chosen.
func (s *Server) classes(now kiosk.Class) []choice {
	list := []choice{{"", s.t("counter.no_class"), now == ""}}
	for _, c := range kiosk.Classes {
		list = append(list, choice{string(c), s.class(c), now == c})
	}
	return list
}

// goesOn names the services a ticket still has before it, in turn.
func goesOn(site kiosk.Site, letters string, lang kiosk.Lang) string {
	var names []string
	for _, letter := range strings.Split(letters, "") {
		name := letter
		if v, err := site.Service(letter); err == nil {
			name = v.Name.In(lang)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A ticketRecord is what the page of a ticket shows.
type ticketRecord struct {
	Number, What, Class string
	Issued, Promised    string
	Lines               []recordLine
	ID, Further         string
	Declared            string   // the class the visitor said, when it was corrected
	Classes             []choice // what its class may be corrected to; none when it has ended
}

// A recordLine is one thing that was done with a ticket. Undone things stay,
// struck out.
type recordLine struct {
	Time, Act, Where, Who, Why string
	Undone                     bool
}

// ticket shows who did what with a ticket, when and why.
func (s *Server) ticket(w http.ResponseWriter, r *http.Request) error {
	return s.showTicket(w, r, nil)
}

func (s *Server) showTicket(w http.ResponseWriter, r *http.Request, said *notice) error {
	k, actions, err := s.Queue.Record(r.Context(), r.PathValue("id"))
	if err != nil {
		return err // kiosk.ErrNotFound becomes a page of its own
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	catalogue, err := s.Publisher.Catalogue(r.Context())
	if err != nil {
		return err
	}
	p, err := s.staffPage(r, "/counter", s.t("record.title"))
	if err != nil {
		return err
	}
	t := ticketRecord{Number: k.Number, What: what(site, catalogue, k), Class: s.class(k.Class), ID: k.ID,
		Further: goesOn(site, k.Further, kiosk.Vietnamese)}
	if k.Declared != k.Class {
		t.Declared = cmp.Or(s.class(k.Declared), s.t("counter.no_class"))
	}
	if k.State.Live() {
		t.Classes = s.classes(k.Class)
	}
	t.Issued = s.t("record.issued", words.Args{"Time": clock(k.IssuedAt, site), "Date": day(k.IssuedAt, site), "Kiosk": k.Device})
	if w := k.Promised; w.To > 0 {
		t.Promised = s.t("record.promised", words.Args{"From": w.From, "To": w.To})
	}
	notes, err := s.Queue.Notes(r.Context(), k.ID)
	if err != nil {
		return err
	}
	for _, n := range notes {
		i := slices.IndexFunc(actions, func(a queue.Action) bool { return a.N == n.N })
		actions[i].Note = s.noteWords(n)
	}
	for _, a := range actions {
		t.Lines = append(t.Lines, s.recordLine(r, k, a, site, actions))
	}
	p.Notice, p.Body = said, t
	return s.show(w, r, "ticket", kiosk.Vietnamese, p)
}

func (s *Server) recordLine(r *http.Request, k queue.Ticket, a queue.Action, site kiosk.Site, all []queue.Action) recordLine {
	line := recordLine{Time: a.At.In(zoneOf(site)).Format("15:04:05"), Act: s.t("act." + a.Act), Who: s.t("record.nobody")}
	if a.Staff != "" {
		line.Who = s.nameOf(r.Context(), a.Staff)
	}
	if a.Counter > 0 {
		line.Where = s.t("counter.name", words.Args{"Counter": a.Counter})
	}
	switch {
	case a.Act == store.ActCall:
		k.Reason = a.Reason
		line.Why = s.because(k, site)
	case a.Act == store.ActPlain:
		line.Why = s.t("plain." + a.Reason)
	case a.Act == store.ActTransfer && a.ToCounter > 0:
		line.Why = s.t("record.to_counter", words.Args{"Counter": a.ToCounter})
	case a.Act == store.ActAdd, a.Act == store.ActGoOn:
		line.Why = s.t("record.to_service", words.Args{"Service": a.ToService})
	case a.Act == store.ActClass:
		line.Why = s.t("record.to_class", words.Args{"Class": cmp.Or(s.class(a.ToClass), s.t("counter.no_class"))})
	case a.Act == store.ActTransfer:
		line.Why = s.t("record.to_service", words.Args{"Service": cmp.Or(a.ToService, k.Service)})
	case a.Act == store.ActUndo:
		line.Why = s.t("record.undoes", words.Args{"Count": a.Undoes})
	}
	if a.Note != "" {
		line.Why = strings.TrimSpace(line.Why + " «" + a.Note + "»")
	}
	for _, later := range all {
		line.Undone = line.Undone || later.Undoes == a.N
	}
	line.Act = fmt.Sprintf("%d. %s", a.N, line.Act)
	return line
}

package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
)

// A verdict is what the center says of a receipt.
type verdict string

// The verdicts: keys of assets/words "verdict.*".
const (
	genuine   verdict = "genuine"
	notSynced verdict = "not_synced" // genuine, but the kiosk has not told of it yet
	used      verdict = "used"
	expired   verdict = "expired"
	revoked   verdict = "revoked"
	forged    verdict = "forged"
	foreign   verdict = "foreign" // of another site of this center
)

// looks are the colour and icon of a verdict.
var looks = map[verdict]struct{ kind, icon string }{
	genuine: {"", "circle-check"}, notSynced: {"warn", "wifi-off"}, used: {"off", "check"},
	expired: {"off", "clock"}, revoked: {"bad", "octagon-alert"}, forged: {"bad", "octagon-alert"}, foreign: {"off", "map-pin"},
}

// A finding is a receipt with what became of its ticket.
type finding struct {
	code     string     // as it was asked for
	site     kiosk.Site // where it was asked
	verdict  verdict
	hint     string // key of assets/words "receipt.*", or ""
	receipt  receipt.Receipt
	position queue.Position // empty when the ticket is not known here
	serving  []kiosk.Called // numbers called last
	meeting  store.Meeting  // of a meeting's receipt; empty when it is not known here
	// appointment is of an appointment's; empty when it is not known here.
	appointment booking.Appointment
}

// receipt answers whoever scans a ticket's QR. Anything that is not a receipt
// of ours is FORGED with status 404; nothing sent here can be a 500 but a
// database that does not answer.
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) error {
	lang := langOf(r)
	if code, done := doneAt(r.PathValue("code")); done { // what was pressed there is not pressed again
		redirect(w, r, receiptPath(code, lang, ""))
		return nil
	}
	found, err := s.judge(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	p, err := s.receiptPage(r.Context(), found, lang)
	if err != nil {
		return err
	}
	d := drawing{page: "receipt", what: "page", lang: lang, status: http.StatusOK}
	if wantsPart(r) {
		d.what = "part"
	}
	if found.verdict == forged {
		d.status = http.StatusNotFound
	}
	return s.draw(w, r, d, p)
}

// doneAt finds the code in the address of something a phone does with it: whoever
// opens that anew wants the page.
func doneAt(path string) (code string, is bool) {
	code, what, _ := strings.Cut(path, "/")
	return code, what == "more" || what == "ready" || what == "feedback"
}

// judge reads a code. People may type it in small letters; what it says must
// be exact.
func (s *Server) judge(ctx context.Context, code string) (finding, error) {
	site, err := s.Publisher.Site(ctx)
	if err != nil {
		return finding{}, err
	}
	f, err := s.judgeAt(ctx, code, site)
	f.site = site
	return f, err
}

func (s *Server) judgeAt(ctx context.Context, code string, site kiosk.Site) (finding, error) {
	keys, err := s.Publisher.ReceiptKeys(ctx)
	if err != nil {
		return finding{}, err
	}
	rc, v := s.receipts.Verify(append(keys[:len(keys):len(keys)], receipt.CenterKey(s.Publisher.PublicationKey())), capitals(code))
	appointed, is := rc.Appointment()
	switch {
	case v == receipt.Forged:
		return finding{verdict: forged, hint: "forged_hint"}, nil
	case int(rc.Site) != site.ID:
		return finding{verdict: foreign, hint: "foreign_hint"}, nil
	case is:
		return s.judgeAppointment(ctx, appointed, rc)
	case rc.Kind == receipt.KindMeeting:
		return s.judgeMeeting(ctx, rc, v)
	case rc.Kind != receipt.KindTicket:
		return finding{verdict: forged, hint: "forged_hint"}, nil
	}
	p, err := s.Queue.Position(ctx, queue.TicketRef{
		Site: int(rc.Site), Device: rc.Device, Seq: rc.Seq, Number: rc.Number, IssuedAt: rc.IssuedAt, ReceiptID: rc.ID,
	})
	f := finding{code: code, receipt: rc, position: p, serving: p.Serving}
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		f.verdict, f.hint = s.unheard(rc, v, site)
		if f.serving, err = s.serving(ctx); err != nil {
			return finding{}, err
		}
	case err != nil:
		return finding{}, err
	default:
		// A ticket that arrived while the key was good stays good: whoever
		// stole the key later could not have told the center of it before.
		f.verdict, f.hint = became(p.Ticket.State)
	}
	return f, nil
}

// judgeMeeting finds the meeting of a receipt. One that arrived while its key was
// good stays good.
func (s *Server) judgeMeeting(ctx context.Context, rc receipt.Receipt, v receipt.Verdict) (finding, error) {
	f := finding{verdict: genuine, receipt: rc}
	m, err := s.Listen.MeetingOf(ctx, rc.Device, rc.Seq, hex.EncodeToString(rc.ID[:]))
	switch {
	case errors.Is(err, kiosk.ErrNotFound) && v == receipt.KeyRevoked:
		f.verdict, f.hint = revoked, "revoked_hint"
	case errors.Is(err, kiosk.ErrNotFound):
		f.verdict, f.hint = notSynced, "meeting_not_synced_hint"
	case err != nil:
		return finding{}, err
	}
	f.meeting = m
	return f, nil
}

// capitals turns a to z into A to Z and nothing else: in Unicode «ſ» is a small S
// and «ı» a small I, and no printer ever wrote those.
func capitals(code string) string {
	if len(code) > receipt.MaxCode {
		return code // forged, and not worth copying
	}
	b := []byte(code)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

func (s *Server) serving(ctx context.Context) ([]kiosk.Called, error) {
	q, _, err := s.Queue.Snapshot(ctx)
	return q.Called, err
}

// unheard judges a signed receipt whose ticket no kiosk has told of.
func (s *Server) unheard(rc receipt.Receipt, v receipt.Verdict, site kiosk.Site) (verdict, string) {
	switch {
	case v == receipt.KeyRevoked:
		return revoked, "revoked_hint"
	case kiosk.DateOf(rc.IssuedAt.In(zoneOf(site))).Before(kiosk.DateOf(s.Now().In(zoneOf(site)))):
		return expired, "expired_hint"
	}
	return notSynced, "not_synced_hint"
}

// became judges a ticket the center knows by where it stands.
func became(state store.State) (verdict, string) {
	switch state {
	case store.Done:
		return used, "done_hint"
	case store.NoShow:
		return used, "no_show_hint"
	case store.Cancelled:
		return expired, "cancelled_hint"
	case store.Closed:
		return expired, "expired_hint"
	}
	return genuine, ""
}

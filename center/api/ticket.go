package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// How many tickets a page has.
const (
	defaultLimit = 100
	maxLimit     = 500
)

// A ticket is a place in a line, with what became of it. It names no visitor
// and no clerk, and holds nothing a receipt could be made of.
type ticket struct {
	ID        string     `json:"id"`
	Number    string     `json:"number"`
	Day       string     `json:"day"` // business day
	Service   string     `json:"service"`
	Procedure string     `json:"procedure,omitempty"` // national code
	Kiosk     string     `json:"kiosk"`
	State     string     `json:"state"`
	Counter   int        `json:"counter,omitempty"`
	IssuedAt  time.Time  `json:"issued_at"`
	CalledAt  *time.Time `json:"called_at,omitempty"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	Calls     int        `json:"calls"`
	Acts      []action   `json:"acts,omitempty"` // of a single ticket only
}

// An action is a line of the record of a ticket.
type action struct {
	N       int64     `json:"n"`
	Act     string    `json:"act"`
	Counter int       `json:"counter,omitempty"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason,omitempty"`
}

func ticketOf(k store.Ticket) ticket {
	return ticket{ID: k.ID, Number: k.Number, Day: k.Day, Service: k.Service, Procedure: k.Procedure, Kiosk: k.Device, State: string(k.State),
		Counter: k.Counter, IssuedAt: k.IssuedAt, CalledAt: unlessZero(k.CalledAt), EndedAt: unlessZero(k.EndedAt), Calls: k.Calls}
}

func unlessZero(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// tickets lists a day's tickets by number, a page at a time.
func (a *API) tickets(ctx context.Context, r *http.Request) (any, error) {
	site, err := a.site(ctx)
	if err != nil {
		return nil, err
	}
	page, err := a.pageOf(site, r)
	if err != nil {
		return nil, err
	}
	limit := page.Limit
	page.Limit++ // one more tells whether there is another page
	var rows []store.Ticket
	err = a.Store.Read(ctx, func(t *store.Tx) (err error) {
		rows, err = t.TicketsOfDay(ctx, page)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := listOf[ticket]{Items: []ticket{}}
	for _, k := range rows[:min(len(rows), limit)] {
		all.Items = append(all.Items, ticketOf(k))
	}
	if len(rows) > limit {
		all.Next = cursorOf(rows[limit-1])
	}
	return all, nil
}

// What may stand in a question and reach the database.
var (
	letterForm = regexp.MustCompile(`^[A-Z]$`)
	stateForm  = regexp.MustCompile(`^[a-z_]{1,32}$`)
	idForm     = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
)

// pageOf reads what a program asks for.
func (a *API) pageOf(site kiosk.Site, r *http.Request) (store.TicketPage, error) {
	q := r.URL.Query()
	p := store.TicketPage{Site: site.ID, Day: q.Get("day"), Service: q.Get("service"), State: store.State(q.Get("state")), Limit: defaultLimit}
	if p.Day == "" {
		p.Day = a.today(site).String()
	} else if _, err := kiosk.ParseDate(p.Day); err != nil {
		return p, badDay
	}
	if (p.Service != "" && !letterForm.MatchString(p.Service)) || (p.State != "" && !stateForm.MatchString(string(p.State))) {
		return p, badFilter
	}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxLimit {
			return p, badLimit
		}
		p.Limit = n
	}
	if text := q.Get("cursor"); text != "" {
		var ok bool
		if p.Number, p.Twin, ok = readCursor(text); !ok {
			return p, badCursor
		}
	}
	return p, nil
}

func (a *API) today(site kiosk.Site) kiosk.Date {
	zone, err := site.Zone()
	if err != nil {
		zone = kiosk.VietnamTime
	}
	return kiosk.DateOf(a.Now().In(zone))
}

// cursorOf names the last ticket of a page. What it holds is nobody's business
// but ours, and may change.
func cursorOf(k store.Ticket) string {
	return base64.RawURLEncoding.EncodeToString([]byte(k.Number + " " + strconv.Itoa(k.Twin)))
}

const maxCursor = 64

func readCursor(text string) (number string, twin int, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > maxCursor {
		return "", 0, false
	}
	number, rest, _ := strings.Cut(string(raw), " ")
	twin, err = strconv.Atoi(rest)
	return number, twin, err == nil && twin >= 0 && kiosk.ValidNumber(number)
}

// ticket tells of one ticket, with what was done with it.
func (a *API) ticket(ctx context.Context, r *http.Request) (any, error) {
	var body ticket
	id := r.PathValue("id")
	if !idForm.MatchString(id) {
		return nil, kiosk.ErrNotFound
	}
	err := a.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		k, err := t.Ticket(ctx, id)
		if err != nil {
			return err
		}
		if k.Site != site.ID {
			return kiosk.ErrNotFound
		}
		acts, err := t.Actions(ctx, k.ID)
		body = ticketOf(k)
		for _, act := range acts {
			if act.Act == store.ActNote { // for colleagues alone
				continue
			}
			body.Acts = append(body.Acts, action{act.N, act.Act, act.Counter, act.At, act.Reason})
		}
		return err
	})
	return body, err
}

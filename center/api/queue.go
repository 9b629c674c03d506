package api

import (
	"context"
	"net/http"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A list is an answer with many things. Next is the cursor of the page behind
// it, "" for none.
type listOf[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// A service is a line people queue in.
type service struct {
	Letter   string     `json:"letter"`
	Name     kiosk.Name `json:"name"`
	Hint     kiosk.Name `json:"hint"`
	Counters []int      `json:"counters"` // that serve it
}

func (a *API) services(ctx context.Context, _ *http.Request) (any, error) {
	site, err := a.site(ctx)
	if err != nil {
		return nil, err
	}
	all := listOf[service]{Items: []service{}}
	for _, v := range site.Services {
		counters := site.CountersFor(v.Letter)
		if counters == nil {
			counters = []int{}
		}
		all.Items = append(all.Items, service{Letter: v.Letter, Name: v.Name, Hint: v.Hint, Counters: counters})
	}
	return all, nil
}

// A lines is the queue at a moment.
type lines struct {
	Site    int        `json:"site"`
	Example bool       `json:"example"` // the site's data is invented
	Day     kiosk.Date `json:"day"`     // business day
	At      time.Time  `json:"at"`
	Lines   []line     `json:"lines"`
	Called  []called   `json:"called"` // newest first
}

// A line is one service's queue, and the wait of who would join it now: absent
// when too little was observed to promise one.
type line struct {
	Service string       `json:"service"`
	Waiting int          `json:"waiting"`
	Wait    *waitMinutes `json:"wait,omitempty"`
}

type waitMinutes struct {
	From int `json:"from_minutes"`
	To   int `json:"to_minutes"`
}

type called struct {
	Number  string    `json:"number"`
	Counter int       `json:"counter"`
	At      time.Time `json:"at"`
}

func (a *API) queue(ctx context.Context, _ *http.Request) (any, error) {
	site, err := a.site(ctx)
	if err != nil {
		return nil, err
	}
	q, _, err := a.Queue.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	body := lines{Site: site.ID, Example: site.Example, Day: q.Day, At: q.At, Lines: []line{}, Called: []called{}}
	for _, l := range q.Lines {
		told := line{Service: l.Service, Waiting: l.Waiting}
		if w, ok := l.Forecast("", 0); ok {
			told.Wait = &waitMinutes{w.From, w.To}
		}
		body.Lines = append(body.Lines, told)
	}
	for _, c := range q.Called {
		body.Called = append(body.Called, called{c.Number, c.Counter, c.At.UTC()})
	}
	return body, nil
}

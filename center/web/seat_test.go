package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// A stuck phone takes nothing of what it is sent until it is let go.
type stuckPhone struct {
	http.ResponseWriter
	sent chan struct{} // closed with the first byte
	let  chan struct{}
}

func (p *stuckPhone) Write(b []byte) (int, error) {
	close(p.sent)
	<-p.let
	return len(b), nil
}

// mine is the address of a ticket.
func (c *center) mine() string { return c.enrolTablet("1", "").takes("B", 1)[0].path() }

// stuck lets as many phones as there are seats ask for a page and read nothing of it.
func (c *center) stuck(pages http.Handler, path string) (letGo func()) {
	let := make(chan struct{})
	ended := make(chan struct{}, cap(c.seats))
	for range cap(c.seats) {
		p := &stuckPhone{httptest.NewRecorder(), make(chan struct{}), let}
		go func() {
			pages.ServeHTTP(p, httptest.NewRequestWithContext(c.t.Context(), "GET", path, nil))
			ended <- struct{}{}
		}()
		<-p.sent
	}
	return func() {
		close(let)
		for range cap(c.seats) {
			<-ended
		}
	}
}

func TestSlowPhonesHoldUpNobody(t *testing.T) {
	c := openCenter(t)
	mine := c.mine()
	letGo := c.stuck(c.Server.Handler(), mine)
	defer letGo()
	if n := len(c.seats); n != 0 {
		t.Fatalf("%d phones that read nothing keep their seats", n)
	}
	if a := c.visitor().get(mine); a.status != http.StatusOK {
		t.Errorf("status %d beside phones that read nothing", a.status)
	}
}

func TestControlSeatsAreKeptWhileASlowPhoneReads(t *testing.T) {
	c := openCenter(t)
	keeps := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Server.seated(func(w http.ResponseWriter, r *http.Request) error {
			return c.Server.board(w, r.WithContext(context.WithValue(r.Context(), seatKey{}, nil))) // draw finds no seat to give back
		})(w, r)
	})
	letGo := c.stuck(keeps, "/board")
	if n := len(c.seats); n != cap(c.seats) {
		t.Fatalf("%d of %d seats are kept: the test shows nothing", n, cap(c.seats))
	}
	letGo()
	t.Log(proof.Line("seats given back when all is sent", "TestSlowPhonesHoldUpNobody"))
}

// A page that cannot be drawn, and one whose browser has left, leave no seat taken;
// what a clerk presses, and a board, wait for none.
func TestEverySeatIsGivenBack(t *testing.T) {
	c := openCenter(t)
	clerk, mine := c.sit("hoa", "3"), c.mine()
	fails := c.Server.seated(func(http.ResponseWriter, *http.Request) error { return errBad })
	for range 3 * cap(c.seats) {
		if err := fails(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/board", nil)); err == nil {
			t.Fatal("a fault is not told")
		}
	}
	for range cap(c.seats) {
		c.seats <- struct{}{}
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	unread := httptest.NewRecorder()
	c.Server.Handler().ServeHTTP(unread, httptest.NewRequestWithContext(gone, "GET", mine, nil))
	if unread.Body.Len() > 0 {
		t.Error("a page was drawn without a seat")
	}
	if a := clerk.part("POST", "/counter/next", url.Values{"current": {""}}); a.status != http.StatusOK {
		t.Errorf("a press waits for a seat: status %d", a.status)
	}
	if a := c.visitor().get("/board"); a.status != http.StatusOK {
		t.Errorf("a board waits for a seat: status %d", a.status)
	}
	for range cap(c.seats) {
		<-c.seats
	}
	if a := c.visitor().get(mine); a.status != http.StatusOK {
		t.Errorf("status %d with all seats free", a.status)
	}
}

// A page that panics does so where the server can catch it, and gives its seat back.
func TestAPageThatPanicsEndsNoCenter(t *testing.T) {
	c := openCenter(t)
	caught := func() (fault any) {
		defer func() { fault = recover() }()
		c.Server.seated(func(http.ResponseWriter, *http.Request) error { panic("fault") })(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/board", nil))
		return nil
	}()
	if caught != "fault" || len(c.seats) != 0 {
		t.Errorf("%v is caught, and %d seats are kept", caught, len(c.seats))
	}
}

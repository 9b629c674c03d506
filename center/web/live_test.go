package web

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/proof"
)

// hear opens the stream of hints and returns its lines.
func (c *center) hear(ctx context.Context) <-chan string {
	c.t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", c.url+"/live", nil)
	must(c.t, err)
	w, err := http.DefaultClient.Do(r)
	must(c.t, err)
	if got := w.Header.Get("Content-Type"); got != "text/event-stream" {
		c.t.Fatalf("the stream is %q", got)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer w.Body.Close()
		for s := bufio.NewScanner(w.Body); s.Scan(); {
			lines <- s.Text()
		}
	}()
	waitLine(c.t, lines, "retry: 3000")
	return lines
}

// waitLine waits for a line; it reports how many lines were heard before it.
func waitLine(t testing.TB, lines <-chan string, want string) {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case line, open := <-lines:
			if line == want {
				return
			}
			if !open {
				t.Fatalf("the stream ended before %q", want)
			}
		case <-late:
			t.Fatalf("never heard %q", want)
		}
	}
}

func TestEveryChangeIsHinted(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	lines := c.hear(t.Context())
	tablet.takes("B", 1)
	waitLine(t, lines, "event: queue")
	clerk.press("next")
	waitLine(t, lines, "event: queue")
	tablet.help("home")
	tablet.send()
	waitLine(t, lines, "event: "+store.TopicHelp)
	tablet.says(5, "", "", "staff")
	tablet.send()
	waitLine(t, lines, "event: "+store.TopicFeedback)
}

func TestAHintTellsNothingButThatSomethingChanged(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	ctx, leave := context.WithCancel(t.Context())
	lines := c.hear(ctx)
	tablet.says(1, "lời riêng", "+84912345678", "wait")
	tablet.ticket("B", "")
	tablet.send()
	heard := []string{}
	for len(heard) < 6 {
		select {
		case line := <-lines:
			heard = append(heard, line)
		case <-time.After(patience):
			t.Fatalf("heard only %q", heard)
		}
	}
	leave()
	for _, line := range heard {
		event, isEvent := strings.CutPrefix(line, "event: ")
		number, isData := strings.CutPrefix(line, "data: ")
		switch {
		case line == "", isEvent && strings.Contains("queue help feedback fleet", event), isData && strings.Trim(number, "0123456789") == "":
		default:
			t.Errorf("the stream says %q", line)
		}
	}
}

func TestAStopDoesNotWaitForListeners(t *testing.T) {
	c := openCenter(t)
	lines := c.hear(t.Context())
	c.Server.Close()
	for range lines { // ends when the center lets go
	}
}

func TestTooManyListenersAreSentAway(t *testing.T) {
	c := openCenter(t)
	for range cap(c.hearers) {
		c.hearers <- struct{}{}
	}
	got := c.visitor().get("/live")
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Fatalf("status %d, %v", got.status, got.header)
	}
}

// Who leaves, or says anything on the stream, makes room for the next at once.
func TestAListenerThatLeavesMakesRoom(t *testing.T) {
	c := openCenter(t)
	for name, leaves := range map[string]func(net.Conn){
		"hangs up":       func(line net.Conn) { line.Close() },
		"says something": func(line net.Conn) { line.Write([]byte("GET /live HTTP/1.1\r\n\r\n")) },
	} {
		t.Run(name, func(t *testing.T) {
			line, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
			must(t, err)
			defer line.Close()
			_, err = fmt.Fprint(line, "GET /live HTTP/1.1\r\nHost: sen\r\n\r\n")
			must(t, err)
			r := bufio.NewReader(line)
			w, err := http.ReadResponse(r, nil)
			must(t, err)
			defer w.Body.Close()
			for name, want := range map[string]string{"Content-Type": "text/event-stream", "Content-Security-Policy": policy, "Cache-Control": "no-store"} {
				if got := w.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			if len(c.hearers) != 1 {
				t.Fatalf("%d listen", len(c.hearers))
			}
			leaves(line)
			for range cap(c.hearers) { // waits for the last place
				c.hearers <- struct{}{}
			}
			for range cap(c.hearers) {
				<-c.hearers
			}
		})
	}
}

// Who stays keeps their place.
func TestControlAListenerThatStays(t *testing.T) {
	c := openCenter(t)
	c.hear(t.Context())
	for range cap(c.hearers) - 1 {
		c.hearers <- struct{}{}
	}
	select {
	case c.hearers <- struct{}{}:
		t.Fatal("a listener that stays has no place: the test shows nothing")
	default:
		t.Log(proof.Line("a listener that stays", "TestAListenerThatLeavesMakesRoom"))
	}
}

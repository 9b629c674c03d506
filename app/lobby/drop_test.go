package lobby

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"dongthap.vn/sen/kiosk/proof"
)

// TestNothingIsDroppedOnTheKiosk drags a file and a text from another program onto
// the window and lets them go, by the protocol of X (XDND 5): the window takes the
// drop from the server, and nothing comes of it.
func TestNothingIsDroppedOnTheKiosk(t *testing.T) {
	k := lockedDown(t)
	for _, screen := range []string{"home", "find"} {
		k.goTo(screen)
		before := k.Seen()
		for kind, text := range dropped {
			drop(t, k.Display, k.windows()[0], kind, text)
		}
		k.holds(t, screen+", something dropped")
		k.Keys("x") // it lives, and only this was typed
		if screen == "find" {
			k.WaitText("x")
		}
		if after := k.Seen(); after.Screen != before.Screen {
			t.Errorf("what was dropped on %s led to %s", screen, after.Screen)
		}
		for _, s := range k.Seen().Texts {
			for _, text := range dropped {
				if s == text {
					t.Errorf("on %s stands %q", screen, s)
				}
			}
		}
	}
}

// The control: a window that opens what is dropped on it is seen to.
func TestControlWindowThatOpensWhatIsDropped(t *testing.T) {
	d := OpenDisplay(t, 1280, 800)
	d.Manage(session)
	careless := start(t, d.client(Build(t).Bare, "drops"), filepath.Join(t.TempDir(), "bare.log"))
	Until(t, "a window", func() bool { return len(d.windows()) == 1 })
	drop(t, d, d.windows()[0], "text/uri-list", dropped["text/uri-list"])
	Until(t, "a second window", func() bool { return len(d.windows()) == 2 })
	proof.Control(t, "a window that opens what is dropped", "TestNothingIsDroppedOnTheKiosk", d.Escaped(careless.Pid())...)
}

var dropped = map[string]string{"text/uri-list": "file:///etc/hostname\r\n", "text/plain": "kéo thả"}

// A source is a program that something is dragged from.
type source struct {
	t      *testing.T
	x      *xgb.Conn
	own    xproto.Window
	onto   xproto.Window
	kind   xproto.Atom
	text   string
	status chan bool // the target would take it
	done   chan bool // the target has taken it
}

// drop drags a text of a kind onto a window and returns when the window has
// answered that it is done with it, or that it does not take such a thing.
func drop(t *testing.T, d *Display, onto, kind, text string) {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard) // it speaks of an authority file that no test has
	x, err := xgb.NewConnDisplay(d.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	id, err := strconv.ParseUint(onto, 0, 32)
	if err != nil {
		t.Fatal(err)
	}
	s := &source{t: t, x: x, onto: xproto.Window(id), text: text, status: make(chan bool, 1), done: make(chan bool, 1)}
	s.kind = s.atom(kind)
	screen := xproto.Setup(x).DefaultScreen(x)
	if s.own, err = xproto.NewWindowId(x); err != nil {
		t.Fatal(err)
	}
	s.check(xproto.CreateWindowChecked(x, screen.RootDepth, s.own, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check())
	s.check(xproto.SetSelectionOwnerChecked(x, s.own, s.atom("XdndSelection"), xproto.TimeCurrentTime).Check())
	go s.answer()
	s.send("XdndEnter", 5<<24, uint32(s.kind), 0, 0)
	s.send("XdndPosition", 0, 640<<16|400, xproto.TimeCurrentTime, uint32(s.atom("XdndActionCopy")))
	if takes := <-s.status; !takes {
		s.send("XdndLeave", 0, 0, 0, 0)
		return
	}
	s.send("XdndDrop", 0, xproto.TimeCurrentTime, 0, 0)
	<-s.done
}

// answer hands the text to the target, and tells what the target says.
func (s *source) answer() {
	status, finished := s.atom("XdndStatus"), s.atom("XdndFinished")
	for {
		event, err := s.x.WaitForEvent()
		if event == nil && err == nil {
			return // the connection is closed
		}
		switch e := event.(type) {
		case xproto.SelectionRequestEvent:
			xproto.ChangeProperty(s.x, xproto.PropModeReplace, e.Requestor, e.Property, s.kind, 8, uint32(len(s.text)), []byte(s.text))
			notify := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property}
			xproto.SendEvent(s.x, false, e.Requestor, 0, string(notify.Bytes()))
		case xproto.ClientMessageEvent:
			switch e.Type {
			case status:
				s.status <- e.Data.Data32[1]&1 == 1
			case finished:
				s.done <- true
			}
		}
	}
}

func (s *source) send(kind string, data ...uint32) {
	s.t.Helper()
	message := xproto.ClientMessageEvent{Format: 32, Window: s.onto, Type: s.atom(kind),
		Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(s.own)}, data...))}
	s.check(xproto.SendEventChecked(s.x, false, s.onto, 0, string(message.Bytes())).Check())
}

func (s *source) atom(name string) xproto.Atom {
	reply, err := xproto.InternAtom(s.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		panic(fmt.Errorf("atom %s: %w", name, err)) // the display is gone, and the test with it
	}
	return reply.Atom
}

func (s *source) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

package queue

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// withKeys gives the lobby's center its keys.
func (l *lobby) withKeys() *lobby {
	l.t.Helper()
	v, err := publish.OpenVault(l.ctx(), l.Store, l.t.TempDir(), l.Clock.Now)
	if err != nil {
		l.t.Fatal(err)
	}
	p := publish.New(publish.Config{Store: l.Store, Vault: v, Now: l.Clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err := p.PublishKeys(l.ctx()); err != nil {
		l.t.Fatal(err)
	}
	l.Queue = New(Config{Store: l.Store, Vault: v, Now: l.Clock.Now, Log: slog.New(slog.DiscardHandler)})
	return l
}

func (l *lobby) note(counter int, k Ticket, words string) {
	l.t.Helper()
	l.Clock.Pass(time.Second)
	if _, err := l.Note(l.ctx(), at(counter), k.ID, words); err != nil {
		l.t.Fatal(err)
	}
}

// noted is what a counter is shown of a ticket's notes.
func (l *lobby) noted(counter int, k Ticket) string {
	l.t.Helper()
	v, err := l.Counter(l.ctx(), 1, counter)
	if err != nil {
		l.t.Fatal(err)
	}
	var all []string
	for _, n := range v.Notes[k.ID] {
		all = append(all, fmt.Sprintf("%s %s (%d, %s)", n.State, n.Words, n.Counter, n.Staff))
	}
	return strings.Join(all, "; ")
}

func TestANoteGoesWithItsTicket(t *testing.T) {
	l := open(t).withKeys()
	l.ServeAll("B", "C")
	l.Take("B", "B")
	k := l.next(3)
	l.note(3, k, "thiếu bản sao khai sinh")
	l.note(3, k, "hẹn quay lại trước 11 giờ")
	const both = "read thiếu bản sao khai sinh (3, clerk); read hẹn quay lại trước 11 giờ (3, clerk)"
	if got := l.noted(3, k); got != both {
		t.Fatalf("who wrote it sees %q", got)
	}
	must[Ticket](l)(l.Park(l.ctx(), at(3)))
	if got := l.noted(3, k); got != both {
		t.Errorf("of who fetches a paper the counter sees %q", got)
	}
	must[Ticket](l)(l.Return(l.ctx(), at(3), k.ID))
	if got := l.noted(3, k); got != both {
		t.Errorf("of who waits again the counter sees %q", got)
	}
	l.next(3)
	l.Clock.Pass(time.Minute)
	must[Ticket](l)(l.Transfer(l.ctx(), at(3), "C", 4))
	if got := l.next(4); got.ID != k.ID || l.noted(4, k) != both {
		t.Errorf("the next clerk has %s and sees %q", got.Number, l.noted(4, k))
	}
	if got := l.noted(5, k); got != "" {
		t.Errorf("a counter it is not at sees %q", got)
	}
}

func TestNotesThatAreRefused(t *testing.T) {
	l := open(t).withKeys()
	l.Take("B", "B")
	k := l.next(3)
	write := func(ticket, words string) error { _, err := l.Note(l.ctx(), at(3), ticket, words); return err }
	for _, wrong := range []string{"", strings.Repeat("a", MaxNote+1), "gọi 0912 345 678", "căn cước 087.190.001234", "a\u202eb", "a\x00b", "\xff"} {
		l.refused("the words "+wrong, write(k.ID, wrong), ErrBadNote)
	}
	l.note(3, k, "thiếu giấy tờ")
	l.refused("a second press", write(k.ID, "thiếu giấy tờ"), ErrNoted)
	for n := 2; n <= MostNotes; n++ {
		l.note(3, k, fmt.Sprint("lần ", n))
	}
	l.refused("one too many", write(k.ID, "nữa"), ErrManyNotes)
	l.refused("nobody's ticket", write("nobody", "nữa"), ErrNotLive)
	elsewhere := at(3)
	elsewhere.Site = 2
	_, err := l.Note(l.ctx(), elsewhere, k.ID, "nữa")
	l.refused("another site's ticket", err, ErrNotLive)
	must[Ticket](l)(l.Done(l.ctx(), at(3)))
	l.refused("a ticket that has ended", write(k.ID, "nữa"), ErrNotLive)
	l.Clock.Pass(100 * 24 * time.Hour) // no key of that month was made
	l.refused("words that cannot be sealed", write("t00002", "nữa"), kiosk.ErrNoKey)
	if _, actions, err := l.Record(l.ctx(), "t00002"); err != nil || len(actions) != 0 {
		t.Errorf("what could not be kept is recorded: %+v, %v", actions, err)
	}
}

// A note is a press: it can be taken back, and the record keeps both.
func TestANoteIsTakenBack(t *testing.T) {
	l := open(t).withKeys()
	l.Take("B")
	k := l.next(3)
	l.note(3, k, "nhầm phiếu")
	back, err := l.Undo(l.ctx(), at(3))
	if err != nil || len(back) != 1 || back[0].State != store.Called || l.noted(3, k) != "" {
		t.Fatalf("undone %+v, shown %q, %v", back, l.noted(3, k), err)
	}
	notes, err := l.Notes(l.ctx(), k.ID)
	if err != nil || len(notes) != 1 || notes[0].Words != "nhầm phiếu" {
		t.Errorf("the record has %+v, %v", notes, err)
	}
	l.note(3, k, "nhầm phiếu") // it may be noted again
}

const sealedWords = "bà Bảy quên sổ hộ khẩu"

func (l *lobby) inFiles(words string) (found []string) {
	l.t.Helper()
	for _, name := range storetest.Files(l.t, l.DSN) {
		raw, err := os.ReadFile(name)
		if err != nil {
			l.t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(words)) {
			found = append(found, "the words are in the database's files")
		}
	}
	return found
}

func TestNotesAreSealed(t *testing.T) {
	l := open(t).withKeys()
	l.Take("B", "B")
	k := l.next(3)
	l.note(3, k, sealedWords)
	if found := l.inFiles(sealedWords); len(found) > 0 {
		t.Error(found)
	}
	l.Queue = l.on(l.Store) // a center that has not got the keys
	if got := l.noted(3, k); got != "sealed  (3, clerk)" {
		t.Errorf("without the keys a note reads %q", got)
	}
	if _, err := l.FinishAndCallNext(l.ctx(), at(3)); err != nil {
		t.Errorf("and the line goes on: %v", err)
	}
}

// A note moved to another ticket by who has the database is not believed.
func TestANoteOfAnotherTicketIsNotRead(t *testing.T) {
	l := open(t).withKeys()
	k := l.Take("B", "B")
	for _, ticket := range k {
		l.note(3, *ticket, "về "+ticket.Number)
	}
	storetest.Exec(t, l.DSN, `UPDATE ticket_notes SET sealed = (SELECT sealed FROM ticket_notes o WHERE o.ticket = 't00001') WHERE ticket = 't00002'`)
	for id, want := range map[string]keyring.State{k[0].ID: keyring.Read, k[1].ID: keyring.Damaged} {
		if notes, err := l.Notes(l.ctx(), id); err != nil || len(notes) != 1 || notes[0].State != want {
			t.Errorf("%s: %+v, %v", id, notes, err)
		}
	}
}

// The control of TestNotesAreSealed: the way reasons of calls are kept.
func TestControlNotesKeptInClear(t *testing.T) {
	l := open(t).withKeys()
	l.Take("B")
	k := l.next(3)
	l.Write(func(tx *store.Tx) error {
		_, err := tx.Act(l.ctx(), store.Action{Ticket: k.ID, Site: 1, Act: store.ActNote, Counter: 3, Staff: "clerk", At: l.Clock.Now(), Note: sealedWords})
		return err
	})
	proof.Control(t, "a note kept in clear in the ticket's record", "TestNotesAreSealed", l.inFiles(sealedWords)...)
}

package listen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

const (
	typedPhone = "0912 345 678"
	otherPhone = "+84987654321"
)

func (e *ear) find(typed string) Person {
	e.t.Helper()
	p, err := e.Find(e.t.Context(), director, typed)
	if err != nil {
		e.t.Fatal(err)
	}
	return p
}

func ids(p Person) (ids []string) {
	for _, h := range p.Held {
		ids = append(ids, h.ID)
	}
	return ids
}

func TestAPersonsDataIsFoundHoweverTheNumberIsTyped(t *testing.T) {
	e := open(t)
	first := e.give(words, phone)
	e.give("của người khác", otherPhone)
	e.give("không để lại số", "")
	second := e.give("", phone)
	stray := e.stray(phone)
	for _, typed := range []string{typedPhone, "+84 912.345.678", "0084912345678", "(091) 234-5678"} {
		if got := ids(e.find(typed)); !slices.Equal(got, []string{second.ID, first.ID, stray}) {
			t.Errorf("%s finds %q", typed, got)
		}
	}
	if got := e.find("0909090909"); len(got.Held) != 0 {
		t.Errorf("a number nobody left finds %q", ids(got))
	}
	if h := e.find(typedPhone).Held[1]; h.Words != words || h.Rating != 4 || h.Reasons[0] != "staff" || h.Device != "2" || !h.At.Equal(first.At) {
		t.Errorf("found %+v", h)
	}
}

func TestManyNumbersAreSearchedPageByPage(t *testing.T) {
	e := open(t)
	blob := e.give("", otherPhone).Sealed
	e.write(func(ctx context.Context, tx *store.Tx) error {
		var rows []*store.Feedback
		for i := range searchPage + 10 { // all at one moment: the page ends within it
			rows = append(rows, &store.Feedback{ID: "x" + time.Duration(i).String(), Site: 1, Device: "2", Epoch: "e", Seq: int64(1000 + i), At: monday, Sealed: blob})
		}
		_, err := tx.AddFeedback(ctx, rows)
		return err
	})
	e.time = monday.Add(-time.Hour)
	mine := e.give("", phone) // the oldest of all
	if got := ids(e.find(typedPhone)); !slices.Equal(got, []string{mine.ID}) {
		t.Errorf("found %q", got)
	}
}

func TestWhoMayNotAnswerAPersonDoesNot(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	for _, who := range []staff.Account{guide, admin, analyst, {ID: "o", Roles: []staff.Role{staff.Operator}}, {}} {
		_, found := e.Find(t.Context(), who, typedPhone)
		_, exported := e.Export(t.Context(), who, typedPhone)
		_, erased := e.Erase(t.Context(), who, typedPhone)
		for what, err := range map[string]error{"finds": found, "exports": exported, "erases": erased} {
			if !errors.Is(err, staff.ErrForbidden) {
				t.Errorf("%v %s: %v", who.Roles, what, err)
			}
		}
	}
	for _, typed := range []string{"", "113", "0912 345 67x", strings.Repeat("9", 10_000)} {
		if _, err := e.Find(t.Context(), director, typed); !errors.Is(err, kiosk.ErrBadPhone) {
			t.Errorf("%.20q: %v", typed, err)
		}
	}
	if got := e.audited("feedback:" + f.ID); got != "" {
		t.Errorf("the audit log says %q", got)
	}
}

// A copy tells everything, also who has looked; the audit log tells of the copy.
func TestACopyTellsEverythingHeld(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	if _, err := e.Reveal(t.Context(), director, f.ID); err != nil {
		t.Fatal(err)
	}
	p, err := e.Export(t.Context(), director, typedPhone)
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{phone, words, f.ID, `"rating": 4`, `"staff"`, "feedback.reveal", `"kiosk": "2"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the copy does not say %q:\n%s", want, text)
		}
	}
	for _, blob := range f.Sealed {
		if strings.Contains(string(text), string(blob.Ciphertext)) {
			t.Error("the copy holds sealed bytes")
		}
	}
	if got := e.audited("feedback:" + f.ID); got != "feedback.reveal person.export" {
		t.Errorf("the audit log says %q", got)
	}
	if got := e.audited("held: 1"); got != "person.export" {
		t.Errorf("the audit log says %q", got)
	}
}

func TestAPersonIsForgotten(t *testing.T) {
	e := open(t)
	mine, other := e.give(words, phone), e.give("ở lại", otherPhone)
	e.record(mine)
	e.record(other)
	stray := e.stray(phone)
	if n, err := e.Erase(t.Context(), director, typedPhone); n != 2 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	if got := e.find(typedPhone); len(got.Held) != 0 {
		t.Errorf("still found: %q", ids(got))
	}
	for _, blob := range mine.Sealed {
		if e.dsn[:6] == "sqlite" && e.inFiles(blob.Ciphertext) {
			t.Errorf("the sealed %s is still in the files", blob.Purpose)
		}
	}
	list := e.list(director)
	if f := list[1]; f.ID != mine.ID || f.WordsState != Erased || f.Words != "" || f.PhoneState != None || f.Rating != 4 {
		t.Errorf("what is left is %+v", f)
	}
	if f := list[0]; f.Words != "ở lại" || f.Phone == "" {
		t.Errorf("of somebody else there is left %+v", f)
	}
	if got := e.audited("feedback:" + mine.ID); got != "person.erase" {
		t.Errorf("the audit log says %q", got)
	}
	if got := e.audited("feedback:" + stray); got != "person.erase" {
		t.Errorf("of what is in quarantine the audit log says %q", got)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		events, err := tx.EpochEvents(ctx, "2", "e", 0, 10)
		for _, ev := range events {
			if (ev.ID == mine.ID || ev.ID == stray) && len(ev.Sealed) > 0 {
				t.Errorf("the raw log still holds %d sealed parts of %s", len(ev.Sealed), ev.ID)
			}
		}
		erasures, _ := tx.Erasures(ctx, "2", "e")
		if len(erasures) != 3 {
			t.Errorf("erasures %+v", erasures)
		}
		return err
	})
}

// The number stands nowhere: neither in the log nor in the tables, nor can who
// has the database find it by trying all numbers, for marks are keyed.
func TestNothingToldOfAPersonHoldsTheNumber(t *testing.T) {
	e := open(t)
	e.give(words, phone)
	e.find(typedPhone)
	if _, err := e.Export(t.Context(), director, typedPhone); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Erase(t.Context(), director, typedPhone); err != nil {
		t.Fatal(err)
	}
	if found := proof.SearchFiles(t, storetest.Files(t, e.dsn), phone); len(found) > 0 {
		t.Errorf("the database holds the number: %q", found)
	}
}

// What a kiosk recorded before the wish and sends later is erased on arrival;
// what is left after it, with a new consent, is kept.
func TestWhatArrivesLaterIsForgottenToo(t *testing.T) {
	e := open(t)
	if n, err := e.Erase(t.Context(), director, typedPhone); n != 0 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	wish := e.time
	later := wish.AddDate(0, 0, 20)
	for name, c := range map[string]struct {
		at, wall time.Time
		phone    string
		want     bool
	}{
		"given before":                     {wish.Add(-time.Hour), wish.Add(-time.Hour), phone, true},
		"given within a day":               {wish.Add(time.Hour), wish.Add(time.Hour), phone, true},
		"given after":                      {wish.AddDate(0, 0, 2), wish.AddDate(0, 0, 2), phone, false},
		"of somebody else":                 {wish.Add(-time.Hour), wish.Add(-time.Hour), otherPhone, false},
		"by a clock that was years ahead":  {later, later.AddDate(9, 0, 0), phone, true},
		"by a clock that was years behind": {later, wish.AddDate(-9, 0, 0), phone, true},
	} {
		t.Run(name, func(t *testing.T) {
			var sealed []kiosk.Sealed
			for purpose, text := range map[string]string{kiosk.PurposePhone: c.phone, kiosk.PurposeWords: words} {
				blob, err := kiosk.Seal(e.key(), purpose, name, kiosk.KindFeedbackGiven, text)
				if err != nil {
					t.Fatal(err)
				}
				sealed = append(sealed, blob)
			}
			event := &store.Event{Event: kiosk.Event{Seq: 1, ID: name, Kind: kiosk.KindFeedbackGiven, AtWall: c.wall, Sealed: sealed},
				Device: "2", Epoch: name, At: c.at, ReceivedAt: later}
			for range 2 { // it may come twice
				e.write(func(ctx context.Context, tx *store.Tx) error {
					left, changed, err := e.Forgets(ctx, tx, event)
					if changed != c.want || (len(left) == 0) != c.want {
						t.Errorf("forgotten: %v, %d sealed parts are left", changed, len(left))
					}
					return err
				})
			}
			if got := e.audited("feedback:" + name); (got == "person.erase_late") != c.want {
				t.Errorf("the audit log says %q", got)
			}
		})
	}
}

// Who dies between the wish and its end is followed by somebody who ends it.
func TestAWishThatWasInterruptedIsEnded(t *testing.T) {
	e := open(t)
	mine, other := e.give(words, phone), e.give(words, otherPhone)
	if err := e.wish(t.Context(), director, phone); err != nil {
		t.Fatal(err)
	}
	if len(e.find(typedPhone).Held) != 1 {
		t.Fatal("the wish alone has erased: the test shows nothing")
	}
	next := e.beside(e.dsn, e.keys)
	if done := next.retain(); done.Wishes != 1 {
		t.Errorf("the round tells of %+v", done)
	}
	if len(e.find(typedPhone).Held) != 0 || len(e.find("0987654321").Held) != 1 {
		t.Errorf("%s is left, or %s is not", mine.ID, other.ID)
	}
}

// A wish is kept as long as something could still arrive that anybody can open.
func TestAWishIsForgottenWithItsMonth(t *testing.T) {
	e := open(t)
	if _, err := e.Erase(t.Context(), director, typedPhone); err != nil {
		t.Fatal(err)
	}
	wishes := func() (n int) {
		e.write(func(ctx context.Context, tx *store.Tx) error {
			all, err := tx.Forgotten(ctx)
			n = len(all)
			return err
		})
		return n
	}
	e.passTo(e.key().To.Add(WordsKept))
	if e.retain(); wishes() != 1 {
		t.Error("dropped while its month can be opened")
	}
	e.passTo(e.time.Add(time.Second))
	if e.retain(); wishes() != 0 {
		t.Error("kept when nothing can arrive any more")
	}
}

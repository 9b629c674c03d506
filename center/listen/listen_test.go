package listen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

var (
	director = staff.Account{ID: "d", Roles: []staff.Role{staff.Director}}
	analyst  = staff.Account{ID: "a", Roles: []staff.Role{staff.Analyst}}
	guide    = staff.Account{ID: "g", Roles: []staff.Role{staff.Guide}}
	admin    = staff.Account{ID: "x", Roles: []staff.Role{staff.Admin}}
)

// An ear is a listener under test.
type ear struct {
	*Listener
	t     *testing.T
	dsn   string
	keys  string // folder of the key file
	store *store.Store
	time  time.Time
	given int
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func open(t *testing.T) *ear {
	t.Helper()
	e := &ear{t: t, dsn: storetest.DSN(t), time: monday}
	var err error
	if e.store, err = store.Open(t.Context(), e.dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.store.Close() })
	now := func() time.Time { return e.time }
	e.keys = t.TempDir()
	v, err := publish.OpenVault(t.Context(), e.store, e.keys, now)
	if err != nil {
		t.Fatal(err)
	}
	e.Listener = New(Config{Store: e.store, Vault: v, Now: now, Log: slog.New(slog.DiscardHandler)})
	p := publish.New(publish.Config{Store: e.store, Vault: v, Now: now, Log: slog.New(slog.DiscardHandler)})
	catalogue := []byte(`{"version":1,"checked_on":"2026-11-01","source":"test","procedures":[]}`)
	if err := p.Start(t.Context(), publish.Seed{Site: site.Example, Catalogue: catalogue, Calendar: calendar.Holidays}); err != nil {
		t.Fatal(err)
	}
	return e
}

// inFiles reports whether some bytes are anywhere in the database's files.
func (e *ear) inFiles(needle []byte) bool {
	e.t.Helper()
	for _, name := range storetest.Files(e.t, e.dsn) {
		raw, err := os.ReadFile(name)
		if err != nil {
			e.t.Fatal(err)
		}
		if bytes.Contains(raw, needle) {
			return true
		}
	}
	return false
}

func (e *ear) write(do func(context.Context, *store.Tx) error) {
	e.t.Helper()
	if err := e.store.Write(e.t.Context(), func(tx *store.Tx) error { return do(e.t.Context(), tx) }); err != nil {
		e.t.Fatal(err)
	}
}

// kiosk is heard at this moment; its clock is so far ahead of the center's.
func (e *ear) kiosk(code string, ahead time.Duration) {
	e.t.Helper()
	e.write(func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Device(ctx, code); errors.Is(err, kiosk.ErrNotFound) {
			if err := tx.PutDevice(ctx, store.Device{Code: code, Site: 1, Key: make([]byte, 32), EnrolledAt: e.time}); err != nil {
				return err
			}
		}
		return tx.SeeDevice(ctx, code, store.DeviceStatus{ClockOffset: ahead}, e.time)
	})
}

// passTo lets time pass, which a kiosk confirms.
func (e *ear) passTo(at time.Time) {
	e.t.Helper()
	e.time = at
	e.kiosk("2", 0)
}

func (e *ear) retain() Retained {
	e.t.Helper()
	done, err := e.Retain(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	return done
}

// key is the month's key.
func (e *ear) key() (key kiosk.SealKey) {
	e.write(func(ctx context.Context, tx *store.Tx) error {
		months, err := tx.SealKeys(ctx)
		key = months[0].SealKey
		return err
	})
	return key
}

// give stores feedback as a kiosk would have sealed it.
func (e *ear) give(words, phone string) *store.Feedback {
	e.t.Helper()
	e.given++
	e.time = e.time.Add(time.Minute)
	f := &store.Feedback{ID: fmt.Sprint("f", e.given), Site: 1, Device: "2", Epoch: "e", Seq: int64(e.given), At: e.time, Rating: 4,
		Reasons: []string{"staff"}, HasWords: words != "", WantsReply: phone != "", Lang: kiosk.Vietnamese}
	for purpose, text := range map[string]string{kiosk.PurposeWords: words, kiosk.PurposePhone: phone} {
		if text == "" {
			continue
		}
		blob, err := kiosk.Seal(e.key(), purpose, f.ID, kiosk.KindFeedbackGiven, text)
		if err != nil {
			e.t.Fatal(err)
		}
		f.Sealed = append(f.Sealed, blob)
	}
	e.keep(f)
	return f
}

func (e *ear) keep(f *store.Feedback) {
	e.t.Helper()
	e.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.AddFeedback(ctx, []*store.Feedback{f})
		return err
	})
}

func (e *ear) list(who staff.Account) []Feedback {
	e.t.Helper()
	all, err := e.Feedback(e.t.Context(), who, Page{Limit: 10})
	if err != nil {
		e.t.Fatal(err)
	}
	return all
}

const (
	words = "Cán bộ hướng dẫn rất nhiệt tình"
	phone = "+84912345678"
)

func TestFeedbackIsReadLetterForLetter(t *testing.T) {
	e := open(t)
	e.give(words, phone)
	e.give("", "")
	all := e.list(analyst)
	if len(all) != 2 || all[0].ID != "f2" || all[0].WordsState != None || all[0].Phone != "" {
		t.Fatalf("feedback %+v, want the newest first", all)
	}
	if f := all[1]; f.Words != words || f.WordsState != Read || f.Rating != 4 || f.Reasons[0] != "staff" || !f.WantsReply {
		t.Errorf("feedback %+v", f)
	}
	if f := all[1]; f.Phone != "•••••••••678" {
		t.Errorf("the phone is shown as %s", f.Phone)
	}
}

func TestFeedbackIsReadPageByPage(t *testing.T) {
	e := open(t)
	for range 5 {
		e.give("x", "")
	}
	first, err := e.Feedback(t.Context(), analyst, Page{Limit: 2})
	if err != nil || len(first) != 2 || first[1].ID != "f4" {
		t.Fatalf("first page %+v, %v", first, err)
	}
	second, _ := e.Feedback(t.Context(), analyst, Page{Before: first[1].At, Limit: 2})
	if len(second) != 2 || second[0].ID != "f3" {
		t.Errorf("second page %+v", second)
	}
}

func TestWhoMayNotReadDoesNot(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	for _, who := range []staff.Account{guide, admin, {}} {
		if _, err := e.Feedback(t.Context(), who, Page{}); !errors.Is(err, staff.ErrForbidden) {
			t.Errorf("%v reads feedback: %v", who.Roles, err)
		}
	}
	if _, err := e.Reveal(t.Context(), analyst, f.ID); !errors.Is(err, staff.ErrForbidden) {
		t.Errorf("an analyst reveals a phone number: %v", err)
	}
	if _, err := e.HelpCalls(t.Context(), analyst); !errors.Is(err, staff.ErrForbidden) {
		t.Errorf("an analyst sees help calls: %v", err)
	}
}

func TestPhoneIsRevealedAndTheLogSaysBy(t *testing.T) {
	e := open(t)
	f, without := e.give(words, phone), e.give(words, "")
	if got, err := e.Reveal(t.Context(), director, f.ID); err != nil || got != phone {
		t.Fatalf("revealed %q, %v", got, err)
	}
	if _, err := e.Reveal(t.Context(), director, without.ID); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("a number that was not left: %v", err)
	}
	if _, err := e.Reveal(t.Context(), director, "nothing"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("no feedback: %v", err)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		lines, err := tx.AuditBefore(ctx, 0, 10)
		if lines[1].Action != "feedback.reveal" || lines[1].Actor != "d" || lines[1].Subject != "feedback:"+f.ID {
			t.Errorf("audit %+v", lines)
		}
		return err
	})
}

// What cannot be opened spoils its own row alone.
func TestSealedDataThatCannotBeOpened(t *testing.T) {
	e := open(t)
	whole := e.give(words, phone)
	spoil := map[string]struct {
		change func(*kiosk.Sealed)
		state  State
		err    error
	}{
		"moved from another event": {func(s *kiosk.Sealed) {}, Damaged, ErrDamaged},
		"truncated":                {func(s *kiosk.Sealed) { s.Ciphertext = s.Ciphertext[:len(s.Ciphertext)-1] }, Damaged, ErrDamaged},
		"empty":                    {func(s *kiosk.Sealed) { s.Ciphertext = nil }, Damaged, ErrDamaged},
		"of another month":         {func(s *kiosk.Sealed) { s.KeyID = "2026-12" }, Damaged, ErrDamaged},
		"of a month without a key": {func(s *kiosk.Sealed) { s.KeyID = "2020-01" }, Sealed, ErrSealed},
	}
	for name, c := range spoil {
		e.given++
		e.time = e.time.Add(time.Minute)
		f := *whole
		f.ID, f.At, f.Sealed = name, e.time, nil
		for _, s := range whole.Sealed {
			c.change(&s)
			f.Sealed = append(f.Sealed, s)
		}
		e.keep(&f)
		if _, err := e.Reveal(t.Context(), director, name); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 2 { // who looks twice is told twice, and the log once
		for _, f := range e.list(director) {
			want, text := spoil[f.ID].state, ""
			if f.ID == whole.ID {
				want, text = Read, words
			}
			if f.WordsState != want || f.PhoneState != want || f.Words != text {
				t.Errorf("%s: %s %q, phone %s", f.ID, f.WordsState, f.Words, f.PhoneState)
			}
		}
	}
	for name, c := range spoil {
		if got, want := e.audited("feedback:"+name), map[State]string{Damaged: "feedback.reveal_failed feedback.damaged", Sealed: "feedback.reveal_failed"}[c.state]; got != want {
			t.Errorf("%s: the audit log says %q, want %q", name, got, want)
		}
	}
}

// audited is what the audit log tells of a subject.
func (e *ear) audited(subject string) string {
	e.t.Helper()
	var actions []string
	e.write(func(ctx context.Context, tx *store.Tx) error {
		lines, err := tx.AuditOf(ctx, subject)
		for _, l := range lines {
			actions = append(actions, l.Action)
		}
		return err
	})
	return strings.Join(actions, " ")
}

// The file, its log and what else lies beside it hold no word of a visitor.
func TestNothingIsStoredInClear(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	e.list(director)
	if _, err := e.Reveal(t.Context(), director, f.ID); err != nil {
		t.Fatal(err)
	}
	files := storetest.Files(t, e.dsn)
	if found := proof.SearchFiles(t, files, words, phone, "nhiệt tình"); len(found) > 0 {
		t.Errorf("in the files is %q", found)
	}
	if len(proof.SearchFiles(t, files, f.ID)) == 0 || len(proof.SearchFiles(t, files, "staff")) == 0 {
		t.Error("the search finds nothing at all: it shows nothing")
	}
}

func (e *ear) call(id string) {
	e.t.Helper()
	e.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.AddHelpCalls(ctx, []*store.HelpCall{{ID: id, Site: 1, Device: "2", Epoch: "e", Screen: "find", Lang: "vi", CalledAt: e.time}})
		return err
	})
}

func TestHelpIsCalledSeenAndGiven(t *testing.T) {
	e := open(t)
	sub := e.store.Subscribe(kiosk.DocQueue)
	defer sub.Close()
	e.call("h1")
	e.time = e.time.Add(time.Minute)
	e.call("h2")
	calls, err := e.HelpCalls(t.Context(), guide)
	if err != nil || len(calls) != 2 || calls[0].ID != "h2" || calls[1].State != store.HelpOpen || calls[1].Screen != "find" {
		t.Fatalf("calls %+v, %v", calls, err)
	}
	if err := e.Acknowledge(t.Context(), guide, "h1"); err != nil {
		t.Fatal(err)
	}
	if len(sub.Take()) != 1 {
		t.Error("the kiosk is not told that someone is coming")
	}
	if err := e.Acknowledge(t.Context(), guide, "h1"); !errors.Is(err, ErrNotOpen) {
		t.Errorf("acknowledged twice: %v", err)
	}
	if calls, _ := e.HelpCalls(t.Context(), guide); calls[1].State != store.HelpSeen || calls[1].SeenBy != "g" || !calls[1].SeenAt.Equal(e.time) {
		t.Errorf("after acknowledging: %+v", calls[1])
	}
	if err := e.Close(t.Context(), guide, "h1"); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(t.Context(), guide, "h1"); !errors.Is(err, ErrNotOpen) {
		t.Errorf("closed twice: %v", err)
	}
	if calls, _ := e.HelpCalls(t.Context(), guide); len(calls) != 1 {
		t.Errorf("still listed: %+v", calls)
	}
	if err := e.Acknowledge(t.Context(), guide, "no such call"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("no such call: %v", err)
	}
	if err := e.Acknowledge(t.Context(), director, "h2"); !errors.Is(err, staff.ErrForbidden) {
		t.Errorf("who does not answer help: %v", err)
	}
}

func TestTwoGuidesRaceToHelp(t *testing.T) {
	e := open(t)
	e.call("h1")
	var first atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			switch err := e.Acknowledge(t.Context(), guide, "h1"); {
			case err == nil:
				first.Add(1)
			case !errors.Is(err, ErrNotOpen):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if first.Load() != 1 {
		t.Errorf("%d guides were first", first.Load())
	}
}

func (e *ear) revoke(code string) {
	e.t.Helper()
	e.write(func(ctx context.Context, tx *store.Tx) error {
		d, err := tx.Device(ctx, code)
		if err != nil || d.Revoked() {
			return err
		}
		return tx.RevokeDevice(ctx, code, e.time)
	})
}

// Nobody comes for a minute: everybody is told, once, on both centers of a site,
// and the kiosk says so until somebody acknowledges.
func TestACallNobodyAnswersIsToldToEverybody(t *testing.T) {
	e := open(t)
	e.call("h1")
	escalate := func(want int) {
		t.Helper()
		if n, err := e.Escalate(t.Context()); err != nil || n != want {
			t.Errorf("%d calls are told of, %v, want %d", n, err, want)
		}
	}
	unanswered := func() (ids string) {
		t.Helper()
		calls, err := e.Unanswered(t.Context())
		for _, c := range calls {
			ids += c.ID + " "
		}
		if err != nil {
			t.Error(err)
		}
		return ids
	}
	e.time = e.time.Add(ToldAfter - time.Second)
	escalate(0)
	e.call("h2")
	sub := e.store.Subscribe(kiosk.DocQueue)
	defer sub.Close()
	e.time = e.time.Add(time.Second)
	escalate(1)
	if len(sub.Take()) != 1 {
		t.Error("the kiosk is not told")
	}
	escalate(0)
	if got := unanswered(); got != "h1 " {
		t.Errorf("everybody is told of %q", got)
	}
	if calls, err := e.HelpCalls(t.Context(), guide); err != nil || calls[1].State != store.HelpOpen || !calls[1].ToldAt.Equal(e.time) {
		t.Errorf("the call itself: %+v, %v", calls, err)
	}
	if err := e.Acknowledge(t.Context(), guide, "h1"); err != nil {
		t.Fatal(err)
	}
	e.time = e.time.Add(time.Minute)
	escalate(1)
	if got := unanswered(); got != "h2 " {
		t.Errorf("everybody is told of %q", got)
	}
	e.time = e.time.Add(helpLingers)
	if got := unanswered(); got != "" {
		t.Errorf("everybody is still told of %q, who has left", got)
	}
}

// A kiosk was offline: who called hours ago is not there any more.
func TestACallThatComesLateAlarmsNobody(t *testing.T) {
	e := open(t)
	e.call("h1")
	e.time = e.time.Add(3 * time.Hour)
	if n, err := e.Escalate(t.Context()); err != nil || n != 0 {
		t.Errorf("%d calls are told of, %v", n, err)
	}
}

package listen

import (
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// taken gathers an export.
func (e *ear) taken(who staff.Account, s Span) (all []Feedback) {
	e.t.Helper()
	given, err := e.TakeAway(e.t.Context(), who, s)
	if err != nil {
		e.t.Fatal(err)
	}
	for f, err := range given {
		if err != nil {
			e.t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func TestAllOfOneMomentAreTakenAwayOnce(t *testing.T) {
	e := open(t)
	const n = 2*mostAtOnce + 7
	for range n {
		e.time = e.time.Add(-time.Minute) // give lets a minute pass
		e.give("", phone)
	}
	seen := map[string]bool{}
	for _, f := range e.taken(analyst, Span{e.time, e.time.Add(time.Second)}) {
		if f.Phone != "" || seen[f.ID] {
			t.Fatalf("%+v", f)
		}
		seen[f.ID] = true
	}
	if len(seen) != n {
		t.Errorf("%d of %d", len(seen), n)
	}
	if rest := e.taken(analyst, Span{e.time.Add(time.Millisecond), e.time.Add(time.Hour)}); len(rest) != 0 {
		t.Errorf("%d from the minute after", len(rest))
	}
}

// A list that goes on by time alone loses those of the same moment.
func TestAListGoesOnWithinAMoment(t *testing.T) {
	e := open(t)
	for range 5 {
		e.time = e.time.Add(-time.Minute)
		e.give("x", "")
	}
	seen := map[string]bool{}
	page := Page{Limit: 2}
	for {
		list, err := e.Feedback(t.Context(), analyst, page)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, f := range list {
			seen[f.ID] = true
		}
		page.Before, page.BeforeID = list[len(list)-1].At, list[len(list)-1].ID
	}
	if len(seen) != 5 {
		t.Errorf("%d of 5", len(seen))
	}
}

func TestWhoMayNotTakeAwayLeavesNoTrace(t *testing.T) {
	e := open(t)
	e.give("x", "")
	operator := staff.Account{ID: "o", Roles: []staff.Role{staff.Operator}} // reads, but takes nothing away
	for _, who := range []staff.Account{guide, admin, operator, {}, {Roles: []staff.Role{staff.Director}, Disabled: true}} {
		if given, err := e.TakeAway(t.Context(), who, Span{monday, monday.AddDate(0, 0, 1)}); !errors.Is(err, staff.ErrForbidden) || given != nil {
			t.Errorf("%v: %v", who.Roles, err)
		}
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		lines, err := tx.AuditBefore(ctx, 0, 10)
		for _, l := range lines {
			if strings.HasPrefix(l.Action, "feedback.") {
				t.Errorf("the log says %+v", l)
			}
		}
		return err
	})
}

func TestWhatAPersonIsKnownByIsCovered(t *testing.T) {
	for said, want := range map[string]string{
		"Gọi tôi 0912345678 nhé":           "Gọi tôi ••• nhé",
		"0912 345 678; 0912.345.678":       "•••; •••",
		"(+84) 912-345-678":                "(•••",
		"CCCD 087 201 012 345":             "CCCD •••",
		"０９１２３４５６７８":                       "•••",
		"thư: lan.nguyen@thu.example.vn ạ": "thư: ••• ạ",
		"quầy 3, số B2-047, 30 phút, 2026": "quầy 3, số B2-047, 30 phút, 2026",
		"ngày 24/11":                       "ngày 24/11",
		"phí 15.000 đ":                     "phí 15.000 đ",
	} {
		if got := cover(said); got != want {
			t.Errorf("%q becomes %q, want %q", said, got, want)
		}
	}
}

func TestWordsNoKioskCouldTakeAreCut(t *testing.T) {
	e := open(t)
	long := e.give("x", "") // a kiosk's own sealing takes 4 KiB; what is sealed can hold 64
	long.ID, long.Sealed[0].Ciphertext = "long", e.sealed("long", strings.Repeat("ă", 30_000))
	e.keep(long)
	e.give(strings.Repeat("ă", kiosk.MaxWords), "")
	all := e.list(analyst)
	if got := []rune(all[1].Words); len(got) != longestWords+1 {
		t.Errorf("%d letters are shown", len(got))
	}
	if got := []rune(all[0].Words); len(got) != kiosk.MaxWords {
		t.Errorf("%d letters of what a kiosk takes are shown", len(got))
	}
}

// sealed seals words of any length, as a kiosk in foreign hands may.
func (e *ear) sealed(id, words string) []byte {
	e.t.Helper()
	public, err := ecdh.X25519().NewPublicKey(e.key().Public)
	if err != nil {
		e.t.Fatal(err)
	}
	to, err := hpke.NewDHKEMPublicKey(public)
	if err != nil {
		e.t.Fatal(err)
	}
	plain := append(binary.BigEndian.AppendUint16(nil, uint16(len(words))), words...)
	info := "sen-seal-v1\x00" + kiosk.PurposeWords + "\x00" + id + "\x00" + kiosk.KindFeedbackGiven
	text, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(info), plain)
	if err != nil {
		e.t.Fatal(err)
	}
	return text
}

func TestTooMuchIsRefusedBeforeItIsRead(t *testing.T) {
	e := open(t)
	e.write(func(ctx context.Context, tx *store.Tx) error {
		var all []*store.Feedback
		for i := range MostExported + 1 {
			all = append(all, &store.Feedback{ID: fmt.Sprint("f", i), Site: 1, Device: "2", Epoch: "e", Seq: int64(i), At: monday, Rating: 3, Lang: kiosk.Vietnamese})
		}
		_, err := tx.AddFeedback(ctx, all)
		return err
	})
	var tooMuch *TooMuch
	if _, err := e.TakeAway(t.Context(), director, Span{monday, monday.Add(time.Second)}); !errors.As(err, &tooMuch) || tooMuch.Found != MostExported+1 {
		t.Errorf("%v", err)
	}
}

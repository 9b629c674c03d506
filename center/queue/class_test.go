package queue

import (
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

func TestAClassWronglyDeclaredIsCorrected(t *testing.T) {
	l := open(t)
	l.Rule(func(s *kiosk.Site) { s.Policy = kiosk.Policy{Order: kiosk.ByRatio, Others: 1} })
	k := l.Take("B", "B disabled", "B", "B")
	set := func(ticket string, class kiosk.Class) error {
		l.Clock.Pass(time.Minute)
		_, err := l.SetClass(l.ctx(), at(3), ticket, class)
		return err
	}
	order := func() (numbers []string) {
		v, err := l.Counter(l.ctx(), 1, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range v.Waiting {
			numbers = append(numbers, w.Number)
		}
		return numbers
	}
	declared := order()
	if declared[0] != "B2-002" {
		t.Fatalf("in the order %v", declared)
	}
	l.refused("a class there is not", set(k[1].ID, "tall"), ErrNoClass)
	l.refused("the same class", set(k[1].ID, kiosk.Disabled), ErrSameClass)
	l.refused("nobody's ticket", set("nobody", kiosk.Disabled), ErrNotLive)
	for ticket, class := range map[string]kiosk.Class{k[1].ID: "", k[3].ID: kiosk.Pregnant} {
		if err := set(ticket, class); err != nil {
			t.Fatal(err)
		}
	}
	if got := order(); !slices.Equal(got, []string{"B2-004", "B2-001", "B2-002", "B2-003"}) {
		t.Errorf("in the order %v", got)
	}
	back, err := l.Undo(l.ctx(), at(3))
	if err != nil || len(back) != 1 || back[0].Class != back[0].Declared {
		t.Errorf("undone %+v, %v", back, err)
	}
	called := l.next(3)
	must[Ticket](l)(l.Done(l.ctx(), at(3)))
	l.refused("a ticket that has ended", set(called.ID, kiosk.Child), ErrNotLive)
}

func TestWhatWasDeclaredStaysInTheRecord(t *testing.T) {
	l := open(t)
	k := l.Take("B merit")[0]
	l.next(3)
	must[Ticket](l)(l.SetClass(l.ctx(), at(3), k.ID, ""))
	l.Clock.Pass(time.Second)
	now, record, err := l.Record(l.ctx(), k.ID)
	if err != nil || now.Class != "" || now.Declared != kiosk.Merit || now.State != store.Called {
		t.Fatalf("%+v, %v", now, err)
	}
	if last := record[len(record)-1]; last.Act != store.ActClass || last.ToClass != "" || last.Staff != "clerk" || last.Counter != 3 {
		t.Errorf("recorded %+v", last)
	}
	must[Ticket](l)(l.Begin(l.ctx(), at(3)))
	l.undone("class", 3, func() error { _, err := l.SetClass(l.ctx(), at(3), k.ID, kiosk.Elder80); return err })
}

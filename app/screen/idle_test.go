package screen

import (
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/words"
)

// traces lists where a text of a visitor is still to be found: on the screen, in
// what one can press, in the session, or in any value the stage holds on to.
func (v *visitor) traces(text string) (places []string) {
	for _, s := range v.stage.Sentences() {
		if strings.Contains(s, text) {
			places = append(places, "sentence "+s)
		}
	}
	for _, target := range touch.Targets(v.stage.Root()) {
		if strings.Contains(target.Words, text) {
			places = append(places, "target "+target.Words)
		}
	}
	search{text: text, seen: map[unsafe.Pointer]bool{}, places: &places}.in(reflect.ValueOf(v.stage), "stage")
	return places
}

// A search walks through values, also unexported ones, for a text. What serves
// all visitors alike is left out.
type search struct {
	text   string
	seen   map[unsafe.Pointer]bool
	places *[]string
}

var common = []reflect.Type{reflect.TypeFor[*desk.Desk](), reflect.TypeFor[*words.Book]()}

func (s search) in(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), s.text) {
			*s.places = append(*s.places, path)
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || v.Type() == common[0] || v.Type() == common[1] {
			return
		}
		if v.Kind() == reflect.Pointer {
			if s.seen[v.UnsafePointer()] {
				return
			}
			s.seen[v.UnsafePointer()] = true
		}
		s.in(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			s.in(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 { // pixels and drawings
			return
		}
		for i := range v.Len() {
			s.in(v.Index(i), path+"[]")
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			s.in(key, path+"[key]")
			s.in(v.MapIndex(key), path+"[]")
		}
	}
}

// left is what one visitor leaves behind on each screen that takes or shows
// something of theirs.
var left = []struct {
	name, text string
	leave      func(*visitor)
}{
	{"search", "giấy tờ đất", func(v *visitor) { v.press("Tra cứu"); v.types("giấy tờ đất") }},
	{"list of results", "khai sinh cháu", func(v *visitor) { v.search("khai sinh cháu", true) }},
	{"words", "Cô Lan rất tận tình", func(v *visitor) { v.open(kiosk.AtWords); v.types("Cô Lan rất tận tình") }},
	{"name for a meeting", "Trần Thị Lan", func(v *visitor) { v.open(kiosk.AtMeetingName); v.types("Trần Thị Lan") }},
	{"phone for a meeting", "0387654321", func(v *visitor) { v.open(kiosk.AtMeetingPhone); v.types("0387654321") }},
	{"what is checked", "Lê Văn Sáu", func(v *visitor) {
		v.stage.session.Request = request
		v.stage.session.Request.Name = "Lê Văn Sáu"
		v.open(kiosk.AtMeetingCheck)
	}},
	{"dossier", "H20.07-261127-4471", func(v *visitor) { v.open(kiosk.AtDossier); v.types("H20.07-261127-4471") }},
	{"code", "48219037", func(v *visitor) { v.open(kiosk.AtMeetingCode); v.types("48219037") }},
	{"phone", "0912345678", func(v *visitor) { v.open(kiosk.AtReply); v.types("0912345678") }},
}

// ends are the ways a visit ends from the idle question.
var ends = []struct {
	name string
	end  func(*visitor)
}{
	{"nobody answers", func(v *visitor) { v.wait(30) }},
	{"the visitor is done", func(v *visitor) { v.press("Tôi xong rồi") }},
}

// TestNothingOfAVisitorIsLeft lets the idle question come and end the visit.
func TestNothingOfAVisitorIsLeft(t *testing.T) {
	for _, c := range left {
		for _, e := range ends {
			t.Run(c.name+"/"+e.name, func(t *testing.T) {
				v := newVisitor(t, glasses[0].screen)
				c.leave(v)
				if found := v.traces(c.text); len(found) < 2 {
					t.Fatalf("before the wipe %q is found only at %q: the search is blind", c.text, found)
				}
				v.wait(121)
				v.at("idle")
				if v.reads(c.text) {
					t.Errorf("the question shows %q", v.stage.Sentences())
				}
				e.end(v)
				v.at("home")
				if found := v.traces(c.text); len(found) > 0 {
					t.Errorf("%q is left at %q", c.text, found)
				}
			})
		}
	}
}

// The control: a wipe that forgets one thing is found.
func TestAWipeThatForgetsIsFound(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	for name, forget := range map[string]func(*kiosk.Visit, kiosk.Visit){
		"query":    func(to *kiosk.Visit, from kiosk.Visit) { to.Query = from.Query },
		"phone":    func(to *kiosk.Visit, from kiosk.Visit) { to.Feedback.Phone = from.Feedback.Phone },
		"words":    func(to *kiosk.Visit, from kiosk.Visit) { to.Feedback.Words = from.Feedback.Words },
		"ticket":   func(to *kiosk.Visit, from kiosk.Visit) { to.Ticket = from.Ticket },
		"receipt":  func(to *kiosk.Visit, from kiosk.Visit) { to.Slip = from.Slip },
		"helpcall": func(to *kiosk.Visit, from kiosk.Visit) { to.Help = from.Help },
	} {
		const mine = "0912345678"
		s := v.stage.session
		s.Wipe(v.now)
		v.stage.Show()
		if found := v.traces(mine); len(found) > 0 {
			t.Fatalf("before anything is typed: %q", found)
		}
		s.Query, s.Feedback, s.Ticket = mine, kiosk.Feedback{Phone: mine, Words: mine}, &kiosk.Ticket{Number: mine}
		s.Slip, s.Help = kiosk.Slip{URL: mine}, &kiosk.HelpCall{ID: mine}
		before := s.Visit
		s.Wipe(v.now)
		forget(&s.Visit, before)
		v.stage.Show()
		if len(v.traces(mine)) == 0 {
			t.Errorf("a wipe that forgets the %s is not noticed", name)
		}
	}
}

func TestWhoIsStillThereKeepsEverything(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Tra cứu")
	v.types("giấy tờ đất")
	v.wait(120)
	v.at("idle")
	v.mustRead("sau 30 giây")
	v.wait(29)
	v.mustRead("sau 1 giây")
	v.press("Tôi vẫn đang dùng")
	v.at("find")
	v.mustRead("giấy tờ đất")
	v.wait(119) // and is asked again only after as long as before
	v.at("find")
}

// What was sent is forgotten as soon as it is stored, before the visitor goes.
func TestSentFeedbackIsForgottenAtOnce(t *testing.T) {
	const phone, praise = "0912345678", "Cô Lan rất tận tình"
	v := newVisitor(t, glasses[0].screen)
	v.stage.session.Feedback = kiosk.Feedback{Rating: 5, Words: praise, Phone: phone, Consent: true}
	v.open(kiosk.AtReply)
	if len(v.traces(phone)) == 0 {
		t.Fatal("the search is blind")
	}
	v.press("Gửi")
	v.at("thanks")
	if found := append(v.traces(phone), v.traces(praise)...); len(found) > 0 {
		t.Errorf("still found at %q", found)
	}
}

func TestNothingOfATicketIsLeft(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("Lấy số")
	v.press("Đất đai")
	url := v.stage.session.Slip.URL
	if len(v.traces("B2-001")) < 2 || len(v.traces(url)) == 0 {
		t.Fatal("the search is blind")
	}
	v.wait(20)
	v.at("home")
	if found := append(v.traces("B2-001"), v.traces(url)...); len(found) > 0 {
		t.Errorf("left at %q", found)
	}
}

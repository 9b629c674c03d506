package screen

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// changesInPlace switches the language and back, and tells what was lost on the
// way: the screen, anything of the visit, or the words.
func (v *visitor) changesInPlace(change func()) error {
	name, said, visit := v.stage.Name(), v.stage.Sentences(), v.stage.session.Visit
	press := v.stage.goes(change)
	press()
	visit.Lang = v.stage.session.Lang
	switch {
	case v.stage.Name() != name:
		return fmt.Errorf("%s became %s", name, v.stage.Name())
	case !reflect.DeepEqual(v.stage.session.Visit, visit):
		return fmt.Errorf("%s: the visit changed to %+v", name, v.stage.session.Visit)
	case slices.Equal(v.stage.Sentences(), said):
		return fmt.Errorf("%s says the same in both languages", name)
	}
	press()
	if !slices.Equal(v.stage.Sentences(), said) {
		return fmt.Errorf("%s: there and back it says %q instead of %q", name, v.stage.Sentences(), said)
	}
	return nil
}

// TestTheLanguageChangesInPlaceOnEveryScreen does so in every scene that is
// drawn.
func TestTheLanguageChangesInPlaceOnEveryScreen(t *testing.T) {
	for _, scene := range scenes {
		if scene.name == "12-idle" {
			continue // whoever presses anything there has answered the question
		}
		t.Run(scene.name, func(t *testing.T) {
			v := newVisitor(t, glasses[0].screen)
			v.lines()
			v.stage.Show()
			scene.play(v)
			if err := v.changesInPlace(v.stage.switchLanguage); err != nil {
				t.Error(err)
			}
		})
	}
}

// The control: a switch that begins anew, or loses what was typed, is found.
func TestALanguageSwitchThatLosesSomethingIsFound(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	for _, c := range []struct {
		name  string
		loses func()
	}{
		{"place", func() { v.stage.session.Home(v.now) }},
		{"text", func() { v.stage.session.Query = "" }},
		{"way back", func() { v.stage.session.Back(); v.stage.session.Look("1.004873") }},
		{"language", v.stage.switchLanguage},
	} {
		v.stage.session.Wipe(v.now)
		v.search("khai sinh", false)
		if err := v.changesInPlace(func() { v.stage.switchLanguage(); c.loses() }); err == nil {
			t.Errorf("a switch that loses the %s is not noticed", c.name)
		}
	}
}

func TestTheNextVisitorReadsVietnamese(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.press("English")
	v.mustRead("Take a number")
	v.press("Wi-Fi")
	v.press("Home") // a visitor's own way home keeps the language
	v.mustRead("Take a number")
	v.wait(61)
	v.mustRead("Lấy số thứ tự")
	if v.stage.session.Lang != kiosk.Vietnamese {
		t.Errorf("the language is %s", v.stage.session.Lang)
	}
}

// Who reads English takes 10.000 for ten.
func TestMoneyIsGroupedAsTheReaderIsUsedTo(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	fee := kiosk.Fee{Kind: kiosk.FeeAmount, AmountVND: 1250000}
	for lang, want := range map[kiosk.Lang]string{kiosk.Vietnamese: "1.250.000 đ", kiosk.English: "1,250,000 VND"} {
		if got := book.In(lang).Fee(fee); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
}

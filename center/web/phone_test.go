package web

import (
	"testing"
	"time"
)

func TestAPhoneShowsLargeLettersAndRemembers(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("12", "").takes("B", 3)
	b := c.browse()
	b.open(slips[2].path())
	letters := func() float64 {
		return eval[float64](b, `parseFloat(getComputedStyle(document.documentElement).fontSize)`)
	}
	before := letters()
	b.click("#large")
	if now := letters(); now < before*1.25 {
		t.Errorf("letters of %v pixels, before %v", now, before)
	}
	b.open(slips[2].path())
	b.until("it remembers", `document.getElementById("large").getAttribute("aria-pressed") === "true"`)
	b.look("receipt-large", phones)
	b.faultless("in large letters")
	b.click("#large")
	if now := letters(); now != before {
		t.Errorf("back to letters of %v pixels, before %v", now, before)
	}
}

func TestAPhoneChimesForWhoWantsIt(t *testing.T) {
	c := openCenter(t)
	slips := c.enrolTablet("1", "").takes("B", 5)
	clerk := c.sit("hoa", "3")
	b := c.browse()
	quiet := b.another()
	for _, phone := range []*tab{b, quiet} {
		phone.open(slips[3].path())
		eval[any](phone, witness)
	}
	eval[any](b, `document.getElementById("sound").click(); null`)
	b.until("the finger's chime", `__chimes === 1`)
	for i, want := range []string{"2 người", "1 người", "Bạn kế tiếp", "Mời bạn đến"} {
		clerk.press("next")
		c.clock.Pass(time.Minute)
		b.waitText(want)
		quiet.waitText(want)
		chimes := 2 // near
		if i == 3 {
			chimes = 3 // called
		}
		if n := eval[int](b, `__chimes`); n != chimes {
			t.Errorf("%s: %d chimes, want %d", want, n, chimes)
		}
	}
	if n := eval[int](quiet, `__chimes`); n != 0 {
		t.Errorf("a phone that was not asked to chimed %d times", n)
	}
}

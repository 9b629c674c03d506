package screen

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/words"
)

// elsewhere are sentences that are on no screen in Vietnamese, and those that name
// what the catalogue or the week holds, and the key back from signs, which are drawn in
// app/keyboard: tests of kiosk/words and kiosk/voice say them.
var elsewhere = []string{"key.letters", "staff.sample", "app.language", "speech.", "procedure.papers_vi", "procedure.online_", "fee.", "limit.", "unit.", "weekday."}

// undrawn lists the sentences of the kiosk that none of what was said holds.
func undrawn(w *words.Words, said []string) (list []string) {
	all := strings.Join(said, "\n")
	for _, key := range w.Keys() {
		if slices.ContainsFunc(elsewhere, func(e string) bool { return strings.HasPrefix(key, e) }) {
			continue
		}
		sentence := strings.ReplaceAll(regexp.QuoteMeta(w.T(key)), "<no value>", ".+")
		if !regexp.MustCompile("(?m)" + sentence).MatchString(all) {
			list = append(list, key)
		}
	}
	return list
}

// saidIn is what some scenes say, on the glass that has least room and on that which
// has most, and in each size of letters.
func saidIn(t *testing.T, scenes []scene) (said []string) {
	all := []kiosk.Ease{{}, {Size: kiosk.SizeAPlus}, {Size: kiosk.SizeAPlusPlus, Contrast: true}}
	for g, eases := range map[int][]kiosk.Ease{0: all, 3: all[:1]} {
		for _, scene := range scenes {
			v := newVisitor(t, glasses[g].screen)
			v.lines()
			scene.play(v)
			for _, e := range eases {
				v.eased(kiosk.Vietnamese, e)
				said = append(said, v.stage.Sentences()...)
			}
		}
	}
	return said
}

// TestEveryStateHasAScene: what a kiosk can say is said in a scene, so that it is
// drawn, measured and looked at.
func TestEveryStateHasAScene(t *testing.T) {
	book, err := words.LoadKiosk()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range undrawn(book.In(kiosk.Vietnamese), saidIn(t, scenes)) {
		t.Errorf("no scene says %s", key)
	}
}

// TestControlAStateWithoutAScene plays Home alone.
func TestControlAStateWithoutAScene(t *testing.T) {
	book, err := words.LoadKiosk()
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	missed := undrawn(book.In(kiosk.Vietnamese), saidIn(t, scenes[:1]))
	if slices.Contains(missed, "out.anew") && !slices.Contains(missed, "home.title") {
		faults = missed
	}
	proof.Control(t, "a state that no scene plays", "TestEveryStateHasAScene", faults...)
}

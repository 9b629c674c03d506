package telex_test

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

// The tables below are written by hand from the phonotactics of Vietnamese, every rhyme
// with the sharp tone where spelling puts it, so that they owe nothing to the rules under
// test. Where the styles differ, the old one stands before the slash.

const openRhymes = `
	á ái ám án áng ánh áo áu áy
	ắm ắn ắng
	ấm ấn ấng ấu ấy
	é ém én éng éo
	ế ếm ến ếnh ếu
	í ía ím ín ính íu
	iếm iến iếng iếu
	ó ói óm ón óng oóng
	óa/oá oái oám oán oáng oánh oáo oáy
	oắm oắn oắng
	óe/oé oém oén oéo
	ố ối ốm ốn ống
	ớ ới ớm ớn
	ú úa úi úm ún úng
	uấn uấng uấy
	uế uếnh uếu
	uối uốm uốn uống
	uở
	úy/uý uýn uýnh uýu uýa uyến
	ứ ứa ứi ứm ứng ứu
	ưới ướm ướn ướng ướu`

const stoppedRhymes = `
	ác ách áp át ắc ắp ắt ấc ấp ất
	éc ép ét ếch ếp ết
	ích íp ít iếc iếp iết
	óc óp ót oóc oác oách oáp oát oắc oắt oét
	ốc ốp ốt ớp ớt
	úc úp út uất uếch uốc uốt uých uýp uýt uyết
	ức ứt ước ướp ướt`

// After qu and gi, and for the rhymes in y, spelling has tables of its own. What gi takes
// beyond the others is the iê of which it holds the i (giêng, giếc).
const (
	openAfterQu = `á ái án áng ánh áo áu áy ắm ắn ắng ấn ấng ấy é én éo ế ến ếnh ếu
		í ính ớ ới ớn ý yến ýnh ýu`
	stoppedAfterQu = `ác ách át ắc ắp ắt ất ét ếch ết ít ốc ớt yết ýt ých`
	openAfterGi    = `ếng`
	stoppedAfterGi = `ếc`
	openInY        = `ý yếm yến yếng yếu`
	onsetsBeforeY  = `h k l m s t v th`
)

// syllable is one that can be written, in both styles.
type syllable struct {
	onset, old, new string // old and new without the onset
	tone            telex.Tone
}

func (s syllable) in(style telex.Style) string {
	if style == telex.NewStyle {
		return s.onset + s.new
	}
	return s.onset + s.old
}

// toneMarks are the combining marks of the tones, in the order of the constants.
var toneMarks = []string{"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}

var (
	allTones  = []telex.Tone{telex.Ngang, telex.Huyen, telex.Hoi, telex.Nga, telex.Sac, telex.Nang}
	stopTones = []telex.Tone{telex.Sac, telex.Nang}
	badTones  = []telex.Tone{telex.Huyen, telex.Hoi, telex.Nga}
)

// everySyllable generates onset × rhyme × tone under the rules of spelling. uở is the only
// rhyme that the table has with the asking tone: thuở is its one common word.
func everySyllable() []syllable {
	list := spelled(openRhymes, allTones)
	list = append(list, spelled(stoppedRhymes, stopTones)...)
	for _, own := range []struct {
		onset, open, stopped string
	}{
		{"qu", openAfterQu, stoppedAfterQu},
		{"gi", openAfterGi, stoppedAfterGi},
		{"", openInY, "yết"},
	} {
		list = append(list, cross([]string{own.onset}, own.open, allTones)...)
		list = append(list, cross([]string{own.onset}, own.stopped, stopTones)...)
	}
	list = append(list, cross(strings.Fields(onsetsBeforeY), "ý", allTones)...)
	list = append(list, cross([]string{"g"}, "í ín", allTones)...)
	return append(list, cross([]string{"g"}, "ít", stopTones)...)
}

// spelled crosses every common onset with the rhymes that may follow it.
func spelled(rhymes string, tones []telex.Tone) []syllable {
	var list []syllable
	for _, rhyme := range strings.Fields(rhymes) {
		list = append(list, cross(onsetsBefore(rhyme), rhyme, tones)...)
	}
	return list
}

// onsetsBefore gives the onsets that are spelled before a rhyme: k, gh, ngh before e, ê, i
// and c, g, ng before the others; qu, not c, before a glide; gi before all but i; no
// onset before iê, which is then written yê.
func onsetsBefore(rhyme string) []string {
	base := norm.NFD.String(rhyme)
	first := base[0]
	onsets := strings.Fields("b ch d đ h kh l m n nh p ph r s t th tr v x")
	if first == 'e' || first == 'i' {
		onsets = append(onsets, "k", "gh", "ngh")
	} else {
		onsets = append(onsets, "g", "ng")
		if !glide(rhyme) {
			onsets = append(onsets, "c")
		}
	}
	if first != 'i' {
		onsets = append(onsets, "gi")
	}
	if !strings.HasPrefix(rhyme, "iế") {
		onsets = append(onsets, "")
	}
	return onsets
}

// glide says whether a rhyme begins with the glide that o and u write.
func glide(rhyme string) bool {
	bare := strings.NewReplacer(toneMarks[4], "", "\u0309", "", "\u0302", "", "\u0306", "", "\u031b", "").
		Replace(norm.NFD.String(rhyme))
	for _, beginning := range []string{"oa", "oe", "ue", "uy"} {
		if strings.HasPrefix(bare, beginning) {
			return true
		}
	}
	return strings.HasPrefix(rhyme, "uấ") || rhyme == "uở"
}

// cross puts the onsets before the rhymes in each tone.
func cross(onsets []string, rhymes string, tones []telex.Tone) []syllable {
	var list []syllable
	for _, rhyme := range strings.Fields(rhymes) {
		old, other, differ := strings.Cut(rhyme, "/")
		if !differ {
			other = old
		}
		for _, onset := range onsets {
			for _, tone := range tones {
				list = append(list, syllable{onset, retoned(old, tone), retoned(other, tone), tone})
			}
		}
	}
	return list
}

// retoned exchanges the tone of a rhyme from the tables, on the letter where it stands.
func retoned(rhyme string, tone telex.Tone) string {
	mark := toneMarks[tone]
	d := strings.NewReplacer("\u0301", mark, "\u0309", mark).Replace(norm.NFD.String(rhyme))
	return norm.NFC.String(d)
}

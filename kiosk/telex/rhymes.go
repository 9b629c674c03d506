package telex

import (
	"strings"
	"sync"
)

// rhymes are the rhymes of Vietnamese as they are written, by their main vowel.
// Beyond the dictionaries they hold a few that official names and loans need:
// ăk (Đắk Lắk), oong and ooc (xoong, rơ-moóc), uyn and uyp (tuýp). Of two that look alike
// without marks a mark key makes the first: so uơ stands before ươ (thuở).
var rhymes = strings.Fields(`
	a ac ach ai ak am an ang anh ao ap at au ay
	ăc ăk ăm ăn ăng ăp ăt
	âc âk âm ân âng âp ât âu ây
	e ec ek em en eng eo ep et
	ê êch êk êm ên ênh êp êt êu
	i ia ich ik im in inh ip it iu
	iêc iêm iên iêng iêp iêt iêu
	o oc oi ok om on ong ooc oong op ot
	oa oac oach oai oam oan oang oanh oao oap oat oay
	oăc oăm oăn oăng oăp oăt
	oe oec oem oen oeng oeo oet
	ô ôc ôi ôk ôm ôn ông ôp ôt
	ơ ơi ơm ơn ơp ơt
	u ua uc ui uk um un ung up ut
	uâc uân uâng uât uây
	uê uêch uênh uêu
	uô uôc uôi uôm uôn uông uôt
	uơ
	uy uya uych uyn uynh uyp uyt uyu
	uyên uyêt
	ư ưa ưc ưi ưk ưm ưn ưng ưt ưu
	ươc ươi ươm ươn ương ươp ươt ươu
	y yêm yên yêng yêt yêu`)

// afterQu are the rhymes after qu, which holds the glide: quả, quốc, quyển.
// qui and quit are an older spelling of quy and quyt; quới and quờn live in southern names.
var afterQu = strings.Fields(`
	a ac ach ai am an ang anh ao ap at au ay
	ăc ăm ăn ăng ăp ăt
	ân âng âp ât ây
	e en eng eo et
	ê êch ên ênh êt êu
	i ich in inh it
	ôc
	ơ ơi ơn ơt
	y ya ych yên yêt yn ynh yp yt yu`)

// afterGi are the rhymes after gi, which holds the i of giêng and giết.
func afterGi() []string {
	var out []string
	for _, r := range rhymes {
		switch {
		case strings.HasPrefix(r, "iê"):
			out = append(out, strings.TrimPrefix(r, "i"))
		case r[0] != 'i' && r[0] != 'y':
			out = append(out, r)
		}
	}
	return out
}

// form is a rhyme or the beginning of one.
type form struct {
	letters []rune
	whole   bool // a rhyme, not only the beginning of one
}

// index holds forms by what they look like without their marks.
type index map[string][]form

// Made when somebody types: a visitor must not wait for them to see Home.
var (
	general = sync.OnceValue(func() index { return indexOf(rhymes) })
	special = sync.OnceValue(func() map[string]index {
		return map[string]index{"qu": indexOf(afterQu), "gi": indexOf(afterGi())}
	})
)

// forms gives the forms that letters can become after an onset by adding, taking
// or exchanging marks, in the order of the tables.
func forms(onset string, letters []rune) []form {
	in, ok := special()[onset]
	if !ok {
		in = general()
	}
	return in[skeleton(letters)]
}

func indexOf(list []string) index {
	whole := map[string]bool{}
	for _, r := range list {
		whole[r] = true
	}
	in, seen := index{}, map[string]bool{}
	for _, r := range list {
		letters := []rune(r)
		for n := 1; n <= len(letters); n++ {
			if beginning := string(letters[:n]); !seen[beginning] {
				seen[beginning] = true
				key := skeleton(letters[:n])
				in[key] = append(in[key], form{letters[:n], whole[beginning]})
			}
		}
	}
	return in
}

func skeleton(letters []rune) string {
	out := make([]rune, len(letters))
	for i, r := range letters {
		out[i] = plain(r)
	}
	return string(out)
}

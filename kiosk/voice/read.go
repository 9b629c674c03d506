package voice

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dongthap.vn/sen/kiosk"
)

// Read turns what is written on a screen into what is said: numbers of tickets
// figure by figure, amounts, dates, hours and telephone numbers in words,
// abbreviations letter by letter, signs by their names where they stand alone.
// What it returns has no figures and no control characters, so every speech
// engine says the same.
func Read(lang kiosk.Lang, text string) string {
	if name, alone := alone(lang, strings.TrimSpace(text)); alone {
		return name
	}
	text = plain.Replace(text)
	for _, r := range rules {
		text = r.form.ReplaceAllStringFunc(text, func(written string) string {
			if said := r.say(lang, r.form.FindStringSubmatch(written)); said != "" {
				return said
			}
			return written
		})
	}
	return tidy(spelled(text))
}

// alone is the name of a sign that is all there is, as on a key.
func alone(lang kiosk.Lang, text string) (name string, alone bool) {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 || size != len(text) {
		return "", false
	}
	if r >= '0' && r <= '9' {
		return digitNames[lang][r-'0'], true
	}
	name = signs[lang][r]
	return name, name != ""
}

// signs are the names of what keys write beside letters.
var signs = map[kiosk.Lang]map[rune]string{
	kiosk.Vietnamese: {
		'.': "chấm", ',': "phẩy", '?': "hỏi chấm", '!': "chấm than", ':': "hai chấm", ';': "chấm phẩy", '-': "gạch ngang", '_': "gạch dưới",
		'/': "gạch chéo", '@': "a còng", '+': "cộng", '=': "bằng", '*': "sao", '%': "phần trăm", '&': "và", '#': "thăng", '(': "mở ngoặc", ')': "đóng ngoặc",
		'\'': "nháy đơn", '"': "nháy kép", '«': "mở ngoặc kép", '»': "đóng ngoặc kép", '°': "độ", '₫': "đồng",
	},
	kiosk.English: {
		'.': "full stop", ',': "comma", '?': "question mark", '!': "exclamation mark", ':': "colon", ';': "semicolon", '-': "hyphen", '_': "underscore",
		'/': "slash", '@': "at", '+': "plus", '=': "equals", '*': "star", '%': "percent", '&': "and", '#': "hash", '(': "open bracket", ')': "close bracket",
		'\'': "apostrophe", '"': "quotation mark", '«': "open quotation", '»': "close quotation", '°': "degree", '₫': "dong",
		'ă': "a breve", 'â': "a circumflex", 'đ': "d bar", 'ê': "e circumflex", 'ô': "o circumflex", 'ơ': "o horn", 'ư': "u horn",
	},
}

// plain takes away what is seen and not heard.
var plain = strings.NewReplacer("«", "", "»", "", "“", "", "”", "", "\"", "", " · ", ", ", "·", ",", "…", ".", "\u00a0", " ", "\u202f", " ",
	"(", ", ", ")", ", ", "[", " ", "]", " ", "{", " ", "}", " ", "<", " ", ">", " ", "|", ", ", "\\", " ", "₫", "đ")

// A rule reads one form of writing; "" leaves it as it is for the next.
type rule struct {
	form *regexp.Regexp
	say  func(lang kiosk.Lang, m []string) string
}

// rules are tried one after the other. Every one leaves words without figures,
// so none reads what another has said.
var rules = []rule{
	{regexp.MustCompile(`\b([A-Z])(\d{1,2})-(\d{3,4})\b`), ticket},
	{regexp.MustCompile(`\b\d\.\d{6}\b`), procedureCode},
	{regexp.MustCompile(`\b(\d{1,4})/(\d{4})/(\pL)`), law},
	{regexp.MustCompile(`(ngày )?\b(\d{1,2})/(\d{1,2})/(\d{4})\b`), fullDate},
	{regexp.MustCompile(`(ngày )?\b(\d{2})/(\d{2})\b`), shortDate},
	{regexp.MustCompile(`\b([01]?\d|2[0-4]):([0-5]\d)\b`), hour},
	{regexp.MustCompile(`(?:\+84|\b0)(?:[ .-]?\d){8,10}\b`), dialled},
	{regexp.MustCompile(`\b1[89]00[ .-]?\d{4}\b`), dialled},
	{regexp.MustCompile(`\b1[0-8]\d\d\b`), dialled},
	{regexp.MustCompile(`(\d{1,3}(?:[.,]\d{3})+|\d+) ?(?:đồng|đ|VND|dong)(?:/(\pL+)|([^\pL]|$))`), money},
	{regexp.MustCompile(`(\d+)[–-](\d+)`), fromTo},
	{regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})\b`), partOf},
	{regexp.MustCompile(`\d{1,3}(?:[.,]\d{3})+\b`), func(lang kiosk.Lang, m []string) string { return cardinal(lang, number(m[0])) }},
	{regexp.MustCompile(`(\d+)[.,](\d+)`), decimal},
	{regexp.MustCompile(`\b0\d+\b|\d{7,}`), dialled},
	{regexp.MustCompile(`\d+`), func(lang kiosk.Lang, m []string) string { return " " + cardinal(lang, number(m[0])) + " " }},
	{regexp.MustCompile(` ?%`), func(lang kiosk.Lang, _ []string) string { return " " + signs[lang]['%'] }},
	{regexp.MustCompile(`(Thứ \pL+|Chủ nhật|\pL+day) – (Thứ|Chủ|\pL+day)`), func(lang kiosk.Lang, m []string) string { return m[1] + to(lang) + m[2] }},
	{regexp.MustCompile(`(\pL)–(\pL)`), func(lang kiosk.Lang, m []string) string { return m[1] + to(lang) + m[2] }},
}

func to(lang kiosk.Lang) string { return either(lang, " đến ", " to ") }

func either(lang kiosk.Lang, vi, en string) string {
	if lang == kiosk.English {
		return en
	}
	return vi
}

// number reads figures with or without marks between the thousands; the rules
// let no more than 12 of them in.
func number(s string) int {
	n, err := strconv.Atoi(strings.NewReplacer(".", "", ",", "").Replace(s))
	if err != nil {
		return 0
	}
	return n
}

// ticket is called figure by figure, with a pause before the counter of the day.
func ticket(lang kiosk.Lang, m []string) string {
	return m[1] + " " + digits(lang, m[2], 0) + ", " + digits(lang, m[3], 0)
}

func procedureCode(lang kiosk.Lang, m []string) string {
	return digits(lang, m[0][:1], 0) + either(lang, " chấm ", " point ") + Digits(lang, m[0][2:])
}

// law is the number of a law or decree before its letters: 91/2025/QH15.
func law(lang kiosk.Lang, m []string) string {
	return cardinal(lang, number(m[1])) + either(lang, ", năm ", ", ") + year(lang, number(m[2])) + ", " + m[3]
}

func fullDate(lang kiosk.Lang, m []string) string {
	day := dayOf(lang, m[2], m[3])
	if day == "" {
		return ""
	}
	return day + either(lang, " năm ", ", ") + year(lang, number(m[4]))
}

func shortDate(lang kiosk.Lang, m []string) string { return dayOf(lang, m[2], m[3]) }

// dayOf reads day and month, or nothing when they cannot be.
func dayOf(lang kiosk.Lang, day, month string) string {
	d, m := number(day), number(month)
	if d < 1 || d > 31 || m < 1 || m > 12 {
		return ""
	}
	return either(lang, "ngày "+cardinal(lang, d)+" tháng "+cardinal(lang, m), time.Month(m).String()+" "+ordinal(d))
}

func hour(lang kiosk.Lang, m []string) string {
	h, minute := number(m[1]), number(m[2])
	said := cardinal(lang, h)
	switch {
	case lang != kiosk.English && minute == 0:
		return said + " giờ"
	case lang != kiosk.English:
		return said + " giờ " + cardinal(lang, minute)
	case minute == 0 && h > 0 && h <= 12:
		return said + " o'clock"
	case minute == 0:
		return said + " hundred hours"
	case minute < 10:
		return said + " oh " + cardinal(lang, minute)
	}
	return said + " " + cardinal(lang, minute)
}

// dialled reads a telephone number. Where it was written in groups it is said in
// them, otherwise four figures come first, as people here say mobile numbers.
func dialled(lang kiosk.Lang, m []string) string {
	groups := strings.FieldsFunc(m[0], func(r rune) bool { return r == ' ' || r == '.' || r == '-' })
	if whole := groups[0]; len(groups) == 1 && len(whole) >= 9 {
		groups = []string{whole[:4], whole[4:]}
	}
	said := make([]string, len(groups))
	for i, g := range groups {
		pause := 3
		if len(g) == 4 {
			pause = 0
		}
		said[i] = digits(lang, g, pause)
	}
	return strings.Join(said, ", ")
}

// money says the currency, and «một» or «per» before what it is paid for.
func money(lang kiosk.Lang, m []string) string {
	said := cardinal(lang, number(m[1])) + either(lang, " đồng", " dong")
	if m[2] != "" {
		return said + either(lang, " một ", " per ") + m[2]
	}
	return said + m[3]
}

func fromTo(lang kiosk.Lang, m []string) string {
	return cardinal(lang, number(m[1])) + to(lang) + cardinal(lang, number(m[2]))
}

// partOf reads «1/3»: the first of three.
func partOf(lang kiosk.Lang, m []string) string {
	return cardinal(lang, number(m[1])) + either(lang, " trên ", " of ") + cardinal(lang, number(m[2]))
}

func decimal(lang kiosk.Lang, m []string) string {
	return cardinal(lang, number(m[1])) + either(lang, " phẩy ", " point ") + digits(lang, m[2], 0)
}

// spelled parts the letters of abbreviations such as «UBND» and «QR»: words of
// capitals alone that carry no mark of a spoken word.
func spelled(text string) string {
	var said strings.Builder
	letters := func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) }
	for len(text) > 0 {
		n := strings.IndexFunc(text, func(r rune) bool { return !letters(r) })
		switch n {
		case -1:
			n = len(text)
		case 0:
			_, n = utf8.DecodeRuneInString(text)
		}
		word := text[:n]
		if abbreviation(word) {
			word = strings.Join(strings.Split(word, ""), " ")
		}
		said.WriteString(word)
		text = text[n:]
	}
	return said.String()
}

func abbreviation(word string) bool {
	for _, r := range word {
		if (r < 'A' || r > 'Z') && r != 'Đ' {
			return false
		}
	}
	return utf8.RuneCountInString(word) > 1
}

var (
	spaces  = regexp.MustCompile(`[\s\pC]+`)
	pauses  = regexp.MustCompile(`(?:\s*,)+`)
	doubled = regexp.MustCompile(`[,\s]*([.!?:;])[\s,]*(?:[.,][\s,]*)*`)
)

// tidy leaves one pause where several signs made one, and none at the ends.
func tidy(text string) string {
	text = strings.NewReplacer(" – ", ", ", " - ", ", ", "–", " ", "/", ", ").Replace(spaces.ReplaceAllString(text, " "))
	text = doubled.ReplaceAllString(pauses.ReplaceAllString(text, ","), "$1 ")
	return strings.Trim(spaces.ReplaceAllString(text, " "), " ,")
}

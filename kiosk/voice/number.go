package voice

import (
	"strings"

	"dongthap.vn/sen/kiosk"
)

var digitNames = map[kiosk.Lang][10]string{
	kiosk.Vietnamese: {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"},
	kiosk.English:    {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"},
}

// Digits reads a number that is dialled or called out one figure after the
// other, with a pause after every third; what is neither a figure nor «+» is
// left out.
func Digits(lang kiosk.Lang, s string) string { return digits(lang, s, 3) }

// digits is Digits with a pause after every so many figures; 0 means none.
func digits(lang kiosk.Lang, s string, pause int) string {
	var said strings.Builder
	n := 0
	for _, r := range s {
		name := signs[lang][r]
		if r >= '0' && r <= '9' {
			name = digitNames[lang][r-'0']
		} else if r != '+' {
			continue
		}
		switch {
		case n > 0 && pause > 0 && n%pause == 0:
			said.WriteString(", ")
		case said.Len() > 0:
			said.WriteByte(' ')
		}
		said.WriteString(name)
		if r != '+' {
			n++
		}
	}
	return said.String()
}

// cardinal reads a number as an amount. Vietnamese is that of the south, as the
// voice and the province are: «lẻ», «ngàn».
func cardinal(lang kiosk.Lang, n int) string {
	if n == 0 {
		return digitNames[lang][0]
	}
	hundreds, scales := hundredsVI, []string{"", " ngàn", " triệu", " tỷ"}
	if lang == kiosk.English {
		hundreds, scales = hundredsEN, []string{"", " thousand", " million", " billion"}
	}
	said := ""
	for i, scale := range scales {
		part := n % 1000
		n /= 1000
		if i == len(scales)-1 {
			part += n * 1000 // no number here is that big, and none is lost
		}
		if part > 0 {
			said = strings.TrimSpace(hundreds(part, n > 0 && i < len(scales)-1) + scale + " " + said)
		}
	}
	return said
}

// hundredsVI reads 1 to 999; inside a bigger number its hundreds are said even
// when there are none: «hai ngàn không trăm lẻ năm».
func hundredsVI(n int, inside bool) string {
	if n > 999 {
		return cardinal(kiosk.Vietnamese, n)
	}
	names := digitNames[kiosk.Vietnamese]
	said := []string{}
	if n >= 100 || inside {
		said = append(said, names[n/100], "trăm")
	}
	ten, one := n/10%10, n%10
	switch {
	case ten == 0 && one > 0 && len(said) > 0:
		said = append(said, "lẻ")
	case ten == 1:
		said = append(said, "mười")
	case ten > 1:
		said = append(said, names[ten], "mươi")
	}
	switch {
	case one == 1 && ten > 1:
		said = append(said, "mốt")
	case one == 5 && ten > 0:
		said = append(said, "lăm")
	case one > 0:
		said = append(said, names[one])
	}
	return strings.Join(said, " ")
}

var (
	teens = strings.Fields("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens  = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

// hundredsEN reads 1 to 999; inside a bigger number «and» joins what is below a
// hundred.
func hundredsEN(n int, inside bool) string {
	if n > 999 {
		return cardinal(kiosk.English, n)
	}
	said := []string{}
	if n >= 100 {
		said = append(said, digitNames[kiosk.English][n/100], "hundred")
	}
	rest := n % 100
	if rest > 0 && (n >= 100 || inside) {
		said = append(said, "and")
	}
	switch {
	case rest >= 20 && rest%10 > 0:
		said = append(said, tens[rest/10]+"-"+digitNames[kiosk.English][rest%10])
	case rest >= 20:
		said = append(said, tens[rest/10])
	case rest >= 10:
		said = append(said, teens[rest-10])
	case rest > 0:
		said = append(said, digitNames[kiosk.English][rest])
	}
	return strings.Join(said, " ")
}

// year reads 2026 as people do: «hai ngàn không trăm hai mươi sáu», «twenty
// twenty-six».
func year(lang kiosk.Lang, n int) string {
	if lang != kiosk.English || n%1000 < 10 {
		return cardinal(lang, n)
	}
	if n%100 == 0 {
		return cardinal(lang, n/100) + " hundred"
	}
	low := cardinal(lang, n%100)
	if n%100 < 10 {
		low = "oh " + low
	}
	return cardinal(lang, n/100) + " " + low
}

// ordinals are the English days of a month that are not regular.
var ordinals = map[int]string{1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}

// ordinal is the English for the day n of a month.
func ordinal(n int) string {
	switch {
	case ordinals[n] != "":
		return ordinals[n]
	case n < 20:
		return cardinal(kiosk.English, n) + "th"
	case n%10 == 0:
		return strings.TrimSuffix(tens[n/10], "y") + "ieth"
	}
	return tens[n/10] + "-" + ordinal(n%10)
}

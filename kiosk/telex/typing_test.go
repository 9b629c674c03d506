package telex_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk/telex"
)

var (
	telexOld = telex.Composer{}
	telexNew = telex.Composer{Style: telex.NewStyle}
	vniOld   = telex.Composer{Method: telex.VNI}
	vniNew   = telex.Composer{Method: telex.VNI, Style: telex.NewStyle}
	plain    = telex.Composer{Method: telex.None}
)

// story is keys and the text that they make.
type story struct{ keys, text string }

func tell(t *testing.T, c telex.Composer, stories []story) {
	t.Helper()
	for _, s := range stories {
		if got := typist(honest).write(c, s.keys); got != s.text {
			t.Errorf("%s makes %q, not %q", s.keys, got, s.text)
		}
	}
}

func TestACitizenTypesTelex(t *testing.T) {
	tell(t, telexOld, []story{
		{"hoaf", "hòa"}, {"thuys", "thúy"}, {"quys", "quý"}, {"gif", "gì"}, {"giuwowngf", "giường"},
		{"dduwowngf", "đường"}, {"duongdwf", "đường"}, {"duongwdf", "đường"}, {"duwowngfd", "đường"},
		{"nguoiwf", "người"}, {"nguwowif", "người"}, {"nguowif", "người"}, {"khuyeens", "khuyến"},
		{"khuyenes", "khuyến"}, {"giengs", "giéng"}, {"giengse", "giếng"}, {"gieengs", "giếng"},
		{"chuwngs", "chứng"}, {"cawn cuwowcs", "căn cước"}, {"thuowr", "thuở"}, {"huowng", "hương"},
		{"nhw", "như"}, {"giwx", "giữ"}, {"xooong", "xoong"}, {"moocs", "mốc"}, {"mooocs", "moóc"},
		{"ddawks lawks", "đắk lắk"}, {"kroong", "krông"}, {"bawcs kanj", "bắc kạn"},
		{"CAANF THOW", "CẦN THƠ"}, {"HOAF", "HÒA"}, {"HoaF", "Hòa"}, {"DDoongf Thaps", "Đồng Tháp"},
		{"TW", "TƯ"}, {"Casn booj huwowngs daanx raats nhieetj tinhf", "Cán bộ hướng dẫn rất nhiệt tình"},
	})
	tell(t, telexNew, []story{
		{"hoaf", "hoà"}, {"thuys", "thuý"}, {"khoer", "khoẻ"}, {"quys", "quý"}, {"muaf", "mùa"}, {"giaf", "già"},
	})
}

func TestACitizenTypesVNI(t *testing.T) {
	tell(t, vniOld, []story{
		{"hoa2", "hòa"}, {"thuy1", "thúy"}, {"d9u7o7ng2", "đường"}, {"duong972", "đường"}, {"duong279", "đường"},
		{"nguoi72", "người"}, {"ngu7o7i2", "người"}, {"khuye6n1", "khuyến"}, {"can8 cuoc71", "căn cước"},
		{"CAN62 THO7", "CẦN THƠ"}, {"xoong", "xoong"}, {"moc16", "mốc"}, {"hoa10", "hoa"}, {"hoa12", "hòa"},
	})
	tell(t, vniNew, []story{{"hoa2", "hoà"}, {"quy1", "quý"}, {"gi2", "gì"}, {"gieng61", "giếng"}})
}

func TestRepeatingAKeyEscapes(t *testing.T) {
	tell(t, telexOld, []story{
		{"aaa", "aa"}, {"aww", "aw"}, {"eee", "ee"}, {"ooo", "oo"}, {"oww", "ow"}, {"uww", "uw"}, {"ddd", "dd"},
		{"hoaff", "hoaf"}, {"hoafff", "hoaff"}, {"mass", "mas"}, {"tww", "tw"}, {"twsw", "tw"}, {"twwitter", "twitter"}, {"Twww", "Tww"},
		{"duwowngw", "duongw"}, {"huoww", "huow"}, {"tuwaw", "tuaw"}, {"ddoongo", "đongo"}, {"tieesnge", "tiénge"},
		{"QDDD", "QDD"}, {"dduwowngfd", "dườngd"}, {"Gooogle", "Google"}, {"Exxcel", "Excel"}, {"hoafz", "hoa"}, {"hoaz", "hoaz"},
	})
	tell(t, vniOld, []story{
		{"a66", "a6"}, {"o77", "o7"}, {"u77", "u7"}, {"a88", "a8"}, {"d99", "d9"}, {"hoa11", "hoa1"}, {"hoa112", "hoa12"},
		{"hoa0", "hoa0"}, {"QD99", "QD9"},
	})
}

func TestAnotherMarkReplacesTheFirst(t *testing.T) {
	tell(t, telexOld, []story{
		{"hoafs", "hóa"}, {"taanw", "tăn"}, {"tawna", "tân"}, {"muoongw", "mương"}, {"muwowngo", "muông"}, {"catsj", "cạt"},
	})
}

func TestForeignWordsStayAsTyped(t *testing.T) {
	words := strings.Fields(`email gmail.com Windows wifi web www yahoo Facebook Zalo iPhone Kuwait show
		fix zoo jazz file PDF Word Microsoft ABC123 H20 CMND BHXH UBND K0123456 66AA 66DD`)
	for _, word := range words {
		tell(t, telexOld, []story{{word, word}})
	}
	tell(t, vniOld, []story{
		{"12/3", "12/3"}, {"B2-047", "B2-047"}, {"CT01", "CT01"}, {"0277 3898989", "0277 3898989"}, {"H20.16", "H20.16"},
		{"Windows 11", "Windows 11"}, {"so61 5", "số 5"}, {"ap61 3", "ấp 3"},
	})
}

func TestAKeyThatIsNoRuneIsIgnored(t *testing.T) {
	for _, key := range []rune{-1, 0xd800, 0x110000} {
		if got := telexOld.Type("hoà", key); got != "hoà" {
			t.Errorf("key %#x makes %q", key, got)
		}
	}
}

func TestSpellingRulesRefuseMarks(t *testing.T) {
	tell(t, telexOld, []story{
		{"ges", "ges"}, {"ghas", "ghas"}, {"gees", "gees"}, {"ngef", "ngef"}, {"nghof", "nghof"}, {"cis", "cis"},
		{"kuw", "kuw"}, {"qas", "qas"}, {"gys", "gys"}, {"hoanhj", "hoạnh"}, {"hoangs", "hoáng"}, {"hoangcs", "hoangcs"},
	})
}

func TestAWordThatCannotBeVietnameseIsLeftAlone(t *testing.T) {
	for _, s := range []struct {
		before string
		key    rune
	}{
		{strings.Repeat("b", 16) + "d", 'd'}, {strings.Repeat("hoa", 4000), 's'}, {"x\u0331oa", 's'}, {"İa", 's'},
		{"ñoa", 's'}, {"éoà", 's'}, {"Гoa", 's'}, {"٣oa", 's'}, {"شoa", 's'}, {"👍", 's'}, {"résumé", 's'}, {"12A", 'a'},
	} {
		want := s.before + string(s.key)
		if got := telexOld.Type(s.before, s.key); got != norm.NFC.String(want) {
			t.Errorf("%.20q and %c make %.20q", s.before, s.key, got)
		}
	}
}

func TestAbbreviationsTakeTheirBar(t *testing.T) {
	tell(t, telexOld, []story{{"QDD", "QĐ"}, {"NDD-CP", "NĐ-CP"}, {"HDDND", "HĐND"}, {"LDDTBXH", "LĐTBXH"}, {"address", "address"}})
	tell(t, vniOld, []story{{"QD9", "QĐ"}, {"HD9ND", "HĐND"}})
}

func TestATonedWordGoesOn(t *testing.T) {
	for _, s := range []struct {
		c      telex.Composer
		before string
		key    rune
		after  string
	}{
		{telexOld, "hòa", 'n', "hoàn"}, {telexOld, "hoà", 'n', "hoàn"}, {telexNew, "hòa", 'n', "hoàn"}, {plain, "hòa", 'n', "hoàn"},
		{telexNew, "hò", 'a', "hoà"}, {telexOld, "hò", 'a', "hòa"}, {plain, "hò", 'a', "hòa"},
		{telexOld, "gì", 'a', "già"}, {telexOld, "gì", 'n', "gìn"}, {telexOld, "qúy", 't', "quýt"}, {telexOld, "thủy", 'n', "thuỷn"},
		{telexOld, "hoà", 'f', "hoaf"}, {telexOld, "hòa", 'f', "hoaf"}, {telexNew, "hòa", 's', "hoá"},
		{plain, "tíe", 'n', "tién"}, {plain, "tí", 'ê', "tiế"}, {plain, "tiế", 'n', "tiến"}, {plain, "đừ", 'ơ', "đườ"}, {plain, "mù", 'ô', "muồ"},
		{plain, "h", 'ò', "hò"}, {plain, "hoa", '1', "hoa1"}, {plain, "a", 'a', "aa"}, {plain, "u", 'ơ', "uơ"}, {plain, "uơ", 'n', "uơn"},
		{telexOld, "đưo", 'w', "đươ"}, {telexOld, "đuo", 'w', "đuơ"}, {telexOld, "đuơ", 'n', "đươn"}, {telexOld, "đưo", 'i', "đươi"},
		{telexOld, "xin chao", 'f', "xin chào"}, {telexOld, "chào, ba", 'f', "chào, bà"}, {telexOld, "hòa ", 's', "hòa s"},
	} {
		if got := s.c.Type(s.before, s.key); got != s.after {
			t.Errorf("%q and %c make %q, not %q", s.before, s.key, got, s.after)
		}
		decomposed := norm.NFD.String(s.before)
		if got := s.c.Type(decomposed, s.key); got != s.after {
			t.Errorf("decomposed %q and %c make %q, not %q", s.before, s.key, got, s.after)
		}
	}
}

func TestToneKeysOfTheScreen(t *testing.T) {
	for _, s := range []struct {
		before string
		tone   telex.Tone
		after  string
	}{
		{"hoa", telex.Huyen, "hòa"}, {"hòa", telex.Huyen, "hoa"}, {"hòa", telex.Sac, "hóa"}, {"hoà", telex.Ngang, "hoa"},
		{"hoa", telex.Ngang, "hoa"}, {"đương", telex.Huyen, "đường"}, {"cat", telex.Huyen, "cat"}, {"cat", telex.Sac, "cát"},
		{"quy", telex.Sac, "quý"}, {"gi", telex.Huyen, "gì"}, {"gia", telex.Huyen, "già"}, {"Windows", telex.Sac, "Windows"},
		{"", telex.Sac, ""}, {"hoa ", telex.Sac, "hoa "}, {"tôi la", telex.Huyen, "tôi là"}, {"THUY", telex.Hoi, "THỦY"},
	} {
		if got := telexOld.Tone(s.before, s.tone); got != s.after {
			t.Errorf("%q with tone %d is %q, not %q", s.before, s.tone, got, s.after)
		}
	}
}

func TestAWholeTextIsRestyled(t *testing.T) {
	text := "Hoà giải thuỷ lợi, khoẻ; Qúy vị hòan thành «UỶ BAN» café H20 hoà1 résumé tìeng Гой 👍"
	want := "Hòa giải thủy lợi, khỏe; Quý vị hoàn thành «ỦY BAN» café H20 hoà1 résumé tìeng Гой 👍"
	for _, in := range []string{text, norm.NFD.String(text), want} {
		if got := telex.Restyle(in, telex.OldStyle); got != norm.NFC.String(want) {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}

package guide_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/guide"
)

func TestTheSecondLetterBringsResults(t *testing.T) {
	c, _ := catalogueAndSynonyms(t)
	find := honest(t)
	for _, p := range c.Procedures {
		for _, name := range []string{p.ShortVI, guide.Fold(p.ShortVI)} {
			letters := []rune(name)
			if hits := find(string(letters[:1])).Hits; hits != nil {
				t.Errorf("%q: one letter brings %v", name, hits)
			}
			if hits := find(string(letters[:2])).Hits; len(hits) == 0 {
				t.Errorf("%q: two letters bring nothing", name)
			}
		}
	}
	if hits := find("qz").Hits; len(hits) > 0 {
		t.Errorf("two letters that begin nothing bring %v", hits)
	}
}

func TestMarksTypedApartAndCapitalsMakeNoDifference(t *testing.T) {
	find, noticed := honest(t), false
	for _, p := range phrases(t, "testdata/phrases.csv") {
		want := find(p.query)
		for _, query := range []string{norm.NFD.String(p.query), strings.ToUpper(p.query), norm.NFD.String(strings.ToUpper(p.query))} {
			if got := find(query); !reflect.DeepEqual(got, want) {
				t.Errorf("%q: %v, want %v", query, got, want)
			}
		}
		noticed = noticed || !reflect.DeepEqual(find(guide.Fold(p.query)), want)
	}
	if !noticed {
		t.Error("marks left out make no difference either: the comparison sees nothing")
	}
}

// pair is a guide to two procedures whose names differ in a mark.
func pair(one, two string) *guide.Guide {
	return guide.New(kiosk.Catalogue{Procedures: []kiosk.Procedure{
		{Code: "1.000001", NameVI: one, ShortVI: one}, {Code: "1.000002", NameVI: two, ShortVI: two},
	}}, guide.Synonyms{})
}

func TestMarkedMatchesComeFirst(t *testing.T) {
	for _, names := range [][2]string{{"Giấy bán nhà", "Giấy bản nhà"}, {"Đất", "Dát"}, {"Cấp đổi", "Cấp đội"}} {
		g := pair(names[0], names[1])
		for i, name := range names {
			if hits := g.Find(name, 5).Hits; len(hits) == 0 || hits[0].Code[7] != byte('1'+i) {
				t.Errorf("%q: %v", name, hits)
			}
		}
		bare := g.Find(guide.Fold(names[0]), 5).Hits
		if len(bare) != 2 || bare[0].Score != bare[1].Score {
			t.Errorf("%q without marks: %v, want both alike", names[0], bare)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Giấy chứng tử": "giay chung tu", "GIAY-CHUNG-TU": "giay chung tu", "Đồng Tháp": "dong thap",
		norm.NFD.String("Đường ĐỎ"): "duong do", "  a\u200bb  c ": "ab c", "🅂ổ": "so", "a\xf6Ȅ": "a e", "": "", "…": "",
	} {
		if got := guide.Fold(in); got != want {
			t.Errorf("Fold(%q) is %q, want %q", in, got, want)
		}
	}
}

// strange is what nobody means and somebody sends.
var strange = []string{
	"", " ", "a", "\x00", "\xff\xfe", "🙂🙂", "\u0301\u0301", "đ", "ĐĐ", strings.Repeat("a", 10_000), strings.Repeat("khai sinh ", 500),
	strings.Repeat("ấ\u0323", 300), "1.", "1.0", "99999999999999999999", "...", "<script>", "' OR 1=1 --", "ทดสอบ", "身份证", "dk dk dk dk",
}

func TestAnyTextIsAnswered(t *testing.T) {
	g := guide.New(catalogueAndSynonyms(t))
	for _, text := range strange {
		answered(t, g, text)
	}
	if r := guide.New(kiosk.Catalogue{}, guide.Synonyms{}).Find("khai sinh", 5); len(r.Hits) > 0 {
		t.Errorf("an empty catalogue answers %v", r)
	}
}

func answered(t *testing.T, g *guide.Guide, text string) {
	t.Helper()
	for _, limit := range []int{0, 1, 5} {
		if r := g.Find(text, limit); len(r.Hits) > limit {
			t.Errorf("%d hits, at most %d wanted", len(r.Hits), limit)
		}
	}
	if folded := guide.Fold(text); !utf8.ValidString(folded) || guide.Fold(folded) != folded {
		t.Errorf("%q folds to %q, which is not folded", text, folded)
	}
}

func FuzzFind(f *testing.F) {
	for _, text := range strange {
		f.Add(text)
	}
	g := guide.New(catalogueAndSynonyms(f))
	f.Fuzz(func(t *testing.T, text string) { answered(t, g, text) })
}

// «chung tu» alone must not be taken for a death certificate.
func TestTwoReadingsWithoutMarksAreBothOffered(t *testing.T) {
	var c kiosk.Catalogue
	for i, name := range []string{"Cấp chứng từ thuế", "Sửa chứng từ", "Hủy chứng từ", "Cấp chứng tử", "Sửa chứng tử", "Hủy chứng tử"} {
		c.Procedures = append(c.Procedures, kiosk.Procedure{Code: "1." + strings.Repeat("0", 5) + string(rune('0'+i)), NameVI: name, ShortVI: name})
	}
	g := guide.New(c, guide.Synonyms{})
	both := g.Find("chung tu", 5)
	if !both.Ambiguous || len(both.Hits) < 2 || both.Hits[0].Code < "1.000003" == (both.Hits[1].Code < "1.000003") {
		t.Errorf("without marks: %+v, want one of each first, and a choice", both)
	}
	for _, h := range g.Find("chứng từ", 3).Hits {
		if h.Code >= "1.000003" {
			t.Errorf("«chứng từ» brings %s", h.Code)
		}
	}
}

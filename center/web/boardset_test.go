package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// typedBoards is the form of boards as it would be sent, with fields changed.
func (v *visitor) typedBoards(change url.Values) url.Values {
	v.t.Helper()
	form := url.Values{"version": {valueOf(v.get("/boards").body, "version")}}
	for name, values := range change {
		form[name] = values
	}
	return form
}

// valueOf is the value of a hidden field of a page.
func valueOf(body, name string) string {
	_, rest, _ := strings.Cut(body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// script is a text as a script writes it.
func script(t *testing.T, text string) string {
	raw, err := json.Marshal(text)
	must(t, err)
	return string(raw)
}

// oneBoard is a board as somebody types it.
func oneBoard(change url.Values) url.Values {
	form := url.Values{"name": {"tang-2"}, "title": {"Sảnh tầng 2"}, "services": {"b, c"}, "counters": {""}, "volume": {"60"}, "repeat": {"2"}, "quiet": {"11:30-13:00"}}
	for name, values := range change {
		form[name] = values
	}
	return form
}

func today(c *center, days int) string {
	return kiosk.DateOf(c.clock.Now().In(kiosk.VietnamTime)).AddDays(days).String()
}

func TestBoardsAreNamedInTheConsole(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 2)
	boss, hall := c.enter(c.hire("boss", "Sếp", staff.Supervisor)), c.visitor()
	hall.get("/board/tang-2").shows(t, "Chưa có bảng nào tên này")
	form := boss.typedBoards(oneBoard(nil))
	boss.post("/boards", form).shows(t, "Đã công bố", `href="/board/tang-2"`, `value="B, C"`)
	got := hall.get("/board/tang-2")
	got.shows(t, "· Sảnh tầng 2", `data-volume="60"`, `data-repeat="2"`, "B1-001")
	got.lacks(t, "Chưa có bảng nào tên này", "data-quiet", "Tài chính")
	c.clock.Pass(3 * time.Hour)
	hall.get("/board/tang-2").shows(t, "data-quiet")

	// What somebody else published meanwhile is not written over.
	boss.post("/boards", form).shows(t, "Người khác vừa công bố bản mới")
	boss.post("/boards", boss.typedBoards(url.Values{"name": {""}, "title": {""}})).shows(t, "Đã công bố")
	hall.get("/board/tang-2").shows(t, "Chưa có bảng nào tên này")
	boss.get("/site").shows(t, "boards › 1 › name") // every version stays
}

func TestBoardsThatCannotBeAreSaid(t *testing.T) {
	c := openCenter(t)
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	for want, change := range map[string]url.Values{
		"tên trong địa chỉ chỉ gồm":          {"name": {"Tầng 2"}},
		"chưa có tên gọi":                    {"title": {""}},
		"không phải số từ 0 đến 100":         {"volume": {"101"}},
		"Âm lượng «»":                        {"volume": {""}},
		"không phải số từ 1 đến 3":           {"repeat": {"9"}},
		"không có lĩnh vực Q":                {"services": {"Q"}},
		"không có quầy 77":                   {"counters": {"77"}},
		"không đúng dạng 11:30-13:00":        {"quiet": {"trưa"}},
		"«11:30-11:30»":                      {"quiet": {"11:30-11:30"}},
		"mỗi tên một lần":                    {"name": {"a", "a"}, "title": {"Một", "Hai"}, "volume": {"1", "1"}, "repeat": {"1", "1"}},
		"cần ngày đầu và ngày cuối":          {"vi": {"Mai nghỉ"}, "from": {today(c, 1)}, "to": {today(c, 0)}},
		"«Mai nghỉ» cần ngày đầu":            {"vi": {"Mai nghỉ"}},
		"chưa có lời tiếng Việt":             {"en": {"Closed"}, "vi": {""}, "from": {today(c, 0)}, "to": {today(c, 0)}},
		"Không công bố được: site: a notice": {"vi": {strings.Repeat("ạ", kiosk.MaxNoticeText+1)}, "from": {today(c, 0)}, "to": {today(c, 0)}},
	} {
		got := boss.post("/boards", boss.typedBoards(oneBoard(change)))
		got.shows(t, "Chưa công bố", want)
		if change["name"] == nil {
			got.has(t, `value="tang-2"`)
		}
	}
	if site, err := c.Publisher.Site(t.Context()); err != nil || len(site.Boards)+len(site.Notices) > 0 {
		t.Errorf("published %+v %+v, %v", site.Boards, site.Notices, err)
	}
}

// A board of counters shows whom they call, whatever line they come from.
func TestABoardOfCountersShowsTheirCalls(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	boss, hall := c.enter(c.hire("boss", "Sếp", staff.Supervisor)), c.visitor()
	boss.post("/boards", boss.typedBoards(oneBoard(url.Values{"services": {""}, "counters": {"3"}}))).shows(t, "Đã công bố")
	tablet.takes("B", 2)
	three, four := c.sit("hoa", "3"), c.sit("lan", "4")
	four.press("next")
	hall.get("/board/tang-2").lacks(t, ">B1-001<")
	three.press("next")
	hall.get("/board/tang-2").shows(t, ">B1-002<", "đến Quầy 3")
}

// What is set on the console is obeyed at once by boards that are open: their
// sound, how often they say a call, and notices.
func TestAnOpenBoardObeysTheConsoleAtOnce(t *testing.T) {
	c := openCenter(t)
	c.enrolTablet("1", "").takes("B", 9)
	boss, three := c.enter(c.hire("boss", "Sếp", staff.Supervisor)), c.sit("hoa", "3")
	boss.post("/boards", boss.typedBoards(oneBoard(nil))).shows(t, "Đã công bố")
	b := c.browse()
	b.open("/board/tang-2")
	b.mark()
	eval[any](b, ears)
	three.press("next")
	for i, want := range []string{"chime", "B1-001/3", "chime", "B1-001/3"} { // said twice, to the end
		b.until(want+" is heard", fmt.Sprintf("__heard.length === %d && __heard[%d] === %q", i+1, i, want))
		eval[any](b, "__over(); null")
	}
	if loud := eval[float64](b, "__loud"); loud != 0.6 {
		t.Errorf("it sounds at volume %v", loud)
	}
	for name, quiet := range map[string]url.Values{"volume 0": oneBoard(url.Values{"volume": {"0"}}), "quiet now": oneBoard(url.Values{"quiet": {"08:00-10:00"}})} {
		quiet["vi"], quiet["from"], quiet["to"] = []string{"Chiều nay nghỉ họp, " + name}, []string{today(c, 0)}, []string{today(c, 0)}
		boss.post("/boards", boss.typedBoards(quiet)).shows(t, "Đã công bố")
		b.waitText("Chiều nay nghỉ họp, " + name)
		before := eval[int](b, "__heard.length")
		c.clock.Pass(time.Minute)
		three.press("next")
		number := strings.Fields(callKey(t, c.visitor().get("/board/tang-2").body))[0]
		b.called(number, "3")
		if n := eval[int](b, "__heard.length"); n != before {
			t.Errorf("%s: %d sounds", name, n-before)
		}
	}
	b.stayed("the board")
}

func TestNoticesAreShownOnTheirDays(t *testing.T) {
	c := openCenter(t)
	boss, hall := c.enter(c.hire("boss", "Sếp", staff.Supervisor)), c.visitor()
	got := boss.post("/boards", boss.typedBoards(url.Values{"vi": {"hôm nay\r\nmột", "ngày mai hai", "hôm qua ba"}, "en": {"one", "", ""},
		"from": {today(c, 0), today(c, 1), today(c, -2)}, "to": {today(c, 0), today(c, 2), today(c, -1)}}))
	got.shows(t, "đang hiện", "chưa đến ngày", "đã hết ngày")
	board := hall.get("/board")
	board.shows(t, "hôm nay một")
	board.lacks(t, "ngày mai hai", "hôm qua ba")
	c.clock.Pass(24 * time.Hour)
	board = hall.get("/board")
	board.shows(t, "ngày mai hai")
	board.lacks(t, "hôm nay một")
}

// Boards and notices are written by people; on a board, in the console and in the
// site's history they are words and nothing else.
func TestHostileBoardsAndNoticesAreOnlyWords(t *testing.T) {
	c := openCenter(t)
	b := c.browse()
	b.watch()
	b.signIn(c, c.hirePlain("boss", "Sếp"))
	b.open("/board")
	b.mark()
	texts := slices.DeleteFunc(nameable(t, kiosk.MaxNoticeText), func(s string) bool { return strings.Contains(s, "\n") })
	if len(texts) < 200 {
		t.Fatalf("only %d texts", len(texts))
	}
	day := kiosk.DateOf(c.clock.Now().In(kiosk.VietnamTime))
	for chunk := range slices.Chunk(texts, kiosk.MaxNotices) {
		c.republish(func(s *kiosk.Site) {
			s.Notices, s.Boards = nil, nil
			for i, text := range chunk {
				s.Notices = append(s.Notices, kiosk.Notice{Text: kiosk.Name{VI: text, EN: text}, From: day, To: day})
				if utf8.RuneCountInString(text) <= kiosk.MaxBoardTitle {
					s.Boards = append(s.Boards, kiosk.Board{Name: fmt.Sprint("b", i), Title: text, Volume: 1, Repeat: 1})
				}
			}
		})
		b.until("the notices are put in", fmt.Sprintf(`document.querySelectorAll(".news li").length === %d && document.querySelector(".news span").textContent === %s`, len(chunk), script(t, asRead(chunk[0]))))
		b.inert("notices, live", ".news span", chunk)
		b.stayed("the board")
	}
	site, err := c.Publisher.Site(t.Context())
	must(t, err)
	for _, set := range site.Boards {
		b.open("/board/" + set.Name)
		b.inert("the name of a board", ".bar b", []string{set.Title})
	}
	b.open("/boards")
	b.inert("the console's page of boards", "body", nil)
	b.open("/site")
	b.inert("the history of the site", "body", nil)
	for _, text := range texts[:20] { // and in its address
		if got := c.visitor().get("/board/" + url.PathEscape(text)); got.status >= http.StatusInternalServerError {
			t.Errorf("/board/%q: status %d", text, got.status)
		}
	}
}

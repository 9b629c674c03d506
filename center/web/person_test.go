package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk/proof"
)

const canary = "+84912345678"

// A logbook is a log several goroutines write.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.text.Bytes())
}

func number(extra ...string) url.Values {
	form := url.Values{"phone": {"0912 345 678"}}
	for i := 0; i+1 < len(extra); i += 2 {
		form.Set(extra[i], extra[i+1])
	}
	return form
}

// A person asks, gets a copy and is forgotten; what a kiosk still held arrives
// afterwards. No log line and no line of the audit log holds the number.
func TestAPersonAsksIsAnsweredAndForgotten(t *testing.T) {
	var logs logbook
	c := openCenterAt(t, "http://sen.example.vn", &logs)
	tablet, late := c.enrolTablet("1", ""), c.enrolTablet("2", "")
	tablet.says(2, "Xin gọi lại cho tôi", canary, "wait")
	tablet.says(4, "Của người khác", "+84987654321")
	tablet.send()
	late.says(1, "Máy này mất mạng", canary)
	boss := c.enter(c.hire("boss", "Sếp", staff.Director))

	boss.get("/person").shows(t, "Số điện thoại của người hỏi", "Dữ liệu cá nhân")
	found := boss.post("/person", number())
	found.shows(t, "1 mục có số 0912 345 678", "Xin gọi lại cho tôi", "Không hài lòng", "Thời gian chờ", "Tải bản sao")
	found.lacks(t, "Của người khác", "Máy này mất mạng")
	boss.post("/person", url.Values{"phone": {"113"}}).shows(t, "Số điện thoại chưa đúng")

	copy := boss.post("/person/export", number("form", "html"))
	copy.shows(t, "Dữ liệu cá nhân của bạn", "0912 345 678", "Xin gọi lại cho tôi", "được tìm theo yêu cầu của chủ số")
	if got := copy.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename=\"du-lieu-ca-nhan.html\"") {
		t.Errorf("the copy comes as %q", got)
	}
	var p listen.Person
	must(t, json.Unmarshal([]byte(boss.post("/person/export", number("form", "json")).body), &p))
	if p.Phone != canary || len(p.Held) != 1 || p.Held[0].Words != "Xin gọi lại cho tôi" {
		t.Errorf("the copy for programs: %+v", p)
	}

	boss.post("/person/erase", number()).shows(t, "Chưa xoá gì")
	boss.post("/person/erase", number("checked", "yes")).shows(t, "Đã xoá 1 mục")
	late.send()
	boss.post("/person", number()).shows(t, "Không có gì gắn với số 0912 345 678")
	boss.get("/feedback").shows(t, "Lời viết đã được xoá theo yêu cầu", "Của người khác")
	boss.get("/feedback").lacks(t, "Máy này mất mạng", "Xin gọi lại cho tôi")

	lines, err := c.Staff.Audit(t.Context(), 0, 100)
	must(t, err)
	audit, err := json.Marshal(lines)
	must(t, err)
	if !strings.Contains(string(audit), "person.erase_late") {
		t.Error("the audit log does not tell of what came late")
	}
	for name, text := range map[string][]byte{"log": logs.bytes(), "audit log": audit} {
		if found := proof.Search(text, canary, "Xin gọi lại cho tôi"); len(found) > 0 || len(text) == 0 {
			t.Errorf("the %s of %d bytes holds %q", name, len(text), found)
		}
	}
}

// The same search finds a number in a log that holds addresses.
func TestControlNumberInAnAddress(t *testing.T) {
	var logs logbook
	c := openCenterAt(t, "http://sen.example.vn", &logs)
	boss := c.enter(c.hire("boss", "Sếp", staff.Director))
	asked := "/person?phone=0912345678"
	boss.get(asked)
	if found := proof.Search(logs.bytes(), canary); len(found) > 0 {
		t.Errorf("the log holds addresses: %q", found)
	}
	c.Log.Debug("request", "address", asked)
	proof.Control(t, "a log of whole addresses", "TestAPersonAsksIsAnsweredAndForgotten", proof.Search(logs.bytes(), canary)...)
}

func TestWhatCannotBeOpenedSaysSoInItsRow(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	tablet.says(1, "Còn đọc được", "")
	broken := tablet.says(1, "Bị sửa", canary)
	event := &tablet.chain[len(tablet.chain)-1]
	for i := range event.Sealed {
		event.Sealed[i].Ciphertext[40] ^= 1
	}
	event.Hash = event.ChainHash()
	tablet.send()
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	boss.get("/feedback").shows(t, "Còn đọc được", "Không mở được lời viết này: dữ liệu bị hỏng", "Không mở được số điện thoại: dữ liệu bị hỏng")
	if got := boss.part("POST", "/feedback/"+broken+"/reveal", nil); got.status != http.StatusOK || !strings.Contains(got.body, "Không mở được số điện thoại") {
		t.Errorf("asked for the number: status %d\n%s", got.status, got.body)
	}
}

func TestThePersonPageCanBeRead(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "Sảnh chính")
	for range 2 {
		tablet.says(2, "Tôi chờ hơn một giờ mà không ai báo. Xin gọi lại cho tôi sau giờ làm việc.\nCảm ơn.", canary, "wait", "guidance")
		c.clock.Pass(26 * time.Minute)
	}
	tablet.send()
	boss := c.hire("boss", "Nguyễn Thị Sếp", staff.Director)
	b := c.browse()
	b.signIn(c, boss)
	b.open("/person")
	b.look("person-empty", offices, small)
	b.fill("#phone", "0912 345 678")
	b.click(".person form .button")
	b.waitText("2 mục có số")
	b.look("person-found", offices, small)
	b.click(".tick input")
	b.click(".erase .button")
	b.waitText("Đã xoá 2 mục")
	b.look("person-erased", offices)
}

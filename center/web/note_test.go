package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/hook"
)

func (v *visitor) notes(ticket, words string) answer {
	v.t.Helper()
	return v.part("POST", "/counter/note", url.Values{"current": {v.sees()}, "ticket": {ticket}, "note": {words}})
}

func TestTheNextClerkReadsTheNote(t *testing.T) {
	c := openCenter(t)
	k := c.enrolTablet("1", "").takes("B", 2)[0]
	first, second := c.sit("hoa", "3"), c.sit("lan", "4")
	first.press("next").shows(t, "Đã gọi B1-001")
	for _, wrong := range []string{"", " \t ", "0912 345 678", "x\u202ey"} {
		first.notes(k.id, wrong).shows(t, "Ghi chú cần có chữ")
	}
	const words = "thiếu bản sao; đã xem bản chính"
	first.notes(k.id, words).shows(t, "B1-001: đã lưu ghi chú", words, "Quầy 3, ")
	first.notes(k.id, words).shows(t, "Ghi chú đó đã có trên phiếu", ">B1-001<")
	first.press("park").shows(t, "B1-001: đang bổ sung giấy tờ", words)
	first.part("POST", "/counter/return", url.Values{"ticket": {k.id}}).shows(t, words)
	first.press("next").shows(t, "Đã gọi B1-001", words)
	first.part("POST", "/counter/transfer", url.Values{"current": {first.sees()}, "to": {"4"}}).lacks(t, words)
	second.get("/counter").shows(t, words, "Đang chờ (2)")
	second.press("next").shows(t, "Đã gọi B1-001", words)
	second.get("/ticket/"+k.id).shows(t, "ghi chú", "«"+words+"»", "Nguyễn Thị hoa")
	second.post("/ticket/"+k.id+"/note", url.Values{"note": {"xem thêm tầng 2"}}).shows(t, "đã lưu ghi chú", "«xem thêm tầng 2»")
}

// What a clerk notes is for colleagues: no other page, program or message has it.
func TestANoteIsForStaffAlone(t *testing.T) {
	c := openCenter(t)
	k := c.enrolTablet("1", "").takes("B", 2)[0]
	var told strings.Builder
	system := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(&told, r.Body) }))
	defer system.Close()
	_, err := c.Hooks.Add(t.Context(), hook.NewHook{Name: "IOC", URL: system.URL, Kinds: hook.Kinds, By: "it"})
	must(t, err)
	clerk := c.sit("hoa", "3")
	clerk.press("next")
	const words = "bà Bảy quên sổ"
	clerk.notes(k.id, words).shows(t, words)
	clerk.press("park").shows(t, words)
	must(t, c.Hooks.Deliver(t.Context()))

	token, err := c.API.MakeToken(t.Context(), api.NewToken{Name: "kho", Scopes: api.Scopes, Days: 1, By: "it"})
	must(t, err)
	seen := map[string]string{"webhooks": told.String()}
	for _, path := range []string{"/", "/board", "/board?services=B", k.path(), "/api/v1/queue", "/api/v1/tickets", "/api/v1/tickets/" + k.id} {
		got := c.visitor().do("GET", path, nil, http.Header{"Authorization": {"Bearer " + token}})
		if got.shows(t); got.status == http.StatusOK {
			seen[path] = got.body
		}
	}
	q, _, err := c.Queue.Snapshot(t.Context())
	must(t, err)
	seen["kiosks"] = fmt.Sprintf("%+v", q)
	for where, text := range seen {
		if strings.Contains(text, "Bảy") || strings.Contains(text, `"note"`) || len(text) < 50 {
			t.Errorf("%s: %s", where, text)
		}
	}
}

package web

import (
	"net/http"
	"strings"
	"testing"

	"dongthap.vn/sen/center/staff"
)

func TestABrokenDatabaseIsAPageAndNotATrace(t *testing.T) {
	var log notebook
	c := openCenterAt(t, "http://sen.example.vn", &log)
	v := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	must(t, c.Store.Close())
	for _, path := range []string{"/board", "/feedback", "/R/X", "/console"} {
		got := v.get(path)
		if got.status != http.StatusInternalServerError {
			t.Errorf("%s: status %d", path, got.status)
		}
		got.has(t, "Máy chủ gặp trục trặc", "Chưa có gì bị mất")
		got.lacks(t, "sql", "database", "goroutine")
		part := v.part("GET", path, nil)
		if part.header.Get("HX-Retarget") != "#notice" {
			t.Errorf("%s: a script would throw away what the clerk sees", path)
		}
		part.lacks(t, "<html")
	}
	if !strings.Contains(log.String(), "closed") {
		t.Errorf("the log does not say why:\n%s", log.String())
	}
}

func TestAnUnknownPageSaysSo(t *testing.T) {
	c := openCenter(t)
	got := c.visitor().get("/khong-co")
	if got.status != http.StatusNotFound {
		t.Fatalf("status %d", got.status)
	}
	got.has(t, "Không có trang này", "Về trang đầu")
}

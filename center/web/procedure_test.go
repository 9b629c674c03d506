package web

import (
	"net/http"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/receipt"
)

func TestAPhoneReadsWhatToBring(t *testing.T) {
	c := openCenter(t)
	phone := c.visitor()
	for _, path := range []string{"/P/1.004873", "/p/1.004873"} {
		phone.get(path).shows(t, "Giấy xác nhận tình trạng hôn nhân", "mã 1.004873", "Lệ phí", "Bạn cần mang gì?", `type="checkbox"`,
			"Quầy 1, 2", "Căn cứ:", "Kiểm tra ngày", "Nguồn:", `content="noindex"`, "Dữ liệu mẫu")
	}
	english := phone.get("/P/1.004873?lang=en")
	english.shows(t, `<html lang="en">`, "What to bring", "Checked on", "Source:", "Tiếng Việt")
	english.lacks(t, "Bạn cần mang gì?")
}

// TestTheKiosksCodeLeadsToThePage goes where the kiosk's QR points, all in
// capitals as it is.
func TestTheKiosksCodeLeadsToThePage(t *testing.T) {
	c := openCenter(t)
	catalogue, err := c.Publisher.Catalogue(t.Context())
	must(t, err)
	phone := c.visitor()
	for _, p := range catalogue.Procedures {
		path := strings.TrimPrefix(receipt.ProcedureURL("http://sen.example.vn", p.Code), "HTTP://SEN.EXAMPLE.VN")
		phone.get(path).shows(t, "mã "+p.Code, "Nguồn:")
	}
}

func TestAnUnknownProcedureIsNoFault(t *testing.T) {
	c := openCenter(t)
	phone := c.visitor()
	for _, path := range []string{"/P/9.999999", "/P/", "/P/%00", "/P/%FF", "/P/a/b", "/P/" + strings.Repeat("1", 5000), "/P/<script>"} {
		if got := phone.get(path); got.status != http.StatusNotFound {
			t.Errorf("%.30q: status %d", path, got.status)
		}
	}
}

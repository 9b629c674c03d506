package web

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/receipt"
)

func TestAPhoneFollowsItsNumber(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "")
	clerk, phone := c.sit("hoa", "3"), c.visitor()
	tablet.takes("B", 2)
	mine := tablet.ticket("B", "1.012783")
	phone.get(mine.path()).shows(t, "GENUINE, NOT YET SYNCED", "B2-003", "Số vẫn có giá trị")
	tablet.send()
	page := phone.get(mine.path())
	page.shows(t, "Phiếu thật", ">GENUINE<", "B2-003", "Đất đai", "2 người", "cấp lúc 08:32", "máy 2", "Chưa gọi số nào",
		"Cần chuẩn bị", "Bản gốc Giấy chứng nhận", `type="checkbox"`, `content="noindex"`)
	page.lacks(t, "NOT YET SYNCED", "Chờ khoảng")

	clerk.press("next")
	phone.part("GET", mine.path(), nil).shows(t, "1 người", "Quầy 3: B2-001")
	clerk.press("next")
	clerk.press("next").shows(t, "Đã gọi B2-003")
	phone.part("GET", mine.path(), nil).shows(t, "Mời bạn đến", "Quầy 3", `data-turn="called"`)
	clerk.press("done")
	phone.get(mine.path()).shows(t, "USED", "Phiếu đã dùng", "phục vụ ở Quầy 3")
}

func TestEnoughServicesMakeAPromise(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk := c.sit("hoa", "3")
	slips := tablet.takes("B", 9)
	for range 6 {
		clerk.press("next")
		c.clock.Pass(7 * time.Minute)
	}
	got := c.visitor().get(slips[8].path())
	got.shows(t, "2 người", "Chờ khoảng")
	got.has(t, "10–15 phút")
}

func TestAReceiptInEnglish(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	got := c.visitor().get(slip.path() + "?lang=en")
	got.shows(t, `<html lang="en">`, "GENUINE", "Your number · Land", "You are next", "Tiếng Việt", "Public Administration")
	got.lacks(t, "Phiếu thật")
}

func TestEveryEndOfATicketHasItsVerdict(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	clerk, phone := c.sit("hoa", "3"), c.visitor()
	slips := tablet.takes("B", 3)
	clerk.press("next")
	clerk.press("no-show")
	phone.get(slips[0].path()).shows(t, "USED", "chưa gặp bạn")
	tablet.cancel(slips[1])
	unsent := tablet.ticket("A", "")
	c.clock.Pass(time.Second)
	tablet.sendUntil(unsent)
	phone.get(slips[1].path()).shows(t, "EXPIRED", "đã được huỷ")

	c.clock.Pass(26 * time.Hour)
	_, err := c.Queue.CloseOld(t.Context())
	must(t, err)
	phone.get(slips[2].path()).shows(t, "EXPIRED", "trong ngày cấp")
	phone.get(unsent.path()).shows(t, "EXPIRED", "trong ngày cấp")
}

func TestARevokedKioskConvictsWhatItNeverSent(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	sent := tablet.takes("B", 1)[0]
	unsent := tablet.ticket("B", "")
	must(t, c.Fleet.Revoke(t.Context(), "1", "test"))
	c.visitor().get(sent.path()).shows(t, ">GENUINE<")
	c.visitor().get(unsent.path()).shows(t, "KEY REVOKED", "bàn hướng dẫn")
}

func TestEveryFlippedBitIsForged(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	encoding := base32.StdEncoding.WithPadding(base32.NoPadding)
	raw, err := encoding.DecodeString(slip.code)
	must(t, err)
	phone := c.visitor()
	phone.get(slip.path()).shows(t, "GENUINE") // the control: unflipped it is good
	for bit := range len(raw) * 8 {
		raw[bit/8] ^= 1 << (bit % 8)
		got := phone.get("/R/" + encoding.EncodeToString(raw))
		if got.status != http.StatusNotFound || !strings.Contains(got.body, "FORGED") || strings.Contains(got.body, slip.Number) {
			t.Fatalf("bit %d flipped: status %d\n%s", bit, got.status, got.body)
		}
		raw[bit/8] ^= 1 << (bit % 8)
	}
}

func TestGarbageIsForgedAndNeverAFault(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	phone := c.visitor()
	for _, path := range []string{
		"", "A", "%2F", "%00", "a/b/c", "%F0%9F%92%A9", "%FF%FE", "..%2f..%2fetc%2fpasswd", strings.Repeat("A", 10_000), slip.code[:100],
		slip.code + "A", slip.code + "%20", slip.code + "/", slip.code + "=", "%3Cscript%3E", "?code=" + slip.code,
	} {
		got := phone.get("/R/" + path)
		if got.status != http.StatusNotFound || !strings.Contains(got.body, "FORGED") {
			t.Errorf("%.40q: status %d\n%.300s", path, got.status, got.body)
		}
		if strings.Contains(got.body, "<script>") {
			t.Errorf("%.40q reaches the page", path)
		}
	}
}

func TestSmallLettersAreTheSameReceipt(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	c.visitor().get("/r/"+strings.ToLower(slip.code)).shows(t, ">GENUINE<", "B1-001")
}

// «ſ» is a small S and «ı» a small I to Unicode, but no letters of a receipt.
func TestLettersThatOnlyLookSmallAreForged(t *testing.T) {
	c := openCenter(t)
	phone := c.visitor()
	tried := 0
	for range 20 { // until a code has the letter
		slip := c.enrolTablet("1", "").takes("B", 1)[0]
		for letter, odd := range map[string]string{"S": "ſ", "I": "ı", "K": "\u212a"} {
			path := "/R/" + url.PathEscape(strings.Replace(slip.code, letter, odd, 1))
			if strings.Contains(path, slip.code) {
				continue
			}
			tried++
			if got := phone.get(path); got.status != http.StatusNotFound || !strings.Contains(got.body, "FORGED") {
				t.Fatalf("with %s for %s: status %d", odd, letter, got.status)
			}
		}
		if tried >= 3 {
			return
		}
	}
	t.Fatal("no code had one of the letters")
}

func TestAReceiptOfAnotherSiteIsOfNoUseHere(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("1", "")
	code, err := receipt.Sign(tablet.receipts, receipt.Receipt{
		KeyID: tablet.receiptKey, Site: 999, Kind: receipt.KindTicket, Device: "1", Seq: 1, Number: "B1-001", Service: "B", IssuedAt: c.clock.Now(),
	})
	must(t, err)
	got := c.visitor().get("/R/" + code)
	got.shows(t, "Phiếu của cơ sở khác", "OF ANOTHER SITE", "lấy số mới tại đây")
	got.lacks(t, "FORGED", "Bỏ lượt", "B1-001")
}

func TestAnUnchangedPartIsNotSentAgain(t *testing.T) {
	c := openCenter(t)
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	phone := c.visitor()
	for _, path := range []string{slip.path(), "/board"} {
		first := phone.part("GET", path, nil)
		again := phone.do("GET", path, nil, http.Header{"Hx-Request": {"true"}, "If-None-Match": {first.header.Get("ETag")}})
		if again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%.10s: status %d with %d bytes", path, again.status, len(again.body))
		}
	}
}

package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// sendQR is the place of the code in mm: with a quiet zone of four modules the
// code itself is 45 mm, which a phone reads at arm's length.
const sendQR = 62

// send shows the way to the center's page on the procedure looked at. It holds
// what everybody may read, and asks for no number. The phone goes there by its
// own network, so the code is good also while the kiosk has none.
func (s *Stage) send() page {
	p, err := s.Desk.Procedure(s.session.Procedure)
	if err != nil {
		return s.procedure()
	}
	about := head{icon: icons.Smartphone, over: s.shortName(p), title: s.t("send.title"), small: s.crowded()}
	told, code := s.sendWords(), s.sendCode(p)
	page := page{name: "send", news: func() { s.Show() }}
	if s.crowded() {
		told = append([]fyne.CanvasObject{s.head(about)}, told...) // beside the code, which needs the height
	} else {
		page.head = s.head(about)
	}
	scrolled := s.kit.Scrolled(s.arrows(), touch.Column(s.mm(look.HeadGap), told...))
	if s.kit.Portrait() {
		page.body = touch.Column(s.mm(6), touch.Grow(1, scrolled), touch.Grow(1.2, code))
		return page
	}
	page.body = touch.Across(s.mm(8), touch.Grow(1.1, scrolled), touch.Grow(1, code))
	return page
}

func (s *Stage) sendWords() []fyne.CanvasObject {
	list := []fyne.CanvasObject{}
	for _, key := range []string{"send.how_camera", "send.how_link", "send.free"} {
		list = append(list, s.kit.Text(look.Body, s.t(key)))
	}
	if !s.Desk.Online() {
		return append(list, s.kit.Banner(touch.Info, s.t("send.offline")))
	}
	if wifi := s.Desk.Site().WiFi; wifi != nil {
		list = append(list, s.note(s.t("send.wifi", words.Args{"Name": wifi.SSID})))
	}
	return list
}

// sendCode is the card with the code, or a word where none can be drawn.
func (s *Stage) sendCode(p kiosk.Procedure) fyne.CanvasObject {
	modules := s.qr(receipt.ProcedureURL(s.Desk.Site().PublicURL, p.Code))
	if modules == nil {
		return s.kit.Banner(touch.Warning, s.t("send.none"))
	}
	return s.kit.Card(s.kit.QR(modules, s.mm(sendQR)))
}

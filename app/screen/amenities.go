package screen

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// amenities tells what the lobby offers: Wi-Fi with a QR a phone joins by,
// water, toilets, hours.
func (s *Stage) amenities() page {
	site := s.Desk.Site()
	rows := []fyne.CanvasObject{}
	for _, a := range site.Amenities {
		rows = append(rows, s.amenity(a))
	}
	around := s.kit.Card(touch.Column(s.mm(2.4), append([]fyne.CanvasObject{s.kit.Text(look.Heading, s.t("amenities.around"))}, rows...)...))
	hours := s.kit.Card(touch.Column(s.mm(1.6), s.hours(site)...))
	p := page{name: "amenities", head: s.head(head{icon: icons.Wifi, title: s.t("amenities.title")}), news: func() {}}
	if site.Floor != nil {
		p.foot = []fyne.CanvasObject{s.kit.Button(touch.Plain, icons.Map, s.t("floor.open"), s.opens(kiosk.AtFloor))}
	}
	listed := func(cards ...fyne.CanvasObject) fyne.CanvasObject {
		return s.kit.Scrolled(s.arrows(), touch.Column(s.mm(look.HeadGap), cards...))
	}
	switch {
	case site.WiFi == nil:
		p.body = listed(around, hours)
	case s.kit.Tall():
		p.head = s.wifi(*site.WiFi, tallQR) // a phone is held up to it
		p.body = listed(around, hours)
	case s.kit.Step() > look.A && s.size.Height < s.mm(roomyGlass):
		// Beside each other both would have to be leafed through.
		p.body = touch.Column(s.mm(look.HeadGap), s.wifi(*site.WiFi, leastQR), around, hours)
	case s.kit.Portrait():
		p.body = touch.Column(s.mm(between), touch.Grow(1, listed(around, hours)), touch.Grow(1, s.wifi(*site.WiFi, leastQR)))
	case s.size.Height < s.mm(roomyGlass):
		p.body = touch.Across(s.mm(between), touch.Grow(1.35, listed(around, hours)), touch.Grow(1, s.wifi(*site.WiFi, leastQR)))
	default:
		right := touch.Column(s.mm(look.HeadGap), touch.Grow(1, s.wifi(*site.WiFi, leastQR)), hours)
		p.body = touch.Across(s.mm(between), touch.Grow(1, listed(touch.Grow(1, around))), touch.Grow(1, right))
	}
	return p
}

const (
	between    = 5   // mm between what stands side by side
	leastQR    = 40  // mm of the Wi-Fi code
	tallQR     = 74  // mm of it on tall glass
	roomyGlass = 150 // mm of height from which the hours have room below the code
)

func (s *Stage) amenity(a kiosk.Amenity) fyne.CanvasObject {
	return touch.Across(s.mm(3), touch.Centered(s.kit.Icon(drawing(a.Icon, icons.Info), look.Primary, s.mm(8))),
		touch.Grow(1, touch.Centered(touch.Column(0, s.kit.Text(look.Body, a.Name.In(s.session.Lang)), s.note(a.Place.In(s.session.Lang))))))
}

// drawing is the icon a site document names, or another when it names one this
// kiosk does not have.
func drawing(name string, other icons.Name) icons.Name {
	if slices.Contains(icons.Names(), icons.Name(name)) {
		return icons.Name(name)
	}
	return other
}

// hours lists the weekly opening hours, the address and the hot line.
func (s *Stage) hours(site kiosk.Site) []fyne.CanvasObject {
	list := []fyne.CanvasObject{s.kit.Text(look.Heading, s.t("amenities.hours"))}
	for _, o := range site.Hours {
		list = append(list, s.kit.Text(look.Body, s.openingText(o)))
	}
	list = append(list, s.note(site.Address), s.note(s.t("amenities.hotline", words.Args{"Phone": site.Hotline})))
	return list
}

func (s *Stage) openingText(o kiosk.Opening) string {
	hours := o.From.String() + "–" + o.To.String()
	if o.From == 0 && o.To == 24*60 {
		hours = s.t("amenities.all_day")
	}
	if len(o.Weekdays) == 7 {
		return s.t("amenities.every_day", words.Args{"Hours": hours})
	}
	days := make([]string, len(o.Weekdays))
	for i, d := range o.Weekdays {
		days[i] = s.words().Weekday(d)
	}
	if n := len(days); n > 2 && int(o.Weekdays[n-1]-o.Weekdays[0]) == n-1 {
		days = []string{days[0] + " – " + days[n-1]}
	}
	return s.t("amenities.on_days", words.Args{"Days": strings.Join(days, ", "), "Hours": hours})
}

func (s *Stage) wifi(w kiosk.WiFi, code float32) fyne.CanvasObject {
	parts := []fyne.CanvasObject{s.kit.Text(look.Heading, s.t("amenities.wifi")).Centered()}
	if modules, err := receipt.QR(wifiText(w)); err == nil {
		parts = append(parts, touch.Grow(1, s.kit.QR(modules, s.mm(code))))
	} else {
		s.Log.Error("no Wi-Fi QR", "err", err)
	}
	parts = append(parts, s.kit.Text(look.Small, s.t("amenities.wifi_scan")).Colored(look.Ink2).Centered(),
		s.kit.Text(look.Label, s.t("amenities.wifi_name", words.Args{"Name": w.SSID})).Centered())
	if w.Password != "" {
		parts = append(parts, s.kit.Text(look.Label, s.t("amenities.wifi_password", words.Args{"Password": w.Password})).Centered())
	}
	return s.kit.Card(touch.Column(s.mm(1.6), parts...))
}

// wifiText is what a phone's camera joins a network by (the WIFI: form that
// Android and iOS read); the special signs are escaped.
func wifiText(w kiosk.WiFi) string {
	escape := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, ":", `\:`, `"`, `\"`).Replace
	if w.Password == "" {
		return "WIFI:T:nopass;S:" + escape(w.SSID) + ";;"
	}
	return "WIFI:T:WPA;S:" + escape(w.SSID) + ";P:" + escape(w.Password) + ";;"
}

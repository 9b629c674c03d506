package screen

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/voice"
	"dongthap.vn/sen/kiosk/words"
)

// Health is what staff see of a kiosk besides its desk. It holds nothing of a
// visitor.
type Health struct {
	Version  string
	Replaced bool      // another version is installed and begins with the next start
	Heard    time.Time // last acknowledgement of the center, zero for none since the start
	Stopped  bool      // the center refuses this kiosk
	Pending  int64     // events not yet acknowledged
	DiskFree int64     // bytes, 0 when not known
	Epoch    string    // of the database
	Fault    bool      // the database did not answer

	Voice voice.Health // how it went the last time; "" without a voice
}

// Upkeep is what staff may look at and do at the machine itself.
type Upkeep struct {
	Health  func(context.Context) Health
	Restart func() // the program; it must be quick and may be called twice
	Leave   func() // ends the program
}

func (s *Stage) health(ctx context.Context) Health {
	if s.Upkeep.Health == nil {
		return Health{}
	}
	return s.Upkeep.Health(ctx)
}

// staff is the screen for who looks after the kiosk: its health, and what can
// be done about it. It closes by itself.
func (s *Stage) staff() page {
	facts := []fyne.CanvasObject{}
	for _, f := range s.staffFacts() {
		facts = append(facts, s.kit.Fact(f[0], f[1]))
	}
	done := s.primary(icons.Close, s.closeWords(), s.goes(func() { s.session.Wipe(s.Now()) }))
	p := page{name: "staff", home: true, main: done, news: func() {}, tick: func() { done.SetWords(s.closeWords()) },
		head: s.head(head{icon: icons.Lock, title: s.t("staff.title"), small: true}),
		body: touch.Column(s.mm(look.Gap), append([]fyne.CanvasObject{s.staffButtons()}, pairs(s.columns(), s.mm(look.Gap), facts)...)...)}
	p.foot = []fyne.CanvasObject{
		s.kit.Button(touch.Plain, icons.RefreshCw, s.t("staff.restart"), s.touched(func() { s.actStaff(kiosk.StaffRestarted, s.Upkeep.Restart) })),
		s.kit.Button(touch.Plain, icons.Power, s.t("staff.leave"), s.touched(func() { s.actStaff(kiosk.StaffLeft, s.Upkeep.Leave) })),
	}
	return p
}

func (s *Stage) closeWords() string {
	return s.t("staff.close", words.Args{"Seconds": s.session.Left(s.Now())})
}

// pairs sets things side by side, as high as the higher one needs.
func pairs(columns int, gap float32, list []fyne.CanvasObject) (rows []fyne.CanvasObject) {
	for len(list) > 0 {
		n := min(columns, len(list))
		row := make([]fyne.CanvasObject, columns)
		for i := range row {
			row[i] = touch.Grow(1, nil)
			if i < n {
				row[i] = touch.Grow(1, list[i])
			}
		}
		rows, list = append(rows, touch.Across(gap, row...)), list[n:]
	}
	return rows
}

// actStaff stores what is done, and then does it.
func (s *Stage) actStaff(act kiosk.StaffAct, do func()) {
	s.stores(func(ctx context.Context) error {
		s.Desk.ActStaff(ctx, act)
		return nil
	}, func() {
		s.session.Wipe(s.Now())
		if do != nil {
			do()
		}
	})
}

// staffFacts are captions and values, what goes wrong most often first.
func (s *Stage) staffFacts() [][2]string {
	h, site, door := s.healthy, s.Desk.Site(), s.t("head.open")
	if s.Desk.Door().Door != kiosk.DoorOpen {
		door = s.doorWords()
	}
	w, ht := s.kit.Size()
	return [][2]string{
		{s.t("staff.link"), s.linkWords(h)},
		{s.t("staff.outbox"), s.t("staff.events", words.Args{"Count": h.Pending, "Amount": s.words().Whole(int(h.Pending))})},
		{s.t("staff.kiosk"), s.t("staff.kiosk_at", words.Args{"Kiosk": s.Desk.Identity.Device, "Site": site.ID})},
		{s.t("staff.version"), s.versionWords(h)},
		{s.t("staff.disk"), s.diskWords(h)},
		{s.t("staff.database"), s.databaseWords(h)},
		{s.t("staff.documents"), s.documentWords()},
		{s.t("staff.screen"), fmt.Sprintf("%.0f × %.0f px · %s″ · %s mm", w, ht, s.words().Decimal(s.Glass.Inches), s.words().Decimal(s.Glass.Reading))},
		{s.t("staff.door"), door},
		{s.t("staff.printer"), s.t("staff.no_printer")},
		{s.t("staff.scanner"), s.scannerWords()},
		{s.t("staff.voice"), s.voiceWords(h)},
	}
}

// scannerWords say when a code was read last. A scanner that types is a keyboard to
// the machine: that is all there is to know of it.
func (s *Stage) scannerWords() string {
	if s.keys.scannedAt.IsZero() {
		return s.t("staff.scanned_never")
	}
	return s.t("staff.scanned", words.Args{"Time": s.siteTime(s.keys.scannedAt).Format("15:04:05 02/01")})
}

func (s *Stage) voiceWords(h Health) string {
	state := h.Voice
	if s.Voice == nil || state == "" {
		state = voice.NoEngine
	}
	return s.t("staff.voice_"+string(state)) + " · " + s.t("speech.volume", words.Args{"Level": s.Volume})
}

// versionWords say also that an update waits for the next start.
func (s *Stage) versionWords(h Health) string {
	if h.Replaced {
		return h.Version + " · " + s.t("staff.replaced")
	}
	return h.Version
}

func (s *Stage) linkWords(h Health) string {
	switch {
	case h.Stopped:
		return s.t("staff.stopped")
	case h.Heard.IsZero():
		return s.t("staff.never")
	}
	return s.t("staff.heard", words.Args{"Time": s.siteTime(h.Heard).Format("15:04:05 02/01")})
}

func (s *Stage) diskWords(h Health) string {
	if h.DiskFree <= 0 {
		return s.t("ticket.unknown")
	}
	return s.t("staff.free", words.Args{"Amount": s.words().Decimal(float32(h.DiskFree/1e8) / 10)})
}

func (s *Stage) databaseWords(h Health) string {
	if h.Fault {
		return s.t("staff.database_fault")
	}
	return s.t("staff.database_ok", words.Args{"Epoch": h.Epoch})
}

// documentWords says when each document in force was published: its version is
// that moment in milliseconds.
func (s *Stage) documentWords() string {
	versions := s.Desk.Versions()
	list := []string{}
	for _, name := range kiosk.DocumentNames {
		when := s.t("staff.none")
		if v := versions[name]; v > 0 {
			when = s.siteTime(time.UnixMilli(v)).Format("15:04 02/01/06")
		}
		list = append(list, s.t("staff.doc_"+name)+" "+when)
	}
	return strings.Join(list, " · ")
}

// touchTest is chips over the whole page: each that lights up was felt.
func (s *Stage) touchTest() page {
	const chips = 12
	cells := make([]fyne.CanvasObject, chips)
	for i := range cells {
		cells[i] = s.kit.Chip(strconv.Itoa(i+1), false, func(bool) { s.session.Touch(s.Now()) })
	}
	columns := 4
	if s.kit.Portrait() {
		columns = 2
	}
	return page{name: "touchtest", news: func() {}, tick: func() {}, body: touch.Grid(columns, s.mm(look.Gap), cells...),
		head: s.head(head{icon: icons.SquareCheck, title: s.t("staff.touch"), under: s.t("staff.touch_hint"), small: true})}
}

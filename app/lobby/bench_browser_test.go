package lobby

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk/bench"
)

// besideRounds is how often each is opened.
const besideRounds = 3

// homePage is what Home shows as a page of its own: the same words and drawings,
// no script, nothing to be fetched.
var homePage = template.Must(template.New("home").Parse(`<!doctype html><html lang="vi"><meta charset="utf-8"><title>Sen</title><style>
body{margin:0;height:100vh;display:flex;flex-direction:column;background:#fffbf5;color:#221a16;font:22px "Noto Sans",sans-serif}
header{background:#7a1f23;color:#fff;padding:16px 36px;display:flex;gap:20px;align-items:center}header svg{width:54px}
main{flex:1;display:grid;grid-template-columns:repeat(4,1fr);gap:20px;padding:24px 36px}h1{grid-column:1/5;margin:0;font-size:34px}
button{font:inherit;background:#fff;border:2px solid #e6d8c9;border-radius:20px}button.big{grid-column:span 2;font-size:34px}button svg{width:60px;height:60px;display:block;margin:auto}
footer{padding:16px 36px}</style><header>{{.Emblem}}Trung tâm Phục vụ hành chính công</header>
<main><h1>{{.Title}}</h1>{{range .Tiles}}<button class="{{.Size}}">{{.Icon}}{{.Words}}</button>{{end}}</main><footer><button>English</button> <button>Gọi nhân viên</button></footer></html>`))

type homeTile struct {
	Icon        template.HTML
	Words, Size string
}

// writeHomePage writes the page and returns its address.
func writeHomePage(b *testing.B) string {
	b.Helper()
	draw := func(n icons.Name) template.HTML { return template.HTML(icons.Get(n)) }
	path := filepath.Join(b.TempDir(), "home.html")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	err = homePage.Execute(f, map[string]any{"Emblem": draw(icons.Sen), "Title": "Xin chào! Bạn cần làm gì hôm nay?", "Tiles": []homeTile{
		{draw(icons.Ticket), "Lấy số thứ tự", "big"}, {draw(icons.FileSearch), "Tra cứu thủ tục", "big"},
		{draw(icons.Smile), "Góp ý, đánh giá", ""}, {draw(icons.Map), "Gặp Giám đốc", ""}, {draw(icons.Wifi), "Wi-Fi, tiện ích", ""}, {draw(icons.Info), "Hồ sơ của tôi", ""}}})
	if err != nil {
		b.Fatal(err)
	}
	return "file://" + path
}

// BenchmarkBesideABrowser holds the kiosk against a browser that shows a page of
// the same content: how long until it is on the glass, and what it takes of the
// memory then. The browser has been opened with its profile once before.
func BenchmarkBesideABrowser(b *testing.B) {
	k, ours, _ := inHall(b)
	page, profile := writeHomePage(b), b.TempDir()
	browser := &window{b: b, frame: ours.frame, blank: ours.blank, launch: func() *process {
		return k.Window("chromium", "--kiosk", "--no-sandbox", "--test-type", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--user-data-dir="+profile, fmt.Sprintf("--window-size=%d,%d", k.Width, k.Height), page)
	}}
	home, shown := ours.drawn(), browser.drawn()
	for b.Loop() {
		var starts, limit []time.Duration
		var memory, most []float64
		for range besideRounds {
			start, used := opened(ours, home)
			starts, memory = append(starts, start), append(memory, used)
			start, used = opened(browser, shown)
			limit, most = append(limit, start), append(most, used)
		}
		b.Log("kiosk", starts, memory, "browser", limit, most)
		bench.Figure{Name: "start_beside_browser", Ours: bench.Median(starts).Seconds(), Unit: "s", Limit: bench.Median(limit).Seconds(), Want: 0.8, Most: true}.Print(b)
		bench.Figure{Name: "pss_beside_browser", Ours: bench.Median(memory), Unit: "MiB", Limit: bench.Median(most), Want: 0.5, Most: true}.Print(b)
	}
}

// opened opens a window and returns how long it took to show the sketch, and the
// memory in MiB of all its processes once nothing moves any more.
func opened(w *window, s Sketch) (took time.Duration, memory float64) {
	w.b.Helper()
	start := w.open()
	defer w.close()
	took = w.frame.Shown("the first frame", s).Sub(start)
	w.frame.Settled(w.blank)
	for _, pid := range descent(w.b, w.running.Pid()) {
		memory += pssOf(w.b, pid)
	}
	return took, memory
}

// descent is a process and all that it, and those, started.
func descent(b *testing.B, pid int) (pids []int) {
	b.Helper()
	pids = []int{pid}
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		b.Fatal(err)
	}
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread may have ended
		for _, f := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(f); err == nil {
				pids = append(pids, descent(b, child)...)
			}
		}
	}
	return pids
}

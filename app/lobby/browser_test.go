package lobby

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestABrowserReadsAPageAndPressesAButton(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<button onclick="document.body.append(' Chào bạn')">Bấm</button>`))
	}))
	defer s.Close()
	p := OpenBrowser(t)
	p.Go(s.URL)
	p.Click("button")
	p.WaitText("Chào bạn")
	tab := p.NewTab()
	tab.Go(s.URL)
	if got := Eval[int](tab, "1+1"); got != 2 {
		t.Fatalf("1+1 is %d in the second tab", got)
	}
}

package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// FuzzReceiptPath looks for an address that is answered with a fault, or with a
// genuine receipt although it is not exactly one that was signed, in great or in
// small letters.
func FuzzReceiptPath(f *testing.F) {
	c := openCenter(f)
	slip := c.enrolTablet("1", "").takes("B", 1)[0]
	pages := c.Handler()
	for _, path := range []string{
		slip.code, strings.ToLower(slip.code), slip.code + "%2F", "%2F" + slip.code, slip.code + "/", slip.code + "?lang=en", slip.code[:100], slip.code + "=",
		url.PathEscape(strings.Replace(slip.code, "S", "ſ", 1)), strings.Repeat("A", 10_000), strings.Repeat("%2F", 4000), "..%2f..%2fetc%2fpasswd", "%00", "%FF", "%ED%A0%80", ";x=1", "", "#",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		r, err := http.NewRequest("GET", "http://sen.example.vn/R/"+path, nil)
		if err != nil || r.URL.Host != "sen.example.vn" {
			return // no browser can ask for it
		}
		w := httptest.NewRecorder()
		proof.Frugal(t, func() { pages.ServeHTTP(w, r) })
		genuine := strings.Contains(w.Body.String(), ">GENUINE<")
		asked, _ := strings.CutPrefix(r.URL.Path, "/R/")
		switch {
		case w.Code >= http.StatusInternalServerError:
			t.Fatalf("status %d", w.Code)
		case genuine != (w.Code == http.StatusOK && strings.HasPrefix(r.URL.Path, "/R/")):
			t.Fatalf("status %d, genuine %v", w.Code, genuine)
		case genuine && (len(asked) != len(slip.code) || strings.ContainsFunc(asked, func(r rune) bool { return r > 'z' }) || strings.ToUpper(asked) != slip.code):
			t.Fatalf("%q is genuine", asked)
		}
	})
}

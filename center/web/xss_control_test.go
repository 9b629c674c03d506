package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// A careless page puts each text of the corpus, as it is, into a document of its
// own: between tags, into an attribute, into an address.
func carelessPage(c *center, texts []string, policy string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /static/{file...}", func(w http.ResponseWriter, r *http.Request) { c.static(w, r) })
	mux.HandleFunc("GET /frames", func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(r.FormValue("from"))
		fmt.Fprint(w, "<!doctype html><title>frames</title>")
		for i := from; i < min(len(texts), from+framesAtOnce); i++ {
			fmt.Fprintf(w, `<iframe id="f%d" src="/page?n=%d"></iframe>`, i, i)
		}
	})
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("n"))
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, strings.ReplaceAll(`<!doctype html><script src="`+c.assets.address("vendor/htmx-4.0.1.min.js")+`"></script>
			<div id="live"><blockquote>TEXT</blockquote><p title="TEXT">x</p><a href="TEXT">x</a></div>`, "TEXT", texts[n]))
	})
	return mux
}

const framesAtOnce = 40

// sample is every second text of the corpus, in `make soak` every one.
func sample(t *testing.T) (texts []string) {
	for i, text := range hostileTexts(t) {
		if i%proof.Times(2, 1) == 0 {
			texts = append(texts, text)
		}
	}
	return texts
}

// A harm is what one text did to a careless page.
type harm struct {
	Lost bool     // the text is not on the page as it was written
	Odd  []string // what the page holds that no page of ours does
	Did  []string
}

// ran reports whether a script of the text ran.
func (h harm) ran() bool { return strings.Contains(strings.Join(h.Did, "\n"), "ran: ") }

// harms lets the same eyes that look at our pages look at careless ones.
func harms(t *testing.T, c *center, texts []string, policy string) (list []harm) {
	server := httptest.NewServer(carelessPage(c, texts, policy))
	t.Cleanup(server.Close)
	b := c.browse()
	b.url = server.URL
	b.watch()
	for from := 0; from < len(texts); from += framesAtOnce {
		b.open(fmt.Sprint("/frames?from=", from))
		b.until("the frames are there", `document.readyState === "complete"`)
		var read []string
		for _, text := range texts[from:min(len(texts), from+framesAtOnce)] {
			read = append(read, asRead(text))
		}
		want, err := json.Marshal(read)
		must(t, err)
		const look = `(() => [...document.querySelectorAll("iframe")].map((f, i) => {
			try {
				const d = f.contentDocument, w = f.contentWindow;
				const said = d.querySelector("#live blockquote")?.textContent;
				return { Odd: touch(d), Lost: said !== texts[i], Did: fired(w) };
			} catch { return { Odd: ["left"], Lost: true, Did: ["asked another host"] } }
		}))()`
		script := func() string {
			return `(() => { const texts = ` + string(want) + `, touch = ` + finger + `, fired = ` + fired + `; return ` + look + ` })()`
		}
		eval[[]harm](b, script()) // touches
		list = append(list, eval[[]harm](b, script())...)
	}
	b.forgive()
	return list
}

// The controls of the tests with hostile words: without escaping, the same texts
// run, load and hide, and the same eyes see it; with the policy alone nothing
// runs, and what it had to block is seen too.
func TestControlHostileWordsWithoutEscaping(t *testing.T) {
	c := openCenter(t)
	texts := sample(t)
	var ran, lost, seen []string
	for i, h := range harms(t, c, texts, "") {
		if h.ran() {
			ran = append(ran, texts[i])
		}
		if h.Lost {
			lost = append(lost, texts[i])
		}
		if h.Lost || len(h.Odd) > 0 || len(h.Did) > 0 {
			seen = append(seen, texts[i])
		}
	}
	t.Logf("without escaping and policy %d of %d ran, %d were not shown as written, %d were noticed in one way or the other", len(ran), len(texts), len(lost), len(seen))
	if len(ran) < len(texts)/3 || len(seen) < len(texts)*4/5 {
		t.Error("the eyes are weak")
	}
	proof.Control(t, "hostile words put into a page as they are", "TestHostileWordsInFeedbackAreOnlyWords", seen...)
}

func TestControlHostileWordsUnderThePolicyAlone(t *testing.T) {
	c := openCenter(t)
	texts := sample(t)
	policy := strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1) // the control looks at frames
	var blocked []string
	for i, h := range harms(t, c, texts, policy) {
		if h.ran() {
			t.Errorf("the policy let it run: %q, %v", texts[i], h.Did)
		}
		if strings.Contains(strings.Join(h.Did, "\n"), "blocked ") {
			blocked = append(blocked, texts[i])
		}
	}
	t.Logf("under the policy alone %d of %d were blocked and heard of", len(blocked), len(texts))
	if len(blocked) < len(texts)/3 {
		t.Error("the eyes are weak")
	}
	proof.Control(t, "escaping left out, the policy kept", "TestHostileWordsInFeedbackAreOnlyWords", blocked...)
}

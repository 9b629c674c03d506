package web

import (
	"context"
	"strings"

	"github.com/chromedp/chromedp"
)

// watching stands in every document before its first byte: it notes what the
// policy had to block, and takes a dialog for what it is.
const watching = `(() => {
	window.__seen = [];
	document.addEventListener("securitypolicyviolation", e => window.__seen.push("blocked " + e.effectiveDirective + " " + e.blockedURI), true);
	for (const d of ["alert", "confirm", "prompt", "print", "open"]) window[d] = () => { window.__pwned = d };
})()`

// finger touches whatever in a document waits to be touched, and tells what of it
// a page of ours never holds: handlers, addresses that run, frames.
const finger = `(doc => {
	const odd = [];
	for (const e of doc.querySelectorAll("*")) for (const a of [...e.attributes]) {
		if (/^on|^(data-)?hx-on/i.test(a.name)) {
			odd.push(e.localName + " " + a.name);
			const kind = a.name.replace(/^(data-)?hx-on:*|^on/i, "");
			try { e.dispatchEvent(new doc.defaultView.Event(kind, { bubbles: true })) } catch {}
		}
		if (/^(href|src|action|formaction|data|srcdoc|xlink:href|poster|srcset|background)$/i.test(a.name) && !/^(\/(?!\/)|[#?]|data:image\/(png|svg))/.test(a.value) && a.value !== "") {
			odd.push(e.localName + " " + a.name + "=" + a.value);
			if (/script:/i.test(a.value)) try { e.click ? e.click() : e.dispatchEvent(new doc.defaultView.MouseEvent("click", { bubbles: true })) } catch {}
		}
	}
	for (const e of doc.querySelectorAll("iframe, object, embed, base, body meta, #live script, #live style, #live link, math, dialog, marquee, plaintext, xmp")) odd.push(e.localName);
	return odd;
})`

// fired tells what a window did that nobody wanted.
const fired = `(w => {
	const found = [...(w.__seen || [])];
	if (w.__pwned !== undefined) found.push("ran: " + w.__pwned);
	for (const r of w.performance.getEntriesByType("resource")) if (!r.name.startsWith(location.origin + "/") && !r.name.startsWith("data:")) found.push("asked " + r.name);
	return found;
})`

// watch lets every document the tab opens from now on be looked at.
func (b *tab) watch() {
	b.t.Helper()
	act(b, "watch", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return t.Call(ctx, "Page.addScriptToEvaluateOnNewDocument", map[string]string{"source": watching}, nil)
	}))
}

// harmed tells what hostile words did to the page the tab shows, also when it is
// touched; nothing on a good day.
func (b *tab) harmed() []string {
	b.t.Helper()
	odd := eval[[]string](b, finger+`(document)`)
	return append(odd, eval[[]string](b, fired+`(window)`)...)
}

// shown are the texts of the elements a selector finds, letter for letter.
func (b *tab) shown(selector string) []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll(`+quote(selector)+`)].map(e => e.textContent)`)
}

// asRead is a text as a document holds it: no NUL, and one kind of new line.
func asRead(text string) string {
	return strings.NewReplacer("\x00", "\ufffd", "\r\n", "\n", "\r", "\n").Replace(text)
}

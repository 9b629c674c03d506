package web

import (
	"net/http"
	"net/url"
)

// policy lets a page use what this server sends and nothing else: no inline
// script or style, no other host, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// maxBody is more than any form of ours sends: that of a site with 26 services and 99 counters.
const maxBody = 64 << 10

// secure sets the headers every page carries, bounds what is read, and refuses
// what another site makes a browser send.
func (s *Server) secure(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.trouble(w, r, errBad) }))
	https := false
	if u, err := url.Parse(s.PublicURL); err == nil && guard.AddTrustedOrigin(u.Scheme+"://"+u.Host) == nil {
		https = u.Scheme == "https"
	}
	next = guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if https && s.Authority == nil { // else a browser that was not taught the authority yet could not go on
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

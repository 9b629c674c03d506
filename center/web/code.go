package web

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"time"

	qrcode "github.com/skip2/go-qrcode"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// codeIssuer is what the phone files the key under: short, or the QR gets too fine
// for an old camera.
const codeIssuer = "Sen"

// codeLasts is how long a right password waits for its code.
const codeLasts = 5 * time.Minute

// A codeBody is the second page of a sign-in. QR and Text are there the first
// time only, when the phone has to learn the key.
type codeBody struct {
	QR   template.URL
	Text string
}

// askCode remembers whose password was right. Nobody is signed in by that: the
// session gets another token when the code is right too.
func (s *Server) askCode(w http.ResponseWriter, r *http.Request, a staff.Account) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	s.sessions.Remove(r.Context(), keyAccount)
	s.sessions.Put(r.Context(), keyPending, a.ID)
	s.sessions.Put(r.Context(), keyUntil, s.Now().Add(codeLasts).Unix())
	redirect(w, r, "/sign-in/code")
	return nil
}

// pending is the account whose code is awaited, "" for none.
func (s *Server) pending(r *http.Request) string {
	if s.Now().Unix() > s.sessions.GetInt64(r.Context(), keyUntil) {
		return ""
	}
	return s.sessions.GetString(r.Context(), keyPending)
}

func (s *Server) codePage(w http.ResponseWriter, r *http.Request) error {
	return s.showCode(w, r, http.StatusOK, "")
}

func (s *Server) showCode(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	id := s.pending(r)
	if id == "" {
		redirect(w, r, "/sign-in")
		return nil
	}
	p := s.plainPage(r.Context(), s.t("code.title"))
	if wrong != "" {
		p.Notice = &notice{Kind: "bad", Icon: "octagon-alert", Text: wrong}
	}
	secret, err := s.Staff.CodeSecret(r.Context(), id, codeIssuer)
	if err != nil && !errors.Is(err, staff.ErrTaken) {
		return err
	}
	body := codeBody{Text: spaced(secret.Text)}
	if secret.URI != "" {
		if body.QR, err = qrPicture(secret.URI); err != nil {
			return err
		}
	}
	p.Body = body
	return s.draw(w, r, drawing{page: "code", what: "page", lang: kiosk.Vietnamese, status: status}, p)
}

// qrPicture is a QR as an address that holds the picture itself.
func qrPicture(text string) (template.URL, error) {
	png, err := qrcode.Encode(text, qrcode.Medium, 264)
	if err != nil {
		return "", fmt.Errorf("draw QR: %w", err)
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), nil
}

// spaced writes a long key in groups of four, easier to copy by hand.
func spaced(key string) string {
	var groups []byte
	for i := range len(key) {
		if i > 0 && i%4 == 0 {
			groups = append(groups, ' ')
		}
		groups = append(groups, key[i])
	}
	return string(groups)
}

func (s *Server) enterCode(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	id := s.pending(r)
	if id == "" {
		redirect(w, r, "/sign-in")
		return nil
	}
	a, err := s.Staff.CheckCode(r.Context(), id, r.PostForm.Get("code"))
	var wait *staff.WaitError
	switch {
	case errors.Is(err, staff.ErrWrong):
		return s.showCode(w, r, http.StatusUnauthorized, s.t("code.wrong"))
	case errors.As(err, &wait):
		return s.showCode(w, r, http.StatusTooManyRequests, s.waitWords(wait))
	case err != nil:
		return err
	}
	return s.enter(w, r, a)
}

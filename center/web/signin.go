package web

import (
	"errors"
	"math"
	"net/http"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

func (s *Server) front(w http.ResponseWriter, r *http.Request) error {
	return s.draw(w, r, drawing{page: "front", what: "page", lang: kiosk.Vietnamese, status: http.StatusOK},
		s.plainPage(r.Context(), s.t("front.title")))
}

// t is a Vietnamese sentence; staff pages have no other language.
func (s *Server) t(key string, args ...words.Args) string {
	return s.Words.In(kiosk.Vietnamese).T(key, args...)
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) error {
	return s.showSignIn(w, r, http.StatusOK, "")
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p := s.plainPage(r.Context(), s.t("signin.title"))
	p.Body = s.Authority != nil // tell where to get it
	if wrong != "" {
		p.Notice = &notice{Kind: "bad", Icon: "octagon-alert", Text: wrong}
	}
	return s.draw(w, r, drawing{page: "signin", what: "page", lang: kiosk.Vietnamese, status: status}, p)
}

// signIn answers an unknown name and a wrong password with the same words.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	a, err := s.Staff.SignIn(r.Context(), r.PostForm.Get("name"), r.PostForm.Get("password"))
	var wait *staff.WaitError
	switch {
	case errors.Is(err, staff.ErrWrong):
		return s.showSignIn(w, r, http.StatusUnauthorized, s.t("signin.wrong"))
	case errors.As(err, &wait):
		return s.showSignIn(w, r, http.StatusTooManyRequests, s.waitWords(wait))
	case err != nil:
		return err
	case a.NeedsCode():
		return s.askCode(w, r, a)
	}
	return s.enter(w, r, a)
}

func (s *Server) waitWords(wait *staff.WaitError) string {
	return s.t("signin.wait", words.Args{"Count": int(math.Ceil(wait.For.Seconds()))})
}

func (s *Server) enter(w http.ResponseWriter, r *http.Request, a staff.Account) error {
	if err := s.begin(r, a); err != nil {
		return err
	}
	redirect(w, r, "/console")
	return nil
}

// A link asks for no code: who can make one stands at the server itself, and it
// is the way back in for who has lost a phone.
//
// linkPage shows a button: whatever opens addresses by itself, a mail scanner
// or a preview, does not use the link up.
func (s *Server) linkPage(w http.ResponseWriter, r *http.Request) error {
	p := s.plainPage(r.Context(), s.t("signin.link_title"))
	p.Body = r.PathValue("token")
	return s.draw(w, r, drawing{page: "link", what: "page", lang: kiosk.Vietnamese, status: http.StatusOK}, p)
}

func (s *Server) useLink(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	a, err := s.Staff.UseLink(r.Context(), r.PostForm.Get("token"))
	if errors.Is(err, staff.ErrWrong) {
		return s.showSignIn(w, r, http.StatusUnauthorized, s.t("signin.link_wrong"))
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, a)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	a := account(r)
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	if err := s.Staff.Note(r.Context(), a.ID, "sign_out", "account:"+a.ID); err != nil {
		return err
	}
	redirect(w, r, "/sign-in")
	return nil
}

// parseForm reads a form of ours; what cannot be read was not one.
func parseForm(r *http.Request) error {
	err := r.ParseForm()
	var tooLarge *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLarge) {
		return errBad
	}
	return err
}

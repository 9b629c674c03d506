package web

import (
	"net/http"

	"dongthap.vn/sen/center/staff"
)

// who says who may use a route. The zero value is nobody, so that a route
// without a rule is found at start.
type who struct {
	kind  int
	right staff.Right
}

const (
	kindAnyone = iota + 1
	kindSignedIn
	kindRight
)

var (
	nobody   = who{}
	anyone   = who{kind: kindAnyone}
	signedIn = who{kind: kindSignedIn}
)

// may lets in accounts that have the right.
func may(r staff.Right) who { return who{kind: kindRight, right: r} }

// A handler draws a page or returns why it cannot; trouble turns that into one.
type handler func(w http.ResponseWriter, r *http.Request) error

// A route is one thing a browser can ask for.
type route struct {
	Method  string
	Pattern string
	Who     who
	Do      handler
}

// routes is the whole list. A test walks every role over it.
func (s *Server) routes() []route {
	return []route{
		{"GET", "/{$}", anyone, s.front},
		{"GET", "/static/{file...}", anyone, s.static},
		{"GET", "/live", anyone, s.live},
		{"GET", "/board", anyone, s.board},
		{"GET", "/board/voice/{number}/{counter}", anyone, s.boardVoice},
		{"GET", "/R/{code...}", anyone, s.receipt},
		{"GET", "/r/{code...}", anyone, s.receipt},
		{"POST", "/R/{code}", anyone, s.giveBack},
		{"POST", "/r/{code}", anyone, s.giveBack},

		{"GET", "/sign-in", anyone, s.signInPage},
		{"POST", "/sign-in", anyone, s.signIn},
		{"GET", "/sign-in/code", anyone, s.codePage},
		{"POST", "/sign-in/code", anyone, s.enterCode},
		{"GET", "/link/{token}", anyone, s.linkPage},
		{"POST", "/link", anyone, s.useLink},
		{"POST", "/sign-out", signedIn, s.signOut},
		{"GET", "/console", signedIn, s.console},

		{"GET", "/counter", may(staff.CallNumbers), s.counter},
		{"GET", "/counter/choose", may(staff.CallNumbers), s.chooseCounterPage},
		{"POST", "/counter/choose", may(staff.CallNumbers), s.chooseCounter},
		{"POST", "/counter/next", may(staff.CallNumbers), s.callNext},
		{"POST", "/counter/call", may(staff.CallNumbers), s.callChosen},
		{"POST", "/counter/recall", may(staff.CallNumbers), s.recall},
		{"POST", "/counter/no-show", may(staff.CallNumbers), s.noShow},
		{"POST", "/counter/done", may(staff.CallNumbers), s.done},

		{"GET", "/help", may(staff.AnswerHelp), s.helpCalls},
		{"POST", "/help/{id}/acknowledge", may(staff.AnswerHelp), s.acknowledgeHelp},
		{"POST", "/help/{id}/close", may(staff.AnswerHelp), s.closeHelp},

		{"GET", "/feedback", may(staff.ReadFeedback), s.feedback},
		{"POST", "/feedback/export", may(staff.TakeFeedback), s.exportFeedback},
		{"POST", "/feedback/{id}/reveal", may(staff.RevealPhone), s.revealPhone},

		{"GET", "/person", may(staff.AnswerPerson), s.personForm},
		{"POST", "/person", may(staff.AnswerPerson), s.findPerson},
		{"POST", "/person/export", may(staff.AnswerPerson), s.exportPerson},
		{"POST", "/person/erase", may(staff.AnswerPerson), s.erasePerson},

		{"GET", "/devices", may(staff.ManageFleet), s.devices},
		{"POST", "/devices/enrol", may(staff.ManageFleet), s.newEnrolment},

		{"GET", "/connections", may(staff.ManageConnections), s.connections},
		{"POST", "/connections/tokens", may(staff.ManageConnections), s.makeToken},
		{"POST", "/connections/tokens/{id}/revoke", may(staff.ManageConnections), s.revokeToken},
		{"POST", "/connections/hooks", may(staff.ManageConnections), s.addHook},
		{"POST", "/connections/hooks/{id}/renew", may(staff.ManageConnections), s.renewHook},
		{"POST", "/connections/hooks/{id}/again", may(staff.ManageConnections), s.sendHookAgain},
		{"POST", "/connections/hooks/{id}/remove", may(staff.ManageConnections), s.removeHook},
	}
}

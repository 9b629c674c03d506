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
	return append(s.appointmentRoutes(), []route{
		{"GET", "/{$}", anyone, s.front},
		{"GET", "/static/{file...}", anyone, s.static},
		{"GET", "/live", anyone, s.live},
		{"GET", "/authority.pem", anyone, s.authority},
		{"GET", "/board", anyone, s.board},
		{"GET", "/board/voice/{number}/{counter}", anyone, s.boardVoice},
		{"GET", "/R/{code...}", anyone, s.receipt},
		{"GET", "/r/{code...}", anyone, s.receipt},
		{"GET", "/P/{code}", anyone, s.procedure},
		{"GET", "/p/{code}", anyone, s.procedure},
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
		{"GET", "/ticket/{id}", may(staff.CallNumbers), s.ticket},
		{"POST", "/counter/next", may(staff.CallNumbers), s.callNext},
		{"POST", "/counter/call", may(staff.CallNumbers), s.callChosen},
		{"POST", "/counter/recall", may(staff.CallNumbers), s.presses(s.Queue.Recall, "recalled")},
		{"POST", "/counter/no-show", may(staff.CallNumbers), s.presses(s.Queue.NoShow, "no_show")},
		{"POST", "/counter/done", may(staff.CallNumbers), s.presses(s.Queue.Done, "done")},
		{"POST", "/counter/begin", may(staff.CallNumbers), s.presses(s.Queue.Begin, "begun")},
		{"POST", "/counter/park", may(staff.CallNumbers), s.presses(s.Queue.Park, "parked")},
		{"POST", "/counter/return", may(staff.CallNumbers), s.comeBack},
		{"POST", "/counter/transfer", may(staff.CallNumbers), s.transfer},
		{"POST", "/counter/undo", may(staff.CallNumbers), s.undo},

		{"GET", "/help", may(staff.AnswerHelp), s.helpCalls},
		{"POST", "/help/{id}/acknowledge", may(staff.AnswerHelp), s.acknowledgeHelp},
		{"POST", "/help/{id}/close", may(staff.AnswerHelp), s.closeHelp},

		{"GET", "/feedback", may(staff.ReadFeedback), s.feedback},
		{"POST", "/feedback/export", may(staff.TakeFeedback), s.exportFeedback},
		{"POST", "/feedback/{id}/reveal", may(staff.RevealPhone), s.revealPhone},

		{"GET", "/meetings", mayPlan, s.meetings},
		{"POST", "/meetings/{id}/to/{to}", mayPlan, s.moveMeeting},
		{"POST", "/meetings/{id}/reveal", mayPlan, s.revealMeeting},

		{"GET", "/person", may(staff.AnswerPerson), s.personForm},
		{"POST", "/person", may(staff.AnswerPerson), s.findPerson},
		{"POST", "/person/export", may(staff.AnswerPerson), s.exportPerson},
		{"POST", "/person/erase", may(staff.AnswerPerson), s.erasePerson},

		{"GET", "/site", may(staff.ManageSite), s.siteEditor},
		{"POST", "/site", may(staff.ManageSite), s.publishSite},

		{"GET", "/devices", may(staff.ManageFleet), s.devices},
		{"POST", "/devices/enrol", may(staff.ManageFleet), s.newEnrolment},
		{"POST", "/devices/{id}/approve", may(staff.ManageFleet), s.approveDevice},
		{"POST", "/devices/{id}/reject", may(staff.ManageFleet), s.rejectDevice},
		{"POST", "/devices/{id}/revoke", may(staff.ManageFleet), s.revokeDevice},

		{"GET", "/connections", may(staff.ManageConnections), s.connections},
		{"POST", "/connections/tokens", may(staff.ManageConnections), s.makeToken},
		{"POST", "/connections/tokens/{id}/revoke", may(staff.ManageConnections), s.revokeToken},
		{"POST", "/connections/hooks", may(staff.ManageConnections), s.addHook},
		{"POST", "/connections/hooks/{id}/renew", may(staff.ManageConnections), s.renewHook},
		{"POST", "/connections/hooks/{id}/again", may(staff.ManageConnections), s.sendHookAgain},
		{"POST", "/connections/hooks/{id}/remove", may(staff.ManageConnections), s.removeHook},
	}...)
}

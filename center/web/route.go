package web

import (
	"net/http"
	"slices"

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

// routes is the whole list, group by group. A test walks every role over it.
func (s *Server) routes() []route {
	return slices.Concat(
		s.publicRoutes(),
		s.phoneRoutes(),
		s.boardRoutes(),
		s.sessionRoutes(),
		s.counterRoutes(),
		s.helpRoutes(),
		s.feedbackRoutes(),
		s.meetingRoutes(),
		s.appointmentRoutes(),
		s.personRoutes(),
		s.siteRoutes(),
		s.boardSetRoutes(),
		s.promiseRoutes(),
		s.deviceRoutes(),
		s.connectionRoutes(),
	)
}

// publicRoutes is what anyone may ask for: what is public.
func (s *Server) publicRoutes() []route {
	return []route{
		{"GET", "/{$}", anyone, s.front},
		{"GET", "/static/{file...}", anyone, s.static},
		{"GET", "/live", anyone, s.live},
		{"GET", "/authority.pem", anyone, s.authority},
	}
}

// sessionRoutes lets people in and out.
func (s *Server) sessionRoutes() []route {
	return []route{
		{"GET", "/sign-in", anyone, s.signInPage},
		{"POST", "/sign-in", anyone, s.signIn},
		{"GET", "/sign-in/code", anyone, s.codePage},
		{"POST", "/sign-in/code", anyone, s.enterCode},
		{"GET", "/link/{token}", anyone, s.linkPage},
		{"POST", "/link", anyone, s.useLink},
		{"POST", "/sign-out", signedIn, s.signOut},
		{"GET", "/console", signedIn, s.console},
	}
}

// counterRoutes is what a clerk at a counter looks at and presses.
func (s *Server) counterRoutes() []route {
	return []route{
		{"GET", "/counter", may(staff.CallNumbers), s.seated(s.counter)},
		{"GET", "/counter/choose", may(staff.CallNumbers), s.chooseCounterPage},
		{"POST", "/counter/choose", may(staff.CallNumbers), s.chooseCounter},
		{"GET", "/ticket/{id}", may(staff.CallNumbers), s.ticket},
		{"POST", "/counter/next", may(staff.CallNumbers), s.callNext},
		{"POST", "/counter/call", may(staff.CallNumbers), s.callChosen},
		{"POST", "/counter/recall", may(staff.CallNumbers), s.presses(s.Queue.Recall, "recalled")},
		{"POST", "/counter/no-show", may(staff.CallNumbers), s.presses(s.Queue.NoShow, "no_show")},
		{"POST", "/counter/call/cancel", may(staff.CallNumbers), s.callNobody},
		{"POST", "/counter/done", may(staff.CallNumbers), s.done},
		{"POST", "/counter/begin", may(staff.CallNumbers), s.presses(s.Queue.Begin, "begun")},
		{"POST", "/counter/park", may(staff.CallNumbers), s.presses(s.Queue.Park, "parked")},
		{"POST", "/counter/return", may(staff.CallNumbers), s.comeBack},
		{"POST", "/counter/transfer", may(staff.CallNumbers), s.transfer},
		{"POST", "/counter/add", may(staff.CallNumbers), s.addService},
		{"POST", "/counter/class", may(staff.CallNumbers), s.setClass},
		{"POST", "/ticket/{id}/class", may(staff.CallNumbers), s.setTicketClass},
		{"POST", "/counter/note", may(staff.CallNumbers), s.note},
		{"POST", "/ticket/{id}/note", may(staff.CallNumbers), s.noteTicket},
		{"POST", "/counter/pause", may(staff.CallNumbers), s.pause},
		{"POST", "/counter/resume", may(staff.CallNumbers), s.resume},
		{"POST", "/counter/undo", may(staff.CallNumbers), s.undo},
	}
}

// helpRoutes answers visitors who called a person.
func (s *Server) helpRoutes() []route {
	return []route{
		{"GET", "/help", may(staff.AnswerHelp), s.helpCalls},
		{"GET", "/help/alarm", signedIn, s.helpAlarm},
		{"POST", "/help/{id}/acknowledge", may(staff.AnswerHelp), s.acknowledgeHelp},
		{"POST", "/help/{id}/close", may(staff.AnswerHelp), s.closeHelp},
	}
}

// feedbackRoutes reads what visitors said.
func (s *Server) feedbackRoutes() []route {
	return []route{
		{"GET", "/feedback", may(staff.ReadFeedback), s.feedback},
		{"POST", "/feedback/export", may(staff.TakeFeedback), s.exportFeedback},
		{"POST", "/feedback/{id}/reveal", may(staff.RevealPhone), s.revealPhone},
	}
}

// meetingRoutes plans the meetings people asked for.
func (s *Server) meetingRoutes() []route {
	return []route{
		{"GET", "/meetings", mayPlan, s.meetings},
		{"POST", "/meetings/{id}/to/{to}", mayPlan, s.moveMeeting},
		{"POST", "/meetings/{id}/reveal", mayPlan, s.revealMeeting},
	}
}

// personRoutes answers a person about their own data.
func (s *Server) personRoutes() []route {
	return []route{
		{"GET", "/person", may(staff.AnswerPerson), s.personForm},
		{"POST", "/person", may(staff.AnswerPerson), s.findPerson},
		{"POST", "/person/export", may(staff.AnswerPerson), s.exportPerson},
		{"POST", "/person/erase", may(staff.AnswerPerson), s.erasePerson},
	}
}

// siteRoutes edits the site's document.
func (s *Server) siteRoutes() []route {
	return []route{
		{"GET", "/site", may(staff.ManageSite), s.siteEditor},
		{"POST", "/site", may(staff.ManageSite), s.publishSite},
	}
}

// deviceRoutes lets kiosks in and out.
func (s *Server) deviceRoutes() []route {
	return []route{
		{"GET", "/devices", may(staff.ManageFleet), s.devices},
		{"POST", "/devices/enrol", may(staff.ManageFleet), s.newEnrolment},
		{"POST", "/devices/{id}/approve", may(staff.ManageFleet), s.approveDevice},
		{"POST", "/devices/{id}/reject", may(staff.ManageFleet), s.rejectDevice},
		{"POST", "/devices/{id}/revoke", may(staff.ManageFleet), s.revokeDevice},
	}
}

// connectionRoutes manages the programs that read and are told.
func (s *Server) connectionRoutes() []route {
	return []route{
		{"GET", "/connections", may(staff.ManageConnections), s.connections},
		{"POST", "/connections/tokens", may(staff.ManageConnections), s.makeToken},
		{"POST", "/connections/tokens/{id}/revoke", may(staff.ManageConnections), s.revokeToken},
		{"POST", "/connections/hooks", may(staff.ManageConnections), s.addHook},
		{"POST", "/connections/hooks/{id}/renew", may(staff.ManageConnections), s.renewHook},
		{"POST", "/connections/hooks/{id}/again", may(staff.ManageConnections), s.sendHookAgain},
		{"POST", "/connections/hooks/{id}/remove", may(staff.ManageConnections), s.removeHook},
	}
}

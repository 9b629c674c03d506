package staff

import (
	"slices"
	"strings"
)

// A Role is what a person is at the center.
type Role string

// The roles. Operator is who makes the 1022 care calls.
const (
	Clerk      Role = "clerk"
	Guide      Role = "guide"
	Supervisor Role = "supervisor"
	Director   Role = "director"
	Operator   Role = "operator"
	Analyst    Role = "analyst"
	Auditor    Role = "auditor"
	Admin      Role = "admin"
)

// Roles lists all roles.
var Roles = []Role{Clerk, Guide, Supervisor, Director, Operator, Analyst, Auditor, Admin}

// A Right is one kind of thing to be done.
type Right string

// The rights.
const (
	CallNumbers  Right = "call_numbers"
	AnswerHelp   Right = "answer_help"
	ReadFeedback Right = "read_feedback"
	RevealPhone  Right = "reveal_phone"
	TakeFeedback Right = "take_feedback" // away, as a file
	PlanMeetings Right = "plan_meetings" // with the Director
	// BookAppointments of services, for who stands at a desk or is on the phone.
	BookAppointments Right = "book_appointments"
	AnswerPerson     Right = "answer_person" // what the center holds of a person: find, export, erase
	ManageFleet      Right = "manage_fleet"
	// ManageConnections joins other systems: tokens of the API, webhooks.
	ManageConnections Right = "manage_connections"

	ManageSite  Right = "manage_site"
	ReadFigures Right = "read_figures" // how the lines went: names nobody
	ManageStaff Right = "manage_staff"
	ReadAudit   Right = "read_audit"
)

// rights holds who may do what. Who manages the machines reads no feedback
// and no phone number; who reads the audit log changes nothing.
var rights = map[Role][]Right{
	Clerk:      {CallNumbers, AnswerHelp, BookAppointments},
	Guide:      {AnswerHelp, BookAppointments},
	Supervisor: {CallNumbers, AnswerHelp, BookAppointments, ReadFeedback, RevealPhone, AnswerPerson, TakeFeedback, PlanMeetings, ManageSite, ReadFigures},
	Director:   {ReadFeedback, RevealPhone, AnswerPerson, TakeFeedback, PlanMeetings, ReadFigures},
	Operator:   {ReadFeedback, RevealPhone, BookAppointments},
	Analyst:    {ReadFeedback, TakeFeedback, ReadFigures},
	Auditor:    {ReadAudit, ReadFigures},
	Admin:      {CallNumbers, AnswerHelp, BookAppointments, ManageFleet, ManageConnections, ManageSite, ManageStaff, ReadAudit},
}

// May reports whether one of the account's roles has a right.
func (a Account) May(right Right) bool {
	return !a.Disabled && slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(rights[r], right) })
}

func checkRoles(roles []Role) error {
	for _, r := range roles {
		if !slices.Contains(Roles, r) {
			return ErrBadRole
		}
	}
	return nil
}

func joinRoles(roles []Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

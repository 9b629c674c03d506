package kiosk

import "slices"

// A Class is a group of people who are called sooner, told by the visitor and
// never proved with a document: what is kept is this word alone, "" for
// everybody else. No statute of queues lists them; they follow Luật Người cao
// tuổi 39/2009 (60 and older, 80 and older first), Luật Người khuyết tật 51/2010,
// Pháp lệnh 02/2020/UBTVQH14 (người có công) and Luật Trẻ em 2016; which of them
// a center knows is for its own regulation to say.
type Class string

// The classes.
const (
	Elder80  Class = "elder_80" // 80 and older
	Disabled Class = "disabled"
	Merit    Class = "merit"    // a person of merit
	Pregnant Class = "pregnant" // or with a child below 36 months
	Elder60  Class = "elder_60" // 60 and older
	Child    Class = "child"    // below 16, who comes for themselves
)

// Classes lists all of them, as they are shown.
var Classes = []Class{Elder80, Elder60, Disabled, Pregnant, Merit, Child}

// Known reports whether c is one of Classes.
func (c Class) Known() bool { return slices.Contains(Classes, c) }

package kiosk

import (
	"fmt"
	"regexp"
	"slices"
)

// What one procedure may hold, well above any seen on the national portal.
const (
	maxShortName = 40 // letters that fit a row of the smallest screen
	maxList      = 60
	maxPopular   = 99
)

var procedureCode = regexp.MustCompile(`^[0-9]\.[0-9]{6}$`)

var (
	onlineLevels = []OnlineLevel{OnlineFull, OnlinePartial, OnlineNone, OnlineAsk}
	surenesses   = []Sureness{Good, FromMemory, Unsure}
)

// Check tells what is wrong with the procedure, by field, or nil.
func (p *Procedure) Check() error {
	return firstOf(p.checkIdentity(), p.checkPapers(), p.checkOrigin(), p.Confidence.check(),
		p.checkFees(), p.checkTimes(), p.checkOnline(), p.Unverified.check())
}

func (p *Procedure) checkIdentity() error {
	if !procedureCode.MatchString(p.Code) {
		return faultf("code", "%q is not like 1.004873", p.Code)
	}
	if len(p.Service) != 1 || p.Service < "A" || p.Service > "Z" {
		return faultf("service", "%q is not a letter A to Z", p.Service)
	}
	if p.Popular < 0 || p.Popular > maxPopular {
		return faultf("popular", "%d is not 0 to %d", p.Popular, maxPopular)
	}
	if len(p.Levels) == 0 {
		return faultf("levels", "empty")
	}
	return firstOf(
		checkText("name_vi", p.NameVI, maxText), checkText("name_en", p.NameEN, maxText),
		checkText("short_vi", p.ShortVI, maxShortName), checkText("field", p.Field, maxText),
		checkTexts("levels", p.Levels), checkOptional("level_note", p.LevelNote))
}

func (p *Procedure) checkPapers() error {
	if len(p.Papers) > maxList {
		return faultf("papers", "%d are more than %d", len(p.Papers), maxList)
	}
	for i, paper := range p.Papers {
		field := fmt.Sprintf("papers[%d]", i)
		if err := firstOf(checkText(field+".name", paper.Name, maxText), checkOptional(field+".if", paper.If)); err != nil {
			return err
		}
	}
	return checkTexts("notes", p.Notes)
}

func (p *Procedure) checkOrigin() error {
	if p.CheckedOn.IsZero() {
		return faultf("checked_on", "no date")
	}
	for _, code := range slices.Concat(p.Replaces, p.ReplacedBy) {
		if !procedureCode.MatchString(code) || code == p.Code {
			return faultf("replaces", "%q is not the code of another procedure", code)
		}
	}
	return firstOf(checkText("source", p.Source, maxText), checkTexts("legal", p.Legal),
		checkSpan("valid_to", p.ValidFrom, p.ValidTo))
}

func (c Confidence) check() error {
	for _, f := range []struct {
		field string
		sure  Sureness
	}{{"code", c.Code}, {"papers", c.Papers}, {"fee_direct", c.FeeDirect}, {"fee_online", c.FeeOnline}, {"time", c.Time}, {"online", c.Online}} {
		if !slices.Contains(surenesses, f.sure) {
			return faultf("confidence."+f.field, "unknown value %q", f.sure)
		}
	}
	return nil
}

func (p *Procedure) checkFees() error {
	if err := checkFeeList("fees", p.Fees); err != nil {
		return err
	}
	direct := false
	for i, f := range p.Fees {
		sure := p.Confidence.FeeDirect
		if f.Channel == OverNetwork {
			sure = p.Confidence.FeeOnline
		}
		if sure != Good && !feeKinds[f.Kind] {
			return faultf(fmt.Sprintf("fees[%d].kind", i), "%q promises what is not known for good (confidence %q)", f.Kind, sure)
		}
		direct = direct || f.Channel == Direct
	}
	if !direct {
		return faultf("fees", "none for handing in directly")
	}
	return nil
}

func (p *Procedure) checkTimes() error {
	if len(p.Times) == 0 {
		return faultf("times", "empty")
	}
	if err := checkTimeList("times", p.Times); err != nil {
		return err
	}
	for i, t := range p.Times {
		if p.Confidence.Time != Good && t.Unit != ByPlan && t.Unit != AskTime {
			return faultf(fmt.Sprintf("times[%d].unit", i), "%q promises what is not known for good (confidence %q)", t.Unit, p.Confidence.Time)
		}
	}
	return nil
}

func (p *Procedure) checkOnline() error {
	if p.Confidence.Online != Good && p.Online.Level != OnlineAsk {
		return faultf("online.level", "%q promises what is not known for good (confidence %q)", p.Online.Level, p.Confidence.Online)
	}
	return p.Online.check("online")
}

func (o Online) check(field string) error {
	if !slices.Contains(onlineLevels, o.Level) {
		return faultf(field+".level", "unknown value %q", o.Level)
	}
	return checkOptional(field+".note", o.Note)
}

func (u *Unverified) check() error {
	if u == nil {
		return nil
	}
	if u.Online != nil {
		if err := u.Online.check("unverified.online"); err != nil {
			return err
		}
	}
	return firstOf(checkFeeList("unverified.fees", u.Fees), checkTimeList("unverified.times", u.Times),
		checkOptional("unverified.note", u.Note))
}

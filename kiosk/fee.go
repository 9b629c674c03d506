package kiosk

import (
	"fmt"
	"slices"
)

// A Channel is how a dossier is handed in.
type Channel string

// The channels a fee can depend on.
const (
	Direct      Channel = "direct" // at the counter or by post
	OverNetwork Channel = "online" // on the national portal
)

// A FeeKind says what is known about a fee.
type FeeKind string

// The kinds of fee. The national portal prints «Miễn phí» also where the
// province sets the fee; FeeFree is for what a law makes free, and for nothing else.
const (
	FeeFree    FeeKind = "free"
	FeeAmount  FeeKind = "amount"
	FeeCouncil FeeKind = "council"  // by resolution of the province's People's Council
	FeePerCase FeeKind = "per_case" // that of each procedure linked in this one
	FeeAsk     FeeKind = "ask"      // not known well enough to say: ask at the counter
)

// A FeeUnit is what an amount is paid for; "" is the whole procedure.
type FeeUnit string

// The units of a fee.
const (
	PerCopy        FeeUnit = "copy"
	PerPage        FeeUnit = "page"
	PerInstance    FeeUnit = "case" // «trường hợp»: one paper, however many signatures
	PerTransaction FeeUnit = "transaction"
	PerWill        FeeUnit = "will"
	PerDocument    FeeUnit = "document"
	PerPerson      FeeUnit = "person"
)

// A Fee is what one case of a procedure costs on one channel over a span of
// days. Many fees are halved until 31 December 2026 (Thông tư 64/2025/TT-BTC),
// so a fee is always asked for with a date.
type Fee struct {
	Channel   Channel `json:"channel"`
	Kind      FeeKind `json:"kind"`
	AmountVND int     `json:"amount_vnd,omitempty"` // đồng, for FeeAmount alone
	Unit      FeeUnit `json:"unit,omitempty"`
	If        string  `json:"if,omitempty"` // the case it is for: "nếu quá hạn"
	Note      string  `json:"note,omitempty"`
	ValidFrom Date    `json:"valid_from,omitzero"`
	ValidTo   Date    `json:"valid_to,omitzero"` // last day in force
}

// FeesOn lists the fees in force on day d, the usual case first. It is empty
// when the catalogue names none, as for papers that must be handed in at the counter.
func (p Procedure) FeesOn(d Date, c Channel) []Fee {
	var list []Fee
	for _, f := range p.Fees {
		if f.Channel == c && within(d, f.ValidFrom, f.ValidTo) {
			list = append(list, f)
		}
	}
	return list
}

// FeeOn is the fee of the usual case on day d, or one of kind FeeAsk. Its If
// belongs to it: «không thu» alone would deceive who comes late.
func (p Procedure) FeeOn(d Date, c Channel) Fee {
	if list := p.FeesOn(d, c); len(list) > 0 {
		return list[0]
	}
	return Fee{Channel: c, Kind: FeeAsk}
}

const maxFeeVND = 1_000_000_000

var (
	channels = []Channel{Direct, OverNetwork}
	feeUnits = []FeeUnit{"", PerCopy, PerPage, PerInstance, PerTransaction, PerWill, PerDocument, PerPerson}
)

// feeKinds holds for each kind whether it may stand where the fee is not
// known for good: those that name no figure may.
var feeKinds = map[FeeKind]bool{FeeFree: false, FeeAmount: false, FeeCouncil: true, FeePerCase: true, FeeAsk: true}

func checkFeeList(field string, fees []Fee) error {
	if len(fees) > maxList {
		return faultf(field, "%d are more than %d", len(fees), maxList)
	}
	for i, f := range fees {
		if err := f.check(fmt.Sprintf("%s[%d]", field, i)); err != nil {
			return err
		}
	}
	return nil
}

func (f Fee) check(field string) error {
	if !slices.Contains(channels, f.Channel) {
		return faultf(field+".channel", "unknown value %q", f.Channel)
	}
	if _, known := feeKinds[f.Kind]; !known {
		return faultf(field+".kind", "unknown value %q", f.Kind)
	}
	if !slices.Contains(feeUnits, f.Unit) {
		return faultf(field+".unit", "unknown value %q", f.Unit)
	}
	if f.Kind == FeeAmount && (f.AmountVND < 1 || f.AmountVND > maxFeeVND) {
		return faultf(field+".amount_vnd", "%d is not 1 to %d", f.AmountVND, maxFeeVND)
	}
	if f.Kind != FeeAmount && (f.AmountVND != 0 || f.Unit != "") {
		return faultf(field+".amount_vnd", "a fee of kind %q has no amount and no unit", f.Kind)
	}
	return firstOf(checkOptional(field+".if", f.If), checkOptional(field+".note", f.Note),
		checkSpan(field+".valid_to", f.ValidFrom, f.ValidTo))
}

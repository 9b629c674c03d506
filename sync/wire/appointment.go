package wire

// A Find asks for the appointment that 8 digits stand for: somebody who noted them
// stands at the kiosk.
type Find struct {
	Code string `json:"code"`
}

// Found is its signed code, which the kiosk verifies as if it had been scanned.
type Found struct {
	Appointment string `json:"appointment"`
}

// CodeUnknown is the Refusal of digits that stand for nothing: 404.
const CodeUnknown = "unknown"

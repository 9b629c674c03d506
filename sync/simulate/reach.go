package simulate

import "dongthap.vn/sen/sync/wire"

// Rare paths. A run of many worlds in which one of them was never taken has
// shown less than it says.
const (
	replyLost              = "a batch was committed and its answer lost"
	cameLate               = "a batch arrived after its kiosk had given up"
	deliveredTwice         = "a batch was delivered twice"
	portalAnswered         = "somebody else answered"
	busyTold               = "the center said: later"
	cursorLower            = "the center knew less than before"
	poisonQuarantined      = "a poison event was quarantined"
	withheld               = "an event went without its content"
	restored               = "the center was put back to a backup"
	diedBeforeShown        = "a kiosk stopped between commit and screen"
	centerDiedBeforeAnswer = "the center stopped between commit and answer"
	clockYears             = "a kiosk's clock was wrong by years"
	dayHeldBack            = "the business day did not follow a wrong clock"
	enrolledAgain          = "a kiosk was enrolled again"
	fileLost               = "a kiosk's file was damaged"
	salvaged               = "events were carried over from a damaged file"
	cloned                 = "a kiosk was cloned"
	imaged                 = "a kiosk was put back to an old copy of its disk"
	forgotten              = "events were forgotten after 14 days"
	takenBack              = "a ticket was taken back"
	called                 = "a ticket was called"
	helpSeen               = "a visitor was told that somebody comes"
	meetingAsked           = "a meeting was asked for"
	meetingTakenBack       = "a meeting was taken back"
	checkedIn              = "a number was given for an appointment"
	bookingTakenBack       = "an appointment was taken back"
	notCounted             = "an appointment did not count, and its number waits like all"
	olderRefused           = "document refused: older"
	unsignedRefused        = "document refused: not signed"
	nonceOld               = "refused: " + wire.CodeNonce
	gapRefused             = "refused: " + wire.CodeGap
	deviceRefused          = "refused: " + wire.CodeDevice
	renewed                = "a kiosk's key was renewed"
	formerKey              = "a center put back to a backup knew a kiosk by its former key"
)

// RarePaths lists them all.
var RarePaths = []string{
	replyLost, cameLate, deliveredTwice, portalAnswered, busyTold, cursorLower, poisonQuarantined, withheld, restored, diedBeforeShown,
	centerDiedBeforeAnswer, clockYears, dayHeldBack, enrolledAgain, fileLost, salvaged, cloned, imaged, forgotten, takenBack, called, helpSeen,
	meetingAsked, meetingTakenBack, checkedIn, bookingTakenBack, notCounted,
	olderRefused, unsignedRefused, nonceOld, gapRefused, deviceRefused, renewed, formerKey,
}

package screen

import "dongthap.vn/sen/kiosk"

// screens says who draws each screen but Home.
func (s *Stage) screens() map[kiosk.Screen]func() page {
	return map[kiosk.Screen]func() page{
		kiosk.AtFind:           s.find,
		kiosk.AtProcedure:      s.procedure,
		kiosk.AtTake:           s.take,
		kiosk.AtPriority:       s.priority,
		kiosk.AtArrive:         s.arrive,
		kiosk.AtArrival:        s.arrival,
		kiosk.AtBook:           s.book,
		kiosk.AtBookDay:        s.bookDay,
		kiosk.AtBookTime:       s.bookTime,
		kiosk.AtBookCheck:      s.bookCheck,
		kiosk.AtBookSlip:       s.bookSlip,
		kiosk.AtTicket:         s.ticket,
		kiosk.AtFaces:          s.faces,
		kiosk.AtReasons:        s.reasons,
		kiosk.AtWords:          s.say,
		kiosk.AtReply:          s.reply,
		kiosk.AtThanks:         s.thanks,
		kiosk.AtHelp:           s.help,
		kiosk.AtAmenities:      s.amenities,
		kiosk.AtSend:           s.send,
		kiosk.AtPIN:            s.pin,
		kiosk.AtStaff:          s.staff,
		kiosk.AtTouchTest:      s.touchTest,
		kiosk.AtReceipt:        s.receipt,
		kiosk.AtReceiptAsk:     s.receiptAsk,
		kiosk.AtMeeting:        s.meeting,
		kiosk.AtMeetingSubject: s.subject,
		kiosk.AtMeetingDay:     s.meetingDay,
		kiosk.AtMeetingSlot:    s.meetingSlot,
		kiosk.AtMeetingName:    s.meetingName,
		kiosk.AtMeetingPhone:   s.meetingPhone,
		kiosk.AtMeetingCheck:   s.meetingCheck,
		kiosk.AtMeetingSlip:    s.meetingSlip,
		kiosk.AtMeetingCode:    s.meetingCode,
		kiosk.AtFloor:          s.floor,
		kiosk.AtDossier:        s.dossier,
		kiosk.AtDossierLast:    s.dossierLast,
		kiosk.AtDossierAnswer:  s.dossierAnswer,
	}
}

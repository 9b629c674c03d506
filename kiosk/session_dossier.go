package kiosk

// Answered shows the answer about a dossier and forgets the question.
func (s *Session) Answered() {
	s.Busy, s.Code, s.Last = false, "", ""
	s.Open(AtDossierAnswer)
	s.trail = []Screen{AtHome}
}

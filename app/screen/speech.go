package screen

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk/voice"
	"dongthap.vn/sen/kiosk/words"
)

// A Voice says one thing at a time; kiosk/voice is one. Its methods do not wait.
type Voice interface {
	Offered() bool
	Speaking() bool
	Say(voice.Utterance)
	Stop()
}

// speech is what was said to the visitor who listens.
type speech struct {
	page string   // the page that was told, and its language
	told []string // its sentences, to know what is new
	last []string // what was said last, to say it again
}

// written is the part of a field that holds a visitor's own words. They are said
// aloud only when that is asked for.
type written interface {
	Hint() string
	Typed() string
}

// listens lets time stand still while the visitor is being told something, but
// not while the question stands.
func (s *Stage) listens() {
	if _, asked := s.session.Asking(s.Now()); s.session.Speech.On && !asked && s.Voice.Speaking() {
		s.session.Touch(s.Now())
	}
}

// offersSpeech reports whether there is a voice.
func (s *Stage) offersSpeech() bool { return s.Voice != nil && s.Voice.Offered() }

// listenButton is «Nghe», where there is a voice.
func (s *Stage) listenButton() []fyne.CanvasObject {
	if !s.offersSpeech() {
		return nil
	}
	icon, key := icons.Sound, "speech.listen"
	if s.session.Speech.On {
		icon, key = icons.Silent, "speech.end"
	}
	return []fyne.CanvasObject{s.kit.Button(touch.Plain, icon, s.t(key), s.touched(s.listen))}
}

// listen begins reading aloud, or ends it.
func (s *Stage) listen() {
	if !s.offersSpeech() {
		return
	}
	s.session.Speech.On = !s.session.Speech.On
	s.speech = speech{}
	if s.session.Speech.On {
		s.speech.last = []string{s.t("speech.begun")}
	}
	s.Show()
}

// speechKey does what the keys of speech say; false when it is another key.
func (s *Stage) speechKey(key fyne.KeyName) bool {
	switch {
	case key == listenKey:
		s.listen()
	case key == againKey:
		s.again()
	case key == quieterKey:
		s.turn(-1)
	case key == louderKey:
		s.turn(1)
	default:
		return false
	}
	return true
}

// turn makes the voice louder or quieter for this visit, and lets it be heard.
func (s *Stage) turn(by int) {
	if s.session.Speech.On {
		s.session.Speech.Turn(by, s.Volume)
		s.utter([]string{s.t("speech.volume", words.Args{"Level": s.session.Speech.Volume(s.Volume)})})
	}
}

// again says what was said last; in a field, what is written there.
func (s *Stage) again() {
	if !s.session.Speech.On {
		return
	}
	w, letters := s.focus.at.(written)
	switch {
	case letters && w.Typed() == "":
		s.utter([]string{w.Hint(), s.t("speech.empty")})
	case letters && strings.Trim(w.Typed(), "+0123456789") == "":
		s.utter([]string{voice.Digits(s.session.Lang, w.Typed())})
	case letters:
		s.utter([]string{w.Typed()})
	default:
		s.utter(s.speech.last)
	}
}

// tell tells of a page that was drawn: all of it when it is another page, what
// is new otherwise.
func (s *Stage) tell() {
	if !s.session.Speech.On {
		if s.speech.page != "" {
			s.Voice.Stop()
		}
		s.speech = speech{}
		return
	}
	before, page, all := s.speech, s.pageKey()+" "+string(s.session.Lang), s.told()
	s.speech.page, s.speech.told = page, all
	switch fresh := slices.DeleteFunc(slices.Clone(all), func(t string) bool { return slices.Contains(before.told, t) }); {
	case before.page == "": // the voice has just been asked for
		s.speak(append(append(before.last, all...), s.focusWords()...))
	case before.page != page:
		s.speak(append(all, s.focusWords()...))
	case s.keys.pressing:
		s.speak(append(fresh, s.focusWords()...))
	case len(fresh) > 0:
		s.speak(fresh)
	}
}

// told is everything the page says besides its controls, in the order drawn, and
// why a tile cannot be touched.
func (s *Stage) told() (list []string) {
	touch.Walk(s.frame.told, func(n touch.Node) {
		says, ok := n.Object.(interface{ Words() string })
		if _, part := n.Owner.(touch.Control); !ok || part || says.Words() == "" {
			return
		}
		closed, may := n.Object.(interface{ Closed() string })
		if _, control := n.Object.(touch.Control); !control || may && closed.Closed() != "" {
			list = append(list, says.Words())
		}
	})
	return list
}

// focusWords is what the ring is around, and whether it is chosen. Of a field
// it is what to type and how much was typed, never the letters.
func (s *Stage) focusWords() []string {
	switch c := s.focus.at.(type) {
	case nil:
		return nil
	case written:
		return []string{c.Hint(), s.t("speech.written", words.Args{"Count": len([]rune(c.Typed()))})}
	case touch.Choosable:
		return []string{c.Words(), s.chosenWords(c)}
	default:
		return []string{c.Words()}
	}
}

func (s *Stage) chosenWords(c touch.Choosable) string {
	if c.Chosen() {
		return s.t("speech.chosen")
	}
	return s.t("speech.open")
}

// sayFocus says what the ring is around.
func (s *Stage) sayFocus() { s.speak(s.focusWords()) }

// sayPressed says what became of a thing that was pressed on the same page: it
// is chosen or not, or the ring had to leave it.
func (s *Stage) sayPressed(pressed touch.Control) {
	if c, ok := pressed.(touch.Choosable); ok {
		s.speak([]string{s.chosenWords(c)})
	} else if pressed != s.focus.at {
		s.sayFocus()
	}
}

// speak says sentences to a visitor who listens, and remembers them.
func (s *Stage) speak(text []string) {
	if s.session.Speech.On && len(text) > 0 {
		s.speech.last = text
		s.utter(text)
	}
}

// utter says sentences without remembering them.
func (s *Stage) utter(text []string) {
	s.Voice.Say(voice.Utterance{Lang: s.session.Lang, Text: text, Volume: s.session.Speech.Volume(s.Volume)})
}

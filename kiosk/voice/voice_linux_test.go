package voice

import (
	"bytes"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/voice/voicetest"
)

// A stage is a Voice with programs that witness.
type stage struct {
	*voicetest.Witness
	t     testing.TB
	log   bytes.Buffer
	voice *Voice
}

func newStage(t testing.TB, clips map[kiosk.Lang][]Clip) *stage {
	t.Helper()
	s := &stage{Witness: voicetest.New(t), t: t}
	s.voice = s.open(s.Engine(), clips)
	return s
}

func (s *stage) open(engine string, clips map[kiosk.Lang][]Clip) *Voice {
	v := New(Options{Engine: engine, Player: s.Player(), Clips: clips, Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Voices: map[kiosk.Lang]string{kiosk.Vietnamese: "vi-vn-x-south", kiosk.English: "en-gb"}, Rate: 150})
	s.t.Cleanup(v.Close)
	return v
}

func (s *stage) say(text ...string) {
	s.voice.Say(Utterance{Lang: kiosk.Vietnamese, Text: text, Volume: 3})
}

// until waits for something that happens by itself.
func (s *stage) until(what string, ok func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// talks waits until so many players have begun.
func (s *stage) talks(players int) {
	s.t.Helper()
	s.until("a player", func() bool { return s.Players() >= players })
}

func (s *stage) silent() {
	s.t.Helper()
	s.until("silence", func() bool { return !s.voice.Speaking() })
}

func TestASentenceIsSaid(t *testing.T) {
	s := newStage(t, nil)
	s.say("Số của bạn", "A2-047")
	s.silent()
	if got := s.Heard(); !slices.Equal(got, []string{"Số của bạn.\nA hai, không bốn bảy."}) {
		t.Errorf("heard %q", got)
	}
	if s.Sound() != "sound\n" || s.voice.Health() != Ready {
		t.Errorf("played %q, %s", s.Sound(), s.voice.Health())
	}
	s.voice.Say(Utterance{Lang: kiosk.English, Text: []string{"Your number"}, Volume: 5})
	s.silent()
	if called := s.Called(); !slices.Equal(called, []string{"--stdin --stdout -a 100 -s 150 -v vi-vn-x-south", "--stdin --stdout -a 200 -s 150 -v en-gb"}) {
		t.Errorf("the engine was called %q", called)
	}
}

// TestNeverTwoVoices interrupts again and again, at any moment of the programs.
func TestNeverTwoVoices(t *testing.T) {
	s := newStage(t, nil)
	s.Hang(true)
	for i := range 60 {
		s.say("câu số", strconv.Itoa(i))
		if i%3 == 0 {
			s.talks(s.Players() + 1)
		}
	}
	s.Hang(false)
	s.say("câu cuối cùng")
	s.silent()
	if n := len(s.Seconds()); n > 0 {
		t.Errorf("%d voices spoke while another did", n)
	}
	if got := s.Heard(); len(got) == 0 || got[len(got)-1] != "câu cuối cùng." {
		t.Errorf("heard %q; the last sentence is to be said", got)
	}
	if s.Players() < 20 || len(s.Left()) > 0 {
		t.Errorf("%d players, of which are left %q", s.Players(), s.Left())
	}
}

// The planted fault: two Voices that do not know each other.
func TestControlTwoVoicesAtOnce(t *testing.T) {
	s := newStage(t, nil)
	s.Hang(true)
	other := s.open(s.Engine(), nil)
	s.say("một")
	s.talks(1)
	other.Say(Utterance{Lang: kiosk.Vietnamese, Text: []string{"hai"}, Volume: 3})
	s.talks(2)
	proof.Control(t, "a second voice", "the witness of the player", s.Seconds()...)
}

func TestStopEndsTheProgramsAndWhatTheyStarted(t *testing.T) {
	s := newStage(t, nil)
	s.Hang(true)
	s.say("một câu dài")
	s.talks(1)
	s.voice.Stop()
	s.silent()
	if l := s.Left(); len(l) > 0 {
		t.Errorf("after Stop there is still %q", l)
	}
	s.say("câu nữa")
	s.talks(2)
	s.voice.Close()
	if l := s.Left(); len(l) > 0 {
		t.Errorf("after Close there is still %q", l)
	}
	s.say("không ai nghe")
	if s.voice.Speaking() {
		t.Error("a closed Voice speaks")
	}
}

// No sound card is normal: the player ends with an error, at once.
func TestNoSoundCardIsSilentAndKnown(t *testing.T) {
	s := newStage(t, nil)
	s.Break()
	for range 3 {
		s.say(strings.Repeat("Một câu rất dài. ", 200))
		s.silent()
	}
	if s.voice.Health() != NoSound || !s.voice.Offered() {
		t.Errorf("health %q, offered %v", s.voice.Health(), s.voice.Offered())
	}
	if n := strings.Count(s.log.String(), "no_sound"); n != 1 {
		t.Errorf("the log tells %d times of no sound", n)
	}
	s.Mend()
	s.say("Một câu")
	if s.silent(); s.voice.Health() != Ready {
		t.Errorf("with a sound card again the health is %q", s.voice.Health())
	}
}

func TestWithoutProgramsNothingIsOffered(t *testing.T) {
	player, err := exec.LookPath("true")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		engine, player string
		want           Health
	}{
		{"sen-no-such-engine", player, NoEngine}, {"", player, NoEngine},
		{player, "sen-no-such-player -q", NoPlayer}, {player, " ", NoPlayer}, {player, player, Ready},
	} {
		v := New(Options{Engine: c.engine, Player: c.player})
		if v.Health() != c.want || v.Offered() != (c.want == Ready) {
			t.Errorf("%q, %q: health %q, offered %v", c.engine, c.player, v.Health(), v.Offered())
		}
		v.Say(Utterance{Text: []string{"xin chào"}})
		if c.want != Ready && v.Speaking() {
			t.Errorf("%q, %q: speaks", c.engine, c.player)
		}
		v.Close()
	}
}

// What a visitor typed reaches the engine by its standard input alone, and is
// words there, whatever it was.
func TestWhatIsSaidIsSeenNowhere(t *testing.T) {
	s := newStage(t, nil)
	for _, text := range []string{"0912345678", `"; touch x; $(touch x) ` + "`touch x`", "-f /etc/passwd --stdout", "[[h@'loU]]", "<audio src='/etc/passwd'/>", strings.Repeat("a", 100_000), "\x00\x1b[2J"} {
		s.say(text)
		s.silent()
	}
	for i, args := range s.Called() {
		if args != "--stdin --stdout -a 100 -s 150 -v vi-vn-x-south" {
			t.Errorf("call %d: %q", i, args)
		}
	}
	for _, text := range s.Heard() {
		if len(text) > mostLetters+1 || strings.ContainsAny(text, "0123456789[]<>\x00\x1b") {
			t.Errorf("the engine was given %d bytes: %.80q", len(text), text)
		}
	}
	if got := s.Heard()[0]; got != "không chín một hai, ba bốn năm, sáu bảy tám." {
		t.Errorf("the number is said %q", got)
	}
	if strings.Contains(s.log.String(), "0912") || strings.Contains(s.log.String(), "touch") {
		t.Errorf("the log says %s", s.log.String())
	}
	if names, _ := filepath.Glob("x"); len(names) > 0 {
		t.Error("a shell read the text")
	}
}

// TestALongTextEndsWithAWord bounds what is said.
func TestALongTextEndsWithAWord(t *testing.T) {
	s := newStage(t, nil)
	s.say(strings.Repeat("nghe ", 2000))
	s.silent()
	if got := s.Heard()[0]; len(got) > mostLetters || !strings.HasSuffix(got, "nghe") {
		t.Errorf("%d bytes, ending %q", len(got), got[max(0, len(got)-10):])
	}
}

// tone is a WAV of some samples.
func tone(values ...int16) []byte {
	le := func(n, size int) string {
		return string([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}[:size])
	}
	data := ""
	for _, v := range values {
		data += le(int(uint16(v)), 2)
	}
	format := le(1, 2) + le(1, 2) + le(22050, 4) + le(44100, 4) + le(2, 2) + le(16, 2)
	body := "WAVEfmt " + le(16, 4) + format + "data" + le(len(data), 4) + data
	return []byte("RIFF" + le(len(body), 4) + body)
}

func TestARecordedSentenceIsPlayed(t *testing.T) {
	clips := Clips(fstest.MapFS{
		"vi/home.title.wav": {Data: tone(100, -100, 30000)}, "vi/gone.key.wav": {Data: tone(1)}, "vi/bad.key.wav": {Data: []byte("RIFF")}, "README.md": {},
	}, func(lang kiosk.Lang, key string) string {
		return map[string]string{"home.title": "Xin chào!", "bad.key": "hỏng"}[key]
	})
	s := newStage(t, clips)
	s.say("Một", "Xin chào!", "hai", "hỏng")
	s.silent()
	if got := s.Heard(); !slices.Equal(got, []string{"Một.", "hai.\nhỏng."}) {
		t.Errorf("the engine said %q", got)
	}
	if got := s.Sound(); got != "sound\n"+string(tone(100, -100, 30000))+"sound\n" {
		t.Errorf("played %q", got)
	}
	if got := louder(tone(100, -100, 30000), 2); !bytes.Equal(got, tone(200, -200, 32767)) {
		t.Errorf("louder is %v", got)
	}
	if len(s.Seconds()) > 0 {
		t.Error("a clip and the engine spoke at once")
	}
}

// Papers have Vietnamese names on an English screen; names in a sentence do not
// make it Vietnamese.
func TestEverySentenceInItsLanguage(t *testing.T) {
	s := newStage(t, nil)
	s.voice.Say(Utterance{Lang: kiosk.English, Volume: 3, Text: []string{
		"What to bring: 2 papers", "Tờ khai đăng ký khai sinh, 2 bản", "The center of Đồng Tháp is open", "ư"}})
	s.silent()
	if got := s.Heard(); !slices.Equal(got, []string{"What to bring: two papers.", "Tờ khai đăng ký khai sinh, hai bản.", "The center of Đồng Tháp is open.\nu horn."}) {
		t.Errorf("heard %q", got)
	}
	for i, voice := range []string{"en-gb", "vi-vn-x-south", "en-gb"} {
		if called := s.Called()[i]; !strings.HasSuffix(called, "-v "+voice) {
			t.Errorf("sentence %d is said by %q, not %s", i, called, voice)
		}
	}
}

// FuzzClip tries that no file breaks the reading of recordings.
func FuzzClip(f *testing.F) {
	f.Add(tone(1, 2, 3))
	f.Add(tone())
	f.Add([]byte("RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, wav []byte) {
		if got := louder(wav, 2); len(got) != len(wav) {
			t.Errorf("%d bytes became %d", len(wav), len(got))
		}
	})
}

// TestTheEngineOfDebianSpeaks lets the real program speak both languages at
// three volumes; the player measures instead of playing.
func TestTheEngineOfDebianSpeaks(t *testing.T) {
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		if os.Getenv("SEN_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("espeak-ng is not installed; .ci/install installs it")
	}
	s := newStage(t, nil)
	v := s.open("espeak-ng", nil)
	var lengths []int
	for _, u := range []Utterance{
		{kiosk.Vietnamese, []string{"A2-047"}, 3}, {kiosk.English, []string{"A2-047"}, 3}, {kiosk.Vietnamese, []string{"A2-047"}, 1}, {kiosk.Vietnamese, []string{"A2-047"}, 5},
	} {
		s.Silence()
		v.Say(u)
		s.until("silence", func() bool { return !v.Speaking() })
		sound := s.Sound()
		lengths = append(lengths, len(sound)/44100, loudest(sound))
	}
	if v.Health() != Ready || lengths[0] < 1 || lengths[2] < 1 || !(lengths[5] < lengths[1] && lengths[1] < lengths[7]) {
		t.Errorf("%s; seconds and loudness %v", v.Health(), lengths)
	}
}

func loudest(wav string) (most int) {
	for i := 44; i+1 < len(wav); i += 2 {
		v := int(int16(uint16(wav[i]) | uint16(wav[i+1])<<8))
		most = max(most, v, -v)
	}
	return most
}

package voice

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"path"
	"strings"

	"dongthap.vn/sen/kiosk"
)

// A Clip is a recorded sentence.
type Clip struct {
	Text string // as it is shown
	WAV  []byte // mono or stereo, 16 bit
}

// gains are the loudness of recordings for the volumes from 1 on.
var gains = [kiosk.Loudest]float64{0.3, 0.6, 1, 1.4, 2}

// Clips reads the recordings of a folder: LANG/KEY.wav says the sentence of that
// key, which words gives; "" is no sentence. What is no 16-bit WAV is left out:
// the engine says it instead.
func Clips(files fs.FS, sentence func(lang kiosk.Lang, key string) string) map[kiosk.Lang][]Clip {
	clips := map[kiosk.Lang][]Clip{}
	for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
		paths, _ := fs.Glob(files, string(lang)+"/*.wav") // the pattern is a good one
		for _, p := range paths {
			wav, err := fs.ReadFile(files, p)
			text := sentence(lang, strings.TrimSuffix(path.Base(p), ".wav"))
			if _, _, ok := samples(wav); err == nil && ok && text != "" {
				clips[lang] = append(clips[lang], Clip{Text: text, WAV: wav})
			}
		}
	}
	return clips
}

// clip is the recording of a sentence, or nil.
func (v *Voice) clip(lang kiosk.Lang, sentence string) []byte {
	for _, c := range v.options.Clips[lang] {
		if c.Text == sentence {
			return c.WAV
		}
	}
	return nil
}

// samples finds where the sound of a 16-bit PCM WAV lies.
func samples(wav []byte) (from, to int, ok bool) {
	if len(wav) < 12 || !bytes.Equal(wav[:4], []byte("RIFF")) || !bytes.Equal(wav[8:12], []byte("WAVE")) {
		return 0, 0, false
	}
	for at := 12; at+8 <= len(wav); {
		size := int(binary.LittleEndian.Uint32(wav[at+4:]))
		body := at + 8
		switch string(wav[at : at+4]) {
		case "fmt ":
			if body+16 > len(wav) || binary.LittleEndian.Uint16(wav[body:]) != 1 || binary.LittleEndian.Uint16(wav[body+14:]) != 16 {
				return 0, 0, false
			}
			ok = true
		case "data":
			return body, min(body+size, len(wav)), ok && size > 0
		}
		at = body + min(size, len(wav)) + size%2
	}
	return 0, 0, false
}

// louder is a WAV with its sound made louder or quieter, as far as 16 bits go.
func louder(wav []byte, gain float64) []byte {
	from, to, ok := samples(wav)
	if !ok || gain == 1 {
		return wav
	}
	out := bytes.Clone(wav)
	for i := from; i+1 < to; i += 2 {
		v := gain * float64(int16(binary.LittleEndian.Uint16(out[i:])))
		binary.LittleEndian.PutUint16(out[i:], uint16(int16(min(max(v, -32768), 32767))))
	}
	return out
}

package sounds

import (
	"encoding/binary"
	"testing"
)

func TestTheChimeIsASmallWaveFile(t *testing.T) {
	if len(Chime) > 30<<10 {
		t.Errorf("the chime has %d bytes; a board on a weak network wants at most 30 kB", len(Chime))
	}
	if string(Chime[:4]) != "RIFF" || string(Chime[8:12]) != "WAVE" {
		t.Fatalf("not a WAV file: % x", Chime[:12])
	}
	if got := binary.LittleEndian.Uint32(Chime[4:]); int(got) != len(Chime)-8 {
		t.Errorf("the file says %d bytes follow, but %d do", got, len(Chime)-8)
	}
}

func TestTheChimeIsHeardAndEndsInSilence(t *testing.T) {
	samples := Chime[44:]
	loudest := 0
	for i := 0; i+1 < len(samples); i += 2 {
		loudest = max(loudest, int(int16(binary.LittleEndian.Uint16(samples[i:]))))
	}
	if loudest < 10_000 {
		t.Errorf("the loudest sample is %d: too soft for a lobby", loudest)
	}
	if last := int16(binary.LittleEndian.Uint16(samples[len(samples)-2:])); last > 50 || last < -50 {
		t.Errorf("the last sample is %d: it would end with a click", last)
	}
}

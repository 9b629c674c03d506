package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/voice"
	"dongthap.vn/sen/kiosk/words"
)

// remedies tell a technician what to do about a voice that is not heard.
var remedies = map[voice.Health]string{
	voice.NoEngine: "voice.engine is not installed (apt-get install espeak-ng), so «Nghe» is not offered",
	voice.NoPlayer: "voice.player is not installed (apt-get install alsa-utils), so «Nghe» is not offered",
	voice.NoSound:  "the player ended with an error: is there a sound card? aplay -l lists them",
	voice.Broken:   "the speech program ended with an error: espeak-ng --voices lists its voices",
}

// speak says the first screen's title in both languages, for a technician who
// listens, and tells how that went.
func speak(ctx context.Context, f *flags, out io.Writer) error {
	c, err := config.Load(f.config)
	if err != nil {
		return err
	}
	book, err := words.LoadKiosk()
	if err != nil {
		return err
	}
	v := newVoice(c.Voice, book, slog.New(slog.DiscardHandler))
	defer v.Close()
	for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
		v.Say(voice.Utterance{Lang: lang, Text: []string{book.In(lang).T("home.title")}, Volume: c.Voice.Volume})
		if err := silence(ctx, v); err != nil {
			return err
		}
		if h := v.Health(); h != voice.Ready {
			return errors.New(remedies[h])
		}
	}
	fmt.Fprintln(out, "Both languages were spoken. If you heard nothing, look at the volume: alsamixer.")
	return nil
}

// silence waits until v has finished.
func silence(ctx context.Context, v *voice.Voice) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for v.Speaking() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
	return nil
}

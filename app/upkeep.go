package main

import (
	"context"
	"errors"
	"os"

	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/kiosk/disk"
)

// errRestart and errLeave end the program at the wish of staff.
var (
	errRestart = errors.New("staff restarted the kiosk")
	errLeave   = errors.New("staff left the kiosk")
)

// upkeep is what the staff screen shows of this machine and may do to it; end
// ends the program for a reason.
func (k *machine) upkeep(end func(error)) screen.Upkeep {
	return screen.Upkeep{
		Health:  k.health,
		Restart: func() { end(errRestart) },
		Leave:   func() { end(errLeave) },
	}
}

// health asks the machine how it is. The store and the agent are there: without
// them there is no staff screen.
func (k *machine) health(ctx context.Context) screen.Health {
	road := k.agent.State()
	h := screen.Health{Version: version, Replaced: k.program.replaced(), Heard: road.AckedAt, Stopped: road.Stopped, Epoch: k.store.Epoch(), DiskFree: k.diskFree(), Voice: k.voice.Health()}
	pending, err := k.store.Pending(ctx)
	if err != nil {
		k.log.Error("the database does not answer", "err", err)
		h.Fault = true
	}
	h.Pending = pending
	return h
}

// A program is the file this one was started from, as it was then.
type program struct {
	path string
	file os.FileInfo
}

// started is this program; nothing is known of one whose file cannot be seen.
func started() program {
	path, err := os.Executable()
	if err != nil {
		return program{}
	}
	file, err := os.Stat(path)
	if err != nil {
		return program{}
	}
	return program{path, file}
}

// replaced reports that another file lies there by now: what an update has
// installed runs from the next start on.
func (p program) replaced() bool {
	if p.file == nil {
		return false
	}
	now, err := os.Stat(p.path)
	return err == nil && (!os.SameFile(now, p.file) || !now.ModTime().Equal(p.file.ModTime()) || now.Size() != p.file.Size())
}

func (k *machine) diskFree() int64 { return disk.Free(k.config.Kiosk.Data) }

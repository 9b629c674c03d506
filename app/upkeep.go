package main

import (
	"context"
	"errors"

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
	h := screen.Health{Version: version, Heard: road.AckedAt, Stopped: road.Stopped, Epoch: k.store.Epoch(), DiskFree: k.diskFree(), Voice: k.voice.Health()}
	pending, err := k.store.Pending(ctx)
	if err != nil {
		k.log.Error("the database does not answer", "err", err)
		h.Fault = true
	}
	h.Pending = pending
	return h
}

func (k *machine) diskFree() int64 { return disk.Free(k.config.Kiosk.Data) }

package desk

import "context"

// Loud is the volume every visit begins with: what staff set last, or the
// configuration's, also once that was changed.
func (d *Desk) Loud() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.loud
}

// SetLoud keeps the volume every visit begins with, over a restart too. It is in
// force even when the disk does not take it.
func (d *Desk) SetLoud(ctx context.Context, level int) error {
	d.mu.Lock()
	d.loud = level
	d.mu.Unlock()
	return d.Store.SetVolume(ctx, level, d.Volume)
}

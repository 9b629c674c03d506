package ingest

import (
	"encoding/json"
	"io"
	"net/http"

	"dongthap.vn/sen/sync/wire"
)

// maxEnrol is well above an Enrol of two keys and a code.
const maxEnrol = 4 << 10

// enrol lets a new kiosk in.
func (g *Gate) enrol(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEnrol+1))
	if err != nil || len(body) > maxEnrol {
		return bad("read enrolment", err)
	}
	var e wire.Enrol
	if err := json.Unmarshal(body, &e); err != nil {
		return bad("read enrolment", err)
	}
	enrolled, err := g.fleet.Enrol(r.Context(), e)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, enrolled)
	return nil
}

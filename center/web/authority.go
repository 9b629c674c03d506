package web

import (
	"net/http"

	"dongthap.vn/sen/kiosk"
)

// authority hands out what vouches for these pages, for staff computers to be
// taught. Windows opens a .crt by a double click.
func (s *Server) authority(w http.ResponseWriter, _ *http.Request) error {
	if s.Authority == nil {
		return kiosk.ErrNotFound
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Content-Disposition", `attachment; filename="sen-authority.crt"`)
	_, err := w.Write(s.Authority)
	return err
}

package api

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

// opened is which scope opens what, written by hand.
var opened = map[string][]Scope{
	"/api/openapi.json":    Scopes,
	"/api/v1/services":     {ReadQueue},
	"/api/v1/queue":        {ReadQueue},
	"/api/v1/tickets":      {ReadTickets},
	"/api/v1/tickets/{id}": {ReadTickets},
	"/api/v1/webhooks":     {Webhooks},
}

// misuse are the ways a token is worth nothing, and what is said of each.
var misuse = map[string]func(d *desk, token string) (used, code string){
	"none":      func(*desk, string) (string, string) { return "", "token_missing" },
	"made up":   func(*desk, string) (string, string) { return "sen_" + strings.Repeat("A", 43), "token_unknown" },
	"cut short": func(_ *desk, token string) (string, string) { return token[:len(token)-1], "token_unknown" },
	"revoked": func(d *desk, token string) (string, string) {
		must(d.t, d.RevokeToken(d.t.Context(), d.newest().ID, "admin"))
		return token, "token_revoked"
	},
	"expired": func(d *desk, token string) (string, string) {
		d.Clock.Pass(31 * 24 * time.Hour)
		return token, "token_expired"
	},
	"of another site": func(d *desk, token string) (string, string) {
		storetest.Exec(d.t, d.DSN, "UPDATE tokens SET site = 2 WHERE revoked_at = 0")
		return token, "token_unknown"
	},
}

func (d *desk) newest() Token {
	d.t.Helper()
	all, err := d.Tokens(d.t.Context())
	must(d.t, err)
	return all[0]
}

func TestEveryScopeOnEveryRoute(t *testing.T) {
	d := open(t)
	k := d.Take("B")[0]
	for _, rt := range d.routes() {
		if _, decided := opened[rt.Path]; !decided {
			t.Errorf("nobody decided who may ask for %s", rt.Path)
		}
		for _, scope := range Scopes {
			got := d.ask(d.token(scope), "GET", strings.Replace(rt.Path, "{id}", k.ID, 1))
			if slices.Contains(opened[rt.Path], scope) {
				if got.status != http.StatusOK {
					t.Errorf("%s on %s: status %d", scope, rt.Path, got.status)
				}
				continue
			}
			d.refused(got, http.StatusForbidden, "scope_missing")
		}
	}
}

func TestEveryMisuseOnEveryRoute(t *testing.T) {
	for what, use := range misuse {
		t.Run(what, func(t *testing.T) {
			d := open(t)
			k := d.Take("B")[0]
			token, code := use(d, d.token(Scopes...))
			for _, rt := range d.routes() {
				if rt.Scope == "" {
					continue
				}
				d.refused(d.ask(token, "GET", strings.Replace(rt.Path, "{id}", k.ID, 1)), http.StatusUnauthorized, code)
			}
		})
	}
}

func TestATokenSeesItsOwnSiteAlone(t *testing.T) {
	d := open(t)
	k := d.Take("B")[0]
	token := d.token(ReadTickets)
	storetest.Exec(t, d.DSN, "UPDATE tickets SET site = 2")
	d.refused(d.ask(token, "GET", "/api/v1/tickets/"+k.ID), http.StatusNotFound, "not_found")
	var all listOf[ticket]
	if d.get(token, "/api/v1/tickets", &all); len(all.Items) != 0 {
		t.Errorf("it sees %+v", all.Items)
	}
	must(t, d.RevokeToken(t.Context(), d.newest().ID, "admin"))
	if err := d.RevokeToken(t.Context(), d.newest().ID, "admin"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	storetest.Exec(t, d.DSN, "UPDATE tokens SET site = 2, revoked_at = 0")
	if all, err := d.Tokens(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("tokens of another site are listed: %+v, %v", all, err)
	}
}

func TestATokenIsShownOnceAndItsUseIsKnown(t *testing.T) {
	d := open(t)
	token := d.token(ReadQueue)
	if !strings.HasPrefix(token, "sen_") || len(token) != 47 {
		t.Errorf("the token is %q", token)
	}
	if k := d.newest(); !k.UsedAt.IsZero() || k.Name != "Cổng dịch vụ công" || !k.Good(d.Clock.Now()) {
		t.Errorf("before its use: %+v", k)
	}
	d.ask(token, "GET", "/api/v1/queue")
	if k := d.newest(); !k.UsedAt.Equal(d.Clock.Now()) {
		t.Errorf("used at %v, it is %v", k.UsedAt, d.Clock.Now())
	}
	if storetest.Kind() == storetest.SQLite {
		for _, file := range storetest.Files(t, d.DSN) {
			raw, err := os.ReadFile(file)
			must(t, err)
			if bytes.Contains(raw, []byte(token)) {
				t.Errorf("the token is in %s", file)
			}
		}
	}
	must(t, d.RevokeToken(t.Context(), d.newest().ID, "boss"))
	var noted []string
	must(t, d.Lobby.Store.Read(t.Context(), func(tx *store.Tx) error {
		lines, err := tx.AuditAfter(t.Context(), 0, 10)
		for _, e := range lines {
			noted = append(noted, e.Actor+" "+e.Action)
		}
		return err
	}))
	if !slices.Equal(noted, []string{"admin token.make", "boss token.revoke"}) {
		t.Errorf("the audit log has %q", noted)
	}
}

func TestAProgramThatAsksTooOftenIsSlowed(t *testing.T) {
	d := open(t)
	token, other := d.token(ReadQueue), d.token(ReadQueue)
	for range asksAtOnce {
		if got := d.ask(token, "GET", "/api/v1/queue"); got.status != http.StatusOK {
			t.Fatalf("status %d", got.status)
		}
	}
	got := d.ask(token, "GET", "/api/v1/queue")
	d.refused(got, http.StatusTooManyRequests, "too_often")
	if got.header.Get("Retry-After") == "" {
		t.Error("it is not told when to come back")
	}
	if got := d.ask(other, "GET", "/api/v1/queue"); got.status != http.StatusOK {
		t.Errorf("another program is slowed too: status %d", got.status)
	}
	d.Clock.Pass(time.Second)
	if got := d.ask(token, "GET", "/api/v1/queue"); got.status != http.StatusOK {
		t.Errorf("a second later: status %d", got.status)
	}
}

func TestTokensThatAreNone(t *testing.T) {
	d := open(t)
	good := NewToken{Name: "x", Scopes: Scopes, Days: 1, By: "admin"}
	for _, bad := range []struct {
		change func(*NewToken)
		want   error
	}{
		{func(n *NewToken) { n.Name = "" }, ErrBadName},
		{func(n *NewToken) { n.Name = strings.Repeat("ă", MaxName+1) }, ErrBadName},
		{func(n *NewToken) { n.Name = "\x00" }, ErrBadName},
		{func(n *NewToken) { n.Scopes = nil }, ErrBadScope},
		{func(n *NewToken) { n.Scopes = []Scope{"write-all"} }, ErrBadScope},
		{func(n *NewToken) { n.Days = 0 }, ErrBadExpiry},
		{func(n *NewToken) { n.Days = MaxDays + 1 }, ErrBadExpiry},
	} {
		n := good
		bad.change(&n)
		if _, err := d.MakeToken(t.Context(), n); !errors.Is(err, bad.want) {
			t.Errorf("%+v: %v, want %v", n, err, bad.want)
		}
	}
	for range MaxTokens {
		_, err := d.MakeToken(t.Context(), good)
		must(t, err)
	}
	if _, err := d.MakeToken(t.Context(), good); !errors.Is(err, ErrTooMany) {
		t.Errorf("one more than there may be: %v", err)
	}
	d.Clock.Pass(keptFor + 25*time.Hour)
	if _, err := d.MakeToken(t.Context(), good); err != nil {
		t.Errorf("long after the others are over: %v", err)
	}
}

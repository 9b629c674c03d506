package store

import (
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

var (
	_ scs.CtxStore         = (*Sessions)(nil)
	_ scs.IterableCtxStore = (*Sessions)(nil)
)

func TestSessionsExpireAndEnd(t *testing.T) {
	now := monday
	sessions := open(t).Sessions(func() time.Time { return now })
	find := func(token string) (string, bool) {
		t.Helper()
		data, found, err := sessions.Find(token)
		if err != nil {
			t.Fatal(err)
		}
		return string(data), found
	}
	for token, data := range map[string]string{"a": "one", "b": "two"} {
		if err := sessions.Commit(token, []byte(data), monday.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := sessions.Commit("a", []byte("three"), monday.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if data, found := find("a"); !found || data != "three" {
		t.Errorf("session a is %q, %v", data, found)
	}
	now = monday.Add(90 * time.Minute)
	if _, found := find("b"); found {
		t.Error("session b outlived its time")
	}
	all, err := sessions.AllCtx(t.Context())
	if err != nil || len(all) != 1 || string(all["a"]) != "three" {
		t.Errorf("all sessions: %v, %v", all, err)
	}
	if err := sessions.Delete("a"); err != nil {
		t.Fatal(err)
	}
	if _, found := find("a"); found {
		t.Error("session a was ended and is still there")
	}
	if err := sessions.Delete("never"); err != nil {
		t.Error(err)
	}
}

package api

import (
	"encoding/json"
	"log/slog"
	"slices"
	"testing"

	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/store"
)

func TestAProgramSeesHowItsWebhookGoes(t *testing.T) {
	d := open(t)
	hooks := hook.New(hook.Config{Store: d.Lobby.Store, Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler), Allow: []string{"127.0.0.1"}})
	_, err := hooks.Add(t.Context(), hook.NewHook{Name: "IOC", URL: "http://127.0.0.1:1/secret", Kinds: []string{store.ToldCalled}, By: "admin"})
	must(t, err)
	d.Take("B")
	d.Next(3)
	must(t, hooks.Deliver(t.Context())) // nobody is there
	var all listOf[webhook]
	d.get(d.token(Webhooks), "/api/v1/webhooks", &all)
	if len(all.Items) != 1 || all.Items[0].Waiting != 1 || all.Items[0].Trouble != "unreachable" || all.Items[0].Name != "IOC" {
		t.Errorf("told %+v", all.Items)
	}
}

// What is told has the fields the document names, and its kinds are those there are.
func TestTheDocumentTellsWhatIsTold(t *testing.T) {
	var doc struct {
		Webhooks   map[string]any
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	must(t, json.Unmarshal(document, &doc))
	for _, kind := range hook.Kinds {
		if _, told := doc.Webhooks[kind]; !told || len(doc.Webhooks) != len(hook.Kinds) {
			t.Errorf("the document tells of %d kinds; of %s: %v", len(doc.Webhooks), kind, told)
		}
	}
	body, err := hook.Body(store.Delivery{Counter: 3, Reason: "x", State: store.Called, Undoes: 1})
	must(t, err)
	var message map[string]json.RawMessage
	var data map[string]any
	must(t, json.Unmarshal(body, &message))
	must(t, json.Unmarshal(message["data"], &data))
	same := func(schema string, got []string) {
		var told []string
		for name := range doc.Components.Schemas[schema].Properties {
			told = append(told, name)
		}
		if slices.Sort(told); !slices.Equal(told, slices.Sorted(slices.Values(got))) {
			t.Errorf("%s: the document has %q, told is %q", schema, told, got)
		}
	}
	same("Message", names(message))
	same("MessageData", names(data))
}

func names[V any](m map[string]V) (all []string) {
	for name := range m {
		all = append(all, name)
	}
	return all
}

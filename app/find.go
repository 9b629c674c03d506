package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/guide"
)

// answer is what `find --json` prints: the hits, best first and never null, and
// whether they are a choice between equals or only the nearest there are.
type answer struct {
	Hits      []hit `json:"hits"`
	Ambiguous bool  `json:"ambiguous"`
	Nearest   bool  `json:"nearest"`
}

// A hit is a procedure found. Scores compare hits of one answer alone.
type hit struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Score float64 `json:"score"`
}

// mostHits is what the finder's screens list.
const mostHits = 10

// find prints what the finder shows for a query: a line of code and name for
// each procedure, or JSON. To find nothing is an error only for people.
func find(f *flags, out io.Writer) error {
	query := strings.TrimSpace(strings.Join(f.words, " "))
	if query == "" {
		return errors.New(`find needs what to look for: sen-kiosk find "mất căn cước"`)
	}
	a, err := lookUp(query)
	switch {
	case err != nil:
		return err
	case f.json:
		return json.NewEncoder(out).Encode(a)
	case len(a.Hits) == 0:
		return errors.New("nothing found; try other words")
	case a.Nearest:
		fmt.Fprintln(out, "nothing found; the nearest are:")
	}
	for _, h := range a.Hits {
		fmt.Fprintf(out, "%s\t%s\n", h.Code, h.Name)
	}
	return nil
}

// lookUp asks the guide to the procedures of this program that are in force today.
func lookUp(query string) (answer, error) {
	c, err := kiosk.ParseCatalogue(catalogue.JSON)
	if err != nil {
		return answer{}, err
	}
	c = c.InForce(kiosk.DateOf(time.Now()))
	s, err := guide.ParseSynonyms(catalogue.Synonyms)
	if err != nil {
		return answer{}, err
	}
	result := guide.New(c, s).Find(query, mostHits)
	a := answer{Hits: []hit{}, Ambiguous: result.Ambiguous, Nearest: result.Nearest}
	for _, h := range result.Hits {
		p, err := c.Procedure(h.Code)
		if err != nil {
			return answer{}, err
		}
		a.Hits = append(a.Hits, hit{h.Code, p.ShortVI, h.Score})
	}
	return a, nil
}

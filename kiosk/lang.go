package kiosk

// Lang is a language of the screen: a BCP 47 tag.
type Lang string

// The languages Sen speaks. Vietnamese comes first everywhere.
const (
	Vietnamese Lang = "vi"
	English    Lang = "en"
)

// Name is a text in both languages.
type Name struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// In gives the text in l, Vietnamese when there is no translation.
func (n Name) In(l Lang) string {
	if l == English && n.EN != "" {
		return n.EN
	}
	return n.VI
}

// Package keyboard is how a visitor types: an on-screen Vietnamese keyboard, a
// number pad, and the field they write into.
//
// Letters, tone keys and a real keyboard all go through the field and its
// Telex composer, so they mix freely. The field never takes Fyne's focus: a
// finger on a key would take it away again. Nothing typed leaves the package
// but through OnChange and Text, and nothing of it is logged.
package keyboard

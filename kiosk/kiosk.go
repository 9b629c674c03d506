// Package kiosk holds what a kiosk and its center both know: tickets, feedback,
// help calls, the events that tell of them, the documents the center publishes,
// opening hours, and the state of one visit.
//
// It promises that a rule is written once: the kiosk, the center and the tests
// all call it here. It imports the standard library alone, draws nothing,
// opens no file and knows no network.
package kiosk

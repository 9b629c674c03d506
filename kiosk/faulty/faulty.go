// Package faulty stands up disks that fail, for tests: one whose power is cut,
// one that is full, and one that refuses, delays or forgets single operations.
//
// It promises that all are real file systems of the running kernel, that they
// are gone when the test has ended, and that nothing happens on them by the
// clock but only when the test says so. Linux and root are needed. It is no part
// of the product.
package faulty

// Package rough stands up rough roads, for tests: a kiosk and a center in network
// namespaces of their own, joined by a cable on which the kernel itself loses,
// slows, swallows and resets.
//
// It promises that nothing of it reaches the machine's own network, that a road
// is gone when its test has ended, and that it changes only when the test says
// so. Linux, root, ip and nft are needed. It is no part of the product.
package rough

//go:build race

package choose

// raced: under the race detector, which takes eight times as long, a fifth of
// the random people is asked. The plain run asks all of them.
const raced = true

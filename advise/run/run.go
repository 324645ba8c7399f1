// Package run goes the whole way with a target, from what was typed to its
// report, for whoever asks: a command line, a file of an exporter, a page. It
// is where the two sides meet: package probe sees, and package advise says.
//
// Nothing here reads a flag, an environment variable by itself, or a terminal,
// and nothing here writes to one.
package run

// Package config reads the YAML files that people write: policies, and the
// configurations of the exporter and of the page. [ReadTree] reads a file as a tree in which
// every value knows its line and column; a [Shape] says what may stand where,
// and [Shape.Read] refuses the rest with the place, what was wanted, and the
// nearest right word. The JSON Schema for editors is made of the same shape.
//
// It is pure: it opens no file. A secret never stands in such a file, but a
// reference to it (an environment variable, a file, a command), which package
// run resolves.
package config

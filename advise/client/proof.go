package client

import (
	_ "embed"
	"strings"
)

// Proof says how far our files for a program are proven. It is written by the
// tests that ran, never by hand: see proofs.tsv.
type Proof struct {
	Kind ProofKind `json:"kind"`
	// What was seen, for a program that ran: fetched, sent, read, synced,
	// restored, settings. For a form that was checked alone, its syntax.
	What     string   `json:"what,omitempty"`
	Versions []string `json:"versions,omitempty"` // of the program, the newest first
}

// ProofKind is the strength of a proof.
type ProofKind string

const (
	Verified   ProofKind = "verified"   // a test ran the program with the files made here
	Validated  ProofKind = "validated"  // a test read the files back in their format
	Unverified ProofKind = "unverified" // neither
)

// proofsFile has a line for each proof: the program's name in [Table], the
// kind, what was seen, and the versions between commas, between tabs.
//
//go:embed proofs.tsv
var proofsFile string

// ProofLine is a line of the file of proofs.
type ProofLine struct {
	Client string
	Proof
}

// ParseProofs reads the file of proofs. A line that is not one is left out.
func ParseProofs(text string) []ProofLine {
	var out []ProofLine
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 {
			continue
		}
		p := ProofLine{Client: f[0], Proof: Proof{Kind: ProofKind(f[1]), What: f[2]}}
		if f[3] != "" {
			p.Versions = strings.Split(f[3], ",")
		}
		out = append(out, p)
	}
	return out
}

// String returns the line as it stands in the file.
func (p ProofLine) String() string {
	return strings.Join([]string{p.Client, string(p.Kind), p.What, strings.Join(p.Versions, ",")}, "\t") + "\n"
}

func proofs() []ProofLine { return ParseProofs(proofsFile) }

// proofOf returns the strongest proof that there is of a program. Several of
// one strength are told together.
func proofOf(lines []ProofLine, name string) Proof {
	best := Proof{Kind: Unverified}
	for _, line := range lines {
		switch {
		case line.Client != name:
		case best.Kind == Unverified, best.Kind == Validated && line.Kind == Verified:
			best = line.Proof
		case best.Kind == line.Kind:
			best.What += ", " + line.What
		}
	}
	return best
}

package settings

import (
	"flag"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/probe/testkit"
)

// proofsPath is where the proofs stand that the program shows.
const proofsPath = "../client/proofs.tsv"

// proofBook collects what the tests of a run saw.
type proofBook struct {
	t     *testing.T
	kind  client.ProofKind
	mu    sync.Mutex
	lines []client.ProofLine
}

// newProofs compares what is noted until the end of the test, and of all its
// subtests, with the file of proofs; with -update it rewrites the file's lines
// of that kind. The set counts: a program that proved less than the file says
// is a failure, and so is one that proved more. Versions differ between
// machines, and change only with -update.
func newProofs(t *testing.T, kind client.ProofKind) *proofBook {
	b := &proofBook{t: t, kind: kind}
	t.Cleanup(b.compare)
	return b
}

// saw notes a proof at the end of a subtest, unless that failed or was skipped.
func (b *proofBook) saw(t *testing.T, name, what, version string) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() || t.Skipped() {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		line := client.ProofLine{Client: name, Proof: client.Proof{Kind: b.kind, What: what}}
		if version != "" {
			line.Versions = []string{version}
		}
		b.lines = append(b.lines, line)
	})
}

func (b *proofBook) compare() {
	text, err := os.ReadFile(proofsPath)
	if err != nil {
		b.t.Error(err)
		return
	}
	key := func(p client.ProofLine) string { return p.Client + "\t" + string(p.Kind) + "\t" + p.What }
	saw := map[string]client.ProofLine{}
	for _, line := range b.lines {
		saw[key(line)] = line
	}
	stored := map[string]client.ProofLine{}
	for _, line := range client.ParseProofs(string(text)) {
		stored[key(line)] = line
	}
	if testkit.Updating() {
		for k, line := range saw {
			stored[k] = line
		}
		for k, line := range stored {
			_, known := client.Lookup(line.Client)
			_, now := saw[k]
			if !known || !now && line.Kind == b.kind && b.whole() {
				delete(stored, k)
			}
		}
		var lines []string
		for _, line := range stored {
			lines = append(lines, line.String())
		}
		slices.Sort(lines)
		if err := os.WriteFile(proofsPath, []byte(strings.Join(lines, "")), 0o644); err != nil {
			b.t.Error(err)
		}
		return
	}
	for k, line := range saw {
		if _, ok := stored[k]; !ok {
			b.t.Errorf("%s is not in %s; run the tests with -update if this is meant", strings.TrimSpace(line.String()), proofsPath)
		}
	}
	for k, line := range stored {
		if _, ok := saw[k]; !ok && line.Kind == b.kind && b.whole() {
			b.t.Errorf("%s says %s, and this run did not see it", proofsPath, strings.TrimSpace(line.String()))
		}
	}
}

// whole reports whether every program had its turn: in CI none is skipped.
func (b *proofBook) whole() bool {
	if b.t.Failed() || strings.Contains(flagRun(), "/") {
		return false
	}
	return b.kind == client.Validated || os.Getenv("CI") == "true"
}

// flagRun is which tests were asked for.
func flagRun() string { return flag.Lookup("test.run").Value.String() }

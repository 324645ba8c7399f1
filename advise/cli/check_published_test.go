package cli

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/policy"
	"mailadvisor/probe/mailhost"
)

func policyFile(t *testing.T, content string) string {
	t.Helper()
	return place(t, t.TempDir(), "policy.yaml", content)
}

// told returns the assertions about what is published, one a line.
func told(d advise.Document) string {
	var out []string
	for _, a := range d.Policy.Assertions {
		if strings.HasPrefix(a.ID, "published-") {
			line := []string{string(a.Status), a.ID}
			if a.Of != "" {
				line = append(line, a.Of)
			}
			if a.Where.Host != "" {
				line = append(line, a.Where.Host)
			}
			out = append(out, strings.Join(append(line, "("+a.Found.Text+")"), " "))
		}
	}
	return strings.Join(out, "\n")
}

// A domain is held to what it publishes, and what it publishes to its ports.
func TestCheckPublished(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").srv(domain).autoconfig(domain, "%EMAILADDRESS%").
		zone("_pop3._tcp."+domain+". 60 IN SRV 0 0 0 .", domain+". 60 IN MX 10 mx."+domain+".")
	file := policyFile(t, `
targets:
  - target: `+domain+`
    require:
      - published-works: true
        published-agrees: true
        published-by: [autoconfig, srv]
        published-dns: {imaps: `+mailhost.Name+`:993, pop3: ., mx: mx.`+domain+`}
`)
	d := n.document(StatusOK, "check", "--policy", file)
	want := `pass published-works ` + mailhost.Name + ` (it works (published by autoconfig and SRV))
pass published-works ` + mailhost.Name + ` (it works (published by autoconfig and SRV))
pass published-works ` + mailhost.Name + ` (it works (published by autoconfig and SRV))
pass published-agrees (autoconfig and SRV say the same)
pass published-by autoconfig (https://autoconfig.` + domain + `)
pass published-by srv (SRV records of ` + domain + ` (not signed))
pass published-dns imaps ` + mailhost.Name + `:993 (` + mailhost.Name + `:993)
pass published-dns pop3 . (.)
pass published-dns mx mx.` + domain + ` (mx.` + domain + `)`
	if got := told(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	status, stdout, stderr := n.run("", "check", "--policy", file, "--lang", "fr", "--verbose")
	if status != StatusOK || strings.Contains(stdout, "‹") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}

	// The same of an address, without a policy of its own: the defaults speak
	// of every target.
	file = policyFile(t, "defaults: {require: {published-works: true, published-by: [pacc, autodiscover]}}")
	d = n.document(StatusFailed, "check", mailhost.User, "--policy", file)
	if got := told(d); !strings.Contains(got, "fail published-by pacc (nothing there)") || !strings.Contains(got, "unknown published-by autodiscover") {
		t.Error(got)
	}

	// A URL names no domain.
	d = n.document(StatusFailed, "check", "imaps://"+mailhost.Name, "--policy", file, "--fail-on", "unknown")
	if got := told(d); !strings.HasPrefix(got, "unknown published-works") {
		t.Error(got)
	}
}

// What is published and not followed is tested too: whoever reads SRV records
// alone is led there.
func TestCheckPublishedBeside(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").autoconfig(domain, "%EMAILADDRESS%").zone(
		"_imaps._tcp."+domain+". 60 IN SRV 20 1 993 "+mailhost.Name+".", // works, and is not the best
		"_imap._tcp."+domain+". 60 IN SRV 0 1 143 "+mailhost.Name+".",
		"_pop3._tcp."+domain+". 60 IN SRV 0 1 1110 "+mailhost.Name+".", // nothing is there
		"_submission._tcp."+domain+". 60 IN SRV 0 1 587 gone."+domain+".",
	)
	n.Connect[mailhost.Name+":1110"] = []string{"127.0.0.1:1"}
	file := policyFile(t, "defaults: {require: {published-works: true, offered: [imap, submission], findings-forbidden: [medium]}}")
	d := n.document(StatusFailed, "check", domain, "--policy", file)
	want := `pass published-works ` + mailhost.Name + ` (it works (published by autoconfig and SRV))
pass published-works ` + mailhost.Name + ` (it works (published by autoconfig))
pass published-works ` + mailhost.Name + ` (it works (published by autoconfig))
pass published-works ` + mailhost.Name + ` (it works (published by SRV))
fail published-works ` + mailhost.Name + ` (refused (published by SRV))
fail published-works (the name gone.` + domain + ` does not exist (published by SRV))`
	if got := told(d); !sameLines(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, a := range d.Policy.Assertions {
		if a.Status == policy.Fail && a.Where.Port == 1110 && a.Finding != "published-not-served" {
			t.Errorf("explained by %q", a.Finding)
		}
		if a.ID == "findings-forbidden" && a.Status == policy.Fail { // it is told already
			t.Errorf("%+v", a)
		}
		if (a.ID == "offered" || a.ID == "reachable") && a.Status != policy.Pass {
			t.Errorf("%s at %s: %s", a.ID, a.Where.Host, a.Status)
		}
	}
	// Without such a policy, what the domain leads to is enough.
	if d := n.document(StatusOK, "advise", mailhost.User, "--devices", "2"); len(d.Probes) != 3 {
		t.Errorf("%d endpoints", len(d.Probes))
	}
}

// sameLines compares without regard to the order.
func sameLines(a, b string) bool {
	return slices.Equal(slices.Sorted(strings.SplitSeq(a, "\n")), slices.Sorted(strings.SplitSeq(b, "\n")))
}

// The domain of which nothing is found is held to the policy too.
func TestCheckNothingPublished(t *testing.T) {
	n := newInternet(t, "default")
	file := policyFile(t, "targets: [{target: example.net, require: {published-by: [srv], published-dns: {imaps: mail.example.net:993}}}]")
	d := n.document(StatusFailed, "check", "--policy", file)
	want := "fail published-by srv (nothing there)\nfail published-dns imaps mail.example.net:993 (no such record)"
	if got := told(d); got != want || d.Policy.Assertions[0].ID != "reachable" || d.Policy.Assertions[0].Status != policy.Fail {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	n.Address = "127.0.0.1:1"
	d = n.document(StatusUnable, "check", "--policy", file)
	if got := told(d); strings.Contains(got, "fail") || d.Policy.Count(policy.Fail) > 0 {
		t.Error(got)
	}
}

// The policy that is written of an address keeps what its domain publishes,
// and passes its own check.
func TestPrintPolicyOfADomain(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").srv(domain).autoconfig(domain, "%EMAILADDRESS%")
	status, content, stderr := n.run("", "check", "--print-policy", mailhost.User)
	if status != StatusOK {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	says(t, content, "published-works: true", "published-agrees: true", "published-by: [autoconfig, srv]",
		"imaps: ["+mailhost.Name+":993]")
	file := policyFile(t, content)
	if status, stdout, stderr := n.run("", "check", "--policy", file); status != StatusOK {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	n.zone("_imaps._tcp." + domain + ". 60 IN SRV 0 9 1993 gone." + domain + ".")
	status, stdout, _ := n.run("", "check", "--policy", file)
	if status != StatusFailed {
		t.Errorf("a stale record: status %d", status)
	}
	says(t, stdout, "gone."+domain)
}

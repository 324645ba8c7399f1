package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render/schema"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// TestPolicyOfARealHost writes the policy that a real host keeps, and holds the host to
// it with the same flags but the login, which the policy names itself.
func TestPolicyOfARealHost(t *testing.T) {
	_, flags := realHost(t, realserver.Options{Quota: 100 << 20, Messages: 50, DaysOfMail: 10, Now: time.Now(), ListenOther: true})
	status, written, stderr := asTypedNow(t, slices.Concat([]string{"check", "--print-policy", realserver.Host}, flags)...)
	if status != StatusOK {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	for _, want := range []string{"offered:", "tls-floor:", "capabilities-required:", "IDLE", "login-works: true", "password: {file: "} {
		if !strings.Contains(written, want) {
			t.Errorf("the policy lacks %s\n%s", want, written)
		}
	}
	file := place(t, t.TempDir(), "policy.yaml", written)
	var network []string
	for i := 0; i < len(flags); i += 2 {
		if flags[i] != "--user" && flags[i] != "--password-file" {
			network = append(network, flags[i], flags[i+1])
		}
	}
	status, stdout, stderr := asTypedNow(t, slices.Concat([]string{"check", "--policy", file, "--fail-on", "unknown"}, network)...)
	if status != StatusOK || !strings.HasPrefix(stdout, "All ") {
		t.Errorf("status %d\n%s%s\n%s", status, stdout, stderr, written)
	}
}

// goodPolicy returns what check --print-policy writes of a host where nothing
// is wrong.
func goodPolicy(t *testing.T) (file string) {
	t.Helper()
	status, written, stderr := runDemo(t, "check", "--demo", "--print-policy", mailhost.Name)
	if status != StatusOK {
		t.Fatalf("status %d: %s", status, stderr)
	}
	return place(t, t.TempDir(), "policy.yaml", written)
}

// TestCheckFaults: where a host is broken, a check by the policy of the good one
// fails and writes a valid document, at whatever step it ends. One fault of each
// step stands for all: TestDemoFaults holds the report of every fault to the
// same policy.
func TestCheckFaults(t *testing.T) {
	file := goodPolicy(t)
	seen := map[string]bool{result.StepMailbox: true} // the inbox may open all the same
	for _, fault := range mailhost.Faults() {
		if !breaks(fault) || seen[fault.Step] {
			continue
		}
		seen[fault.Step] = true
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := runDemo(t, "check", "--demo=fault:"+fault.Name, "--policy", file, "--fail-on", "unknown", "-o", "json")
			var d advise.Document
			if err := json.Unmarshal([]byte(stdout), &d); err != nil {
				t.Fatalf("status %d, %v\n%s", status, err, stderr)
			}
			if err := schema.Validate([]byte(stdout)); err != nil {
				t.Error(err)
			}
			if status != StatusFailed || d.Policy.Count(policy.Pass) == len(d.Policy.Assertions) {
				t.Errorf("status %d, %d broken, %d unknown\n%s", status, d.Policy.Count(policy.Fail), d.Policy.Count(policy.Unknown), stderr)
			}
		})
	}
}

// breaks reports whether something does not work for a fault: the others work,
// or take their time.
func breaks(f mailhost.Fault) bool { return f.Kind != "" && f.Kind != string(result.Timeout) }

// TestExamplePolicy: the example of the documents holds on the demo, and not on
// a broken one.
func TestExamplePolicy(t *testing.T) {
	const file = "../../docs/examples/policy.yaml"
	if status, stdout, stderr := runDemo(t, "check", "--demo", "--policy", file, "--fail-on", "unknown"); status != StatusOK || stderr != "" {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	if status, stdout, stderr := runDemo(t, "check", "--demo=fault:expired-certificate", "--policy", file); status != StatusFailed || stderr != "" {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

// runDemo runs the program on the day of the scripts.
func runDemo(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = Main(t.Context(), args, Streams{
		In: strings.NewReader(""), Out: &out, Err: &err,
		Env: func(string) string { return "" }, Now: testkit.Today,
	})
	return status, out.String(), err.String()
}

// TestOneRefusalForOneLogin: a login that several targets share is not sent
// again once it was refused.
func TestOneRefusalForOneLogin(t *testing.T) {
	dir := t.TempDir()
	place(t, dir, "secret", "not-the-password\n")
	targets := []string{"imaps://" + mailhost.Name, "pop3s://" + mailhost.Name, "submissions://" + mailhost.Name}
	file := place(t, dir, "policy.yaml", "credentials: {one: {user: "+mailhost.User+", password: {file: secret}, hosts: ["+mailhost.Name+"]}}\n"+
		"defaults: {require: {login-works: true}}\ntargets:\n  - {target: '"+strings.Join(targets, "', credential: one}\n  - {target: '")+"', credential: one}\n")
	args := append([]string{"check", "--policy", file, "-o", "json"}, hostFlags(t)...)
	list := place(t, dir, "list", strings.Join(targets, "\n"))
	for name, more := range map[string][]string{"policy": nil, "list": {"--targets", list}} {
		t.Run(name, func(t *testing.T) { oneRefusal(t, append(slices.Clone(args), more...)) })
	}
}

func oneRefusal(t *testing.T, args []string) {
	status, stdout, stderr := asTyped(t, args...)
	var docs []advise.Document
	if err := json.Unmarshal([]byte(stdout), &docs); err != nil {
		t.Fatalf("status %d, %v\n%s%s", status, err, stderr, stdout)
	}
	failures := 0
	for _, d := range docs {
		for _, p := range d.Probes {
			if p.Login != nil && p.Login.Status == result.LoginFailed {
				failures++
			}
		}
	}
	if status != StatusFailed || len(docs) != 3 || failures != 1 {
		t.Errorf("status %d, %d targets, %d logins refused, want 1", status, len(docs), failures)
	}
	if strings.Contains(stdout+stderr, "not-the-password") {
		t.Error("the password is shown")
	}
}

// TestPrintPolicyTellsWhatItLeaves: a policy of a host that is not in order, or
// whose mailbox nobody saw, says above it what it does not ask for, and is one
// that holds.
func TestPrintPolicyTellsWhatItLeaves(t *testing.T) {
	dir := t.TempDir()
	for name, row := range map[string]struct {
		args []string
		want []string
	}{
		"a port that fails":    {[]string{"--demo=fault:starttls-missing"}, []string{"offered imap:143: ", "# It does not keep these today"}},
		"nobody logged in":     {[]string{"--demo", "--only", "submission:465"}, []string{"quota-free (imap): there was no login", "# These were not checked"}},
		"the same, in French":  {[]string{"--demo=fault:starttls-missing", "--lang", "fr"}, []string{"offered imap:143\u202f: ", "# Exigences non respectées"}},
		"nothing is left out":  {[]string{"--demo"}, nil},
		"one family is tested": {[]string{"--demo", "-4"}, nil},
	} {
		status, written, stderr := runDemo(t, slices.Concat([]string{"check", "--print-policy", mailhost.Name}, row.args)...)
		if status != StatusOK {
			t.Fatalf("%s: status %d: %s", name, status, stderr)
		}
		for _, want := range row.want {
			if !strings.Contains(written, want) {
				t.Errorf("%s: the policy lacks %q\n%s", name, want, written)
			}
		}
		above, _, _ := strings.Cut(written, "\ntargets:")
		if told := strings.Count(above, "\n"); (told > 0) != (row.want != nil) || !strings.HasPrefix(above, "# ") {
			t.Errorf("%s: above the policy stands\n%s", name, above)
		}
		file := place(t, dir, "policy.yaml", written)
		if status, stdout, stderr := runDemo(t, "check", "--policy", file, "--dry-run"); status != StatusOK {
			t.Errorf("%s: status %d\n%s%s", name, status, stdout, stderr)
		}
	}
}

package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"mailadvisor/advise"
	"mailadvisor/probe/testkit"
)

// What GitHub's documentation lets stand in the file of a composite action
// (docs.github.com, "Metadata syntax for GitHub Actions"); any other key is
// refused.
type action struct {
	Name        string                 `yaml:"name"`
	Description string                 `yaml:"description"`
	Author      string                 `yaml:"author"`
	Inputs      map[string]actionInput `yaml:"inputs"`
	Outputs     map[string]struct {
		Description string `yaml:"description"`
		Value       string `yaml:"value"`
	} `yaml:"outputs"`
	Runs struct {
		Using string       `yaml:"using"`
		Steps []actionStep `yaml:"steps"`
	} `yaml:"runs"`
}

type actionInput struct {
	Description string  `yaml:"description"`
	Required    bool    `yaml:"required"`
	Default     *string `yaml:"default"`
}

type actionStep struct {
	Name  string            `yaml:"name"`
	ID    string            `yaml:"id"`
	Shell string            `yaml:"shell"`
	Env   map[string]string `yaml:"env"`
	Run   string            `yaml:"run"`
}

const actionFolder = "../../.github/actions/mailadvisor"

func readAction(t *testing.T) action {
	t.Helper()
	content, err := os.ReadFile(actionFolder + "/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a
}

// expression is what stands between ${{ and }}.
var expression = regexp.MustCompile(`\$\{\{ *([a-z_]+(?:\.[a-z0-9_-]+)+) *\}\}`)

// The file of the action says what its steps need, and no more: every input is
// read, every output is one of a step, and no expression stands in a script,
// where a policy's name would be a command.
func TestActionMetadata(t *testing.T) {
	a := readAction(t)
	if a.Runs.Using != "composite" || a.Name == "" || a.Description == "" || len(a.Runs.Steps) != 2 {
		t.Fatalf("%+v", a)
	}
	read := map[string]bool{}
	ids := map[string]bool{}
	for _, s := range a.Runs.Steps {
		if s.Shell != "bash" || strings.Contains(s.Run, "${{") || s.ID == "" {
			t.Errorf("step %s: shell %q, run %q", s.Name, s.Shell, s.Run)
		}
		for name, value := range s.Env {
			for _, m := range expression.FindAllStringSubmatch(value, -1) {
				context, rest, _ := strings.Cut(m[1], ".")
				step, _, _ := strings.Cut(rest, ".")
				switch {
				case context == "inputs" && a.Inputs[rest].Description != "":
					read[rest] = true
				case context == "steps" && ids[step], m[1] == "github.action_repository":
				default:
					t.Errorf("%s: %s is nothing that is there", name, value)
				}
			}
		}
		ids[s.ID] = true
	}
	for name, in := range a.Inputs {
		if !read[name] || in.Required != (in.Default == nil) {
			t.Errorf("input %s: read %v, required %v, default %v", name, read[name], in.Required, in.Default)
		}
	}
	for name, out := range a.Outputs {
		if out.Description == "" || out.Value != "${{ steps.check.outputs."+name+" }}" {
			t.Errorf("output %s: %s", name, out.Value)
		}
	}
}

// job is a job of GitHub as far as the steps of an action see it.
type job struct {
	dir, temp string
	summary   string
	out       string // of all steps
	outputs   map[string]string
	status    int // of the step that failed, and 0
}

// runAction runs the steps of the action as a runner does: the inputs that are
// not given are their defaults, expressions are filled in, each step has files
// of its own for outputs and summary, and the first that fails is the last.
func runAction(t *testing.T, dir string, inputs map[string]string, env ...string) job {
	t.Helper()
	bash := testkit.Program(t, "bash", "bash")
	a := readAction(t)
	values := map[string]string{"github.action_repository": "owner/mailadvisor"}
	for name, in := range a.Inputs {
		if in.Default != nil {
			values["inputs."+name] = *in.Default
		}
	}
	for name, value := range inputs {
		if a.Inputs[name].Description == "" {
			t.Fatalf("there is no input %s", name)
		}
		values["inputs."+name] = value
	}
	fill := func(s string) string {
		return expression.ReplaceAllStringFunc(s, func(e string) string { return values[expression.FindStringSubmatch(e)[1]] })
	}
	j := job{dir: dir, temp: t.TempDir(), outputs: map[string]string{}}
	for _, s := range a.Runs.Steps {
		files := t.TempDir()
		output, summary := place(t, files, "output", ""), place(t, files, "summary", "")
		cmd := exec.CommandContext(t.Context(), bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GITHUB_ACTIONS=true", "GITHUB_ACTION_PATH="+mustAbs(t, actionFolder), "GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary,
			"GITHUB_WORKSPACE="+dir, "GITHUB_SERVER_URL=https://github.invalid", "RUNNER_TEMP="+j.temp, "RUNNER_OS=Linux", "RUNNER_ARCH="+map[string]string{"amd64": "X64", "arm64": "ARM64"}[runtime.GOARCH])
		for name, value := range s.Env {
			cmd.Env = append(cmd.Env, name+"="+fill(value))
		}
		cmd.Env = append(cmd.Env, env...)
		out, _ := cmd.CombinedOutput()
		j.out += string(out)
		j.summary += written(t, files, "summary")
		for line := range strings.Lines(written(t, files, "output")) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			values["steps."+s.ID+".outputs."+name] = value
		}
		if j.status = cmd.ProcessState.ExitCode(); j.status != 0 {
			break
		}
	}
	for name, o := range a.Outputs {
		j.outputs[name] = fill(o.Value)
	}
	return j
}

// One run of a policy is told as annotations, as a summary, as JUnit and as
// JSON, and its status is that of the step.
func TestActionChecks(t *testing.T) {
	dir := t.TempDir()
	place(t, dir, "policy.yaml", readExample(t, "policy.yaml"))
	for scenario, want := range map[string]int{"default": StatusOK, "fault:expired-certificate": StatusFailed} {
		j := runAction(t, dir, map[string]string{"policy": "policy.yaml", "binary": program(t), "arguments": "--demo=" + scenario + "\r\n--timeout\n20s\n", "sarif": "mail.sarif"})
		if j.status != want || j.outputs["status"] != fmt.Sprint(want) {
			t.Errorf("%s: status %d, output %q\n%s", scenario, j.status, j.outputs["status"], j.out)
			continue
		}
		if got := strings.Contains(j.out, "::error file=policy.yaml,line="); got != (want == StatusFailed) {
			t.Errorf("%s: an annotation at the policy's line: %v\n%s", scenario, got, j.out)
		}
		if strings.Count(j.summary, "## mailadvisor") != 1 || !strings.Contains(j.summary, "mail.example.test") {
			t.Errorf("%s: the summary is\n%s", scenario, j.summary)
		}
		junit, err := os.ReadFile(j.outputs["junit"])
		var d advise.Document
		report, jsonErr := os.ReadFile(j.outputs["json"])
		if jsonErr == nil {
			jsonErr = json.Unmarshal(report, &d)
		}
		if err != nil || jsonErr != nil || !strings.Contains(written(t, dir, "mail.sarif"), `"2.1.0"`) {
			t.Fatalf("%s: %v, %v", scenario, err, jsonErr)
		}
		// All of one run: what took the time it took.
		took := fmt.Sprintf(`time="%.3f"`, d.ElapsedMS/1000)
		if failures := strings.Count(string(junit), "<failure "); failures != d.Policy.Count("fail") || !strings.Contains(string(junit), took) {
			t.Errorf("%s: JUnit has %d failures and JSON %d, of a run of %s", scenario, failures, d.Policy.Count("fail"), took)
		}
	}
}

// What is wrong with the use of the action is an annotation.
func TestActionWrongUse(t *testing.T) {
	dir := t.TempDir()
	place(t, dir, "wrong.yaml", "targets: [mail.example.org]\ndefaults: {require: {offerd: imap}}\n")
	binary := program(t)
	for name, row := range map[string]struct {
		inputs map[string]string
		want   string
	}{
		"a policy that is wrong":   {map[string]string{"policy": "wrong.yaml", "binary": binary}, "offerd"},
		"a policy that is missing": {map[string]string{"policy": "$(touch ran).yaml", "binary": binary}, "$(touch ran).yaml"},
		"a flag that is none":      {map[string]string{"policy": "wrong.yaml", "binary": binary, "arguments": "--polcy"}, "--polcy"},
		"no program":               {map[string]string{"policy": "wrong.yaml"}, "version"},
		"a program that is none":   {map[string]string{"policy": "wrong.yaml", "binary": "/no/mailadvisor"}, "/no/mailadvisor"},
	} {
		j := runAction(t, dir, row.inputs)
		at := strings.LastIndex(j.out, "::error title=mailadvisor::")
		if j.status != StatusUsage || at < 0 || !strings.Contains(j.out[at:], row.want) || strings.Count(j.out[at:], "\n") != 1 {
			t.Errorf("%s: status %d\n%s", name, j.status, j.out)
		}
	}
	if left, _ := filepath.Glob(dir + "/ran*"); left != nil {
		t.Error("the name of a policy was run")
	}
}

// packed serves a release of the program, version 1.2.3, with the SHA-256 of
// its archive.
func packed(t *testing.T) (address, sum string) {
	t.Helper()
	testkit.Program(t, "curl", "curl")
	name := "mailadvisor_1.2.3_linux_" + runtime.GOARCH
	release := t.TempDir()
	folder := filepath.Join(release, "folder")
	if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program(t), filepath.Join(folder, name, "mailadvisor")); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(release, name+".tar.gz")
	wants(t, "", "tar", "-chzf", archive, "-C", folder, name)
	content, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(content)
	sum = hex.EncodeToString(hash[:])
	place(t, release, "SHA256SUMS", strings.Repeat("0", 64)+"  another.tar.gz\n"+sum+"  "+name+".tar.gz\n")
	server := httptest.NewServer(http.FileServer(http.Dir(release)))
	t.Cleanup(server.Close)
	return server.URL, sum
}

// A release is installed where its archive is what SHA256SUMS, or the job
// itself, says it is, and else not.
func TestActionInstalls(t *testing.T) {
	release, sum := packed(t)
	dir := t.TempDir()
	place(t, dir, "policy.yaml", readExample(t, "policy.yaml"))
	inputs := func(more ...string) map[string]string {
		in := map[string]string{"policy": "policy.yaml", "arguments": "--demo", "version": "v1.2.3", "release": release}
		for i := 0; i < len(more); i += 2 {
			in[more[i]] = more[i+1]
		}
		return in
	}
	for title, row := range map[string]struct {
		inputs map[string]string
		want   int
		says   string
	}{
		"by SHA256SUMS":             {inputs(), StatusOK, "::notice"},
		"by the job":                {inputs("sha256", sum, "release", release+"/"), StatusOK, "::notice"},
		"another archive":           {inputs("sha256", strings.Repeat("0", 64)), StatusUsage, "is not what was released"},
		"a release that is missing": {inputs("version", "9.9.9"), StatusUsage, "9.9.9_linux"},
	} {
		if j := runAction(t, dir, row.inputs); j.status != row.want || !strings.Contains(j.out, row.says) {
			t.Errorf("%s: status %d\n%s", title, j.status, j.out)
		}
	}
	// Without an address, the release is that of the action's own repository.
	fake := t.TempDir()
	if err := os.WriteFile(filepath.Join(fake, "curl"), []byte("#!/bin/sh\nfor last; do :; done; echo \"asked $last\"; exit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	j := runAction(t, dir, map[string]string{"policy": "policy.yaml", "version": "1.2.3"}, "PATH="+fake+":"+os.Getenv("PATH"))
	if want := "asked https://github.invalid/owner/mailadvisor/releases/download/v1.2.3/mailadvisor_1.2.3_linux_" + runtime.GOARCH + ".tar.gz"; !slices.Contains(strings.Split(j.out, "\n"), want) {
		t.Errorf("%s is not asked for\n%s", want, j.out)
	}
}

// TestGitLabTemplate: the template that a project of GitLab includes has inputs
// that its job reads, and a job of known keys whose lines leave both reports.
func TestGitLabTemplate(t *testing.T) {
	bash := testkit.Program(t, "bash", "bash")
	content, err := os.ReadFile("../../.gitlab/mailadvisor.yml")
	if err != nil {
		t.Fatal(err)
	}
	var header struct {
		Spec struct {
			Inputs map[string]struct {
				Description string   `yaml:"description"`
				Default     *string  `yaml:"default"`
				Options     []string `yaml:"options"`
			} `yaml:"inputs"`
		} `yaml:"spec"`
	}
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(&header); err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := d.Decode(&raw); err != nil || len(raw) != 1 {
		t.Fatalf("%v, %v", raw, err)
	}
	_, body, _ := strings.Cut(string(content), "\n---\n")
	run := func(inputs map[string]string) (status int, out, dir string) {
		values := maps.Clone(inputs)
		for name, in := range header.Spec.Inputs {
			if _, given := values[name]; !given && in.Default != nil {
				values[name] = *in.Default
			}
		}
		filled := regexp.MustCompile(`\$\[\[ inputs\.([a-z0-9_]+) \]\]`).ReplaceAllStringFunc(body, func(s string) string {
			name := strings.TrimSuffix(strings.TrimPrefix(s, "$[[ inputs."), " ]]")
			value, known := values[name]
			if !known {
				t.Errorf("there is no input %s", name)
			}
			return strings.ReplaceAll(value, "\n", `\n`)
		})
		var jobs map[string]struct {
			gitlabJob `yaml:",inline"`
			Image     struct {
				Name       string   `yaml:"name"`
				Entrypoint []string `yaml:"entrypoint"`
			} `yaml:"image"`
			Variables map[string]string `yaml:"variables"`
		}
		d := yaml.NewDecoder(strings.NewReader(filled))
		d.KnownFields(true)
		if err := d.Decode(&jobs); err != nil {
			t.Fatal(err)
		}
		job := jobs["mailadvisor"]
		if strings.Contains(strings.Join(job.Script, ""), "$[[") || job.Artifacts.When != "always" || job.Artifacts.Reports.JUnit != "mailadvisor.xml" || job.Artifacts.Reports.CodeQuality != "mailadvisor.json" {
			t.Errorf("%+v", job)
		}
		dir = t.TempDir()
		place(t, dir, "policy.yaml", readExample(t, "policy.yaml"))
		cmd := exec.CommandContext(t.Context(), bash, "-eo", "pipefail", "-c", strings.Join(job.Script, "\n"))
		cmd.Dir, cmd.Env = dir, os.Environ()
		for name, value := range job.Variables {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		all, _ := cmd.CombinedOutput()
		return cmd.ProcessState.ExitCode(), string(all), dir
	}
	for name, in := range header.Spec.Inputs {
		if in.Description == "" || !strings.Contains(body, "$[[ inputs."+name+" ]]") || in.Options != nil && (in.Default == nil || !slices.Contains(in.Options, *in.Default)) {
			t.Errorf("input %s: %+v", name, in)
		}
	}
	for scenario, want := range map[string]int{"default": StatusOK, "fault:expired-certificate": StatusFailed} {
		status, out, dir := run(map[string]string{"policy": "policy.yaml", "binary": program(t), "arguments": "--demo=" + scenario + "\n--timeout\n20s"})
		if status != want || !strings.Contains(out, "mail.example.test") {
			t.Errorf("%s: status %d\n%s", scenario, status, out)
		}
		if got := strings.Contains(written(t, dir, "mailadvisor.json"), `"path": "policy.yaml"`); got != (want != StatusOK) || !strings.Contains(written(t, dir, "mailadvisor.xml"), "<testsuite ") {
			t.Errorf("%s: issues at the policy's lines: %v", scenario, got)
		}
	}
	release, sum := packed(t)
	if status, out, _ := run(map[string]string{"policy": "policy.yaml", "version": "1.2.3", "release": release, "arguments": "--demo"}); status != StatusOK {
		t.Errorf("a release: status %d\n%s", status, out)
	}
	wrong := strings.Repeat("0", len(sum))
	if status, out, _ := run(map[string]string{"policy": "policy.yaml", "version": "1.2.3", "release": release, "arguments": "--demo", "sha256": wrong}); status != StatusUsage || !strings.Contains(out, "not what was released") {
		t.Errorf("another archive: status %d\n%s", status, out)
	}
	if status, out, _ := run(map[string]string{"policy": "policy.yaml"}); status != StatusUsage || !strings.Contains(out, "version") {
		t.Errorf("no program: status %d\n%s", status, out)
	}
}

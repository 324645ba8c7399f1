package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"mailadvisor/advise/serve"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/proven"
	"mailadvisor/probe/testkit"
)

// The tests of this file give what ships in docs/examples to the programs that
// it is for.

const shippedIn = "../../docs/examples/"

// wants runs a program that must be content, and returns what it says.
func wants(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func readExample(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(shippedIn + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// replaced returns a text with words replaced, each of which has to stand in
// it.
func replaced(t *testing.T, text string, oldnew ...string) string {
	t.Helper()
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			t.Fatalf("%q does not stand in\n%s", oldnew[i], text)
		}
		text = strings.ReplaceAll(text, oldnew[i], oldnew[i+1])
	}
	return text
}

// The configuration of the exporter names a password, the policy and targets;
// with the password in place it is read as it stands.
func TestShippedExporter(t *testing.T) {
	dir := t.TempDir()
	password := place(t, dir, "watch", "swordfish\n")
	content := replaced(t, readExample(t, "prometheus/exporter.yaml"), "/run/credentials/mailadvisor.service/watch", password,
		"../policy.yaml", mustAbs(t, shippedIn+"policy.yaml"))
	t.Setenv("WATCH_PASSWORD", "")
	e := serving(t, nil, "--config", place(t, dir, "exporter.yaml", content))
	_, body := e.get("/targets")
	var groups []struct{ Targets []string }
	if err := json.Unmarshal([]byte(body), &groups); err != nil || len(groups) != 2 {
		t.Errorf("%v %s", err, body)
	}
	// What the documents say of its port is where it listens.
	for _, name := range []string{"prometheus/prometheus.yml", "../serve.md"} {
		if !strings.Contains(readExample(t, name), serveAddress) {
			t.Errorf("%s does not name %s", name, serveAddress)
		}
	}
}

func mustAbs(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestShippedAlerts(t *testing.T) {
	promtool := proven.Program(t, "reader", "docs/examples", "promtool", "prometheus")
	dir := shippedIn + "prometheus"
	wants(t, dir, promtool, "check", "rules", "alerts.yml")
	wants(t, dir, promtool, "check", "config", "prometheus.yml")
	wants(t, dir, promtool, "test", "rules", "alerts_test.yml")
	// Every alert is tested, firing and not.
	tests := readExample(t, "prometheus/alerts_test.yml")
	for _, m := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(readExample(t, "prometheus/alerts.yml"), -1) {
		if fires := regexp.MustCompile(`alertname: ` + m[1] + `\n\s+eval_time: \w+\n\s+exp_alerts`); !fires.MatchString(tests) || !strings.Contains(tests, "{alertname: "+m[1]+", ") {
			t.Errorf("%s has no test in which it fires, and one in which it does not", m[1])
		}
	}
}

// Two exporters share the targets: each goes to one of them.
func TestShippedShards(t *testing.T) {
	promtool := proven.Program(t, "reader", "docs/examples", "promtool", "prometheus")
	dir := t.TempDir()
	var hosts []string
	for i := range 20 {
		hosts = append(hosts, fmt.Sprintf("mail%d.example.org", i))
	}
	e := serving(t, nil, "--config", place(t, dir, "exporter.yaml", "targets: ["+strings.Join(hosts, ", ")+"]\n"))
	config := readExample(t, "prometheus/sharded.yml")
	place(t, dir, "sharded.yml", replaced(t, config, "http://exporter-a.example.org:10993/targets", e.url+"/targets"))
	wants(t, dir, promtool, "check", "config", "sharded.yml")
	var found []struct{ Labels map[string]string }
	out := wants(t, dir, promtool, "check", "service-discovery", "--timeout=5s", "sharded.yml", "mailadvisor")
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	shards := map[string]int{}
	for i, f := range found {
		shards[f.Labels["__address__"]]++
		if f.Labels["__param_target"] != f.Labels["instance"] || !slices.Contains(hosts, f.Labels["instance"]) || f.Labels["module"] != serve.DefaultModule {
			t.Errorf("target %d: %v", i, f.Labels)
		}
	}
	if a, b := shards["exporter-a.example.org:10993"], shards["exporter-b.example.org:10993"]; a+b != len(hosts) || a < 4 || b < 4 {
		t.Errorf("%v", shards)
	}
}

// expressions returns the queries of the dashboard, with its variables set. It
// is one that can be loaded anywhere: whose data it shows, the person chooses.
func expressions(t *testing.T) []string {
	t.Helper()
	type source struct{ Type, UID string }
	var dashboard struct {
		UID    string
		Panels []struct {
			ID         int
			Title      string
			DataSource source
			GridPos    struct{ X, Y, W, H int }
			Targets    []struct {
				Expr, RefID string
				DataSource  source
			}
		}
		Templating struct {
			List []struct {
				Name, Type string
				Query      any
				DataSource source
			}
		}
	}
	d := json.NewDecoder(strings.NewReader(readExample(t, "grafana/mailadvisor.json")))
	if err := d.Decode(&dashboard); err != nil {
		t.Fatal(err)
	}
	var out []string
	chosen := source{"prometheus", "${datasource}"}
	for i, v := range dashboard.Templating.List {
		switch {
		case i == 0 && (v.Name != "datasource" || v.Type != "datasource" || v.Query != chosen.Type):
			t.Errorf("the first variable is %+v", v)
		case i > 0 && v.DataSource != chosen:
			t.Errorf("%s is of %+v", v.Name, v.DataSource)
		}
	}
	ids := map[int]bool{}
	taken := map[[2]int]string{}
	for _, p := range dashboard.Panels {
		if ids[p.ID] || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("%s: its ID is another's, or it is too wide", p.Title)
		}
		ids[p.ID] = true
		if p.ID == 0 || p.GridPos.W < 1 || p.GridPos.H < 1 || p.DataSource != chosen || len(p.Targets) == 0 {
			t.Errorf("%s: %+v", p.Title, p)
		}
		letters := map[string]bool{}
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				if other := taken[at]; other != "" {
					t.Fatalf("%s lies over %s", p.Title, other)
				}
				taken[at] = p.Title
			}
		}
		for _, target := range p.Targets {
			if target.DataSource != chosen || target.RefID == "" || letters[target.RefID] {
				t.Errorf("%s: %+v", p.Title, target)
			}
			letters[target.RefID] = true
			expr := target.Expr
			for _, v := range dashboard.Templating.List {
				expr = strings.ReplaceAll(expr, "$"+v.Name, map[string]string{"job": "mailadvisor", "instance": ".*"}[v.Name])
			}
			expr = strings.ReplaceAll(expr, "$__rate_interval", "1m")
			if strings.Contains(expr, "$") {
				t.Errorf("%s: a variable that does not exist: %s", p.Title, expr)
			}
			out = append(out, expr)
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d queries", len(out))
	}
	return out
}

// metricNames returns the metrics that the exporter and its probes really have.
func metricNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{"up": true}
	collect := func(e *exporter, paths ...string) {
		for _, path := range append(paths, "/metrics") {
			_, body := e.get(path)
			for _, m := range regexp.MustCompile(`(?m)^# TYPE (\w+) `).FindAllStringSubmatch(body, -1) {
				names[m[1]] = true
			}
		}
	}
	collect(serving(t, nil, "--demo"), "/probe?target=mail.example.test")
	collect(serving(t, nil, "--demo=fault:expired-certificate"), "/probe?target=mail.example.test")
	dir := t.TempDir()
	host := testkit.Host(t, mailhost.Config{})
	place(t, dir, "password", mailhost.Password+"\n")
	server := rebindingDNS(t, func() string { return "127.0.0.1" })
	file := exporterFile(t, host, dir, "allow: [looked-up.example]\n")
	content, _ := os.ReadFile(file)
	place(t, dir, "exporter.yaml", strings.Replace(string(content), "modules:\n", "modules:\n  names: {resolver: '"+server+"', only: imap:993}\n", 1))
	collect(serving(t, nil, "--config", file), "/probe?module=held&target="+mailhost.Name, "/probe?module=names&target=looked-up.example")
	return names
}

// What the dashboard and the alerts ask for exists, and can be asked so.
func TestShippedQueries(t *testing.T) {
	promtool := proven.Program(t, "reader", "docs/examples", "promtool", "prometheus")
	exprs := expressions(t)
	var rules strings.Builder
	rules.WriteString("groups:\n- name: dashboard\n  rules:\n")
	for i, expr := range exprs {
		fmt.Fprintf(&rules, "  - {record: 'panel:%d', expr: %q}\n", i, expr)
	}
	dir := t.TempDir()
	place(t, dir, "rules.yml", rules.String())
	wants(t, dir, promtool, "check", "rules", "rules.yml")

	names := metricNames(t)
	for _, m := range regexp.MustCompile(`expr: (.*)`).FindAllStringSubmatch(readExample(t, "prometheus/alerts.yml"), -1) {
		exprs = append(exprs, m[1])
	}
	for _, expr := range exprs {
		for _, name := range regexp.MustCompile(`\b(probe|mailadvisor)_\w+|\bup\b`).FindAllString(expr, -1) {
			if !names[name] {
				t.Errorf("no metric %s: %s", name, expr)
			}
		}
	}
}

// prometheusAt runs a real Prometheus on loopback with the configuration that
// ships, of which only the times and the port are others. It returns a
// function that asks its API.
func prometheusAt(t *testing.T, e *exporter) (ask func(path string, into any)) {
	t.Helper()
	program := testkit.Program(t, "prometheus", "prometheus")
	dir := t.TempDir()
	_, port, _ := strings.Cut(strings.TrimPrefix(e.url, "http://"), ":")
	place(t, dir, "prometheus.yml", "global: {evaluation_interval: 1s}\n"+replaced(t, readExample(t, "prometheus/prometheus.yml"),
		serveAddress, "127.0.0.1:"+port, "scrape_interval: 1m", "scrape_interval: 5s", "scrape_timeout: 30s", "scrape_timeout: 5s"))
	place(t, dir, "alerts.yml", regexp.MustCompile(`for: \w+`).ReplaceAllString(readExample(t, "prometheus/alerts.yml"), "for: 0s"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.Command(program, "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address, "--log.level=warn")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	return func(path string, into any) {
		answer, err := http.Get("http://" + address + path)
		if err != nil {
			return // not yet
		}
		defer answer.Body.Close()
		content, _ := io.ReadAll(answer.Body)
		var whole struct {
			Status, Error string
			Data          json.RawMessage
		}
		if json.Unmarshal(content, &whole) != nil {
			return // not yet
		}
		if whole.Status != "success" {
			t.Errorf("%s: %s", path, whole.Error)
		}
		if err := json.Unmarshal(whole.Data, into); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// vector is what a query of Prometheus yields at one time.
type vector struct {
	Result []struct {
		Metric map[string]string
		Value  [2]any
	}
}

func query(ask func(string, any), expr string) vector {
	var v vector
	ask("/api/v1/query?query="+url.QueryEscape(expr), &v)
	return v
}

// evaluated is when the rules were last evaluated.
func evaluated(ask func(string, any)) string {
	var got struct {
		Groups []struct{ LastEvaluation string }
	}
	ask("/api/v1/rules", &got)
	return fmt.Sprint(got)
}

// A real Prometheus finds the targets by service discovery, scrapes them as
// documented, and alerts where something is wrong, and only there. What the
// dashboard asks has an answer in one of the runs.
func TestRealPrometheus(t *testing.T) {
	proven.Program(t, "reader", "docs/examples", "prometheus", "prometheus")
	runs := []struct {
		demo, success string
		alerts        []string
		ask           func(path string, into any)
	}{
		{demo: "default", success: "1"},
		{demo: "fault:expired-certificate", success: "0", alerts: []string{"MailCertificateEndsSoon", "MailHostFails", "MailServiceDown"}},
		// The login is sent once, and stays failed.
		{demo: "fault:auth-rejected", success: "0", alerts: []string{"MailHostFails", "MailLoginRejected"}},
	}
	for i := range runs { // all at once: each needs some scrapes; Prometheus has a clock of its own
		runs[i].ask = prometheusAt(t, servingAt(t, time.Now, nil, "--demo="+runs[i].demo))
	}
	for _, r := range runs {
		t.Run(r.demo, func(t *testing.T) { realPrometheus(t, r.ask, r.success, r.alerts) })
	}
	for _, expr := range expressions(t) {
		// The embedded host is dialled without a name server.
		if strings.Contains(expr, "probe_dns_lookup_time_seconds") {
			continue
		}
		testkit.Await(t, "an answer to "+expr, func() bool {
			for _, r := range runs {
				if len(query(r.ask, expr).Result) > 0 {
					return true
				}
			}
			return false
		})
	}
}

func realPrometheus(t *testing.T, ask func(string, any), success string, alerts []string) {
	var v vector
	testkit.Await(t, "Prometheus to scrape", func() bool {
		v = query(ask, "probe_success")
		return len(v.Result) > 0 && v.Result[0].Value[1] == success
	})
	m := v.Result[0].Metric
	if len(v.Result) != 1 || m["instance"] != mailhost.Name || m["module"] != serve.DefaultModule || m["job"] != "mailadvisor" {
		t.Errorf("probe_success is %+v", v)
	}
	if v := query(ask, "up{job='mailadvisor'}"); len(v.Result) != 1 || v.Result[0].Value[1] != "1" {
		t.Errorf("up is %+v", v)
	}
	firing := func() (names []string) {
		var got struct {
			Alerts []struct {
				State  string
				Labels map[string]string
			}
		}
		ask("/api/v1/alerts", &got)
		for _, a := range got.Alerts {
			if a.State == "firing" && !slices.Contains(names, a.Labels["alertname"]) {
				names = append(names, a.Labels["alertname"])
			}
		}
		slices.Sort(names)
		return names
	}
	// What fires is what should, and goes on so with every evaluation.
	testkit.Await(t, "the alerts", func() bool {
		return len(query(ask, "mailadvisor_probes_in_flight").Result) > 0 && slices.Equal(firing(), alerts)
	})
	for range 3 {
		last := evaluated(ask)
		testkit.Await(t, "the next evaluation", func() bool { return evaluated(ask) != last })
		if got := firing(); !slices.Equal(got, alerts) {
			t.Errorf("alerts %v, want %v", got, alerts)
		}
	}
}

// systemd takes the service, and counts it among the well protected.
func TestShippedService(t *testing.T) {
	analyze := proven.Program(t, "reader", "docs/examples", "systemd-analyze", "systemd")
	for name, command := range map[string]string{"mailadvisor.service": "serve", "mailadvisor-web.service": "web"} {
		unit := replaced(t, readExample(t, "systemd/"+name), "/usr/local/bin/mailadvisor "+command, program(t)+" "+command)
		dir := t.TempDir()
		file := place(t, dir, name, unit)
		if out := wants(t, dir, analyze, "verify", "--man=no", file); out != "" {
			t.Error(out)
		}
		wants(t, dir, analyze, "security", "--offline=yes", "--no-pager", "--threshold=20", file)
	}
}

// Nagios takes the definitions, and what it would run works.
func TestShippedNagios(t *testing.T) {
	nagios := proven.Program(t, "reader", "docs/examples", "nagios4", "nagios4-core")
	me, err := user.Current() // whom Nagios is to run as
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	definitions := readExample(t, "nagios/mailadvisor.cfg")
	place(t, dir, "mailadvisor.cfg", definitions)
	place(t, dir, "other.cfg", `
define timeperiod {
    timeperiod_name  24x7
    alias            always
    sunday           00:00-24:00
}
define command {
    command_name  tell
    command_line  /bin/true
}
define contact {
    contact_name                   admin
    host_notifications_enabled     0
    service_notifications_enabled  0
    host_notification_period       24x7
    service_notification_period    24x7
    host_notification_options      n
    service_notification_options   n
    host_notification_commands     tell
    service_notification_commands  tell
}
define contactgroup {
    contactgroup_name  admins
    alias              admins
    members            admin
}
`)
	main := place(t, dir, "nagios.cfg", "cfg_file="+dir+"/mailadvisor.cfg\ncfg_file="+dir+"/other.cfg\nlog_file="+dir+"/nagios.log\n"+
		"command_file="+dir+"/nagios.cmd\ntemp_path="+dir+"\ncheck_result_path="+dir+"\nlock_file="+dir+"/lock\nillegal_macro_output_chars=`~$&|'\"<>\n"+
		"nagios_user="+me.Username+"\nnagios_group="+me.Gid+"\n")
	if out := wants(t, dir, nagios, "-v", main); !strings.Contains(out, "Total Warnings: 0") || !strings.Contains(out, "Total Errors:   0") {
		t.Error(out)
	}
	password := place(t, dir, "password", mailhost.Password+"\n")
	reach := hostFlags(t)
	arguments := map[string][]string{
		"check_mail_host":   {mailhost.Name},
		"check_mail_login":  {mailhost.Name, mailhost.User, password},
		"check_mail_policy": {mailhost.Name, place(t, dir, "policy.yaml", "defaults: {require: {certificate-days: 14}}\n")},
	}
	commands := regexp.MustCompile(`command_name +(\w+)\n +command_line +/usr/local/bin/mailadvisor (.*)`).FindAllStringSubmatch(definitions, -1)
	if len(commands) != len(arguments) {
		t.Fatalf("%d commands", len(commands))
	}
	for _, c := range commands {
		args := strings.Fields(c[2])
		for i := range args {
			for k, value := range arguments[c[1]] {
				args[i] = strings.ReplaceAll(args[i], fmt.Sprintf("$ARG%d$", k+1), value)
			}
		}
		status, out, errors := asTyped(t, append(args, reach...)...)
		if status != 0 || !strings.HasPrefix(out, "MAIL OK") {
			t.Errorf("%s: status %d\n%s%s", c[1], status, out, errors)
		}
	}
}

// GitHub's workflow passes actionlint; what its job runs works, with the policy
// that is named, and its secret is one that the policy names.
func TestShippedWorkflow(t *testing.T) {
	checks := shippedIn + "ci/github.yml"
	lint := func(flags ...string) ([]byte, error) {
		args := append([]string{"tool", "-modfile=" + mustAbs(t, "../../.ci/tools.mod")}, flags...)
		return exec.CommandContext(t.Context(), testkit.Go(t), append(args, "actionlint", checks)...).CombinedOutput()
	}
	// -n only prints what would be run: it fails where the module is not there.
	if out, err := lint("-n"); err != nil {
		testkit.Missing(t, "actionlint cannot be had: "+string(out))
	}
	if out, err := lint(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	type step struct {
		Run string
		Env map[string]string
	}
	var workflow struct {
		Jobs map[string]struct{ Steps []step }
	}
	if err := yaml.Unmarshal([]byte(readExample(t, "ci/github.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	steps := slices.DeleteFunc(workflow.Jobs["policy"].Steps, func(s step) bool { return s.Run == "" })
	if len(steps) != 1 {
		t.Fatalf("%d steps run something", len(steps))
	}
	for name, value := range steps[0].Env {
		if value != "${{ secrets."+name+" }}" || !strings.Contains(readExample(t, "policy.yaml"), "{env: "+name+"}") {
			t.Errorf("%s: %s is no secret of the policy", name, value)
		}
	}
	runsAsJob(t, map[string]string{"summary.md": "## mailadvisor"}, "bash", "-e", "-c", steps[0].Run)
}

// gitlabJob is what GitLab takes of a job, as far as ours says it, by its
// documentation (docs.gitlab.com/ci/yaml): any other key is refused.
type gitlabJob struct {
	Stage         string `yaml:"stage"`
	Timeout       string `yaml:"timeout"`
	ResourceGroup string `yaml:"resource_group"`
	Rules         []struct {
		If      string   `yaml:"if"`
		Changes []string `yaml:"changes"`
	} `yaml:"rules"`
	Script    []string `yaml:"script"`
	Artifacts struct {
		When    string `yaml:"when"`
		Reports struct {
			JUnit       string `yaml:"junit"`
			CodeQuality string `yaml:"codequality"`
		} `yaml:"reports"`
	} `yaml:"artifacts"`
}

// GitLab's job has no key that GitLab does not know, and values as it takes
// them; its lines run as its shell runs them (set -eo pipefail), and leave the
// report where the job says, whether it succeeds or not.
func TestShippedGitLabJob(t *testing.T) {
	var jobs map[string]gitlabJob
	d := yaml.NewDecoder(strings.NewReader(readExample(t, "ci/gitlab.yml")))
	d.KnownFields(true)
	if err := d.Decode(&jobs); err != nil {
		t.Fatal(err)
	}
	if err := d.Decode(new(any)); err != io.EOF {
		t.Errorf("a second document: %v", err)
	}
	if len(jobs) != 1 {
		t.Fatalf("%d jobs", len(jobs))
	}
	// Words at the top that are no jobs.
	keywords := []string{"after_script", "before_script", "cache", "default", "image", "include", "pages", "services", "spec", "stages", "types", "variables", "workflow"}
	for name, job := range jobs {
		if strings.HasPrefix(name, ".") || slices.Contains(keywords, name) {
			t.Errorf("%s is no name of a job", name)
		}
		if !slices.Contains([]string{".pre", "build", "test", "deploy", ".post"}, job.Stage) { // those that need no word of stages
			t.Errorf("stage %s", job.Stage)
		}
		if !regexp.MustCompile(`^\d+ (seconds|minutes|hours)$`).MatchString(job.Timeout) || job.ResourceGroup == "" {
			t.Errorf("timeout %q, group %q", job.Timeout, job.ResourceGroup)
		}
		if !slices.Contains([]string{"on_success", "on_failure", "always"}, job.Artifacts.When) {
			t.Errorf("artifacts: when: %s", job.Artifacts.When)
		}
		for _, r := range job.Rules {
			if (r.If == "") == (r.Changes == nil) || r.If != "" && !regexp.MustCompile(`^\$CI_PIPELINE_SOURCE == "(schedule|push|web)"$`).MatchString(r.If) {
				t.Errorf("rule %+v", r)
			}
		}
		runsAsJob(t, map[string]string{job.Artifacts.Reports.JUnit: "<testsuite", job.Artifacts.Reports.CodeQuality: "["}, "bash", "-eo", "pipefail", "-c", strings.Join(job.Script, "\n"))
	}
}

// runsAsJob runs what a job runs, in a folder with the policy alone: on a host
// in order, and on one that is not. Each report that it leaves holds
// what is named.
func runsAsJob(t *testing.T, reports map[string]string, shell ...string) {
	t.Helper()
	interpreter := testkit.Program(t, shell[0], shell[0])
	bin := filepath.Dir(program(t))
	script := len(shell) - 1
	for scenario, want := range map[string]int{"default": 0, "fault:expired-certificate": 1} {
		dir := t.TempDir()
		place(t, dir, "policy.yaml", readExample(t, "policy.yaml"))
		args := slices.Clone(shell[1:])
		args[script-1] = replaced(t, shell[script], "mailadvisor check ", "mailadvisor check --demo="+scenario+" ")
		cmd := exec.CommandContext(t.Context(), interpreter, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"))
		out, err := cmd.CombinedOutput()
		if status := cmd.ProcessState.ExitCode(); status != want {
			t.Errorf("%s: %s: status %d, %v\n%s", scenario, shell[script], status, err, out)
		}
		for report, want := range reports {
			if content, err := os.ReadFile(filepath.Join(dir, report)); err != nil || !strings.Contains(string(content), want) {
				t.Errorf("%s: %v\n%s", scenario, err, content)
			}
		}
	}
}

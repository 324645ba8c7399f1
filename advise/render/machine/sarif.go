package machine

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/tell"
)

// SARIF 2.1.0 (OASIS), as code scanning reads it: one run, a result for each
// check that is broken, warned of or excepted, and a notification for a run
// that could not do its work. The rule of a result is the finding's or the
// requirement's ID; its place is the line of the policy, or the service as a
// URL. Results are written as documents come, and the tool with its rules
// behind them: the order of keys is free.

const (
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifVersion = "2.1.0"
)

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	Kind         string             `json:"kind"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]any     `json:"properties,omitempty"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifLocation struct {
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations"`
}

type sarifPhysical struct {
	Artifact struct {
		URI string `json:"uri"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification,omitempty"`
}

type sarifTool struct {
	Driver struct {
		Name        string      `json:"name"`
		FullName    string      `json:"fullName,omitempty"`
		Version     string      `json:"version"`
		Information string      `json:"informationUri,omitempty"`
		Rules       []sarifRule `json:"rules"`
	} `json:"driver"`
}

type sarifRule struct {
	ID            string     `json:"id"`
	Short         *sarifText `json:"shortDescription,omitempty"`
	Full          *sarifText `json:"fullDescription,omitempty"`
	Help          *sarifText `json:"help"`
	Configuration *struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration,omitempty"`
	Properties map[string]any `json:"properties,omitempty"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarif struct {
	w          io.Writer
	tell       tell.Teller
	version    string
	worst      advise.Verdict
	documents  int
	results    int
	required   []string // the requirements seen, for the rules
	invocation sarifInvocation
}

// NewSARIF returns the encoder of the format sarif.
func NewSARIF(w io.Writer, t tell.Teller) tell.Encoder {
	return &sarif{w: w, tell: t, worst: advise.VerdictOK, invocation: sarifInvocation{Successful: true}}
}

func (e *sarif) Begin() error {
	_, err := io.WriteString(e.w, `{
  "$schema": "`+sarifSchema+`",
  "version": "`+sarifVersion+`",
  "runs": [
    {
      "language": "`+e.tell.Words.Lang()+`",
      "columnKind": "unicodeCodePoints",
      "results": [`)
	return err
}

func (e *sarif) Write(d *advise.Document) error {
	e.documents++
	e.worst = advise.Worst(e.worst, advise.VerdictOf(d))
	e.version = cmp.Or(e.version, tell.Clean(d.Tool.Version))
	var out bytes.Buffer
	for _, c := range e.tell.Checks(d) {
		switch {
		case c.Assertion != nil:
			e.require(tell.Clean(c.Assertion.ID))
		case c.Finding == nil && c.Outcome == tell.Broken: // the run itself
			e.require(c.ID)
		}
		var level string
		switch c.Outcome {
		case tell.Broken:
			level = "error"
		case tell.Warned:
			level = "warning"
		case tell.Excepted:
			level = "note"
		}
		switch {
		case c.Outcome == tell.Errored:
			e.invocation.Successful = false
			e.invocation.Notifications = append(e.invocation.Notifications,
				sarifNotification{"error", sarifText{c.Title}, []sarifLocation{sarifPlace(c)}})
		case level != "":
			if e.results > 0 {
				out.WriteByte(',')
			}
			e.results++
			out.WriteString("\n        ")
			if err := appendIndented(&out, e.result(c, level), "        "); err != nil {
				return err
			}
		}
	}
	_, err := out.WriteTo(e.w)
	return err
}

func (e *sarif) require(id string) {
	if !slices.Contains(e.required, id) {
		e.required = append(e.required, id)
	}
}

func (e *sarif) result(c tell.Check, level string) sarifResult {
	message := append([]string{c.Title}, e.tell.PlainDetails(c)...)
	r := sarifResult{
		RuleID: c.ID, Kind: "fail", Level: level,
		Message:      sarifText{strings.Join(message, "\n")},
		Locations:    []sarifLocation{sarifPlace(c)},
		Fingerprints: map[string]string{"mailadvisor/v1": fingerprint(c)},
	}
	if c.Severity != "" {
		r.Properties = map[string]any{"severity": c.Severity}
	}
	if a := c.Assertion; a != nil {
		r.RuleID = tell.Clean(a.ID)
		if a.Status == policy.Excepted {
			r.Suppressions = []sarifSuppression{{"external", tell.Clean(a.Reason.Text)}}
		}
	}
	return r
}

// fingerprint tells one result from all others, in any language and run.
func fingerprint(c tell.Check) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{c.ID, c.Host, c.Place, c.Address}, "\n")))
	return hex.EncodeToString(sum[:16])
}

// sarifPlace returns the line of the policy, or the service as a URL; a whole
// host is a name of the DNS (RFC 4501).
func sarifPlace(c tell.Check) sarifLocation {
	var l sarifLocation
	u := url.URL{Scheme: "dns", Opaque: url.PathEscape(c.Host)}
	if service, port, ok := strings.Cut(c.Place, ":"); ok && schemeName(service) {
		host := c.Host
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		u = url.URL{Scheme: service, Host: host + ":" + port}
	}
	l.Physical.Artifact.URI = u.String()
	if a := c.Assertion; a != nil && a.File != "" {
		l.Physical.Artifact.URI = fileURI(tell.Clean(a.File))
		if a.Line > 0 {
			l.Physical.Region = &sarifRegion{a.Line, a.Column}
		}
	}
	l.Logical = []sarifLogical{{strings.Join(tell.NonEmpty(c.Host, c.Place, c.Address), "/"), "resource"}}
	return l
}

// fileURI returns a file as SARIF names one: a relative reference, or a whole
// URL (SARIF section 3.4.3, RFC 8089).
func fileURI(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	switch {
	case len(file) > 2 && file[1:3] == ":/" && 'a' <= file[0]|0x20 && file[0]|0x20 <= 'z': // on a drive
		return (&url.URL{Scheme: "file", Path: "/" + file}).String()
	case strings.HasPrefix(file, "/"):
		return (&url.URL{Scheme: "file", Path: file}).String()
	}
	return (&url.URL{Path: file}).String()
}

// schemeName reports whether a word can be the scheme of a URL (RFC 3986
// section 3.1).
func schemeName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && (s[0] < '0' || s[0] > '9')
}

func (e *sarif) Interrupt(why string) error {
	e.worst = advise.VerdictUnable
	e.invocation.Successful = false
	e.invocation.Notifications = append(e.invocation.Notifications, sarifNotification{Level: "error", Message: sarifText{why}})
	return nil
}

func (e *sarif) End() error {
	tool := sarifTool{}
	tool.Driver.Name, tool.Driver.Rules = "mailadvisor", e.rules()
	tool.Driver.Version, tool.Driver.Information = numericVersion(e.version), home(reflect.TypeFor[sarif]().PkgPath())
	if e.version != "" {
		tool.Driver.FullName = "mailadvisor " + e.version
	}
	tail := []struct {
		key   string
		value any
	}{
		{"tool", tool},
		{"invocations", []sarifInvocation{e.invocation}},
		{"properties", map[string]any{"verdict": string(e.worst), "documents": e.documents}},
	}
	var out bytes.Buffer
	if e.results > 0 {
		out.WriteString("\n      ")
	}
	out.WriteString("]")
	for _, t := range tail {
		out.WriteString(",\n      " + strconv.Quote(t.key) + ": ")
		if err := appendIndented(&out, t.value, "      "); err != nil {
			return err
		}
	}
	out.WriteString("\n    }\n  ]\n}\n")
	_, err := out.WriteTo(e.w)
	return err
}

// home returns where a module is told of, by the path of this package in it: a
// path that begins with a host has a page in Go's list of modules. One without
// a host is published nowhere yet, and no page is named for it.
func home(pkg string) string {
	module := strings.TrimSuffix(pkg, "/advise/render/machine")
	host, _, _ := strings.Cut(module, "/")
	if !strings.Contains(host, ".") {
		return ""
	}
	return "https://pkg.go.dev/" + module
}

// numericVersion returns a version that begins with a number, as readers want
// it: that of a program without one is 0.0.0.
func numericVersion(version string) string {
	version = strings.TrimPrefix(version, "v")
	if version == "" || version[0] < '0' || version[0] > '9' {
		return "0.0.0"
	}
	return version
}

// helpFor returns what a reader shows of a rule: what it means, and the command
// that says more.
func (e *sarif) helpFor(id, meaning string) *sarifText {
	return &sarifText{strings.Join(tell.NonEmpty(meaning, "mailadvisor explain "+id), "\n\n")}
}

// rules returns all rules of the findings, and the requirements that were met.
func (e *sarif) rules() []sarifRule {
	var out []sarifRule
	for _, r := range diagnose.Rules() {
		rule := sarifRule{ID: r.ID, Properties: map[string]any{"severity": r.Severity, "since": r.Since}}
		rule.Short = &sarifText{e.tell.Words.T("finding."+r.ID+".name", nil)}
		rule.Full = &sarifText{e.tell.Words.T("finding."+r.ID+".meaning", nil)}
		rule.Help = e.helpFor(r.ID, rule.Full.Text)
		rule.Configuration = &struct {
			Level string `json:"level"`
		}{sarifLevel(r.Severity)}
		if r.RFC != "" {
			rule.Properties["rfc"] = r.RFC
		}
		out = append(out, rule)
	}
	for _, id := range e.required {
		if !slices.ContainsFunc(out, func(r sarifRule) bool { return r.ID == id }) {
			help := &sarifText{e.tell.Words.T("report.sarif-requirement", locale.Args{"id": id})}
			rule := sarifRule{ID: id, Full: help, Help: help}
			if name := "policy.name." + id; e.tell.Words.Has(name) {
				rule.Short = &sarifText{strings.TrimSpace(e.tell.Words.T(name, locale.Args{"of": ""}))}
			}
			out = append(out, rule)
		}
	}
	return out
}

// sarifLevel returns the usual level of a rule by its severity.
func sarifLevel(severity diagnose.Severity) string {
	switch severity {
	case diagnose.Critical, diagnose.High:
		return "error"
	case diagnose.Medium:
		return "warning"
	}
	return "note"
}

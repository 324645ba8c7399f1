package choose

import (
	"cmp"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

var today = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

// fixture is a host and a mailbox in the words of a test; report turns it into
// what a probe would have written.
type fixture struct {
	noLogin           bool
	imap, pop         result.Status // "" is not probed
	sending           result.Status
	imapCaps, popCaps []string
	quota, used       int64 // 0: not told
	count, countUsed  int64 // a limit of messages, 0: none; half of it is used where nothing else is said
	samples           int   // of the arrival rate; 400 where not said
	quotaStatus       result.QuotaStatus
	perDay            float64
	meanBytes         int64
	kept              float64
	sentPerDay        float64
	sentBytes         int64
	large             int64
	folders           []result.Folder
	popKind, imapKind result.Kind
	authIMAP, authPOP []string
	notOffered        []result.Service
	preference        result.Service
	uidl              *bool
	loginCommand      *bool
	imapHost, popHost string // where they are not mail.example.org
	software          string
	interrupted       bool
	onePort           bool // the ports for TLS alone were tested
}

func folder(name, use string, messages, mb int64) result.Folder {
	bytes := mb * mB
	return result.Folder{Name: name, SpecialUse: use, Messages: &messages, Bytes: &bytes}
}

// situationA returns the healthy host with 5 GB.
func situationA() fixture {
	return fixture{
		imap: result.OK, pop: result.OK,
		imapCaps: []string{"IMAP4rev1", "IDLE", "QUOTA", "SPECIAL-USE"},
		popCaps:  []string{"CAPA", "TOP", "UIDL", "EXPIRE NEVER", "USER", "SASL PLAIN LOGIN"},
		quota:    5 * gB, used: 2150 * mB,
		perDay: 24, meanBytes: 96 * kB, kept: 0.55, sentPerDay: 5, sentBytes: 120 * kB, large: 9 * mB,
		folders: []result.Folder{
			folder("INBOX", "", 14293, 1340), folder("Sent", `\Sent`, 4779, 560), folder("Archive", `\Archive`, 2069, 194),
			folder("Trash", `\Trash`, 324, 30), folder("Junk", `\Junk`, 1280, 25), folder("Drafts", `\Drafts`, 12, 1),
		},
	}
}

// situationB returns the small mailbox on the same host.
func situationB() fixture {
	return fixture{
		imap: result.OK, pop: result.OK,
		imapCaps: []string{"IMAP4rev1", "IDLE", "QUOTA"},
		popCaps:  []string{"CAPA", "TOP", "UIDL", "EXPIRE 60", "USER", "SASL PLAIN LOGIN"},
		quota:    100 * mB, used: 61 * mB,
		perDay: 40, meanBytes: 58 * kB, kept: 0.62, sentPerDay: 6, sentBytes: 58 * kB, large: 6 * mB,
		folders: []result.Folder{folder("INBOX", "", 1077, 61)},
	}
}

func (x fixture) report() *result.Report {
	r := &result.Report{Schema: result.Schema, StartedAt: today, Interrupted: x.interrupted}
	if len(x.notOffered) > 0 || x.preference != "" {
		r.Discovery = &result.Discovery{NotOffered: x.notOffered, Preference: x.preference}
	}
	add := func(service result.Service, status result.Status, caps, auth []string, kind result.Kind) {
		if status == "" {
			return
		}
		host := map[result.Service]string{result.IMAP: x.imapHost, result.POP3: x.popHost}[service]
		for _, e := range result.DefaultEndpoints(cmp.Or(host, "mail.example.org")) {
			if e.Service != service || x.onePort && e.Security != result.TLS {
				continue
			}
			p := result.Probe{Endpoint: e, Status: status}
			if kind != "" {
				p.Failure = &result.Failure{Kind: kind, Step: result.StepConnect, Temporary: kind == result.Timeout}
			}
			if status == result.OK {
				c := &result.Capabilities{AfterTLS: caps}
				if !x.noLogin {
					c.AfterLogin = caps
				}
				p.Paths = []result.Path{{Address: "192.0.2.10", Family: "ipv4", Status: result.OK, Capabilities: c, Auth: auth, LoginCommand: x.loginCommand, Implementation: x.software}}
			}
			r.Probes = append(r.Probes, p)
		}
	}
	add(result.IMAP, x.imap, x.imapCaps, x.authIMAP, x.imapKind)
	add(result.POP3, x.pop, x.popCaps, x.authPOP, x.popKind)
	add(result.Submission, x.sending, nil, nil, "")
	if x.noLogin {
		return r
	}
	if x.imap == result.OK {
		r.Accounts = append(r.Accounts, x.account())
	}
	if x.pop == result.OK && x.uidl != nil {
		r.Accounts = append(r.Accounts, result.Account{Service: result.POP3, Mailbox: &result.Mailbox{UIDL: x.uidl}})
	}
	return r
}

func (x fixture) account() result.Account {
	a := result.Account{Service: result.IMAP, Host: "mail.example.org", From: 993, QuotaStatus: x.quotaStatus}
	if x.quota > 0 {
		a.QuotaStatus = result.QuotaOK
		a.Quota = []result.Quota{{Root: "User quota", Resource: "STORAGE", UsedBytes: &x.used, LimitBytes: &x.quota, LimitState: result.LimitSet}}
	}
	if x.count > 0 {
		a.Quota = append(a.Quota, result.Quota{Root: "User quota", Resource: "MESSAGE", UsedCount: ptr(cmp.Or(x.countUsed, x.count/2)), LimitCount: &x.count, LimitState: result.LimitSet})
	}
	m := &result.Mailbox{Folders: x.folders}
	var messages, bytes int64
	for _, f := range x.folders {
		messages += *f.Messages
		bytes += *f.Bytes
	}
	m.Messages, m.Bytes = &messages, &bytes
	if x.large > 0 {
		m.LargeBytes = &x.large
	}
	if x.perDay > 0 {
		m.Arrival = &result.Arrival{Method: "uid-slope", PerDay: x.perDay, MeanBytes: x.meanBytes,
			KeptFraction: &x.kept, WindowDays: 90, Samples: cmp.Or(x.samples, 400), Confidence: "high"}
		if x.sentPerDay > 0 {
			m.Arrival.SentPerDay, m.Arrival.SentBytes = &x.sentPerDay, &x.sentBytes
		}
	}
	a.Mailbox = m
	return a
}

// nothing returns a report without probes: what needs alone start from.
func nothing() *result.Report { return &result.Report{Schema: result.Schema, StartedAt: today} }

func needsA() Needs { return Needs{Devices: ptr(3)} }

func needsB() Needs { return Needs{Devices: ptr(1), OldMail: "one-computer"} }

func alternativeOf(t *testing.T, a Advice, s Strategy) Alternative {
	t.Helper()
	for _, alt := range a.Alternatives {
		if alt.Strategy == s {
			return alt
		}
	}
	t.Fatalf("no alternative %s", s)
	return Alternative{}
}

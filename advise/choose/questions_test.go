package choose

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// left returns what is asked, in its order, and what is left out.
func left(list []Question) (asked, out []string) {
	for _, q := range list {
		if q.Changes == "" {
			out = append(out, q.ID)
		} else {
			asked = append(asked, q.ID)
		}
	}
	return asked, out
}

func TestQuestions(t *testing.T) {
	for _, c := range []struct {
		name    string
		host    *fixture
		needs   Needs
		because string
		asked   []string
		out     []string
	}{
		{"a healthy host", same(situationA()), Needs{}, "the law and reading offline each lead to another strategy, a slow link to other settings; who reads it matters only where a rule says so",
			[]string{"server-copy", "offline", "disk", "metered", "devices", "client"}, []string{"old-mail", "absence"}},
		{"three devices", same(situationA()), Needs{Devices: ptr(3)}, "what is answered is not asked again",
			[]string{"server-copy", "offline", "disk", "metered", "device", "old-mail"}, []string{"absence"}},
		{"settled", same(situationA()), Needs{Devices: ptr(3), ServerCopy: "any", Offline: "recent"}, "81 MB fit anywhere; a slow link leaves large parts on the server",
			[]string{"metered"}, []string{"old-mail", "disk", "absence"}},
		{"a small mailbox", same(situationB()), Needs{Devices: ptr(1), ServerCopy: "any", Offline: "recent", OldMail: "one-computer", Metered: ptr(false), DiskBytes: ptr(int64(20 * gB))},
			"with POP the absence bounds N, and so does the program", []string{"client", "absence"}, nil},
		{"one protocol", with(situationA(), func(x *fixture) { x.pop = result.Skip }), Needs{ServerCopy: "any", Offline: "recent"},
			"IMAP is forced: no device decides", []string{"metered"}, []string{"devices", "old-mail", "disk", "absence"}},
		{"nothing probed", nil, Needs{Devices: ptr(1)}, "a quota that nobody measured is asked for; what it holds and what arrives matter only with it",
			[]string{"quota", "server-copy", "device", "offline", "old-mail", "disk", "metered", "absence", "client"}, nil},
		{"asked, and not known", nil, Needs{Devices: ptr(1), ServerCopy: "any", Offline: "recent", Asked: []string{"quota"}},
			"a question is not put twice, and without a quota only the link matters", []string{"metered"}, []string{"old-mail", "disk", "absence"}},
		{"a quota said", nil, Needs{Devices: ptr(1), QuotaBytes: ptr(int64(300 * mB)), ServerCopy: "any", Offline: "recent", OldMail: "one-computer", AbsenceDays: ptr(21), Clients: []string{"thunderbird"}, Metered: ptr(false), DiskBytes: ptr(int64(gB))},
			"how much arrives and how much is there decide whether it is small", []string{"used", "mail-per-day"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, out := left(Questions(expectation{host: c.host}.report(), c.needs))
			slices.Sort(out)
			slices.Sort(c.out)
			if c.name == "nothing probed" { // equals among themselves
				slices.Sort(asked)
				slices.Sort(c.asked)
			}
			if !slices.Equal(asked, c.asked) || !slices.Equal(out, c.out) {
				t.Errorf("asked %q and left out %q,\nwant  %q and          %q, because %s", asked, out, c.asked, c.out, c.because)
			}
		})
	}
}

// A question that is left out changes nothing: whatever its answer, alone or
// with any one answer to another, the strategy and its days stay.
func TestWhatIsLeftOutDoesNotMatter(t *testing.T) {
	rows := map[string]asking{}
	for _, row := range askings() {
		rows[row.id] = row
	}
	same := func(a, b decision) bool {
		return a.strategy == b.strategy && a.options == b.options
	}
	tried := 0
	each(t, func(t *testing.T, x fixture, n Needs) {
		if tried++; tried > 12 { // each takes thousands of decisions
			return
		}
		r := x.report()
		list := Questions(r, n)
		for _, q := range list {
			if q.Changes != "" {
				continue
			}
			for _, other := range list {
				for _, answer := range rows[other.ID].tries {
					if other.ID == q.ID {
						continue
					}
					m := n
					answer(&m)
					before := decide(gather(r, m))
					for _, try := range rows[q.ID].tries {
						k := m
						try(&k)
						if after := decide(gather(r, k)); !same(before, after) {
							t.Errorf("%s is left out, and with an answer to %s it leads from %s to %s", q.ID, other.ID, before.strategy, after.strategy)
						}
					}
				}
			}
		}
	})
}

// Every question has its words in both languages, and survives JSON.
func TestQuestionsInWords(t *testing.T) {
	words := printers(t)
	look := func(list []Question) {
		for _, q := range list {
			for lang, p := range words {
				one := q
				one.Options = slices.Clone(q.Options)
				one.Fill(p)
				texts := []string{one.Text.Text, one.More.Text, one.Because.Text + one.LeftOut.Text, p.T("ask.name."+q.ID, nil)}
				for _, o := range one.Options {
					texts = append(texts, o.Text.Text)
				}
				for _, text := range texts {
					if text == "" || strings.Contains(text, "‹") {
						t.Errorf("%s: %s: %q", lang, q.ID, text)
					}
				}
			}
			data, err := json.Marshal(q)
			var back Question
			if err == nil {
				err = json.Unmarshal(data, &back)
			}
			if err != nil || back.ID != q.ID || back.Changes != q.Changes {
				t.Errorf("%s: %v", data, err)
			}
		}
	}
	for _, host := range []*fixture{nil, same(situationB()), same(popHost())} {
		for _, n := range []Needs{{}, {Devices: ptr(3), Offline: "none"}, {Devices: ptr(1), OldMail: "one-computer", QuotaBytes: ptr(int64(gB))}} {
			look(Questions(expectation{host: host}.report(), n))
		}
	}
	f := gather(nothing(), Needs{}) // and every row, whatever it would take to see it
	for _, row := range askings() {
		text := row.leftOut(f, decide(f))
		for lang, p := range words {
			for _, id := range []string{text.ID, "ask." + row.id + ".text", "ask." + row.id + ".more", "ask.name." + row.id} {
				if _, err := p.Message(id, text.Args); err != nil {
					t.Errorf("%s: %v", lang, err)
				}
			}
		}
	}
}

// The evidence of what was asked is the answer, in words; that of a flag is the flag.
func TestAnswersAreEvidence(t *testing.T) {
	n := needsB()
	n.Asked = []string{"devices", "old-mail"}
	find := func(a Advice, id string) Reason {
		i := slices.IndexFunc(a.Reasons, func(r Reason) bool { return r.ID == id })
		if i < 0 {
			t.Fatalf("no reason %s in %v", id, ids(a.Reasons))
		}
		return a.Reasons[i]
	}
	for lang, want := range map[string]string{"en": "you: 1, one computer", "fr": "vous" + locale.Narrow + ": 1, un seul ordinateur"} {
		a := Choose(situationB().report(), n)
		a.Fill(printers(t)[lang])
		if got := find(a, "one-computer").Evidence; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	n.Asked = []string{"devices"} // the other was typed
	a := Choose(situationB().report(), n)
	if r := find(a, "one-computer"); r.EvidenceID != "evidence.you" {
		t.Errorf("%+v", r)
	}
}

// The needs as flags are what a person would type.
func TestFlags(t *testing.T) {
	n := Needs{
		Devices: ptr(2), DeviceList: []Device{{Name: "laptop", Client: "thunderbird"}, {Name: "phone", Client: "k9"}}, Shared: ptr(true), Offline: "all", OldMail: "everywhere",
		ServerCopy: "any", DiskBytes: ptr(int64(20 * gB)), Metered: ptr(false), AbsenceDays: ptr(7), Backup: ptr(true), Clients: []string{"mbsync", "mutt"},
		QuotaBytes: ptr(int64(1536 * mB)), UsedBytes: ptr(int64(0)), MailPerDay: ptr(2.5), MailBytes: ptr(int64(75 * kB)), Growth: ptr(0.1), POP: ptr(false), IMAP: ptr(true),
	}
	want := "--device laptop:thunderbird --device phone:k9 --shared --server-copy any --offline all --old-mail everywhere --disk 20GB --metered=no --absence 7 " +
		"--backup --client mbsync,mutt --quota 1536MB --used 0B --mail-per-day 2.5 --mail-size 75kB --growth 10 --pop no --imap yes"
	if got := strings.Join(n.Flags(), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := strings.Join(Needs{Devices: ptr(3)}.Flags(), " "); got != "--devices 3" {
		t.Errorf("got %s", got)
	}
}

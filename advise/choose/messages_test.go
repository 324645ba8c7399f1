package choose

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// emitted is every message ID of an advice, with the arguments it comes with.
func emitted(a Advice) map[string]locale.Args {
	out := map[string]locale.Args{a.SummaryID: a.SummaryArgs, a.Backup.ID: a.Backup.Args}
	for prefix, list := range map[string][]Reason{"first.": a.First, "gate.": a.Gates, "checked.": a.Checked, "reason.": a.Reasons, "trap.": a.Traps} {
		for _, r := range list {
			out[prefix+r.ID], out[r.EvidenceID] = r.Args, r.EvidenceArgs
		}
	}
	for _, c := range a.Consequences {
		out[c.ID] = c.Args
	}
	for _, alt := range a.Alternatives {
		out["strategy."+string(alt.Strategy)] = alt.Args
		if alt.Obstacle != "" && !slices.ContainsFunc(a.Gates, func(g Reason) bool { return g.ID == alt.Obstacle }) { // the others stand among the gates
			out["gate."+alt.Obstacle] = alt.Args
		}
		for _, id := range alt.LostIfIDs {
			out[id] = alt.Args
		}
	}
	for _, c := range a.Changes {
		out[c.If.ID], out[c.After.ID] = c.If.Args, c.After.Args
	}
	texts := slices.Concat(a.BackupHow, a.Unweighed, a.Terms)
	for _, d := range a.Devices {
		texts = append(texts, d.Does...)
	}
	for _, p := range a.Plans {
		texts = append(append(texts, p.Title), p.Steps...)
	}
	for _, t := range texts {
		out[t.ID] = t.Args
	}
	for _, args := range maps.Clone(out) { // a text may stand in another
		for _, v := range args {
			if t, ok := v.(locale.Text); ok {
				out[t.ID] = t.Args
			}
		}
	}
	return out
}

// moreCases reach what the case table does not.
func moreCases() []expectation {
	popOnly := func(x *fixture) { x.imap = "" }
	return []expectation{
		{name: "interrupted before anything answered", host: with(situationA(), func(x *fixture) {
			x.imap, x.imapKind, x.pop, x.popKind, x.interrupted = result.Fail, result.Canceled, result.Fail, result.Canceled, true
		})},
		{name: "POP that removes, plain", host: with(situationB(), func(x *fixture) { x.imap, x.quota, x.folders = "", 0, nil }), needs: Needs{IMAP: ptr(false), POP: ptr(true)}},
		{name: "POP said", host: with(situationA(), func(x *fixture) { x.pop = "fail" }), needs: Needs{POP: ptr(true)}},
		{name: "POP denied", host: same(situationA()), needs: Needs{POP: ptr(false), Devices: ptr(3)}},
		{name: "IMAP denied", host: same(situationA()), needs: Needs{IMAP: ptr(false), Devices: ptr(30)}},
		{name: "no limit, a quota said", host: with(situationA(), func(x *fixture) { x.quota, x.quotaStatus = 0, "none" }), needs: Needs{QuotaBytes: ptr(int64(gB)), UsedBytes: ptr(int64(gB / 2)), MailPerDay: ptr(3.0)}},
		{name: "other use, other rate", host: same(situationA()), needs: Needs{UsedBytes: ptr(int64(gB)), MailPerDay: ptr(100.0), Backup: ptr(true)}},
		{name: "names and numbers", needs: Needs{Devices: ptr(1), DeviceList: []Device{{Name: "laptop", Client: "thunderbird"}, {Name: "phone"}}}},
		{name: "an archive with Evolution", needs: says(own("pc:evolution", "phone"), quota(100))},
		{name: "an archive with KMail", needs: says(own("pc:kmail", "phone"), quota(100))},
		{name: "an archive with Claws Mail", needs: says(own("pc:claws-mail", "phone"), quota(100))},
		{name: "an archive with Sylpheed", needs: says(own("pc:sylpheed", "phone"), quota(100))},
		{name: "an archive with Outlook", needs: says(own("pc:outlook", "phone"), quota(100))},
		{name: "an archive with Mail", needs: says(own("mac:apple-mail", "phone"), quota(100))},
		{name: "an archive beside the new Outlook", needs: says(own("pc:outlook-new", "phone"), quota(100))},
		{name: "only POP, FairEmail and something else", host: onlyPOP(), needs: says(own("phone:fairemail", "pc"))},
		{name: "one port of each", host: &fixture{imap: result.Skip, pop: result.Skip, onePort: true}, needs: says(devices(2))},
		{name: "a trash outside the quota", host: with(situationA(), func(x *fixture) {
			x.folders[3] = folder("Trash", `\Trash`, 9, 900)
			x.used = (1340 + 560 + 194 + 25 + 1) * mB
		}), needs: says(devices(2))},
		{name: "no limit, kept", host: with(situationA(), func(x *fixture) { x.quota, x.quotaStatus = 0, "none" }), needs: Needs{ServerCopy: "required"}},
		{name: "much room", host: with(situationA(), func(x *fixture) { x.quota = 500 * gB }), needs: needsA()},
		{name: "full and one device", host: with(situationB(), func(x *fixture) { x.used = 99 * mB }), needs: Needs{Devices: ptr(1), Metered: ptr(true), OldMail: "everywhere"}},
		{name: "80% full, room for years", host: with(situationA(), func(x *fixture) { x.used, x.perDay = 4200*mB, 2 }), needs: needsB()},
		{name: "a full trash", host: with(situationA(), func(x *fixture) { x.folders[3] = folder("Trash", `\Trash`, 9, 900) }), needs: needsA()},
		{name: "a tiny quota", host: with(situationB(), func(x *fixture) { x.quota, x.used = 12*mB, 2*mB }), needs: Needs{Devices: ptr(2)}},
		{name: "a tiny quota, one computer", host: with(situationB(), func(x *fixture) { x.quota, x.used = 12*mB, 2*mB }), needs: needsB()},
		{name: "IMAP and POP fail", host: with(situationB(), func(x *fixture) { x.imap, x.imapKind = "fail", "timeout" }), needs: needsA()},
		{name: "POP for several", host: with(situationB(), popOnly), needs: Needs{IMAP: ptr(false), Devices: ptr(2), ServerCopy: "forbidden"}},
		{name: "kept, and a small quota", host: same(situationB()), needs: Needs{Devices: ptr(2), ServerCopy: "required"}},
		{name: "messages counted", host: with(situationA(), func(x *fixture) { x.count = 50000 }), needs: needsA()},
		{name: "search and preference", host: with(situationA(), func(x *fixture) { x.imapCaps, x.preference = []string{"ESEARCH"}, "imap" }), needs: needsA()},
		{name: "Gmail's POP", host: with(situationB(), func(x *fixture) { x.popCaps = []string{"UIDL", "EXPIRE 0", "X-GOOGLE-RICO"} }), needs: needsB()},
		{name: "any copy time", host: with(situationB(), func(x *fixture) { x.popCaps = []string{"UIDL", "EXPIRE NEVER"} }), needs: needsB()},
		{name: "POP in the clear", host: with(situationA(), func(x *fixture) { x.pop, x.popKind = "fail", "starttls-missing" }), needs: needsA()},
		{name: "full within weeks, one device", host: with(situationB(), func(x *fixture) { x.quota = 2 * gB; x.used = 1900 * mB; x.perDay = 20 }), needs: Needs{Devices: ptr(2)}},
		{name: "no limit on copies announced", host: with(situationA(), func(x *fixture) { x.popCaps = []string{"UIDL", "LOGIN-DELAY 60"} }), needs: needsA()},
		{name: "POP, one device, expire long", host: with(situationA(), func(x *fixture) { x.popCaps = []string{"UIDL", "EXPIRE 60"} }), needs: Needs{Devices: ptr(3), Clients: []string{"thunderbird"}}},
		{name: "low confidence, growth", host: same(situationA()), needs: Needs{Growth: ptr(0.3), Devices: ptr(14)}},
	}
}

// Every message that the package can write exists in both languages, and gets
// the arguments that it asks for; and no message stands there for nothing.
func TestMessages(t *testing.T) {
	words := printers(t)
	seen := map[string]bool{}
	wrongSpace := regexp.MustCompile(` [;:?!%»]|« `)
	look := func(a Advice) {
		for id, args := range emitted(a) {
			seen[id] = true
			for lang, p := range words {
				text, err := p.Message(id, args)
				if err != nil {
					t.Errorf("%s: %s with %v: %v", lang, id, args, err)
				}
				if strings.Contains(text, "<no value>") || strings.Contains(text, "‹") || strings.Contains(text, "  ") || text == "" {
					t.Errorf("%s: %s: %q", lang, id, text)
				}
				if lang == "fr" && wrongSpace.MatchString(text) {
					t.Errorf("fr: %s: an ordinary space in %q", id, text)
				}
			}
		}
	}
	for _, e := range append(expectations(), moreCases()...) {
		look(Choose(e.report(), e.needs))
	}
	for _, p := range people() {
		look(Choose(p.report(), p.needs))
	}
	for _, c := range programCases() {
		f := c.facts()
		look(f.advice(decide(f)))
	}
	for _, c := range deviceCases() {
		look(c.advice())
	}
	for _, c := range wayCases() {
		look(Choose(c.report(), c.needs))
	}
	for _, r := range untestedReports() {
		look(Choose(r, Needs{}))
		look(Choose(r, Needs{Clients: []string{"mutt"}}))
	}
	asked := needsB()
	asked.Asked = []string{"devices", "old-mail"}
	look(Choose(situationB().report(), asked))
	pair := Needs{DeviceList: []Device{{Name: "laptop", Client: "thunderbird"}, {Name: "phone", Client: "k9"}}, Asked: []string{"device"}}
	look(Choose(situationA().report(), pair))
	seen["change.after.mixed"] = true // more room, and a program without IMAP in the real table
	eachOf(t, 300, func(_ *testing.T, x fixture, n Needs) { look(Choose(x.report(), n)) })

	for _, lang := range locale.Languages() {
		for _, id := range written(t, lang) {
			area, _, _ := strings.Cut(id, ".")
			if !seen[strings.TrimSuffix(id, "-page")] && !slices.Contains([]string{"number", "period", "each", "age", "full", "room", "look", "holder", "forced", "state"}, area) {
				t.Errorf("%s: nothing writes %s", lang, id)
			}
		}
	}
	if en, fr := written(t, "en"), written(t, "fr"); !slices.Equal(en, fr) {
		t.Errorf("the languages have different messages")
	}
}

// written lists the IDs of the package's message file.
func written(t *testing.T, lang string) []string {
	t.Helper()
	data, err := os.ReadFile("../locale/choose." + lang + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		for key, v := range node {
			if deeper, ok := v.(map[string]any); ok {
				walk(prefix+key+".", deeper)
			} else {
				ids[prefix+key] = true
			}
		}
	}
	walk("", tree)
	return slices.Sorted(maps.Keys(ids))
}

// A service that fails is told in words, whatever the kind.
func TestFailuresInWords(t *testing.T) {
	for lang, p := range printers(t) {
		for _, k := range result.Kinds() {
			args := locale.Args{"port": 993, "kind": string(k.Kind), "explained": true, "temporary": k.Temporary}
			if _, err := p.Message("gate.imap-fails", args); err != nil {
				t.Errorf("%s: %s: %v", lang, k.Kind, err)
			}
		}
	}
}

// The parts of sentences that are chosen by a value exist for every value.
func TestPartsOfSentences(t *testing.T) {
	for lang, p := range printers(t) {
		for _, h := range horizons() {
			for _, id := range []string{"strategy.imap-archive", "summary.imap-archive-leave", "consequence.archive-yours", "lost.recent", "lost.older"} {
				args := locale.Args{"horizon_days": h.days, "period_days": h.period, "weekly": h.period <= 7}
				if text, err := p.Message(id, args); err != nil {
					t.Errorf("%s: %s for %+v: %q, %v", lang, id, h, text, err)
				}
			}
		}
		for n := range 15 {
			args := locale.Args{"devices": n, "devices_id": inWords(n, "devices"), "one": "computer"}
			if _, err := p.Message("change.if.devices-one", args); err != nil {
				t.Errorf("%s: %d devices: %v", lang, n, err)
			}
		}
		f := &facts{today: today, box: box{quota: fact[float64]{gB, you, ""}}}
		for _, days := range []float64{0, 30, 600, 9000} {
			args := f.day("full", days)
			args["room_form"] = args["full_form"]
			if _, err := p.Message("summary.imap-one", args); err != nil {
				t.Errorf("%s: room for %v days: %v", lang, days, err)
			}
			args["copy_days"] = 5
			if _, err := p.Message("summary.pop-days", args); err != nil {
				t.Errorf("%s: full in %v days: %v", lang, days, err)
			}
			if _, err := p.Message("consequence.room-yours", f.day("look", days)); err != nil {
				t.Errorf("%s: 80%% in %v days: %v", lang, days, err)
			}
		}
	}
}

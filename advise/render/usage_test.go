package render_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
	"mailadvisor/probe/tally"
)

// full returns a mailbox that is 96% full, of which some was counted.
func full(lang string, count func(*tally.Tally)) *advise.Document {
	d := probeHealthy(lang)
	d.Target.Input = "user@example.org"
	a := &d.Accounts[0]
	a.Quota[0].UsedBytes = ptr[int64](4915 * mb)
	t := tally.New(result.UsageByFetch, d.StartedAt)
	count(t)
	a.Usage = t.Usage()
	return withRoom(d)
}

func withRoom(d *advise.Document) *advise.Document {
	words, err := locale.New(d.Lang)
	if err != nil {
		panic(err)
	}
	d.Room = choose.MakeRoom(&d.Report, choose.Needs{})
	d.Room.Fill(words)
	return d
}

// some counts messages of a folder, so many a month, from a year on.
func some(f *tally.Folder, from, monthly int, octets int64) {
	n := int64(0)
	for at := time.Date(from, 1, 3, 9, 0, 0, 0, time.UTC); at.Before(day("2026-03-10 00:00")); at = at.AddDate(0, 1, 0) {
		for i := range monthly {
			n++
			size := octets + int64(i)*97
			if n%61 == 0 {
				size *= 60
			}
			f.Add(tally.Message{Number: n, UID: uint32(n), Size: size, Date: at.Add(time.Duration(i) * time.Hour), Unread: n%40 == 0, Deleted: n%300 == 0})
		}
	}
	f.Total = max(f.Total, n)
}

func counted(lang string) *advise.Document {
	return full(lang, func(t *tally.Tally) {
		inbox := t.Folder(tally.Folder{Name: "INBOX", Kind: result.KindMail, Flags: true})
		some(inbox, 2009, 100, 60<<10)
		some(t.Folder(tally.Folder{Name: "Sent", SpecialUse: `\Sent`, Kind: result.KindSent, Flags: true}), 2019, 20, 90<<10)
		some(t.Folder(tally.Folder{Name: "Papierkorb", SpecialUse: `\Trash`, Kind: result.KindTrash, Flags: true}), 2024, 60, 50<<10)
		some(t.Folder(tally.Folder{Name: "Archive", Kind: result.KindMail, Flags: true}), 2020, 4, 60<<10)
		t.Folder(tally.Folder{Name: "[Gmail]/All Mail", SpecialUse: `\All`, Kind: result.KindMail, View: true, Total: 9000, TotalBytes: ptr[int64](gb)})
	})
}

// countedInPart has estimates, folders that were not read, and more of them
// than a screen lists, one with a long name.
func countedInPart(lang string) *advise.Document {
	d := full(lang, func(t *tally.Tally) {
		inbox := t.Folder(tally.Folder{Name: "INBOX", Kind: result.KindMail, Flags: true, Total: 90_000})
		some(inbox, 2022, 30, 60<<10)
		for i := range 100 {
			inbox.Sample(tally.Message{Size: int64(40<<10 + 100*i), Date: day("2024-05-06 10:00")})
		}
		t.Folder(tally.Folder{Name: "Projects/" + strings.Repeat("a very long name of a folder ", 4), Kind: result.KindMail, Total: 5000,
			Failure: result.NewFailure(result.ProtocolError, "no")})
		for i := range 20 {
			some(t.Folder(tally.Folder{Name: "Folder " + string(rune('A'+i)), Kind: result.KindMail}), 2025, 2+i, 30<<10)
		}
		some(t.Folder(tally.Folder{Name: "Undated", Kind: result.KindMail, Total: 4000}), 2025, 1, 30<<10)
	})
	d.Accounts[0].UsageFailure = result.NewFailure(result.Timeout, "no answer")
	return d
}

func countedByPOP(lang string) *advise.Document {
	d := probeHealthy(lang)
	d.Accounts[0] = result.Account{Service: result.POP3, Host: "mail.example.org", From: 995, Mailbox: &result.Mailbox{Messages: ptr[int64](90)}}
	t := tally.New(result.UsageByList, d.StartedAt)
	f := t.Folder(tally.Folder{Name: "INBOX", Kind: result.KindMail})
	for i := range 90 {
		f.Add(tally.Message{Number: int64(i + 1), Size: int64(i * i * 1000)})
	}
	f.Total = 90
	d.Accounts[0].Usage = t.Usage()
	return withRoom(d)
}

func advisedOnUsage(lang string) *advise.Document {
	d, with := adviseHealthy(lang), counted(lang)
	d.Accounts, d.Room = with.Accounts, with.Room
	return d
}

// The picture and the pages of what fills a mailbox say what the screen says.
func TestUsageInOtherForms(t *testing.T) {
	for name, make := range map[string]func(string) *advise.Document{"usage": counted, "usage-part": countedInPart, "usage-pop": countedByPOP} {
		for _, lang := range locale.Languages() {
			t.Run(name+"/"+lang, func(t *testing.T) {
				d := make(lang)
				var svg bytes.Buffer
				if err := render.UsageSVG(&svg, d, printer(t, lang)); err != nil {
					t.Fatal(err)
				}
				golden(t, "svg-"+name+"."+lang+".svg", svg.String())
				alone(t, svg.Bytes())
				pages := map[string]string{"svg": svg.String(), "html": encoded(t, "html", lang, d), "markdown": encoded(t, "markdown", lang, d)}
				for format, got := range pages {
					for _, f := range d.Accounts[0].Usage.Folders[:1] {
						if !strings.Contains(got, f.Name) {
							t.Errorf("%s does not name %s", format, f.Name)
						}
					}
					for _, step := range d.Room.Steps {
						got := strings.ReplaceAll(got, "\u00a0", " ") // a number and its unit
						if !strings.Contains(got, printer(t, lang).Format("gain_bytes", step.Gain.Bytes)) {
							t.Errorf("%s does not say what %s gains", format, step.ID)
						}
					}
				}
			})
		}
	}
}

// alone wants XML that loads nothing, runs nothing, and draws nothing outside
// of its own paper.
func alone(t *testing.T, svg []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	bars := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "script", "image", "use", "foreignObject", "a":
			t.Errorf("a picture that stands alone has no <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			if a.Name.Local == "href" || strings.HasPrefix(a.Name.Local, "on") {
				t.Errorf("<%s %s>", start.Name.Local, a.Name.Local)
			}
			if a.Name.Local == "class" && a.Value == "bar" {
				bars++
			}
		}
	}
	if bars == 0 {
		t.Error("no bars")
	}
}

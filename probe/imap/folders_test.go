package imap

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// box is a folder of a scripted server: every message has the same size.
type box struct {
	name     string // as the server writes it, quoted
	flags    string
	messages int
	size     int    // octets of a message
	refused  string // what STATUS and EXAMINE say instead
}

// serving returns a session, logged in, with a server of these folders. The
// noise is said before the end of every answer: what other devices do
// meanwhile.
func serving(t *testing.T, caps string, noise string, boxes ...box) (s *Session, asked func() []string) {
	t.Helper()
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	var heard []string
	go func() {
		defer close(done)
		lines := bufio.NewReader(theirs)
		out := bufio.NewWriter(theirs)
		find := func(args string) *box {
			for i, b := range boxes {
				if strings.HasPrefix(args, b.name) || strings.HasPrefix(args, strings.Trim(b.name, `"`)) {
					return &boxes[i]
				}
			}
			return nil
		}
		var open *box
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			tag, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			word, args, _ := strings.Cut(rest, " ")
			heard = append(heard, rest)
			answer := "OK done"
			switch word {
			case "LIST":
				for _, b := range boxes {
					fmt.Fprintf(out, "* LIST (%s) \"/\" %s\r\n", b.flags, b.name)
				}
			case "STATUS":
				switch b := find(args); {
				case b == nil:
					answer = "NO [NONEXISTENT] no such mailbox"
				case b.refused != "":
					answer = b.refused
				case strings.Contains(args, "SIZE"):
					fmt.Fprintf(out, "* STATUS %s (MESSAGES %d SIZE %d)\r\n", b.name, b.messages, b.messages*b.size)
				default:
					fmt.Fprintf(out, "* STATUS %s (MESSAGES %d)\r\n", b.name, b.messages)
				}
			case "EXAMINE":
				switch open = find(args); {
				case open == nil:
					answer = "NO [NONEXISTENT] no such mailbox"
				case open.refused != "":
					answer, open = open.refused, nil
				default:
					fmt.Fprintf(out, "* %d EXISTS\r\n* 0 RECENT\r\n", open.messages)
				}
			case "FETCH":
				if open == nil {
					answer = "BAD nothing is open"
					break
				}
				for n := 1; n <= open.messages; n++ {
					fmt.Fprintf(out, "* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"01-Mar-2026 10:00:00 +0000\")\r\n", n, n, open.size)
				}
			case "SEARCH":
				io.WriteString(out, "* SEARCH\r\n")
			}
			io.WriteString(out, strings.ReplaceAll(noise, "\n", "\r\n"))
			fmt.Fprintf(out, "%s %s\r\n", tag, answer)
			if lines.Buffered() == 0 {
				out.Flush()
			}
		}
	}()
	c := wire.New(t.Context(), wire.Config{Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.test", Port: 993}})
	c.Attach(ours)
	s = New(c, result.Endpoint{Service: result.IMAP, Host: "mail.example.test", Port: 993})
	s.Caps = strings.Fields(caps)
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	end := func() { c.Close(); theirs.Close(); <-done }
	t.Cleanup(end)
	return s, func() []string { end(); return heard }
}

// totals returns what a report says of a mailbox, in short.
func totals(a result.Account) string {
	m := a.Mailbox
	if m == nil || m.Messages == nil {
		return "nothing"
	}
	text := fmt.Sprint(*m.Messages, " messages")
	if m.Bytes != nil {
		text += fmt.Sprint(", ", *m.Bytes, " octets")
	}
	if m.AtLeast {
		text = "at least " + text
	}
	for _, f := range m.Folders {
		if f.Failure != nil {
			text += "; not " + f.Name
		}
		if f.View {
			text += "; view " + f.Name
		}
	}
	return text
}

var usageNow = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

func TestFoldersAreCountedOnce(t *testing.T) {
	const gmail, sizes = "X-GM-EXT-1 SPECIAL-USE", "STATUS=SIZE SPECIAL-USE"
	for _, tt := range []struct {
		name, caps, noise string
		boxes             []box
		want              string
	}{
		{name: "no view", want: "5 messages, 50 octets",
			boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Old"`, messages: 2, size: 10}}},
		{name: "Gmail: what has no label is in All Mail alone, and nothing is counted by label", caps: gmail,
			boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Work"`, messages: 3, size: 10}, {name: `"[Gmail]/All Mail"`, flags: `\All`, messages: 20, size: 10},
				{name: `"[Gmail]/Sent Mail"`, flags: `\Sent`, messages: 4, size: 10}, {name: `"[Gmail]/Trash"`, flags: `\Trash`, messages: 2, size: 10},
				{name: `"[Gmail]/Spam"`, flags: `\Junk`, messages: 1, size: 10}, {name: `"[Gmail]/Starred"`, flags: `\Flagged`, messages: 5, size: 10}},
			want: "23 messages, 230 octets; view INBOX; view [Gmail]/Sent Mail; view [Gmail]/Starred; view Work"},
		{name: "Gmail without All Mail in IMAP", caps: gmail, want: "6 messages, 60 octets",
			boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Work"`, messages: 3, size: 10}}},
		{name: "Dovecot's virtual folder repeats the others", caps: sizes, want: "40 messages, 400 octets; view virtual/All",
			boxes: []box{{name: `"INBOX"`, messages: 30, size: 10}, {name: `"Trash"`, flags: `\Trash`, messages: 10, size: 10}, {name: `"virtual/All"`, flags: `\All`, messages: 40, size: 10}}},
		{name: "a virtual folder without the trash", caps: sizes, want: "40 messages, 400 octets; view virtual/All",
			boxes: []box{{name: `"INBOX"`, messages: 30, size: 10}, {name: `"Trash"`, flags: `\Trash`, messages: 10, size: 10}, {name: `"virtual/All"`, flags: `\All`, messages: 30, size: 10}}},
		{name: "some came while it was asked", caps: sizes, want: "40 messages, 400 octets; view virtual/All",
			boxes: []box{{name: `"INBOX"`, messages: 40, size: 10}, {name: `"virtual/All"`, flags: `\All`, messages: 42, size: 10}}},
		{name: "an archive of all that holds more", caps: sizes, want: "at least 90 messages, 900 octets; view INBOX; view Trash",
			boxes: []box{{name: `"INBOX"`, messages: 30, size: 10}, {name: `"Trash"`, flags: `\Trash`, messages: 10, size: 10}, {name: `"Archive"`, flags: `\All`, messages: 90, size: 10}}},
		{name: "a view that is refused", caps: sizes, want: "3 messages, 30 octets; not All; view All",
			boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"All"`, flags: `\All`, refused: "NO [NOPERM] no"}}},
		{name: "one folder is refused", caps: sizes, want: "at least 3 messages, 30 octets; not Broken",
			boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Broken"`, refused: "NO [SERVERBUG] Internal error occurred"}}},

		{name: "another device changes things", noise: "* 99 EXISTS\n* 7 RECENT\n* 2 FETCH (FLAGS (\\Seen))\n* 1 FETCH (UID 1 FLAGS ())\n* 50 FETCH (RFC822.SIZE 999999)\n* 1 EXPUNGE\n* 98 EXISTS\n",
			want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Old"`, messages: 2, size: 10}}},

		{name: "a raw tab", want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: "\"a\tb\"", messages: 2, size: 10}}},
		{name: "UTF-7 in two pieces", want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"&AOk-&AOg-"`, messages: 2, size: 10}}},
		{name: "UTF-7 of what needs none", want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"&AGE-b"`, messages: 2, size: 10}}},
		{name: "UTF-7 without an end", want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Caf&AOk"`, messages: 2, size: 10}}},
		{name: "an ampersand alone", want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: `"Q & A"`, messages: 2, size: 10}}},
		{name: "quotes and a backslash", want: "5 messages, 50 octets", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: "\"\\\"a\\\"\\\\\tb\"", messages: 2, size: 10}}},
		{name: "Latin-1 cannot be sent back", want: "at least 3 messages, 30 octets; not Caf\\xe9", boxes: []box{{name: `"INBOX"`, messages: 3, size: 10}, {name: "\"Caf\xe9\"", messages: 2, size: 10}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := serving(t, tt.caps, tt.noise, tt.boxes...)
			a := s.Usage(usageNow)
			if got := totals(a); got != tt.want || a.MailboxFailure != nil {
				t.Errorf("%s (%v), want %s", got, a.MailboxFailure, tt.want)
			}
			s.Fill(&a, usageNow, func() time.Duration { return time.Minute })
			if u := a.Usage; u == nil || fmt.Sprint(u.Messages, " messages, ", u.Bytes, " octets") != strings.TrimPrefix(strings.Split(tt.want, ";")[0], "at least ") {
				t.Errorf("message by message: %+v, want %s", u, tt.want)
			}
		})
	}
}

// Of more folders than are asked one by one the others are named as left out,
// and the totals are then those of the ones that were read.
func TestManyFoldersWithoutListStatus(t *testing.T) {
	boxes := []box{{name: `"INBOX"`, messages: 3, size: 10}}
	for i := range maxFolders + 50 {
		boxes = append(boxes, box{name: fmt.Sprintf(`"folder-%03d"`, i), messages: 1, size: 10})
	}
	boxes[7].refused = "NO [NOPERM] no"
	s, asked := serving(t, "STATUS=SIZE", "", boxes...)
	a := s.Usage(usageNow)
	m := a.Mailbox
	if got, want := totals(a), fmt.Sprintf("at least %d messages, %d octets; not folder-006", 3+maxFolders-2, 30+10*(maxFolders-2)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(m.Folders) != maxFolders || m.FoldersOmitted != 51 {
		t.Errorf("%d folders, %d left out", len(m.Folders), m.FoldersOmitted)
	}
	for _, line := range asked() {
		if strings.HasPrefix(line, "STATUS") && strings.Contains(line, "folder-249") {
			t.Errorf("asked: %s", line)
		}
	}
	if !protocol.Has(s.Caps, "STATUS=SIZE") {
		t.Error("the capabilities are gone")
	}
}

// Dovecot answers two FETCH side by side: each message is its own command's.
func TestFetchesSideBySide(t *testing.T) {
	got := map[int][]int64{}
	w := &wall{}
	for i, stretch := range [][2]int64{{1, 100}, {101, 200}} {
		f := &Fetch{items: Items{Size: true}, left: newNumbers(stretch[0], stretch[1]), each: func(m Message) { got[i] = append(got[i], m.Number) }}
		w.pending = append(w.pending, &Command{name: "FETCH", kinds: []string{"FETCH"}, take: f.take, wants: f.wants})
	}
	for _, line := range []string{"* 1 FETCH (RFC822.SIZE 10)", "* 150 FETCH (RFC822.SIZE 10)", "* 2 FETCH (RFC822.SIZE 10)", "* 150 FETCH (RFC822.SIZE 11)", "* 300 FETCH (RFC822.SIZE 10)", "* 151 FETCH (RFC822.SIZE 10)"} {
		w.deliver(newResponse(strings.TrimPrefix(line, "* ")))
	}
	if want := map[int][]int64{0: {1, 2}, 1: {150, 151}}; !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v, want %v", got, want)
	}
}

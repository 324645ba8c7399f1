package cli

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"
)

// talk runs a command with a person at the terminal who types some lines, and
// returns what they read (standard error) and what a pipe would get.
func talk(t *testing.T, ctx context.Context, in io.Reader, args ...string) (status int, dialogue, result string) {
	t.Helper()
	var out, errs bytes.Buffer
	args = append(args, "--color", "never")
	status = Main(ctx, args, Streams{
		In: in, Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: func() time.Time { return today },
		ErrTerminal: true, ReadPassword: func(context.Context) (string, error) { return "", nil },
	})
	return status, errs.String(), out.String()
}

// typed is what a person types, a line each.
func typed(lines ...string) io.Reader { return strings.NewReader(strings.Join(lines, "\n") + "\n") }

// dialogueCase is a person answering.
type dialogueCase struct {
	name    string
	args    []string
	typed   []string
	reads   []string // in this order, in the dialogue
	gets    []string // in the advice
	never   []string // in neither
	because string
}

func dialogues() []dialogueCase {
	probed := []string{"advise", "--demo", "--ask"}
	return []dialogueCase{
		{
			name: "the whole dialogue", args: probed, typed: []string{"a few", "3", "?", "", ""},
			reads: []string{
				"The mailbox answered for itself: IMAP and POP3 work, 2.1 of 5 GB used, 24\nmessages a day, sent mail on the server. At most 7 questions are left.\n",
				"Enter takes the answer in [brackets]; ? says more; q takes all the brackets.\n",
				"\n1  How many devices or people read this mailbox? [2]\n   Asked first: two or more decide for IMAP.\n > ",
				"   That is not a number. Type one, such as 3, or press Enter for 2.\n > ",
				"\n2  Must your mail not stay with the provider, or be kept by law?\n   neither / must not stay / must be kept  [neither]\n   Asked because either would add an archive or a backup to IMAP.\n > ",
				"   Some firms may not store mail elsewhere; some must keep it for years. If\n   nobody has told you so, it is neither.\n > ",
				"   neither\n",
				"\n3  Readable without a connection: nothing / recent / everything  [recent]\n   Asked because it sets how much each device keeps: 0, ",
				"   recent\n",
				"\nThat settles it. Four questions are left out, as no answer could change the\nadvice: old mail (three devices have decided), free disk (",
				"slow links (30 days suit them too) and absence (IMAP does not depend on it).\n",
				"Without the questions\n    mailadvisor advise --demo --devices 3 --server-copy any --offline recent\n",
			},
			gets: []string{"Use IMAP: your three devices", "[you: 3]"}, never: []string{"\x1b", "‹"},
			because: "a correction, more words, two defaults, and an end when nothing is left that matters",
		},
		{
			name: "in French, by first letters", args: append(probed[:len(probed):len(probed)], "--lang", "fr"), typed: []string{"3", "doit", "rec"},
			reads: []string{"1  Combien d’appareils ou de personnes lisent cette boîte", "ne doit pas rester / doit être conservé", "À lire sans connexion", "C’est décidé."},
			gets:  []string{"sauvegarde"}, never: []string{"‹"},
			because: "the first letters of one answer are enough, with or without accents",
		},
		{
			name: "in the other language", args: probed, typed: []string{"2", "ni", "TOUT", "", "non"},
			reads: []string{"Readable without a connection"}, gets: []string{"[you: everything]"},
			because: "an answer may be typed in either language",
		},
		{
			name: "two answers begin alike", args: probed, typed: []string{"2", "must", "must b", "q"},
			reads: []string{"That could be \"must not stay\" or \"must be kept\". Type one letter more, or\n   press Enter for neither.", "The brackets are taken for the rest."}, gets: []string{"Use IMAP and keep a backup"},
			because: "an answer that fits two is asked again",
		},
		{
			name: "as the flag writes it", args: probed, typed: []string{"2", "required", "q"}, gets: []string{"Use IMAP and keep a backup"}, because: "who knows the flags may type their words",
		},
		{
			name: "all the brackets", args: probed, typed: []string{"q"}, reads: []string{"The brackets are taken for the rest."}, gets: []string{"Use IMAP", "[assumed: --devices 2]"}, never: []string{"\n2  "},
			because: "q ends the questions, and what was not said stays an assumption",
		},
		{
			name: "the end of the input", args: probed, typed: nil, reads: []string{"The brackets are taken for the rest."}, gets: []string{"Use IMAP"}, because: "Ctrl-D does what q does",
		},
		{
			name: "without a target", args: []string{"advise"}, typed: []string{"1", "a lot", "100MB", "q"},
			reads: []string{"Nothing about the mailbox was measured. At most", "How much room does the provider give this mailbox", "That is not a size. Type one, such as 500MB or 2GB"},
			gets:  []string{"Use POP", "--quota 100MB"}, because: "advise by itself, at a terminal, asks",
		},
		{
			name: "a quota that nobody knows", args: []string{"advise", "--devices", "1", "--server-copy", "any", "--offline", "recent", "--ask"}, typed: []string{""},
			reads: []string{"   not known\n", "That settles it."}, gets: []string{"quota is not known"}, never: []string{"\n2  "},
			because: "what is not known stays unknown, is not asked twice, and makes the rest needless",
		},
		{
			name: "programs", args: []string{"advise", "--devices", "1", "--quota", "100MB", "--used", "61MB", "--mail-per-day", "40", "--old-mail", "one-computer", "--server-copy", "any", "--offline", "recent", "--absence", "3", "--disk", "20GB", "--metered=no", "--ask"},
			typed: []string{"thunderbrid", "k9, thunderbird"},
			reads: []string{"There is no program of the name \"thunderbrid\" here. Did you mean thunderbird?"}, gets: []string{"On your devices", "thunderbird"},
			because: "a name is corrected, and two programs are planned together",
		},
		{
			name: "too few devices", args: []string{"advise", "--ask"}, typed: []string{"0", "-2", "2.5", "1e9", "1", "q"},
			reads: []string{"That is too small. Type a number from 1 on", "That is too small", "That is not a number", "That is not a number"}, gets: []string{"Use IMAP"}, because: "no device reads nothing",
		},
		{
			name: "nothing to ask", args: []string{"advise", "--imap", "no", "--pop", "no", "--ask"}, reads: []string{"Nothing is left to ask: no answer could change the advice."}, gets: []string{"There is nothing to choose"},
			because: "where nothing can be used, no answer helps",
		},
	}
}

func TestDialogues(t *testing.T) {
	for _, c := range dialogues() {
		t.Run(c.name, func(t *testing.T) {
			_, dialogue, result := talk(t, context.Background(), typed(c.typed...), c.args...)
			rest := dialogue
			for _, want := range c.reads {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is not read, or not in its place, but %s:\n%s", want, c.because, dialogue)
				}
				rest = after
			}
			for _, want := range c.gets {
				if !strings.Contains(result, want) {
					t.Errorf("%q is not in the advice, but %s:\n%s", want, c.because, result)
				}
			}
			for _, unwanted := range c.never {
				if strings.Contains(dialogue+result, unwanted) {
					t.Errorf("%q appears, but %s:\n%s", unwanted, c.because, dialogue)
				}
			}
			if strings.Contains(result, "Enter takes") {
				t.Error("the dialogue is on standard output")
			}
		})
	}
}

// The dialogue goes to standard error, so that a result can go to a file.
func TestADialogueLeavesJSONAlone(t *testing.T) {
	status, dialogue, result := talk(t, context.Background(), typed("3", "q"), "advise", "--ask", "-o", "json")
	if status != StatusOK || !strings.HasPrefix(result, "{") || !strings.Contains(result, `"asked"`) || !strings.Contains(dialogue, "How many devices") {
		t.Errorf("%d\n%s\n%s", status, dialogue, result)
	}
}

// An interruption does not wait for a person to press Enter.
func TestADialogueCanBeInterrupted(t *testing.T) {
	in, never := io.Pipe()
	defer never.Close()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	status, dialogue, result := talk(t, ctx, in, "advise", "--ask")
	if status != StatusUnable || result != "" || !strings.Contains(dialogue, "interrupted") {
		t.Errorf("%d\n%s\n%s", status, dialogue, result)
	}
}

// Without a person at the terminal --ask is wrong use, and names the flags.
func TestAskNeedsATerminal(t *testing.T) {
	for _, args := range [][]string{{"advise", "--ask"}, {"advise", "--demo", "--ask"}} {
		var out, errs bytes.Buffer
		status := Main(context.Background(), args, Streams{In: typed("3"), Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: func() time.Time { return today }})
		if status != StatusUsage || out.Len() > 0 || !strings.Contains(errs.String(), "--devices, ") || !strings.Contains(errs.String(), "--absence") {
			t.Errorf("%q: %d\n%s%s", args, status, errs.String(), out.String())
		}
	}
}

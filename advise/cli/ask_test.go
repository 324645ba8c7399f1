package cli

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// talk runs a command with a person at the terminal who types some lines, and
// returns what they read (standard error) and what a pipe would get.
func talk(t *testing.T, ctx context.Context, in io.Reader, args ...string) (status int, dialogue, result string) {
	t.Helper()
	var out, errs bytes.Buffer
	args = append(args, "--color", "never")
	status = Main(ctx, args, Streams{
		In: in, Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: testkit.Today,
		ErrTerminal: true, ReadPassword: func(context.Context) (string, error) { return "", nil },
	})
	return status, errs.String(), out.String()
}

// typed returns what a person types, a line each.
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
			name: "the whole dialogue", args: []string{"advise", "--demo=small-quota", "--ask"}, typed: []string{"a few", "3", "?", "", "", "yes", "", "", "", "", ""},
			reads: []string{
				"The mailbox was measured: IMAP and POP3 work, 61 of 100 MB used, 40 messages a\nday.",
				"Enter goes on, and the answer in [brackets] is assumed; ? says more; q ends the\nquestions.\n",
				"\n1  How many devices or people read this mailbox? [2]\n   Asked first: two or more decide for IMAP.\n > ",
				"   That is not a number. Type one, such as 3, or press Enter for 2.\n > ",
				"\n2  Does a rule (of an employer, or a law) say what becomes of your mail?\n   none / leave nothing there / keep everything  [none]\n",
				"   Some may not leave their mail with a provider; some must keep all of it for\n   years. If nobody has told you so, there is none.\n > ",
				"   none (assumed)\n",
				"That settles it.",
				"Without the questions\n    mailadvisor advise --demo=small-quota --devices 3",
			},
			gets: []string{"Use IMAP and move mail", "[you: 3]"}, never: []string{"\x1b", "‹", "--server-copy", "[you: none]"},
			because: "a correction, more words, defaults that nobody said, and an end when nothing is left that matters",
		},
		{
			name: "in French, by first letters", args: append(probed[:len(probed):len(probed)], "--lang", "fr"), typed: []string{"tout", "", "rec", "q"},
			reads: []string{"1  Une règle (employeur, loi) s’applique-t-elle", "aucune / ne rien laisser chez le fournisseur / tout conserver", "À lire sans connexion"},
			gets:  []string{"sauvegarde"}, never: []string{"‹"},
			because: "the first letters of one answer are enough, with or without accents",
		},
		{
			name: "in the other language", args: probed, typed: []string{"aucune", "TOUT", "", "non"},
			reads: []string{"Readable without a connection"}, gets: []string{"[you: everything]"},
			because: "an answer may be typed in either language",
		},
		{
			name: "no rule, said as no", args: append(probed[:len(probed):len(probed)], "--lang", "fr"), typed: []string{"non", "q"},
			reads: []string{"À lire sans connexion"}, gets: []string{"IMAP"}, because: "who says no to a rule means that there is none",
		},
		{
			name: "as the flag writes it", args: probed, typed: []string{"required", "q"}, gets: []string{"Use IMAP and keep a backup"}, because: "who knows the flags may type their words",
		},
		{
			name: "500 of what", args: []string{"advise"}, typed: []string{"1", "100", "100 Mo", "q"}, reads: []string{"100 of what? Type 100MB or 100GB"}, gets: []string{"Use POP", "[you: --quota 100 Mo;"},
			because: "a number without its unit is asked about, and a size is quoted as it was typed",
		},
		{
			name: "no limit", args: []string{"advise"}, typed: []string{"1", "illimité", "q"}, gets: []string{"Use IMAP", "you said that there is no limit"}, because: "that there is no limit is an answer",
		},
		{
			name: "kinds of devices", args: []string{"advise", "--devices", "2", "--quota", "300MB", "--used", "100MB", "--mail-per-day", "20", "--server-copy", "any", "--offline", "recent", "--old-mail", "everywhere", "--metered=no", "--absence", "10", "--ask"},
			typed: []string{"a phone", "phone, toaster", "phone and tablet", "q"},
			reads: []string{"Which devices are these", "You said 2 and named 1", "\"toaster\" is no kind of device here"}, gets: []string{"make room on the server yourself"}, never: []string{"archive each"},
			because: "who has no computer is not told of an archive on one",
		},
		{
			name: "all the brackets", args: probed, typed: []string{"q"}, reads: []string{"The answers in brackets are assumed for the rest."}, gets: []string{"Use IMAP"}, never: []string{"\n2  "},
			because: "q ends the questions, and what was not said stays an assumption",
		},
		{
			name: "the end of the input", args: probed, typed: nil, reads: []string{"The answers in brackets are assumed for the rest."}, gets: []string{"Use IMAP"}, because: "Ctrl-D does what q does",
		},
		{
			name: "without a target", args: []string{"advise"}, typed: []string{"1", "a lot", "100MB", "q"},
			reads: []string{"Nothing about the mailbox was measured. At most", "How much room does the provider give this mailbox", "That is not a size. Type one, such as 500MB or 2GB"},
			gets:  []string{"Use POP", "--quota 100MB"}, because: "advise by itself, at a terminal, asks",
		},
		{
			name: "a quota that nobody knows", args: []string{"advise", "--devices", "1", "--server-copy", "any", "--offline", "recent", "--metered=no", "--ask"}, typed: []string{""},
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
		status := Main(context.Background(), args, Streams{In: typed("3"), Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: testkit.Today})
		if status != StatusUsage || out.Len() > 0 || !strings.Contains(errs.String(), "--devices, ") || !strings.Contains(errs.String(), "--absence") {
			t.Errorf("%q: %d\n%s%s", args, status, errs.String(), out.String())
		}
	}
}

// Answers may come through a pipe where the questions are read on a terminal,
// and lead to what the flags lead to.
func TestPipedAnswers(t *testing.T) {
	run := func(in string, args ...string) string {
		var out, errs bytes.Buffer
		Main(context.Background(), args, Streams{In: strings.NewReader(in), Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: testkit.Today, ErrTerminal: true})
		if strings.Contains(errs.String(), "Next  ") {
			t.Errorf("%q: %s", args, errs.String())
		}
		return out.String()
	}
	asked, flags := run("1\n100Mo\n\n\n\n", "advise", "--ask"), run("", "advise", "--devices", "1", "--quota", "100Mo")
	summary := func(s string) string { before, _, _ := strings.Cut(s, "\n\n"); return before }
	if summary(asked) != summary(flags) || !strings.Contains(asked, "Use POP") {
		t.Errorf("asked:\n%s\nby flags:\n%s", asked, flags)
	}
}

package cli

import (
	"context"
	"io"

	"mailadvisor/advise/locale"
)

// readLine reads one line and not an octet more: what follows may be for
// somebody else.
func readLine(r io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < maxAnswers {
		n, err := r.Read(one)
		if n == 1 {
			if one[0] == '\n' {
				return string(line), nil
			}
			line = append(line, one[0])
		}
		if err != nil {
			return string(line), err
		}
	}
	return string(line), nil
}

// answered waits for an answer, or for an interruption: a read of a terminal
// cannot be called back, and is left to the end of the process.
func answered(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := read()
		got <- answer{text, err}
	}()
	select {
	case a := <-got:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// promptProblem says why a person gave no answer.
func promptProblem(ctx context.Context, err error) *problem {
	if ctx.Err() != nil {
		return unable("ask-interrupted", nil)
	}
	return unable("prompt", locale.Args{"detail": err.Error()})
}

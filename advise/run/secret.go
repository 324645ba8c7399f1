package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
)

// maxSecret bounds what is read as a password or token: OAuth tokens of some
// providers have several kilobytes.
const maxSecret = 64 << 10

// A Secret is where the password or the token of a login comes from. It is read
// for one run, and kept no longer; it is never an argument, where a process
// list would show it. The zero Secret is none, and nobody logs in.
type Secret struct {
	// Read gets it: "" for none. The error is a [*Problem].
	Read  func(context.Context, For) (string, error)
	Token bool // it is an OAuth token (RFC 6750)
	Named bool // the person named the place for this run: a login that cannot be is an error
	Asks  bool // the person is asked: not where it could be sent nowhere
	// SignIn gets a token in a browser, in the place of Read.
	SignIn *SignIn
}

// none reports whether there is no way to get the secret.
func (s Secret) none() bool { return s.Read == nil && s.SignIn == nil }

// For says what a secret is wanted for.
type For struct {
	User  string
	Hosts []string // that may have it
	Job   Job      // its target, and what a search said of it
}

// FromFile returns a secret that is the first line of a file, or of in for the
// name "-". The words of its errors are those of the ID.
func FromFile(id, name string, in io.Reader) Secret {
	return Secret{Named: true, Read: func(context.Context, For) (string, error) { return secretFile(id, name, in) }}
}

// FromCommand returns a secret that a command prints, by its first line. The
// words of its errors are those of the ID, which is the name of its flag too.
func FromCommand(id, command string) Secret {
	return Secret{Named: true, Read: func(ctx context.Context, _ For) (string, error) { return secretCommand(ctx, id, command) }}
}

// ClientSecret reads the secret of the person's own client of OAuth2: a file
// that is the person's alone. The error is a [*Problem].
func ClientSecret(name string) (string, error) {
	if info, err := os.Stat(name); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", Usage("client-secret-mode", locale.Args{"file": name, "mode": fmt.Sprintf("%04o", info.Mode().Perm())})
	}
	return secretFile("client-secret-file", name, nil)
}

// BySignIn returns a token that the person gets in a browser.
func BySignIn(s SignIn) Secret { return Secret{Token: true, Named: true, SignIn: &s} }

// Known returns a secret that somebody has at hand.
func Known(secret string) Secret {
	return Secret{Read: func(context.Context, For) (string, error) { return secret, nil }}
}

// Secrets are the logins of a file, each read once. A variable is asked of Env.
type Secrets struct {
	Env  func(string) string
	read map[*config.Credential]*probe.Credential
}

// Of returns the login of a reference; nil for none. A file is found beside the
// one that names it. The error is a [*Problem].
func (s *Secrets) Of(ctx context.Context, c *config.Credential) (*probe.Credential, error) {
	if c == nil {
		return nil, nil
	}
	if cr := s.read[c]; cr != nil {
		return cr, nil
	}
	var secret string
	var err error
	switch c.Source {
	case "env":
		if secret = s.Env(c.Reference); secret == "" {
			err = Usage("policy-secret-env", locale.Args{"name": c.Name, "variable": c.Reference, "file": c.File, "line": strconv.Itoa(c.Line)})
		}
	case "file":
		file := c.Reference
		if !path.IsAbs(file) {
			file = path.Join(path.Dir(c.File), file)
		}
		secret, err = secretFile("password-file", filepath.FromSlash(file), nil)
	case "command":
		secret, err = secretCommand(ctx, "password-command", c.Reference)
	}
	if err != nil {
		return nil, err
	}
	cr, err := probe.NewCredential(c.User, secret, c.Token, c.Hosts...)
	if err != nil {
		return nil, Usage("credential", nil)
	}
	if s.read == nil {
		s.read = map[*config.Credential]*probe.Credential{}
	}
	s.read[c] = cr
	return cr, nil
}

// secretFile reads the first line of a file, or of in, where there is one, for
// the name "-".
func secretFile(id, name string, in io.Reader) (string, error) {
	var content []byte
	var err error
	if name == "-" && in != nil {
		content, err = io.ReadAll(io.LimitReader(in, maxSecret))
	} else {
		var file *os.File
		if file, err = os.Open(name); err == nil {
			defer file.Close()
			content, err = io.ReadAll(io.LimitReader(file, maxSecret))
		}
	}
	if err != nil {
		return "", FileProblem(id, name, err)
	}
	line := firstLine(content)
	if line == "" {
		return "", Usage("secret-empty", locale.Args{"source": name})
	}
	return line, nil
}

// secretCommand runs a command by the shell and takes its first line. What
// the command prints is never shown.
func secretCommand(ctx context.Context, id, command string) (string, error) {
	ctx, enough := context.WithCancel(ctx)
	defer enough()
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr // a password manager may have to ask
	out := &bounded{left: maxSecret, over: enough}
	cmd.Stdout = out
	// What it leaves running, such as an agent, may hold its output open: the
	// password is there when the command itself has ended.
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) && out.left > 0 {
		args := locale.Args{"detail": err.Error(), "code": ""}
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			args["detail"] = exit.ProcessState.String()
			if code := exit.ExitCode(); code > 0 {
				args["code"] = strconv.Itoa(code)
			}
		}
		return "", Usage(id, args)
	}
	line := firstLine(out.content)
	if line == "" {
		return "", Usage("secret-empty", locale.Args{"source": "--" + id})
	}
	return line, nil
}

// bounded keeps what is written to it up to a bound, and then says that it is
// over.
type bounded struct {
	content []byte
	left    int
	over    func()
}

func (b *bounded) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.content, b.left = append(b.content, p[:n]...), b.left-n
	if b.left == 0 {
		b.over()
		return n, io.ErrShortWrite
	}
	return n, nil
}

// firstLine returns the first line of a file or an output. A byte order mark,
// with which some editors begin a file, is not part of it; it may also say that
// the file is in UTF-16.
func firstLine(b []byte) string {
	if decoded, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), b); err == nil {
		b = decoded
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return strings.TrimSuffix(string(line), "\r")
}

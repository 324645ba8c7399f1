package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
)

// maxSecret bounds what is read as a password or token: OAuth tokens of some
// providers have several kilobytes.
const maxSecret = 64 << 10

// credential reads the password or the token, from the first place that the
// person named: --token-file, --password-file, --password-command, the
// variable MAILADVISOR_PASSWORD, a prompt. It is nil where there is none. The
// secret is never an argument, where a process list would show it.
func (a *app) credential(ctx context.Context, user string, hosts []string) (*probe.Credential, error) {
	f := &a.flags
	sources := 0
	for _, s := range []string{f.passwordFile, f.passwordCommand, f.tokenFile} {
		if s != "" {
			sources++
		}
	}
	if sources > 1 {
		return nil, usage("two-secrets", nil)
	}
	env := a.Env("MAILADVISOR_PASSWORD")
	if user == "" {
		if sources > 0 {
			return nil, usage("password-without-user", nil)
		}
		return nil, nil
	}
	var secret string
	var err error
	switch {
	case f.tokenFile != "":
		secret, err = a.secretFile("token-file", f.tokenFile)
	case f.passwordFile != "":
		secret, err = a.secretFile("password-file", f.passwordFile)
	case f.passwordCommand != "":
		secret, err = secretCommand(ctx, f.passwordCommand)
	case env != "":
		secret = env
	case a.ReadPassword != nil:
		secret, err = a.askPassword(ctx, user)
	}
	if err != nil || secret == "" {
		return nil, err
	}
	cr, err := probe.NewCredential(user, secret, f.tokenFile != "", hosts...)
	if err != nil {
		return nil, usage("credential", nil)
	}
	return cr, nil
}

func (a *app) askPassword(ctx context.Context, user string) (string, error) {
	io.WriteString(a.Err, a.words.T("prompt.password", locale.Args{"user": user})+" ")
	secret, err := a.ReadPassword(ctx)
	io.WriteString(a.Err, "\n")
	if err != nil {
		return "", promptProblem(ctx, err)
	}
	return secret, nil
}

// secretFile reads the first line of a file, or of standard input for "-".
func (a *app) secretFile(id, name string) (string, error) {
	var content []byte
	var err error
	if name == "-" {
		content, err = io.ReadAll(io.LimitReader(a.In, maxSecret))
	} else {
		var file *os.File
		if file, err = os.Open(name); err == nil {
			defer file.Close()
			content, err = io.ReadAll(io.LimitReader(file, maxSecret))
		}
	}
	if err != nil {
		return "", run.FileProblem(id, name, err)
	}
	line := firstLine(content)
	if line == "" {
		return "", usage("secret-empty", locale.Args{"source": name})
	}
	return line, nil
}

// secretCommand runs a command by the shell and takes its first line. What
// the command prints is never shown.
func secretCommand(ctx context.Context, command string) (string, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr // a password manager may have to ask
	out, err := cmd.Output()
	if err != nil {
		args := locale.Args{"detail": err.Error(), "code": ""}
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			args["detail"] = exit.ProcessState.String()
			if code := exit.ExitCode(); code > 0 {
				args["code"] = strconv.Itoa(code)
			}
		}
		return "", usage("password-command", args)
	}
	line := firstLine(out)
	if line == "" {
		return "", usage("secret-empty", locale.Args{"source": "--password-command"})
	}
	return line, nil
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return strings.TrimSuffix(string(line), "\r")
}

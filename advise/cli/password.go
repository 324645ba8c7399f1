package cli

import (
	"context"
	"io"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
)

// login returns the login that the flags name, with its secret from the first
// place that there is: --sign-in, --token-command, --token-file,
// --password-file,
// --password-command, the
// variable MAILADVISOR_PASSWORD, a prompt. The secret is never an argument,
// where a process list would show it.
func (a *app) login() (run.Login, error) {
	f := &a.flags
	l := run.Login{User: f.user, TrustDiscovered: f.trustDiscovered}
	named := 0
	if err := a.checkSignIn(); err != nil {
		return l, err
	}
	for _, s := range []string{f.passwordFile, f.passwordCommand, f.tokenFile, f.tokenCommand, f.signIn} {
		if s != "" {
			named++
		}
	}
	env := a.Env("MAILADVISOR_PASSWORD")
	switch {
	case named > 1:
		return l, usage("two-secrets", nil)
	case f.signIn != "":
		var err error
		if l.Secret, err = a.signInSecret(); err != nil {
			return l, err
		}
	case f.tokenCommand != "":
		l.Secret = run.FromCommand("token-command", f.tokenCommand)
		l.Secret.Token = true
	case f.tokenFile != "":
		l.Secret = run.FromFile("token-file", f.tokenFile, a.In)
		l.Secret.Token = true
	case f.passwordFile != "":
		l.Secret = run.FromFile("password-file", f.passwordFile, a.In)
	case f.passwordCommand != "":
		l.Secret = run.FromCommand("password-command", f.passwordCommand)
	case env != "":
		l.Secret = run.Known(env)
	case a.ReadPassword != nil:
		l.Secret = run.Secret{Asks: true, Read: a.askPassword}
	}
	return l, nil
}

// loginNamed reports whether the flags name a login, or a part of one.
func (a *app) loginNamed() bool {
	f := &a.flags
	return f.user != "" || f.passwordFile != "" || f.passwordCommand != "" || f.tokenFile != "" || f.tokenCommand != "" || f.signIn != ""
}

func (a *app) askPassword(ctx context.Context, f run.For) (string, error) {
	io.WriteString(a.Err, a.words.T("prompt.password", locale.Args{"user": f.User})+" ")
	secret, err := a.ReadPassword(ctx)
	io.WriteString(a.Err, "\n")
	if err != nil {
		return "", promptProblem(ctx, err)
	}
	return secret, nil
}

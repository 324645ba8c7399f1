package cli

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
)

// readPolicy reads a policy and what it includes.
func (a *app) readPolicy(name string) (*policy.Policy, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		p := run.FileProblem("policy-file", name, err)
		p.Commands = []string{"check --print-policy mail.example.org"}
		return nil, p
	}
	p, err := policy.Parse(filepath.ToSlash(name), content, func(file string) ([]byte, error) {
		content, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			reason, detail := run.ReasonOf(err)
			err = errors.New(a.words.T("system."+reason, locale.Args{"detail": detail}))
		}
		return content, err
	})
	var wrong *policy.Error
	if errors.As(err, &wrong) {
		return nil, policyProblem(wrong)
	}
	return p, err
}

func policyProblem(e *policy.Error) *problem {
	return usage("policy", locale.Args{"file": e.File, "line": strconv.Itoa(e.Line), "column": strconv.Itoa(e.Column), "wrong": e.Text})
}

// policySecret reads a secret by its reference. A file is found beside the
// policy that names it.
func (a *app) policySecret(ctx context.Context, c *policy.Credential) (*probe.Credential, error) {
	var secret string
	var err error
	switch c.Source {
	case "env":
		if secret = a.Env(c.Reference); secret == "" {
			return nil, usage("policy-secret-env", locale.Args{"name": c.Name, "variable": c.Reference, "file": c.File, "line": strconv.Itoa(c.Line)})
		}
	case "file":
		file := c.Reference
		if !path.IsAbs(file) {
			file = path.Join(path.Dir(c.File), file)
		}
		secret, err = a.secretFile("password-file", filepath.FromSlash(file))
	case "command":
		secret, err = secretCommand(ctx, c.Reference)
	}
	if err != nil {
		return nil, err
	}
	cr, err := probe.NewCredential(c.User, secret, c.Token, c.Hosts...)
	if err != nil {
		return nil, usage("credential", nil)
	}
	return cr, nil
}

package probe

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"mailadvisor/probe/imap"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/token"
	"mailadvisor/probe/wire"
)

// logIn takes a session through the gate, logs in, and reads what only a login
// shows. It ends the session, and returns the journey that it was made on.
func (v *visit) logIn(ctx context.Context, j *journey) (*journey, result.Login) {
	g, since := v.run.gate, time.Now()
	if reason := g.pass(ctx, v.entry); reason != "" {
		g.leave(v.entry)
		j.part()
		return j, result.Login{Status: result.LoginNotTried, Reason: reason}
	}
	pop, isPOP3 := j.s.(pop3Session)
	if isPOP3 {
		if reason := g.lockPOP3(ctx, v.entry, pop.Pause()); reason != "" {
			l := result.Login{Status: result.LoginNotTried, Reason: reason}
			g.report(v.entry, l)
			j.part()
			return j, l
		}
		defer g.unlockPOP3()
	}
	const kept = time.Second // waiting: a server that has enough of it is not to blame
	if time.Since(since) > kept && j.c.Ended() != nil {
		if again := v.anew(ctx, j); again != nil {
			j = again
		}
	}
	l := j.attempt(ctx, g.credential.at(j.e.Host))
	g.report(v.entry, l)
	if l.Status == result.LoginOK {
		usage := g.first(j.e.Service)
		j.s.AfterLogin(&j.path, usage)
		j.path.Steps = append(j.path.Steps, j.c.TakeSteps()...)
		if usage {
			v.account = j.usage()
		}
	}
	if l.Status == result.LoginOK && j.e.Service == result.IMAP {
		l.Alerts = alerts(j.path.Steps)
	}
	if isPOP3 && g.another(v.entry) { // it meets a lock until QUIT is answered
		j.s.Farewell(ctx)
	} else {
		j.part()
	}
	return j, l
}

// alerts returns the texts of a session that are to be shown to the person (RFC
// 3501 section 7.1, ALERT), from its recorded lines.
func alerts(steps []result.Step) []string {
	var found []string
	for _, step := range steps {
		for _, line := range step.Lines {
			_, rest, server := strings.Cut(line, "S: ")
			_, rest, _ = strings.Cut(rest, " ")
			status, text := imap.Status(rest)
			said := protocol.SplitCode(text)
			if server && imap.IsStatus(status) && said.Code == "ALERT" && said.Text != "" && !slices.Contains(found, said.Text) {
				found = append(found, said.Text)
			}
		}
	}
	return found
}

// attempt sends the credential. A login that was asked for and could not be
// made, because the server had ended the connection before, fails the path.
func (j *journey) attempt(ctx context.Context, cr *Credential) result.Login {
	if f := j.ended(); f != nil {
		j.path.Status, j.path.Failure = result.Fail, f
		return result.Login{Status: result.LoginNotTried, Reason: result.NotReady}
	}
	if err := j.s.Open(); err != nil {
		j.path.Status, j.path.Failure = result.Fail, j.c.End(err)
		return result.Login{Status: result.LoginNotTried, Reason: result.NotReady}
	}
	l := j.s.login(ctx, cr, j.run.o.Auth)
	j.run.proved(j.c)
	switch f := l.Failure; {
	case cr.Token:
		aboutToken(&l, cr)
	case f != nil && f.Kind == result.AuthRejected && !l.Withheld:
		l.Traits = traits(cr)
	}
	j.path.Steps = append(j.path.Steps, j.c.TakeSteps()...)
	return l
}

// ended returns why the server has ended the connection already, in its own
// words where it left any, or nil.
func (j *journey) ended() *result.Failure {
	end := j.c.Ended()
	if end == nil {
		return nil
	}
	for {
		line, err := j.c.ReadLine()
		if err != nil {
			break
		}
		if f := parting(j.e.Service, line); f != nil {
			end = f
		}
	}
	last := &j.path.Steps[len(j.path.Steps)-1]
	last.Lines = append(last.Lines, j.c.TakeLines()...)
	if last.Name == result.StepID && last.Status == result.Skip {
		end = refusedProgram(end, last.Lines)
	}
	return j.c.Shown(end)
}

// refusedProgram returns the end of a session behind a refused ID, in the words
// of that refusal: the server names the program as its reason (RFC 2971).
func refusedProgram(end *result.Failure, lines []string) *result.Failure {
	for _, line := range lines {
		_, rest, server := strings.Cut(line, "S: ")
		_, rest, _ = strings.Cut(rest, " ")
		if status, text := imap.Status(rest); server && (status == "NO" || status == "BAD") {
			f := *end
			f.Step, f.Detail, f.Code = result.StepID, text, protocol.ResponseCode(text)
			return &f
		}
	}
	return end
}

// aboutToken says of a login with a token what could be read of it. A refusal
// of it is never that of a password.
func aboutToken(l *result.Login, cr *Credential) {
	if l.Status == result.LoginNotTried {
		return
	}
	said := l.Token
	l.Token = token.Read(cr.Secret)
	if said != nil {
		l.Token.Said = said.Said
	}
	if f := l.Failure; f != nil && (f.Kind == result.AuthRejected || f.Kind == result.AuthExpired) {
		f.Kind = result.TokenRejected
	}
}

// logIn tries one way after the other, as long as the answer shows that none
// of the credential was judged: a mechanism that is announced and then not
// known, or a form of it that is not taken (RFC 3501 section 6.2.2, RFC 4954
// section 4). An answer that judges is the last.
func logIn(c *wire.Conn, ways []string, try func(mech string) (told, error)) result.Login {
	begun := time.Now()
	c.Begin(result.StepLogin, "")
	var refused []result.RefusedMechanism
	sent := false
	for i, mech := range ways {
		out, err := try(mech)
		sent = sent || out.password
		f := unjudged(out, err)
		if f == nil || i == len(ways)-1 || out.answered || c.Failure() != nil {
			if f != nil {
				err = f
			}
			l := tried(c, mech, begun, err)
			l.Refused, l.Withheld = refused, l.Status == result.LoginFailed && !sent
			if said := token.ReadAnswer(c.Scrub(out.said)); said != nil {
				l.Token = &result.Token{Said: said}
			}
			return l
		}
		refused = append(refused, result.RefusedMechanism{Mechanism: mech, Failure: *c.Shown(f)})
	}
	return result.Login{}
}

// unjudged returns the refusal of a way to log in, where it is no judgement of
// the credential, or nil. A "no" before anything of it was sent is none.
func unjudged(out told, err error) *result.Failure {
	var f *result.Failure
	if !errors.As(err, &f) {
		return nil
	}
	switch {
	case f.Kind == result.MechanismRefused:
		return f
	case f.Kind == result.AuthRejected && !out.name:
		refusal := *f
		refusal.Kind = result.MechanismRefused
		return &refusal
	}
	return nil
}

// nothingSent returns a login that no mechanism was found for.
func nothingSent(err error) result.Login {
	l := result.Login{Status: result.LoginNotTried, Reason: result.NoMechanism}
	errors.As(err, &l.Failure)
	return l
}

// tried ends the step login. err is nil, or what ended the attempt: the
// server's refusal as a Failure, or an error of the connection.
func tried(c *wire.Conn, mech string, begun time.Time, err error) result.Login {
	l := result.Login{Status: result.LoginOK, Mechanism: mech}
	l.Failure = c.End(err)
	l.TookMS = result.Milliseconds(time.Since(begun))
	if l.Failure != nil {
		l.Status, l.Reason = result.LoginFailed, result.Rejected
		switch l.Failure.Kind {
		case result.Timeout, result.Reset, result.Closed, result.TooLarge, result.Malformed, result.Canceled, result.LocalError:
			l.Reason = result.NoAnswer
			fallthrough
		case result.ProtocolError:
			// Within an exchange, a QUIT would count as an answer to it.
			why := *l.Failure
			c.Abort(&why)
		}
	}
	return l
}

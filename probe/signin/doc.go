// Package signin gets a token of OAuth2 for a mailbox, with the person's
// consent in a browser: to test a login with it, and to forget it.
//
// [Start] begins one of two flows. In a browser of this machine: authorization
// code with PKCE (RFC 6749 section 4.1, RFC 7636 with S256), answered at a
// loopback address of a random port (RFC 8252 section 7.3). In a browser
// anywhere: the device flow (RFC 8628), where the issuer has it. The [Flow]
// says which address to open and which code to type there; [Flow.Wait] waits
// for the person, and returns a [Token] or a [*Failure].
//
//	flow, err := signin.Start(ctx, issuer, signin.Options{…})
//	defer flow.Close()
//	// show flow.Address, and flow.UserCode where there is one
//	token, err := flow.Wait(ctx)
//
// Where the issuer is: [Known] takes a row of the table of providers, [Ask] the
// issuer's own metadata (RFC 8414, OpenID Connect Discovery 1.0). A client ID
// is the person's own, or registered for this one flow (RFC 7591) and taken
// back with it (RFC 7592); there is none of this program, and none of another
// is copied.
//
// No refresh token is asked for. Tokens, codes, verifiers and client secrets
// are in memory only, in no error and in no log; the caller's hosts, its gate
// and its redaction are for the token what they are for a password.
//
// What an issuer answers is a stranger's: each answer has a bound of time and
// of octets, no redirect is followed, and its texts are made inert.
package signin

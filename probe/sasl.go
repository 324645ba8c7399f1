package probe

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/xdg-go/scram"

	"mailadvisor/probe/result"
)

// saslClient returns the client side of a SASL mechanism (RFC 4422) for one
// exchange. Host and port go into OAUTHBEARER's first message.
func saslClient(mech string, cr *Credential, e result.Endpoint) (sasl.Client, error) {
	switch mech {
	case mechPlain:
		return sasl.NewPlainClient("", cr.User, cr.Secret), nil
	case mechLogin:
		return &loginClient{answers: []string{cr.User, cr.Secret}}, nil
	case mechCRAM:
		return &cramClient{Credential: cr}, nil
	case mechSCRAM256:
		return newSCRAM(mech, scram.SHA256, cr)
	case mechSCRAM1:
		return newSCRAM(mech, scram.SHA1, cr)
	case mechOAuthBearer:
		if cr.Secret == "" {
			return &bearerClient{Client: issuerQuestion(e), refused: []byte{0x01}}, nil
		}
		bearer := sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: gs2Name(cr.User), Token: cr.Secret, Host: e.Host, Port: e.Port})
		return &bearerClient{Client: bearer, refused: []byte{0x01}}, nil
	case mechXOAuth2:
		return &bearerClient{Client: xoauth2(*cr), refused: []byte{}}, nil
	}
	return nil, errors.New("no such mechanism: " + mech)
}

// gs2Name escapes a user name for a GS2 header (RFC 5801 section 4).
func gs2Name(user string) string {
	return strings.NewReplacer("=", "=3D", ",", "=2C").Replace(user)
}

// loginClient is the mechanism LOGIN. The prompts are not compared: servers
// word them in many ways, and no server asks in another order.
type loginClient struct{ answers []string }

func (c *loginClient) Start() (string, []byte, error) { return mechLogin, nil, nil }

func (c *loginClient) Next([]byte) ([]byte, error) {
	if len(c.answers) == 0 {
		return nil, sasl.ErrUnexpectedServerChallenge
	}
	answer := c.answers[0]
	c.answers = c.answers[1:]
	return []byte(answer), nil
}

// cramClient is CRAM-MD5 (RFC 2195): a digest of the challenge, keyed with
// the password.
type cramClient struct {
	*Credential
	answered bool
}

func (c *cramClient) Start() (string, []byte, error) { return mechCRAM, nil, nil }

func (c *cramClient) Next(challenge []byte) ([]byte, error) {
	if c.answered { // there is one challenge; each answer more would help to guess the password
		return nil, sasl.ErrUnexpectedServerChallenge
	}
	c.answered = true
	mac := hmac.New(md5.New, []byte(c.Secret))
	mac.Write(challenge)
	return []byte(c.User + " " + hex.EncodeToString(mac.Sum(nil))), nil
}

// apopDigest is APOP's digest (RFC 1939 section 7) of the stamp in the
// greeting, angle brackets included, and the password.
func apopDigest(stamp, secret string) string {
	sum := md5.Sum([]byte(stamp + secret))
	return hex.EncodeToString(sum[:])
}

// maxIterations bounds the work that a server can ask of SCRAM's key
// derivation: well above RFC 7677's 4096 and any advice since, and under a
// second of hashing.
const maxIterations = 1_000_000

// scramClient is SCRAM (RFC 5802), without channel binding.
type scramClient struct {
	mech  string
	steps *scram.ClientConversation
}

func newSCRAM(mech string, hash scram.HashGeneratorFcn, cr *Credential) (sasl.Client, error) {
	client, err := hash.NewClient(cr.User, cr.Secret, "")
	if err != nil {
		// SASLprep (RFC 4013) forbids some characters. Most servers do not
		// prepare at all, so the octets as typed are the better guess.
		client, err = hash.NewClientUnprepped(cr.User, cr.Secret, "")
	}
	if err != nil {
		return nil, err
	}
	return &scramClient{mech, client.NewConversation()}, nil
}

func (c *scramClient) Start() (string, []byte, error) {
	first, err := c.steps.Step("")
	return c.mech, []byte(first), err
}

func (c *scramClient) Next(challenge []byte) ([]byte, error) {
	for field := range strings.SplitSeq(string(challenge), ",") {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "i":
			if n, err := strconv.Atoi(value); err != nil || n > maxIterations {
				return nil, newFailure(result.ProtocolError, "the server asks for "+value+" rounds of hashing")
			}
		case "e": // refused: it says so in the protocol's own words next
			return []byte{}, nil
		}
	}
	answer, err := c.steps.Step(string(challenge))
	if err != nil {
		return nil, newFailure(result.ProtocolError, err.Error())
	}
	return []byte(answer), nil
}

// bearerClient answers the error message of OAUTHBEARER (RFC 7628 section
// 3.2.3) and XOAUTH2, so that the server completes its refusal.
type bearerClient struct {
	sasl.Client
	refused []byte // the answer to an error message
	reason  string // the server's own, in JSON
}

func (c *bearerClient) Next(challenge []byte) ([]byte, error) {
	c.reason = string(challenge)
	return c.refused, nil
}

// issuerQuestion is the first message of OAUTHBEARER without a token and without
// a user name: the refusal names who issues them (RFC 7628 sections 3.2.2 and 4.3).
type issuerQuestion result.Endpoint

func (q issuerQuestion) Start() (string, []byte, error) {
	return mechOAuthBearer, fmt.Appendf(nil, "n,,\x01host=%s\x01port=%d\x01auth=\x01\x01", q.Host, q.Port), nil
}

func (q issuerQuestion) Next([]byte) ([]byte, error) { return nil, sasl.ErrUnexpectedServerChallenge }

// xoauth2 is the first message of XOAUTH2.
type xoauth2 Credential

func (c xoauth2) Start() (string, []byte, error) {
	return mechXOAuth2, []byte("user=" + c.User + "\x01auth=Bearer " + c.Secret + "\x01\x01"), nil
}

func (c xoauth2) Next([]byte) ([]byte, error) { return nil, sasl.ErrUnexpectedServerChallenge }

// authenticate runs a SASL exchange in the profile that IMAP (RFC 4959), POP3
// (RFC 5034) and submission (RFC 4954) share: the mechanism, with an initial
// response or without, then base64 in both directions. ask sends a line, the
// first of them behind what the command begins with, and returns the challenge
// that answers it, or that the login is done; its error is that of a refusal
// too. An initial response that would make the first line longer than longest
// octets waits for an empty challenge; a server that asks for one all the same
// did not read it, and gets it again.
//
// A server that asks for more than the mechanism has to say has neither taken
// nor refused the login, and gets nothing more: the session is to be ended.
func authenticate(inner sasl.Client, command, mech string, longest int, ask func(line string) (challenge string, done bool, err error)) (told, error) {
	client := &teller{Client: inner, mech: mech}
	_, initial, err := client.Start()
	if err != nil {
		return told{}, newFailure(result.LocalError, err.Error())
	}
	var unread []byte
	line := command + mech
	if with := line + " " + encodeSASL(initial); initial != nil && len(with)+len("\r\n") <= longest {
		line, initial, unread = with, nil, initial
		client.sent()
		client.answered = false
	}
	for {
		text, done, err := ask(line)
		switch {
		case err != nil:
			client.told.said = reasonOf(inner)
			return client.told, explain(inner, err)
		case done:
			return client.told, proven(inner)
		}
		challenge, err := decodeSASL(text)
		if err != nil {
			return client.told, newFailure(result.Malformed, "a challenge that is not base64: "+text)
		}
		response := initial
		if len(challenge) == 0 && response == nil {
			response = unread
		}
		if response != nil {
			client.sent()
		} else if response, err = client.Next(challenge); errors.Is(err, sasl.ErrUnexpectedServerChallenge) {
			return client.told, newFailure(result.Malformed, "asked for more than "+mech+" has to say: "+string(challenge))
		} else if err != nil {
			return client.told, err
		}
		initial, unread = nil, nil
		line = base64.StdEncoding.EncodeToString(response)
	}
}

// encodeSASL returns an initial response: "=" stands for an empty one.
func encodeSASL(response []byte) string {
	if len(response) == 0 {
		return "="
	}
	return base64.StdEncoding.EncodeToString(response)
}

// decodeSASL reads a challenge; some servers leave the padding out.
func decodeSASL(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(text), "="))
}

// proven fails where a SCRAM exchange was completed by a server that did not
// show that it knows the password too: without its signature, a success is
// none (RFC 5802 section 5).
func proven(client sasl.Client) error {
	if s, ok := client.(*scramClient); ok && !s.steps.Valid() {
		return newFailure(result.ProtocolError, "the server accepted the login without proving that it knows the password")
	}
	return nil
}

// explain adds to a refusal what the mechanism's own error message said.
func explain(client sasl.Client, err error) error {
	var f *result.Failure
	if b, ok := client.(*bearerClient); ok && b.reason != "" && errors.As(err, &f) {
		f.Detail = strings.TrimSpace(f.Detail + " " + b.reason)
	}
	return err
}

// reasonOf returns what a mechanism's own error message said, as it came; ""
// where there was none.
func reasonOf(client sasl.Client) string {
	if b, ok := client.(*bearerClient); ok {
		return b.reason
	}
	return ""
}

// told is what a server was told in an attempt to log in, and what it said of a
// token.
type told struct {
	said     string
	name     bool // the user name, alone or in an answer
	password bool // the password or a token, itself or by a proof
	answered bool // the server had asked for it: it understood the mechanism
}

// teller notes what a client of SASL tells.
type teller struct {
	sasl.Client
	mech string
	told
}

func (c *teller) Next(challenge []byte) ([]byte, error) {
	response, err := c.Client.Next(challenge)
	if err == nil {
		c.sent()
	}
	return response, err
}

// sent notes one message. The first of LOGIN and of SCRAM holds the name alone.
func (c *teller) sent() {
	alone := !c.name && (c.mech == mechLogin || strings.HasPrefix(c.mech, "SCRAM-"))
	c.told = told{said: c.said, name: true, password: c.password || !alone, answered: true}
}

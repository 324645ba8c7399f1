package mailhost

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/xdg-go/scram"
)

// accounts knows the one account, in the form that each mechanism needs.
type accounts struct {
	sha1, sha256 *scram.Server
}

func newAccounts() (*accounts, error) {
	a := &accounts{}
	var err error
	if a.sha1, err = scramServer(scram.SHA1); err != nil {
		return nil, err
	}
	a.sha256, err = scramServer(scram.SHA256)
	return a, err
}

// scramServer holds the password as RFC 5802 section 3 stores it.
func scramServer(hash scram.HashGeneratorFcn) (*scram.Server, error) {
	client, err := hash.NewClient(User, Password, "")
	if err != nil {
		return nil, fmt.Errorf("preparing SCRAM: %w", err)
	}
	stored, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: Domain, Iters: 4096})
	if err != nil {
		return nil, fmt.Errorf("preparing SCRAM: %w", err)
	}
	return hash.NewServer(func(user string) (scram.StoredCredentials, error) {
		if user != User {
			return scram.StoredCredentials{}, errors.New("no such user")
		}
		return stored, nil
	})
}

// right tells whether a password is the account's.
func right(user, password string) bool { return user == User && password == Password }

// verdict is what an exchange came to so far.
type verdict int

const (
	goOn     verdict = iota // send the challenge, read a response
	accepted                // the credentials are right
	rejected                // they are wrong, or make no sense
)

// exchange is the server's side of one SASL exchange (RFC 4422): it takes the
// client's response, nil where the client has not spoken yet, and returns a
// challenge or a verdict.
type exchange func(response []byte) (challenge []byte, v verdict)

// mechanisms lists what the host offers, in the order of its answers.
func mechanisms() []string { return []string{"PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-256"} }

// tokenMechanisms lists what a host offers that takes tokens alone.
func tokenMechanisms() []string { return []string{"OAUTHBEARER", "XOAUTH2"} }

// takesPassword lists the mechanisms that carry the password itself. Where
// none is offered, neither are IMAP's LOGIN and POP3's USER commands.
func takesPassword() []string { return []string{"PLAIN", "LOGIN"} }

// begin starts an exchange, or returns nil for an unknown mechanism.
func (h *Host) begin(mechanism string) exchange {
	a := h.accounts
	switch mechanism {
	case "PLAIN":
		return clientFirst(plain)
	case "LOGIN":
		return login()
	case "SCRAM-SHA-1":
		return clientFirst(scramExchange(a.sha1))
	case "SCRAM-SHA-256":
		return clientFirst(scramExchange(a.sha256))
	case "XOAUTH2", "OAUTHBEARER":
		return clientFirst(h.bearer())
	}
	return nil
}

// clientFirst asks for the first response with an empty challenge where the
// client did not send one at once.
func clientFirst(then exchange) exchange {
	return func(response []byte) ([]byte, verdict) {
		if response == nil {
			return nil, goOn
		}
		return then(response)
	}
}

// plain is RFC 4616: authorization NUL authentication NUL password.
func plain(response []byte) ([]byte, verdict) {
	part := bytes.Split(response, []byte{0})
	if len(part) != 3 || len(part[0]) > 0 && string(part[0]) != User || !right(string(part[1]), string(part[2])) {
		return nil, rejected
	}
	return nil, accepted
}

// login returns the mechanism LOGIN, which no RFC standardised.
func login() exchange {
	var user string
	var asked, named bool
	return func(response []byte) ([]byte, verdict) {
		switch {
		case response == nil && !asked:
			asked = true
			return []byte("Username:"), goOn
		case !named:
			user, named = string(response), true
			return []byte("Password:"), goOn
		case right(user, string(response)):
			return nil, accepted
		}
		return nil, rejected
	}
}

// scramExchange is RFC 5802. The server's last message goes out as a
// challenge, which the client answers with nothing.
func scramExchange(server *scram.Server) exchange {
	conversation := server.NewConversation()
	return func(response []byte) ([]byte, verdict) {
		if conversation.Done() {
			if conversation.Valid() && len(response) == 0 {
				return nil, accepted
			}
			return nil, rejected
		}
		challenge, err := conversation.Step(string(response))
		if err != nil {
			return nil, rejected
		}
		return []byte(challenge), goOn
	}
}

// bearer is XOAUTH2 and OAUTHBEARER (RFC 7628): an error is told in a
// challenge, which the client answers before it is rejected.
func (h *Host) bearer() exchange {
	failed := false
	return func(response []byte) ([]byte, verdict) {
		if failed {
			return nil, rejected
		}
		user, token := bearerMessage(string(response))
		status := h.taken(user, token)
		if status == "" && h.fault.token == nil {
			return nil, accepted
		}
		failed = true
		return h.refusal(cmp.Or(status, "invalid_token")), goOn
	}
}

// bearerMessage returns the user, "" where none is named, and the token of a
// first message: "user=NAME^Aauth=Bearer TOKEN^A^A", or a GS2 header (RFC 5801
// section 4) in the place of the user.
func bearerMessage(message string) (user, token string) {
	for field := range strings.SplitSeq(message, "\x01") {
		if name, ok := strings.CutPrefix(field, "user="); ok {
			user = name
		}
		if _, name, ok := strings.Cut(field, ",a="); ok && user == "" {
			user = strings.NewReplacer("=2C", ",", "=3D", "=").Replace(strings.TrimSuffix(name, ","))
		}
		if kind, value, ok := strings.Cut(strings.TrimPrefix(field, "auth="), " "); ok && strings.EqualFold(kind, "Bearer") {
			token = value
		}
	}
	return user, token
}

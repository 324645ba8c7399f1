package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/oauth2"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/https"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// Failure says why there is no token.
type Failure struct {
	Kind      Kind
	Step      string      // one of the Step… constants
	Issuer    string      // the host of who issues tokens, "" where nobody is known
	Name      string      // of its row in the table of providers, "" where it has none
	Code      string      // the issuer's own: "access_denied", "AADSTS65001"
	Detail    string      // the raw cause, cleaned and without secrets
	Network   result.Kind // where the network failed, how
	Temporary bool        // it may pass by itself
}

// The steps of a sign-in, in their order.
const (
	StepIssuer    = "issuer"    // who it is, by its metadata
	StepClient    = "client"    // a client ID
	StepDevice    = "device"    // the device flow's code
	StepAuthorize = "authorize" // the person's consent
	StepToken     = "token"     // a code for a token
)

func (f *Failure) Error() string {
	return fmt.Sprintf("%s at step %s: %s", f.Kind, f.Step, f.Detail)
}

// failure returns one whose texts are still to be made fit for others: see at.
func failure(kind Kind, step, format string, args ...any) *Failure {
	return &Failure{Kind: kind, Step: step, Detail: fmt.Sprintf(format, args...), Temporary: kind.Info().Temporary}
}

// at returns a failure with what is known of the issuer. Secrets that an issuer
// repeats are hidden before its text is shortened: half a secret would not be
// found any more. The failure itself stays as it is: the browser's page and the
// flow may tell the same one at once.
func (f *Failure) at(issuer Issuer, secrets ...string) *Failure {
	told := *f
	if u, err := url.Parse(cmp.Or(issuer.Issuer, issuer.Authorize, issuer.Token)); err == nil {
		told.Issuer = u.Host
	}
	told.Name = issuer.Name
	told.Detail = foreign.Shorten(wire.Hidden(f.Detail, secrets...))
	told.Code = foreign.Shorten(wire.Hidden(f.Code, secrets...))
	return &told
}

// refusal is one thing that issuers answer: an error code of OAuth2, or a code
// or words of one issuer's in its description.
type refusal struct {
	Said string // a code, or words in lower case
	Kind Kind
}

// ownCodes are Microsoft's, which stand at the beginning of a description and
// say more than the error code beside them ("Microsoft Entra authentication and
// authorization error codes", 2026-08).
func ownCodes() []refusal {
	return []refusal{
		{"AADSTS65001", ConsentNeeded}, {"AADSTS65004", ConsentRefused}, {"AADSTS650052", AdminNeeded},
		{"AADSTS90094", AdminNeeded}, {"AADSTS900941", AdminNeeded}, {"AADSTS50105", AdminNeeded}, {"AADSTS90093", AdminNeeded},
		{"AADSTS50020", TenantWrong}, {"AADSTS50034", TenantWrong}, {"AADSTS50059", TenantWrong}, {"AADSTS50194", TenantWrong},
		{"AADSTS500200", TenantWrong}, {"AADSTS500201", TenantWrong}, {"AADSTS500202", TenantWrong}, {"AADSTS9001023", TenantWrong},
		{"AADSTS90002", TenantWrong}, {"AADSTS700016", TenantWrong}, {"AADSTS9002331", TenantWrong}, {"AADSTS9002332", TenantWrong}, {"AADSTS9002346", TenantWrong},
		{"AADSTS50011", RedirectRefused}, {"AADSTS500113", RedirectRefused}, {"AADSTS500117", RedirectRefused},
		{"AADSTS7000218", SecretNeeded}, {"AADSTS70002", SecretNeeded},
		{"AADSTS7000215", SecretWrong}, {"AADSTS7000222", SecretWrong}, {"AADSTS700025", SecretWrong},
		{"AADSTS70011", ScopeRefused}, {"AADSTS28002", ScopeRefused}, {"AADSTS28003", ScopeRefused}, {"AADSTS650053", ScopeRefused}, {"AADSTS650057", ScopeRefused},
		{"AADSTS53000", PolicyBarred}, {"AADSTS53001", PolicyBarred}, {"AADSTS53002", PolicyBarred}, {"AADSTS53003", PolicyBarred}, {"AADSTS530031", PolicyBarred},
		{"AADSTS530032", PolicyBarred}, {"AADSTS530034", PolicyBarred}, {"AADSTS50076", PolicyBarred}, {"AADSTS50079", PolicyBarred}, {"AADSTS50158", PolicyBarred},
		{"AADSTS50057", AccountOff}, {"AADSTS50053", AccountOff}, {"AADSTS50055", AccountOff}, {"AADSTS50144", AccountOff},
		{"AADSTS700082", CodeRefused}, {"AADSTS70008", CodeRefused}, {"AADSTS54005", CodeRefused}, {"AADSTS501481", CodeRefused}, {"AADSTS501491", CodeRefused}, {"AADSTS70018", CodeRefused},
		{"AADSTS70019", CodeExpired}, {"AADSTS70020", CodeExpired},
		{"AADSTS90033", IssuerDown}, {"AADSTS90006", IssuerDown}, {"AADSTS90023", IssuerDown}, {"AADSTS90024", IssuerDown},
	}
}

// ownWords are descriptions that say more than the code beside them.
func ownWords() []refusal {
	return []refusal{
		{"client_secret is missing", SecretNeeded},                   // Google, for a desktop client
		{"client secret is missing", SecretNeeded},                   //
		{"the provided client secret is invalid", SecretWrong},       // Google
		{"client authentication with client secret is", SecretWrong}, //
		{"redirect_uri", RedirectRefused},                            // Keycloak: Invalid parameter: redirect_uri
		{"redirect uri", RedirectRefused},                            //
		{"code verifier", CodeRefused},                               // Google, Keycloak: PKCE
	}
}

// codes returns the error codes of OAuth2 and what belongs to it, with those
// that Google shows on its page.
func codes() []refusal {
	return []refusal{
		{"access_denied", ConsentRefused}, {"authorization_declined", ConsentRefused}, {"user_cancelled_login", ConsentRefused},
		{"consent_required", ConsentNeeded}, {"login_required", ConsentNeeded}, {"account_selection_required", ConsentNeeded}, {"interaction_required", PolicyBarred},
		{"admin_policy_enforced", AdminNeeded}, {"org_internal", TenantWrong}, {"invalid_tenant", TenantWrong},
		{"invalid_scope", ScopeRefused}, {"invalid_target", RequestRefused}, {"invalid_resource", ScopeRefused},
		{"invalid_client", ClientUnknown}, {"deleted_client", ClientUnknown}, {"unregistered_client", ClientUnknown},
		{"unauthorized_client", FlowRefused}, {"unsupported_grant_type", FlowRefused}, {"unsupported_response_type", FlowRefused}, {"disallowed_useragent", FlowRefused},
		{"invalid_request", RequestRefused}, {"invalid_grant", CodeRefused}, {"bad_verification_code", CodeRefused},
		{"redirect_uri_mismatch", RedirectRefused}, {"invalid_redirect_uri", RedirectRefused},
		{"invalid_client_metadata", RegistrationRefused}, {"invalid_software_statement", RegistrationRefused}, {"unapproved_software_statement", RegistrationRefused},
		{"slow_down", SlowDown}, {"expired_token", CodeExpired}, {"code_expired", CodeExpired}, {"authorization_pending", CodeExpired},
		{"server_error", IssuerDown}, {"temporarily_unavailable", IssuerDown},
	}
}

// ownCode finds Microsoft's codes.
var ownCode = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`AADSTS[0-9]{2,9}`)
})

// refused names what an issuer answered in the place of what was asked for. An
// unknown code is the kind that is given.
func refused(step, code, description string, otherwise Kind) *Failure {
	f := failure(otherwise, step, "%s", strings.TrimSpace(code+": "+description))
	if description == "" {
		f.Detail = code
	}
	f.Code = code
	own := ownCode().FindString(description)
	if own != "" {
		f.Code = own
	}
	words := strings.ToLower(description)
	for _, table := range []struct {
		rows []refusal
		said func(refusal) bool
	}{
		{ownCodes(), func(r refusal) bool { return r.Said == own }},
		{ownWords(), func(r refusal) bool { return strings.Contains(words, r.Said) }},
		{codes(), func(r refusal) bool { return r.Said == code }},
	} {
		for _, row := range table.rows {
			if table.said(row) {
				f.Kind, f.Temporary = row.Kind, row.Kind.Info().Temporary
				return f
			}
		}
	}
	return f
}

// failed names an error of asking an issuer.
func failed(ctx context.Context, step string, err error) *Failure {
	var known *Failure
	var answer *oauth2.RetrieveError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &answer) && answer.ErrorCode != "":
		return refused(step, answer.ErrorCode, answer.ErrorDescription, RequestRefused)
	case errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode >= 500:
		return failure(IssuerDown, step, "HTTP status %d", answer.Response.StatusCode)
	case errors.As(err, &answer) && answer.Response != nil:
		return failure(Malformed, step, "HTTP status %d without an error of OAuth2", answer.Response.StatusCode)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return failure(TimedOut, step, "no answer within the time")
	case ctx.Err() != nil:
		return failure(Canceled, step, "the sign-in was interrupted")
	case strings.HasPrefix(err.Error(), "oauth2: "), strings.HasPrefix(err.Error(), "unmarshal "):
		// The text may repeat parts of an answer: what matters is that it is no token.
		return failure(Malformed, step, "the answer is not that of OAuth2")
	}
	kind, detail := https.Failed(err)
	f := failure(Unreachable, step, "%s", detail)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		kind = result.Timeout
	case strings.HasPrefix(string(kind), "cert-"):
		f = failure(Certificate, step, "%s", detail)
	case kind == result.ProtocolError:
		f = failure(Malformed, step, "%s", detail)
	}
	f.Network = kind
	return f
}

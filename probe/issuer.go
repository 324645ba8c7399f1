package probe

import (
	"context"
	"slices"

	"mailadvisor/probe/result"
)

// AskIssuer asks one of some endpoints of a host who issues the tokens that it
// takes (RFC 7628 section 3.2.2), by an OAUTHBEARER login without a user name and
// without a token: its refusal counts against no account. It goes over verified TLS
// alone, as any login. The answer is nil where the host does not say. The error
// is that of [Run].
func AskIssuer(ctx context.Context, target result.Target, endpoints []result.Endpoint, o Options) (*result.TokenAnswer, error) {
	if len(endpoints) == 0 {
		return nil, nil
	}
	o.Credential, o.Decide, o.Auth, o.TLSScan, o.Observe = &Credential{Token: true, Hosts: []string{endpoints[0].Host}, asks: true}, nil, mechOAuthBearer, false, nil
	report, err := Run(ctx, target, slices.Values(endpoints), o)
	if err != nil {
		return nil, err
	}
	for _, p := range report.Probes {
		if p.Login != nil && p.Login.Token != nil && p.Login.Token.Said != nil && p.Login.Token.Said.Configuration != "" {
			return p.Login.Token.Said, nil
		}
	}
	return nil, nil
}

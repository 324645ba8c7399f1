package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"

	"mailadvisor/probe/foreign"
)

// maxUserCode bounds the code that a person types, in octets (RFC 8628 section
// 6.1 has eight letters for an example).
const maxUserCode = 64

// askDevice gets the codes of the device flow (RFC 8628 section 3.2).
func (f *Flow) askDevice(ctx context.Context) *Failure {
	f.slowed = &slowed{}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, f.httpClient())
	answer, err := f.config.DeviceAuth(ctx)
	if err != nil {
		return failed(ctx, StepDevice, err)
	}
	f.device = answer
	if bad := f.readDevice(answer); bad != nil {
		return bad
	}
	if u, err := f.o.secure(StepDevice, f.Address); err == nil {
		f.Issuer = u.Host
	}
	return nil
}

// readDevice checks what the issuer answered, and bounds it.
func (f *Flow) readDevice(d *oauth2.DeviceAuthResponse) *Failure {
	switch {
	case d == nil || d.DeviceCode == "" || d.UserCode == "" || d.VerificationURI == "":
		return failure(Malformed, StepDevice, "device_code, user_code or verification_uri is missing")
	case len(d.UserCode) > maxUserCode || foreign.Clean(d.UserCode) != d.UserCode || strings.TrimSpace(d.UserCode) == "":
		return failure(Malformed, StepDevice, "its user_code is nothing that a person could type")
	case d.Interval < 0 || d.Interval > int64(maxDeviceInterval/time.Second):
		return failure(Malformed, StepDevice, "it wants %d s between two questions", d.Interval)
	}
	if _, bad := f.o.secure(StepDevice, d.VerificationURI); bad != nil {
		return bad
	}
	f.Address, f.UserCode = d.VerificationURI, d.UserCode
	if d.Expiry.IsZero() || time.Until(d.Expiry) > maxDeviceLimit {
		d.Expiry = time.Now().Add(maxDeviceLimit)
	}
	if d.Expiry.Before(f.Until) {
		f.Until = d.Expiry
	}
	d.Expiry = time.Time{} // the flow's own end is that of the questions
	return nil
}

// poll asks for the token until the person has decided (RFC 8628 section 3.4).
func (f *Flow) poll(ctx context.Context) (*oauth2.Token, *Failure) {
	token, err := f.config.DeviceAccessToken(ctx, f.device)
	switch {
	case err == nil:
		return token, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded) && f.slowed.last.Load():
		return nil, failure(SlowDown, StepToken, "slow_down, until the code had expired")
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, failure(CodeExpired, StepToken, "nobody entered the code while it was valid")
	}
	return nil, failed(ctx, StepToken, err)
}

// slowed notes whether the last answer was "slow_down", which the library of
// OAuth2 obeys and does not tell.
type slowed struct{ last atomic.Bool }

// watching notes what the answers say.
type watching struct {
	http.RoundTripper
	slowed *slowed
}

func (w watching) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := w.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body) // it is bounded already
	response.Body.Close()
	if err != nil {
		return nil, err
	}
	if string(bytes.TrimSpace(body)) == "null" { // at which the library would panic
		return nil, failure(Malformed, StepDevice, "the answer is null")
	}
	var said struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(body, &said)
	w.slowed.last.Store(said.Error == "slow_down")
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

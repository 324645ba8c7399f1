package signin

import (
	"bytes"
	"io"
	"net/http"
)

// bounded reads each answer whole before it hands it on, up to a bound: the
// library of OAuth2 has a larger one, and says less where it is met.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := readAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// readAll reads an answer. The error is a Failure where it is too long.
func readAll(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	if len(body) > maxAnswer {
		return nil, failure(TooLarge, StepToken, "an answer of more than %d kB", maxAnswer>>10)
	}
	return body, err
}

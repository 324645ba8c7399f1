package discover

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// The second version of Autodiscover answers in JSON, and only where to ask:
// today's Outlook asks it for the place of the first.
const autodiscoverJSON = "/autodiscover/autodiscover.json"

// readAutodiscoverJSON reads {"Protocol": "AutodiscoverV1", "Url": "https://…"}.
func readAutodiscoverJSON(data []byte) (address string, err error) {
	var f struct {
		Protocol, URL string
		ErrorCode     string
	}
	switch err := json.Unmarshal(data, &f); {
	case err != nil:
		return "", err
	case f.ErrorCode != "":
		return "", errors.New("error " + f.ErrorCode)
	case !strings.EqualFold(f.Protocol, "AutodiscoverV1"):
		return "", errors.New("an answer about another protocol")
	case f.URL == "":
		return "", errors.New("an answer without an address")
	}
	return strings.TrimSpace(f.URL), nil
}

// askAutodiscoverJSON asks for the place of the XML protocol, and that place.
func askAutodiscoverJSON(ctx context.Context, s *search) answer {
	where := "https://autodiscover." + s.domain + autodiscoverJSON
	data, a, ok := s.file(ctx, where+"/v1.0/"+url.PathEscape(s.address)+"?Protocol=AutodiscoverV1", nil)
	a.source.Asked = where // the rest of the path is the address
	if !ok {
		return a
	}
	address, err := readAutodiscoverJSON(data)
	if err != nil {
		a.source.Failure = failure(result.Malformed, "%v", err)
		return a
	}
	host, f := s.mayFollow(address, len(a.source.Redirects))
	if f != nil {
		a.source.Failure = f
		return a
	}
	a.source.Redirects = append(a.source.Redirects, host)
	via := slices.Clip(a.source.Redirects)
	xml := s.autodiscoverAt(ctx, address, func(host string, more []string) result.Trust {
		return s.overHTTPS(host, append(via, more...))
	})
	a.follow(xml)
	a.servers, a.meant = xml.servers, xml.meant
	return a
}

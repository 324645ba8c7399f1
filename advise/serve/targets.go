package serve

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// group is a set of targets with the same labels, as HTTP service discovery
// wants it.
type group struct {
	Targets []string          `json:"targets"`
	Labels  map[string]string `json:"labels"`
}

// targets answers /targets: those of the configuration. The module goes with
// them as the parameter that /probe takes, so that one scrape job serves all.
func (s *Server) targets(w http.ResponseWriter, _ *http.Request) {
	setup, _ := s.current()
	groups := []group{}
	for _, t := range setup.Config.Targets {
		labels := map[string]string{"__param_module": t.Module}
		maps.Copy(labels, t.Labels)
		i := slices.IndexFunc(groups, func(g group) bool { return maps.Equal(g.Labels, labels) })
		if i < 0 {
			i, groups = len(groups), append(groups, group{Labels: labels})
		}
		groups[i].Targets = append(groups[i].Targets, t.Name)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(groups) // a reader that went away is its own affair
}

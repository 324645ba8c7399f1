package mailhost

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// testdata/faults.txt has at least one script for every fault; "== NAME" begins
// it. The format is that of TestDialogues.
func TestFaultDialogues(t *testing.T) {
	text, err := os.ReadFile("testdata/faults.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, section := range strings.Split("\n"+string(text), "\n== ")[1:] {
		name, script, _ := strings.Cut(section, "\n")
		shown[name] = true
		for _, one := range strings.Split("\n"+script, "\nendpoint: ")[1:] {
			key, _, _ := strings.Cut(one, "\n")
			t.Run(name+"/"+key, func(t *testing.T) {
				t.Parallel()
				play(t, "host: fault:"+name+"\nendpoint: "+one)
			})
		}
	}
	for _, f := range Faults() {
		if !shown[f.Name] {
			t.Errorf("fault %s has no script in testdata/faults.txt", f.Name)
		}
		delete(shown, f.Name)
	}
	for name := range shown {
		t.Errorf("testdata/faults.txt shows %s, which is no fault", name)
	}
}

func TestFaultRows(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Faults() {
		if seen[f.Name] || !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(f.Name) {
			t.Errorf("the name %q is taken or badly formed", f.Name)
		}
		seen[f.Name] = true
		if f.Does == "" || f.Step == "" || len(f.Services) == 0 {
			t.Errorf("%s: the row has a gap: %+v", f.Name, f)
		}
		for _, key := range f.Services {
			if !slices.Contains(allKeys(), key) {
				t.Errorf("%s: %q is no endpoint", f.Name, key)
			}
		}
		for at, d := range f.at {
			if (d.then == endless || d.then == drip) != (d.more != "") {
				t.Errorf("%s: at %s, what repeats and how do not fit", f.Name, at)
			}
		}
	}
}

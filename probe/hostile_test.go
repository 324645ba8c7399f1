package probe

import (
	"encoding/json"
	"strings"
	"testing"

	"mailadvisor/probe/mailhost"
)

// Nothing that a server says behind a login takes much memory, and a password
// that it knows is repeated nowhere in the report, in no form.
func TestHostileAnswers(t *testing.T) {
	for _, name := range []string{"search-zero", "search-range", "search-count", "fetch-nested", "fetch-before-examine", "quota-roots",
		"quota-lines", "namespaces", "auth-words", "sizes-huge", "sizes-sum", "echoes-password"} {
		t.Run(name, func(t *testing.T) {
			_, o := host(t, "fault:"+name)
			o.Credential = credential(t, mailhost.Password, mailhost.Name)
			peak, _ := heapDuring(func() {
				report := visitAll(t, o)
				if report.Interrupted {
					t.Error("it was the limit of the run that ended it")
				}
				judgeUsage(t, report)
				text, err := json.Marshal(report)
				if err != nil {
					t.Fatal(err)
				}
				shown := strings.ToLower(string(text))
				for _, form := range []string{"demo-password", "drowssap-omed", "64656d6f2d70617373776f7264", "%64%65%6d", "=64=65=6d",
					"zgvtby1wyxnzd29yza", "revnty1qqvntv09src", `\\u0064emo`, "d.e.m.o"} {
					if strings.Contains(shown, form) {
						t.Errorf("%s shows: …%s", form, shown[max(0, strings.Index(shown, form)-100):][:150])
					}
				}
			})
			t.Logf("at most %s live on the heap", megabytes(peak))
			if peak > endlessLimit {
				t.Errorf("%s on the heap", megabytes(peak))
			}
		})
	}
}

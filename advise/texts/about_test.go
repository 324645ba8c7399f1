package texts

import (
	"os"
	"strings"
	"testing"
)

// TestElsewhere wants a text that may be of anything to be told as one, and no
// text of the corpus, which are all of mail.
func TestElsewhere(t *testing.T) {
	for _, typed := range []string{
		"the printer is not responding", "python requests connection timed out", "certificat de scolarité expiré", "permis de conduire expiré : certificat expiré",
		"git push authentication failed", "ssh: connect to host example.org port 22: Connection refused", "psql: FATAL: password authentication failed for user", "curl: (60) SSL certificate problem: unable to get local issuer certificate",
		"502 Bad Gateway", "503 Service Unavailable nginx", "mot de passe incorrect wifi", "imprimante hors ligne", "mysql access denied for user",
	} {
		if a := Explain(typed); len(a.Readings) > 0 && !a.Elsewhere {
			t.Errorf("%q is told as mail: %+v", typed, a.Readings)
		}
	}
	for _, typed := range []string{
		"connection timed out", "mot de passe incorrect", "mot de passe incorect sur mon iphone", "535 Authentication failed", "certificate has expired", "conection refused port 993", "quota exceeded",
		"the printer says SMTP authentication failed", "wordpress could not instantiate mail function", "python smtplib.SMTPServerDisconnected: Connection unexpectedly closed", "impossible de vérifier l’identité du serveur",
	} {
		if a := Explain(typed); len(a.Readings) == 0 || a.Elsewhere {
			t.Errorf("%q is not told as mail: %+v", typed, a)
		}
	}
	corpus, err := os.ReadFile("testdata/corpus.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(corpus)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(cells) < 4 {
			continue
		}
		if Explain(strings.ReplaceAll(cells[3], `\n`, "\n")).Elsewhere {
			t.Errorf("a text of mail is told as one that may be of anything: %s", cells[3])
		}
	}
}

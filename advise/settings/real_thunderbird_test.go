//go:build unix

package settings

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// thunderbird is Thunderbird without a window, with a profile of its own.
type thunderbird struct {
	*marionette
	*running
}

// startThunderbird starts it with the profile's folder.
func startThunderbird(c *computer) *thunderbird {
	c.t.Helper()
	const active = "profile/MarionetteActivePort"
	if err := os.Remove(c.path(active)); err != nil && !os.IsNotExist(err) {
		c.t.Fatal(err)
	}
	// A line at the end of prefs.js wins over those before it. Zero is a free
	// port, which is then written to the file.
	prefs, err := os.ReadFile(c.path("profile/prefs.js"))
	if err != nil && !os.IsNotExist(err) {
		c.t.Fatal(err)
	}
	c.write("profile/prefs.js", string(prefs)+"user_pref(\"marionette.port\", 0);\n", 0o600)
	// It has no window, and yet a start may come to nothing.
	var port string
	a := c.attempts(nil, func() bool { return false }, func(a *attempt) {
		a.runs("thunderbird", "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", c.path("profile"))
		a.until("Thunderbird", func() bool {
			text, err := os.ReadFile(c.path(active))
			port = strings.TrimSpace(string(text))
			return err == nil && port != ""
		}, nil)
	})
	return &thunderbird{newMarionette(c.t, port), a.program}
}

// closes has it end, and write all it has to write.
func (tb *thunderbird) closes() {
	tb.marionette.t.Helper()
	tb.quits()
	tb.end()
}

// trusts has it trust authorities.
func (tb *thunderbird) trusts(authority []byte) {
	tb.marionette.t.Helper()
	for block, rest := pem.Decode(authority); block != nil; block, rest = pem.Decode(rest) {
		tb.asks(nil, `Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).addCertFromBase64(arguments[0], "C,,")`, base64.StdEncoding.EncodeToString(block.Bytes))
	}
}

// newThunderbird makes a profile that trusts the authorities and knows the
// password, as after its prompt was answered. It is then copied for each file.
func newThunderbird(t *testing.T, s *realserver.Server, authorities ...string) *computer {
	t.Helper()
	c := newComputer(t, s.User(), s.Password())
	c.seedsThunderbird(s.User(), s.Password(), authorities...)
	return c
}

// seedsThunderbird makes that profile, in the folder seeded.
func (c *computer) seedsThunderbird(user, password string, authorities ...string) {
	c.t.Helper()
	c.mkdir("profile")
	tb := startThunderbird(c)
	for _, file := range authorities {
		text, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		tb.trusts(text)
	}
	tb.asks(nil, `return (async () => {
		for (const origin of ["imap://localhost", "mailbox://localhost", "smtp://localhost"]) {
			const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
			login.init(origin, null, origin, arguments[0], arguments[1], "", "");
			await Services.logins.addLoginAsync(login);
		}
	})()`, user, password)
	tb.closes()
	c.run("", "mv", "profile", "seeded")
}

// sets begins with the profile anew, with our file in it.
func sets(c *computer, settings Settings) {
	c.t.Helper()
	c.run("", "rm", "-rf", "profile")
	c.run("", "cp", "-a", "seeded", "profile")
	c.install(settings, "thunderbird", "")
	c.write("profile/user.js", c.read("user.js"), 0o600)
}

func realThunderbird(t *testing.T, proofs *proofBook) {
	t.Run("thunderbird", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "thunderbird", "thunderbird")
		installed := version(t, "Thunderbird ", "thunderbird", "--version")
		proofs.saw(t, "thunderbird", "fetched", installed)
		proofs.saw(t, "thunderbird", "sent", installed)
		// A message every five days: the last of them now.
		s := realserver.Dovecot(t, realserver.Options{Messages: 12, DaysOfMail: 60, LeafNames: []string{"localhost"}})
		authorities := []string{s.CAFile()}
		ways := []struct {
			port     int
			security result.Security
			options  choose.Options
			sink     *submission
			want     map[string]any
			offline  int
		}{
			{
				port: 993, security: result.TLS, options: choose.Options{Offline: "recent", OfflineDays: 28, PollMinutes: 7},
				want: map[string]any{"socket": 3., "minutes": 7., "days": 28., "limited": false}, offline: 6,
			},
			{
				port: 143, security: result.StartTLS, options: choose.Options{Offline: "all", BodyLimitBytes: 2 << 10},
				want: map[string]any{"socket": 2., "minutes": 10., "days": -1., "limited": true}, offline: 8,
			},
		}
		for i := range ways {
			ways[i].sink = newSubmission(t, ways[i].security == result.TLS)
			authorities = append(authorities, ways[i].sink.caFile)
		}
		s.Doveadm(t, "mailbox", "create", "-u", s.User(), "Kept")
		s.Doveadm(t, "copy", "-u", s.User(), "Kept", "mailbox", "INBOX", "all")
		c := newThunderbird(t, s, authorities...)
		outgoing := func(port int, security result.Security) *Server {
			return &Server{Service: result.Submission, Host: "localhost", Port: port, Security: security, Username: s.User(), Auth: AuthPassword}
		}

		for i, way := range ways {
			t.Run("IMAP, "+string(way.security), func(t *testing.T) {
				settings := account(t, s, result.IMAP, way.port, way.security)
				settings.Options = way.options
				settings.Outgoing = outgoing(way.sink.port, way.security)
				sets(c, settings)
				tb := startThunderbird(c)
				var got map[string]any
				tb.asks(&got, readAccount+`
					const imap = s.QueryInterface(Ci.nsIImapIncomingServer);
					return {...read, idle: imap.useIdle, days: imap.autoSyncMaxAgeDays, limited: s.limitOfflineMessageSize};`)
				want := map[string]any{
					"type": "imap", "host": "localhost", "port": float64(settings.Incoming.Port), "user": s.User(), "auth": 3., "polls": true, "email": s.User(), "idle": true,
					"smtp": fmt.Sprintf("smtp://user%%40example.test@localhost:%d/", way.sink.port),
				}
				maps.Copy(want, way.want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("read (-want +got):\n%s", diff)
				}
				inbox := func() [2]int {
					var headersAndBodies [2]int
					tb.asks(&headersAndBodies, readAccount+`
						const inbox = s.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
						const all = inbox ? [...inbox.messages] : [];
						return [all.length, all.filter(m => m.flags & Ci.nsMsgMessageFlags.Offline).length];`)
					return headersAndBodies
				}
				testkit.Await(t, fmt.Sprintf("12 headers and %d bodies", way.offline), func() bool { return inbox() == [2]int{12, way.offline} })
				tb.asks(nil, readAccount+sendMessage, "friend@example.net")
				way.sink.took(t, s)
				testkit.Await(t, "a copy in Sent", func() bool { return onServer(t, s, "Sent") == i+1 })
				if got := inbox(); got[1] != way.offline {
					t.Errorf("in the end %d bodies are here, want %d", got[1], way.offline)
				}
				tb.closes()
				c.run("", "rm", "profile/user.js") // the rest is the program's own
				c.keeps(t, "thunderbird", "profile", "prefs.js", settings)
			})
		}
		// Thunderbird writes the instant at which it first saw a message in a
		// file: that lets days pass.
		seen := regexp.MustCompile(`(?m)^(k \S+) (\d+)$`)
		later := func(days int) {
			c.write(popState, seen.ReplaceAllStringFunc(c.read(popState), func(line string) string {
				m := seen.FindStringSubmatch(line)
				instant, _ := strconv.Atoi(m[2])
				return fmt.Sprintf("%s %d", m[1], instant-days*24*60*60)
			}), 0o600)
		}
		for _, keep := range []struct {
			options choose.Options
			after   map[int]int // days: messages on the server
		}{
			{choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12}, map[int]int{0: 12, 11: 12, 13: 0}},
			{choose.Options{LeaveOnServer: "forever"}, map[int]int{0: 12, 1000: 12}},
			{choose.Options{LeaveOnServer: "no"}, map[int]int{0: 0}},
		} {
			t.Run("POP, "+keep.options.LeaveOnServer, func(t *testing.T) {
				if n := onServer(t, s, "INBOX"); n == 0 {
					s.Doveadm(t, "copy", "-u", s.User(), "INBOX", "mailbox", "Kept", "all")
				}
				settings := account(t, s, result.POP3, 995, result.TLS)
				settings.Options = keep.options
				settings.Outgoing = outgoing(ways[0].sink.port, result.TLS)
				sets(c, settings)
				passed := 0
				for _, days := range slices.Sorted(maps.Keys(keep.after)) {
					if days > 0 {
						later(days - passed)
						passed = days
					}
					before := sessions(s)
					tb := startThunderbird(c)
					testkit.Await(t, "a session", func() bool { return sessions(s) > before })
					tb.closes()
					here, there := strings.Count(c.read("profile/Mail/localhost/Inbox"), "\nSubject: "), onServer(t, s, "INBOX")
					if here != 12 || there != keep.after[days] {
						t.Errorf("after %d days %d here and %d on the server, want 12 and %d", days, here, there, keep.after[days])
					}
				}
				c.run("", "rm", "profile/user.js")
				c.keeps(t, "thunderbird", "profile", "prefs.js", settings)
			})
		}
	})
}

// popState is what Thunderbird knows of the messages on a POP server.
const popState = "profile/Mail/localhost/popstate.dat"

// sessions counts the POP sessions that came to their end.
func sessions(s *realserver.Server) int { return strings.Count(s.Log(), "Disconnected: Logged out") }

// readAccount begins a script with what Thunderbird has read from our file.
const readAccount = `
	const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
	const account = MailServices.accounts.defaultAccount, s = account.incomingServer, identity = account.defaultIdentity;
	const read = {
		type: s.type, host: s.hostname ?? s.hostName, port: s.port, user: s.username, socket: s.socketType, auth: s.authMethod, polls: s.doBiff, minutes: s.biffMinutes,
		email: identity.email, smtp: MailServices.outgoingServer.defaultServer.serverURI.spec,
	};`

// sendMessage goes on with a message to arguments[0], and ends when its copy is
// kept too.
const sendMessage = `
	return new Promise((resolve, reject) => {
		const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
		Object.assign(fields, { from: identity.email, to: arguments[0], subject: "test" });
		const send = Cc["@mozilla.org/messengercompose/send;1"].createInstance(Ci.nsIMsgSend);
		send.createAndSendMessage(null, identity, account.key, fields, false, false, Ci.nsIMsgCompDeliverMode.Now, null, "text/plain", "Hello.\n", null, null, {
			QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
			onStopSending(id, status) { Components.isSuccessCode(status) ? resolve() : reject(new Error("not sent: 0x" + status.toString(16))); },
			onTransportSecurityError(id, status) { reject(new Error("not trusted: 0x" + status.toString(16))); },
			onSendNotPerformed() { reject(new Error("not sent")); },
			onStartSending() {}, onProgress() {}, onStatus() {}, onGetDraftFolderURI() {},
		}, null, null, Ci.nsIMsgCompType.New);
	});`

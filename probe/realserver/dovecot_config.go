package realserver

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"testing"
	"text/template"
)

// accountLine returns the line of the one account in a passwd-file.
func (s *Server) accountLine(o Options) string {
	s.t.Helper()
	// In base64, because a colon ends the field.
	stored := "{PLAIN.b64}" + base64.StdEncoding.EncodeToString([]byte(o.Password))
	if o.PasswordScheme != "" {
		out, err := exec.Command(s.doveadm, "pw", "-s", o.PasswordScheme, "-p", o.Password).CombinedOutput()
		if err != nil {
			s.t.Fatalf("realserver: doveadm pw -s %s: %v\n%s", o.PasswordScheme, err, out)
		}
		stored = strings.TrimSpace(string(out))
	}
	return account + ":" + stored + "\n"
}

type dovecotConfig struct {
	Options
	Dir, Address             string
	Chain, Key               string // of the certificate, file names
	IMAP, IMAPS, POP3, POP3S int
	UID, GID                 int    // owner of the mail
	User, Group              string // whom Dovecot's processes run as; empty: its own users
}

// setOwner decides who owns the mail: Dovecot refuses to read mail as root, and
// without root everything runs as the one user there is.
func (c *dovecotConfig) setOwner() error {
	if os.Geteuid() == 0 {
		nobody, err := user.Lookup("nobody")
		if err != nil {
			return fmt.Errorf("no user to own the mail: %w", err)
		}
		c.UID, _ = strconv.Atoi(nobody.Uid)
		c.GID, _ = strconv.Atoi(nobody.Gid)
		return nil
	}
	// The user and the group of this process, which need not be that user's own.
	c.UID, c.GID = os.Geteuid(), os.Getegid()
	me, err := user.LookupId(strconv.Itoa(c.UID))
	if err != nil {
		return fmt.Errorf("Dovecot wants the name of the user who runs this: %w", err)
	}
	// A folder goes to the group of that user's own entry.
	if me.Gid != strconv.Itoa(c.GID) {
		return fmt.Errorf("Dovecot gives its folders to the group %s of %s, and this process runs as the group %d", me.Gid, me.Username, c.GID)
	}
	group, err := user.LookupGroupId(strconv.Itoa(c.GID))
	if err != nil {
		return fmt.Errorf("Dovecot wants the name of the group that runs this: %w", err)
	}
	c.User, c.Group = me.Username, group.Name
	return nil
}

func (c *dovecotConfig) text(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	if err := dovecotConf.Execute(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var dovecotConf = template.Must(template.New("dovecot.conf").Parse(`
base_dir = {{.Dir}}/base
state_dir = {{.Dir}}/state
instance_name = {{.Dir}}
log_path = {{.Dir}}/dovecot.log
auth_verbose = yes
protocols = imap pop3
listen = {{.Address}}
ssl = yes
ssl_cert = <{{.Chain}}
ssl_key = <{{.Key}}
disable_plaintext_auth = {{if .PlainTextAuth}}no{{else}}yes{{end}}
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256{{if .Tokens}} oauthbearer xoauth2
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {{.Dir}}/oauth2.conf
}{{end}}
auth_failure_delay = 0
{{- if .Denies}}
passdb {
  driver = passwd-file
  deny = yes
  args = {{.Dir}}/denied.%s
}
{{- end}}
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
{{- if .Tokens}}
  mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
{{- end}}
  args = {{.Dir}}/users
}
userdb {
  driver = static
  args = uid={{.UID}} gid={{.GID}} home={{.Dir}}/home
}
namespace inbox {
  inbox = yes
{{if .German}}
  separator = .
  prefix = INBOX.
  mailbox Entwürfe {
    special_use = \Drafts
    auto = subscribe
  }
  mailbox Gesendet {
    special_use = \Sent
    auto = subscribe
  }
  mailbox Spam {
    special_use = \Junk
    auto = create
  }
  mailbox Papierkorb {
    special_use = \Trash
    auto = create
  }
{{else}}
  separator = /
  mailbox Drafts {
    special_use = \Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \Sent
    auto = subscribe
  }
  mailbox Junk {
    special_use = \Junk
    auto = create
  }
  mailbox Trash {
    special_use = \Trash
    auto = create
  }
{{end}}
}
{{if .Quota}}
mail_plugins = quota
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:bytes={{.Quota}}
}
{{end}}
protocol imap {
  mail_max_userip_connections = 50
  imap_id_send = name *
  mail_plugins ={{if .Quota}} quota imap_quota{{end}}{{if .Compress}} imap_zlib{{end}}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = {{.IMAP}}
  }
  inet_listener imaps {
    port = {{.IMAPS}}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = {{.POP3}}
  }
  inet_listener pop3s {
    port = {{.POP3S}}
    ssl = yes
  }
}
service auth {
  # For Postfix, which has a user of its own.
  unix_listener {{.Dir}}/auth {
    mode = 0666
  }
}
service anvil {
  chroot =
  # No penalty after a wrong password: tests need not wait for it.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
{{if .User}}
# Without root there is but one user.
default_login_user = {{.User}}
default_internal_user = {{.User}}
default_internal_group = {{.Group}}
service auth-worker {
  user =
}
{{end}}
{{.Extra}}
`))

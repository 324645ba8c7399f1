# Dovecot 2.4, whose configuration has other words than that of 2.3, with one
# account. The root is a whole system of the release that has it.
set -e
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
uid=$(id -u nobody) gid=$(id -g nobody)
mkdir -p "$DIR/home" "$DIR/base" "$DIR/state"
chown "$uid:$gid" "$DIR/home"
printf '%s:{PLAIN}%s\n' "$ACCOUNT" "$PASSWORD" >"$DIR/users"
cat >"$DIR/dovecot.conf" <<X
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = $DIR/base
state_dir = $DIR/state
log_path = $DIR/log
auth_verbose = yes
auth_failure_delay = 0
protocols {
  imap = yes
  pop3 = yes
}
listen = $ADDRESS
ssl = yes
ssl_server_cert_file = $DIR/leaf.pem
ssl_server_key_file = $DIR/leaf.key
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
mail_driver = maildir
mail_path = ~/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb passwd-file {
  passwd_file_path = $DIR/users
}
userdb static {
  fields {
    uid = $uid
    gid = $gid
    home = $DIR/home
  }
}
mail_max_userip_connections = 50
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Junk {
    special_use = \\Junk
    auto = create
  }
  mailbox Trash {
    special_use = \\Trash
    auto = create
  }
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = $POP3
  }
  inet_listener pop3s {
    port = $POP3S
    ssl = yes
  }
}
X
exec dovecot -F -c "$DIR/dovecot.conf"

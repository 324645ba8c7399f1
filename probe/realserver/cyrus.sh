# Cyrus' IMAP and POP3, with French folders that it marks.
set -e
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
getent group sasl >/dev/null || groupadd -r sasl
getent passwd cyrus >/dev/null || useradd -r -g mail -G sasl -d /var/lib/cyrus -s /bin/sh cyrus
mkdir -p /var/lib/cyrus/db /var/lib/cyrus/socket /var/lib/cyrus/proc /var/lib/cyrus/log /var/lib/cyrus/msg /var/lib/cyrus/ptclient \
  /var/lib/cyrus/lock /var/lib/cyrus/sieve /var/lib/cyrus/quota /var/lib/cyrus/user /var/lib/cyrus/rpm /var/lib/cyrus/backup /var/lib/cyrus/sync \
  /var/spool/cyrus/mail /run/cyrus/socket /run/cyrus/proc /run/cyrus/lock /run/cyrus/db
cat >/etc/imapd.conf <<X
configdirectory: /var/lib/cyrus
partition-default: /var/spool/cyrus/mail
defaultpartition: default
admins: cyrus
servername: mail.example.test
virtdomains: userid
defaultdomain: internal.test
unixhierarchysep: yes
altnamespace: yes
allowplaintext: no
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: /etc/sasldb2
sasl_mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 EXTERNAL
tls_server_cert: $DIR/leaf.pem
tls_server_key: $DIR/leaf.key
tls_client_ca_dir: /etc/ssl/certs
lmtpsocket: /run/cyrus/socket/lmtp
notifysocket: /run/cyrus/socket/notify
idlesocket: /run/cyrus/socket/idle
popminpoll: 0
poptimeout: 10
specialusealways: 1
autocreate_quota: -1
imapidlepoll: 30
sievedir: /var/lib/cyrus/sieve
syslog_prefix: cyrus
X
cat >/etc/cyrus.conf <<X
START {
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
}
SERVICES {
  imap cmd="imapd" listen="$ADDRESS:$IMAP" prefork=0
  imaps cmd="imapd -s" listen="$ADDRESS:$IMAPS" prefork=0
  pop3 cmd="pop3d" listen="$ADDRESS:$POP3" prefork=0
  pop3s cmd="pop3d -s" listen="$ADDRESS:$POP3S" prefork=0
}
EVENTS {
}
X
printf '%s' "$PASSWORD" | saslpasswd2 -p -c -u example.test "${ACCOUNT%@*}"
for realm in example.test mail.example.test internal.test; do printf 'secret' | saslpasswd2 -p -c -u $realm cyrus; done
chown cyrus:sasl /etc/sasldb2
chmod 640 /etc/sasldb2
chown -R cyrus:mail /var/lib/cyrus /var/spool/cyrus /run/cyrus
exec /usr/sbin/cyrmaster -D -C /etc/imapd.conf -M /etc/cyrus.conf

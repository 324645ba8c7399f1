# Courier's IMAP and POP3, with one account of its userdb.
set -e
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
uid=$(id -u nobody) gid=$(id -g nobody)
getent group courier >/dev/null || groupadd -r courier
getent passwd courier >/dev/null || useradd -r -g courier -d /var/lib/courier courier
mkdir -p /var/lib/courier /run/courier/authdaemon
home=$DIR/home
mkdir -p "$home"
chown "$uid:$gid" "$home"
cat >/etc/courier/authdaemonrc <<X
authmodulelist="authuserdb"
authmodulelistorig="authuserdb"
daemons=2
authdaemonvar=/run/courier/authdaemon
DEBUG_LOGIN=0
DEFAULTOPTIONS=""
LOGGEROPTS="-name=authdaemond"
X
printf '%s\tuid=%s|gid=%s|home=%s|systempw=%s|hmac-md5pw=%s\n' "$ACCOUNT" "$uid" "$gid" "$home" \
  "$(printf '%s\n' "$PASSWORD" | openssl passwd -1 -stdin)" \
  "$(printf '%s' "$PASSWORD" | userdbpw -hmac-md5 2>/dev/null </dev/null || true)" | sed 's/|hmac-md5pw=$//' >/etc/courier/userdb
chmod 600 /etc/courier/userdb
makeuserdb
/usr/lib/courier/courier-authlib/authdaemond >/dev/null 2>&1 &
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -S /run/courier/authdaemon/socket ] && break
  sleep 0.1
done
maildir() { maildirmake.courier "$home/Maildir" && for f in Sent Drafts Trash Junk; do maildirmake.courier -f $f "$home/Maildir"; done; }
maildir
for f in INBOX INBOX.Sent INBOX.Drafts INBOX.Trash INBOX.Junk; do echo $f; done >"$home/Maildir/courierimapsubscribed"
chown -R "$uid:$gid" "$home"
set -a
. /etc/courier/imapd
. /etc/courier/imapd-ssl
. /etc/courier/pop3d
. /etc/courier/pop3d-ssl
TLS_CERTFILE=$DIR/bundle.pem TLS_DHPARAMS= TLS_CACHEFILE= MAILDIRPATH=Maildir
IMAP_CAPABILITY="$IMAP_CAPABILITY AUTH=CRAM-MD5" IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN AUTH=LOGIN"
IMAP_TLS_REQUIRED=1 POP3_TLS_REQUIRED=1 IMAPDSTARTTLS=YES IMAP_STARTTLS=YES POP3_STARTTLS=YES
IMAP_EMPTYTRASH=
set +a
serve() { # NAME PORT COMMAND...
  name=$1 port=$2
  shift 2
  couriertcpd -address="$ADDRESS" -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup -stderrlogger=/usr/sbin/courierlogger -stderrloggername="$name" "$port" "$@" &
}
login=/usr/lib/courier/courier
serve imapd "$IMAP" $login/imaplogin /usr/bin/imapd Maildir
serve pop3d "$POP3" $login/courierpop3login $login/courierpop3d Maildir
IMAP_TLS=1 IMAP_TLS_REQUIRED=0 serve imapd-ssl "$IMAPS" /usr/bin/couriertls -server -tcpd $login/imaplogin /usr/bin/imapd Maildir
POP3_TLS=1 POP3_STARTTLS=NO POP3_TLS_REQUIRED=0 serve pop3d-ssl "$POP3S" /usr/bin/couriertls -server -tcpd $login/courierpop3login $login/courierpop3d Maildir
wait

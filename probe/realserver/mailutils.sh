# GNU mailutils' imap4d and pop3d, for an account of the system: this root's own.
set -e
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
useradd -m -d /home/user -s /bin/sh -p "$(printf '%s\n' "$PASSWORD" | openssl passwd -6 -stdin)" "$ACCOUNT"
mkdir -p /var/mail /home/user/Mail
chmod 1777 /var/mail
: >/var/mail/user
for f in Sent Drafts Trash; do : >/home/user/$f; done
rmdir /home/user/Mail
rm -f /home/user/.[a-z]*
chown -R user: /home/user /var/mail/user
chmod 600 /var/mail/user
common() {
  cat <<X
mode daemon;
foreground yes;
max-children 60;
logging { syslog yes; facility mail; };
mailbox { mailbox-type mbox; mail-spool /var/mail; };
tls { ssl-certificate-file $DIR/leaf.pem; ssl-key-file $DIR/leaf.key; };
X
}
{
  common
  echo "server $ADDRESS:$IMAP { tls-mode required; };"
  echo "server $ADDRESS:$IMAPS { tls-mode connection; };"
} >/etc/imap4d.conf
{
  common
  echo "server $ADDRESS:$POP3 { tls-mode required; };"
  echo "server $ADDRESS:$POP3S { tls-mode connection; };"
} >/etc/pop3d.conf
chmod 600 "$DIR/leaf.key"
imap4d --no-site --config-file=/etc/imap4d.conf &
pop3d --no-site --config-file=/etc/pop3d.conf &
wait

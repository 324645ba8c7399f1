<?php
// Put this file beside Roundcube's config.inc.php (Debian: in
// /etc/roundcube), readable by the web server and by nobody else, and write
// as the last line of that one
//   include(__DIR__ . '/mail.inc.php');
// Everybody who signs in has these servers and folders.
// The password is not in this file: the program asks for it each time it is
// started.
// Roundcube keeps no mail for reading without a connection. mbsync and
// Thunderbird do.
$config['imap_host'] = 'ssl://mail.example.org:993';
$config['imap_auth_type'] = 'PLAIN';
$config['smtp_host'] = 'ssl://mail.example.org:465';
$config['smtp_user'] = '%u';
$config['smtp_pass'] = '%p';
$config['mail_domain'] = 'example.org';
$config['sent_mbox'] = 'Sent';
$config['drafts_mbox'] = 'Drafts';
$config['junk_mbox'] = 'Junk';
$config['trash_mbox'] = 'Trash';

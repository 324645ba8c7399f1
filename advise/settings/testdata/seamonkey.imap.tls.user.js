// For a new profile of SeaMonkey: create one by starting it with the option
// -P, close it, put this file into the profile's folder and start SeaMonkey
// with that profile once. Then remove the file: it would set these values
// again at every start.
// The password is not in this file: the program asks for it at the first
// connection, and keeps it in its own store.
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", "user@example.org");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.hostname", "mail.example.org");
user_pref("mail.smtpserver.smtp1.port", 465);
user_pref("mail.smtpserver.smtp1.username", "user@example.org");
user_pref("mail.smtpserver.smtp1.authMethod", 3);
user_pref("mail.smtpserver.smtp1.try_ssl", 3);
user_pref("mail.server.server1.type", "imap");
user_pref("mail.server.server1.hostname", "mail.example.org");
user_pref("mail.server.server1.port", 993);
user_pref("mail.server.server1.userName", "user@example.org");
user_pref("mail.server.server1.name", "user@example.org");
user_pref("mail.server.server1.socketType", 3);
user_pref("mail.server.server1.authMethod", 3);
user_pref("mail.server.server1.login_at_startup", true);
user_pref("mail.server.server1.check_new_mail", true);
user_pref("mail.server.server1.use_idle", true);
user_pref("mail.server.server1.offline_download", true);
user_pref("mail.server.server1.autosync_max_age_days", 30);
user_pref("mail.identity.id1.fcc_folder", "imap://user%40example.org@mail.example.org/Sent");
user_pref("mail.identity.id1.draft_folder", "imap://user%40example.org@mail.example.org/Drafts");
user_pref("mail.identity.id1.archive_folder", "imap://user%40example.org@mail.example.org/Archive");

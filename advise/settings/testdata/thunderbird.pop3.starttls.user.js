// For a new profile of Thunderbird: create one by starting it with the option
// -P, close it, put this file into the profile's folder and start Thunderbird
// with that profile once. Then remove the file: it would set these values
// again at every start.
// The password is not in this file: the program asks for it at the first
// connection, and keeps it in its own store.
// A copy of each message stays on the server for 12 days after it was first
// collected, and is then deleted there.
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", "user@example.org");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.hostname", "mail.example.org");
user_pref("mail.smtpserver.smtp1.port", 587);
user_pref("mail.smtpserver.smtp1.username", "user@example.org");
user_pref("mail.smtpserver.smtp1.authMethod", 3);
user_pref("mail.smtpserver.smtp1.try_ssl", 2);
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.hostname", "mail.example.org");
user_pref("mail.server.server1.port", 110);
user_pref("mail.server.server1.userName", "user@example.org");
user_pref("mail.server.server1.name", "user@example.org");
user_pref("mail.server.server1.socketType", 2);
user_pref("mail.server.server1.authMethod", 3);
user_pref("mail.server.server1.login_at_startup", true);
user_pref("mail.server.server1.check_new_mail", true);
user_pref("mail.server.server1.check_time", 15);
user_pref("mail.server.server1.download_on_biff", true);
user_pref("mail.server.server1.leave_on_server", true);
user_pref("mail.server.server1.delete_by_age_from_server", true);
user_pref("mail.server.server1.num_days_to_leave_on_server", 12);
user_pref("mail.server.server1.delete_mail_left_on_server", false);

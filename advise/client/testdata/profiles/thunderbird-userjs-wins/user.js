// mine
user_pref("mail.server.server1.socketType", 0);
user_pref("mail.server.server1.port", 143);

{{range .Notes}}{{comment "//" .}}{{end -}}
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", {{js .Address}});
{{- with .FullName}}
user_pref("mail.identity.id1.fullName", {{js .}});
{{- end}}
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.hostname", {{js .Outgoing.Host}});
user_pref("mail.smtpserver.smtp1.port", {{.Outgoing.Port}});
user_pref("mail.smtpserver.smtp1.username", {{js .Outgoing.User}});
user_pref("mail.smtpserver.smtp1.authMethod", {{template "auth" .Outgoing}});
user_pref("mail.smtpserver.smtp1.try_ssl", {{if .Outgoing.StartTLS}}2{{else}}3{{end}});
user_pref("mail.server.server1.type", "{{if .Incoming.POP}}pop3{{else}}imap{{end}}");
user_pref("mail.server.server1.hostname", {{js .Incoming.Host}});
user_pref("mail.server.server1.port", {{.Incoming.Port}});
user_pref("mail.server.server1.userName", {{js .Incoming.User}});
user_pref("mail.server.server1.name", {{js .Address}});
user_pref("mail.server.server1.socketType", {{if .Incoming.StartTLS}}2{{else}}3{{end}});
user_pref("mail.server.server1.authMethod", {{template "auth" .Incoming}});
user_pref("mail.server.server1.login_at_startup", true);
user_pref("mail.server.server1.check_new_mail", true);
{{- if .PollMinutes}}
user_pref("mail.server.server1.check_time", {{.PollMinutes}});
{{- end}}
{{- if .Incoming.POP}}
user_pref("mail.server.server1.download_on_biff", true);
user_pref("mail.server.server1.leave_on_server", {{ne .Keep "no"}});
user_pref("mail.server.server1.delete_by_age_from_server", {{eq .Keep "days"}});
{{- if eq .Keep "days"}}
user_pref("mail.server.server1.num_days_to_leave_on_server", {{.KeepDays}});
{{- end}}
user_pref("mail.server.server1.delete_mail_left_on_server", false);
{{- else}}
user_pref("mail.server.server1.use_idle", true);
{{- if .ByName}}
// Folders that nobody subscribed to are shown and used too.
user_pref("mail.server.server1.using_subscription", false);
{{- end}}
{{- if .Offline}}
user_pref("mail.server.server1.offline_download", {{ne .Offline "none"}});
user_pref("mail.server.server1.autosync_max_age_days", {{if eq .Offline "recent"}}{{.OfflineDays}}{{else}}-1{{end}});
{{- end}}
{{- if .BodyLimitKB}}
user_pref("mail.server.server1.limit_offline_message_size", true);
user_pref("mail.server.server1.max_size", {{.BodyLimitKB}});
{{- end}}
{{- with folder .Program .Incoming (.Path .Folders.Sent)}}
user_pref("mail.identity.id1.fcc_folder", {{js .}});
{{- end}}
{{- with folder .Program .Incoming (.Path .Folders.Drafts)}}
user_pref("mail.identity.id1.draft_folder", {{js .}});
{{- end}}
{{- with folder .Program .Incoming (.Path .Folders.Archive)}}
user_pref("mail.identity.id1.archive_folder", {{js .}});
{{- end}}
{{- end}}
{{define "auth"}}{{if eq .Auth "oauth2"}}10{{else if eq .Auth "encrypted-password"}}4{{else}}3{{end}}{{end -}}

<?php
{{range .Notes}}{{comment "//" .}}{{end -}}
$config['imap_host'] = {{php (print (or (and .Incoming.StartTLS "tls") "ssl") "://" (address .Incoming.Host) ":" .Incoming.Port)}};
$config['imap_auth_type'] = {{php (roundcubeauth .Incoming)}};
$config['smtp_host'] = {{php (print (or (and .Outgoing.StartTLS "tls") "ssl") "://" (address .Outgoing.Host) ":" .Outgoing.Port)}};
$config['smtp_user'] = {{php (roundcubeuser .Incoming.User .Outgoing.User)}};
$config['smtp_pass'] = '%p';
{{- with .Outgoing.Mechanism}}
$config['smtp_auth_type'] = {{php .}};
{{- end}}
$config['mail_domain'] = {{php .Domain}};
{{- with .Folders.Sent}}
$config['sent_mbox'] = {{php (wire .)}};
{{- end}}
{{- with .Folders.Drafts}}
$config['drafts_mbox'] = {{php (wire .)}};
{{- end}}
{{- with .Folders.Junk}}
$config['junk_mbox'] = {{php (wire .)}};
{{- end}}
{{- with .Folders.Trash}}
$config['trash_mbox'] = {{php (wire .)}};
{{- end}}

{{range .Notes}}{{comment "--" .}}{{end -}}
options.timeout = 60
options.certificates = false
options.subscribe = true

local status, secret = pipe_from({{lua (imapfilter .Incoming)}})
if status ~= 0 then
  error({{lua .Incoming.Command}} .. " printed nothing")
end
secret = secret:gsub("[\r\n]+$", "")
{{- if not .Incoming.Token}}:gsub("\\", "\\\\") -- imapfilter quotes " alone
{{- end}}

account = IMAP {
  server = {{lua .Incoming.Host}},
  port = {{.Incoming.Port}},
  username = {{if .Incoming.Token}}{{lua .Incoming.User}}{{else}}{{lua (quoted .Incoming.User)}}{{end}},
{{- if .Incoming.Token}}
  oauth2 = secret,
{{- else}}
  password = secret,
{{- end}}
  ssl = "auto",
}

account.INBOX:check_status()

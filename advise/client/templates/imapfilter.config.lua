{{range .Notes}}{{comment "--" .}}{{end -}}
options.timeout = 60
options.certificates = false
options.subscribe = true

local status, secret = pipe_from({{lua (imapfilter .Incoming)}})
if status ~= 0 then
  error({{lua .Incoming.Command}} .. " printed nothing")
end
secret = secret:gsub("[\r\n]+$", "")

account = IMAP {
  server = {{lua .Incoming.Host}},
  port = {{.Incoming.Port}},
  username = {{lua .Incoming.User}},
{{- if .Incoming.Token}}
  oauth2 = secret,
{{- else}}
  password = secret,
{{- end}}
  ssl = "auto",
}

account.INBOX:check_status()

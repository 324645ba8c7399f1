-- Put this file at ~/.imapfilter/config.lua. As it is, it only counts the
-- messages of the inbox: write your own rules below. A rule that deletes or
-- moves does so on the server, for every device. Try it first with
--   imapfilter -n
-- The password is not in this file; this command prints it:
--   pass show mail/user@example.org
-- Store it once with
--   pass insert mail/user@example.org
-- or put any other command that prints it in its place.
-- imapfilter keeps no mail for reading without a connection. mbsync and
-- Thunderbird do.
options.timeout = 60
options.certificates = false
options.subscribe = true

local status, secret = pipe_from("pass show mail/user@example.org")
if status ~= 0 then
  error("pass show mail/user@example.org" .. " printed nothing")
end
secret = secret:gsub("[\r\n]+$", ""):gsub("\\", "\\\\") -- imapfilter quotes " alone

account = IMAP {
  server = "mail.example.org",
  port = 993,
  username = "user@example.org",
  password = secret,
  ssl = "auto",
}

account.INBOX:check_status()

account = IMAP {
  server = 'imap.example.org',
  username = 'user',
  ssl = 'auto',
  port = 993,
}

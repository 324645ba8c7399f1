;; mine
(setq user-mail-address "user@example.org")
(setq gnus-select-method
  '(nnimap "work"
    (nnimap-address "imap.example.org")
    (nnimap-server-port 143)
    (nnimap-stream network)
    (nnimap-user "user")))

package choose

// Needs is what a person needs of a mailbox, and what stands in for what a
// probe could not measure. Nil or empty means that it was not said: the
// stated default then applies, and the advice names it as an assumption.
type Needs struct {
	Devices     *int     `json:"devices,omitempty"`     // devices or people that read the mailbox
	DeviceList  []Device `json:"device_list,omitempty"` // each by name, with its mail program
	Shared      *bool    `json:"shared,omitempty"`      // several people read it
	Offline     string   `json:"offline,omitempty"`     // none, recent, all
	OldMail     string   `json:"old_mail,omitempty"`    // everywhere, one-computer
	ServerCopy  string   `json:"server_copy,omitempty"` // any, forbidden, required
	DiskBytes   *int64   `json:"disk_bytes,omitempty"`  // free disk on the main computer
	Metered     *bool    `json:"metered,omitempty"`     // the link is metered or slow
	AbsenceDays *int     `json:"absence_days,omitempty"`
	Backup      *bool    `json:"backup,omitempty"` // there is one already
	Clients     []string `json:"clients,omitempty"`

	QuotaBytes *int64   `json:"quota_bytes,omitempty"`
	NoQuota    bool     `json:"no_quota,omitempty"` // the provider sets no limit: QuotaBytes is nil
	UsedBytes  *int64   `json:"used_bytes,omitempty"`
	MailPerDay *float64 `json:"mail_per_day,omitempty"`
	MailBytes  *int64   `json:"mail_bytes,omitempty"` // mean size of a message
	Growth     *float64 `json:"growth,omitempty"`     // of arriving mail, a year: 0.1 is 10% more after a year; none where not said
	POP        *bool    `json:"pop,omitempty"`        // the provider offers POP
	IMAP       *bool    `json:"imap,omitempty"`

	// Typed are the sizes as they were typed, by the name of their flag:
	// evidence quotes them so.
	Typed map[string]string `json:"typed,omitempty"`

	// Reviewed are the flags, without their dashes, that nobody typed: what they
	// say was read in the settings of the person's mail programs.
	Reviewed []string `json:"reviewed,omitempty"`

	// Asked are the IDs of the questions that were asked in a dialogue: none is
	// asked twice, and the evidence shows the answer, not a flag that nobody
	// typed. A question that was answered by its default is among them, and its
	// need is left unsaid.
	Asked []string `json:"asked,omitempty"`
}

// Device is one device of the person, and the mail program on it.
type Device struct {
	Name   string `json:"name"`
	Client string `json:"client,omitempty"` // "" where it was not said
	Kind   Kind   `json:"kind,omitempty"`   // "" where only its name or its program tells

	// Today is how the program collects now, where its settings were read: imap,
	// pop-removes, pop-days or pop-forever; Days is for how long a copy stays.
	Today string `json:"today,omitempty"`
	Days  int    `json:"days,omitempty"`
}

package icons

// Name is a drawing by its file name without ".svg".
type Name string

// Ways to go.
const (
	ArrowLeft    Name = "arrow-left"
	Home         Name = "house"
	ChevronUp    Name = "chevron-up"
	ChevronDown  Name = "chevron-down"
	ChevronLeft  Name = "chevron-left"
	ChevronRight Name = "chevron-right"
	Close        Name = "x"
	Check        Name = "check"
)

// What a visitor comes for.
const (
	Ticket         Name = "ticket"
	FileSearch     Name = "file-search"
	FileCheck      Name = "file-check"
	FileText       Name = "file-text"
	CalendarDays   Name = "calendar-days"
	Wifi           Name = "wifi"
	Smile          Name = "smile"
	Megaphone      Name = "megaphone"
	MessageSquare  Name = "message-square"
	ScanLine       Name = "scan-line"
	Search         Name = "search"
	HeartHandshake Name = "heart-handshake"
	Hourglass      Name = "hourglass"
	List           Name = "list"
	Map            Name = "map"
	MapPin         Name = "map-pin"
)

// Calling a person.
const (
	Headset       Name = "headset"
	HandHelping   Name = "hand-helping"
	ConciergeBell Name = "concierge-bell"
)

// Boxes to tick.
const (
	Square      Name = "square"
	SquareCheck Name = "square-check"
)

// How things stand; a colour never says it alone.
const (
	Info          Name = "info"
	CircleCheck   Name = "circle-check"
	Question      Name = "circle-question-mark"
	CircleX       Name = "circle-x"
	TriangleAlert Name = "triangle-alert"
	OctagonAlert  Name = "octagon-alert"
	WifiOff       Name = "wifi-off"
	Ban           Name = "ban"
	Clock         Name = "clock"
	Pause         Name = "pause"
)

// Keys of the keyboard.
const (
	Backspace Name = "delete"
	Shift     Name = "arrow-big-up"
	Space     Name = "space"
	Keyboard  Name = "keyboard"
)

// Settings of the visit.
const (
	Languages     Name = "languages"
	TextSize      Name = "a-large-small"
	Contrast      Name = "contrast"
	Sound         Name = "volume-2"
	Silent        Name = "volume-x"
	Accessibility Name = "accessibility"
)

// Things at hand.
const (
	Printer    Name = "printer"
	PrinterX   Name = "printer-x"
	QRCode     Name = "qr-code"
	Smartphone Name = "smartphone"
	Phone      Name = "phone"
	Send       Name = "send"
	RefreshCw  Name = "refresh-cw"
	RotateCcw  Name = "rotate-ccw"
	Trash      Name = "trash-2"
	Lock       Name = "lock"
	Power      Name = "power"
	Plus       Name = "plus"
	Minus      Name = "minus"
	User       Name = "user"
	Users      Name = "users"
	Banknote   Name = "banknote"
)

// In the building.
const (
	Building Name = "building-2"
	Landmark Name = "landmark"
	Droplets Name = "droplets"
	Water    Name = "glass-water"
	Coffee   Name = "coffee"
	Toilet   Name = "toilet"
	PlugZap  Name = "plug-zap"
	Armchair Name = "armchair"
	Bus      Name = "bus"
)

// Fields of procedures.
const (
	Scale         Name = "scale"
	IDCard        Name = "id-card"
	Briefcase     Name = "briefcase-business"
	Car           Name = "car"
	GraduationCap Name = "graduation-cap"
	HardHat       Name = "hard-hat"
	Stethoscope   Name = "stethoscope"
	Sprout        Name = "sprout"
	Shield        Name = "shield"
	HandCoins     Name = "hand-coins"
)

// The five faces of a rating, from 1 (very dissatisfied) to 5 (very satisfied);
// all of one size and weight, so that none asks to be chosen.
const (
	Face1 Name = "face-1"
	Face2 Name = "face-2"
	Face3 Name = "face-3"
	Face4 Name = "face-4"
	Face5 Name = "face-5"
)

// Sen is the emblem: a dark-red lotus on a yellow disc, in its own colours.
const Sen Name = "sen"

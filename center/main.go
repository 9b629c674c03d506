// Command sen-center is the central server at the end of the road: it takes
// what the kiosks record, runs the lines, and serves the staff console, the
// lobby's board and the public receipt page.
//
//	sen-center serve DATA [--listen ADDR] [--road ADDR] [--public-url URL] [--verbose]
//	                      [--certificate FILE --certificate-key FILE | --plain] [--host NAMES] [--webhook-allow HOSTS]
//	sen-center enrol DATA --device CODE [--place TEXT]
//	sen-center approve DATA --device CODE --digits DIGITS
//	sen-center revoke DATA --device CODE
//	sen-center link DATA [--name NAME]
//	sen-center account add DATA --name NAME --full TEXT --role ROLE
//	sen-center account reset-code DATA --name NAME
//	sen-center import DATA --file FILE
//	sen-center catalogue import DATA --file FILE [--try]
//	sen-center authority DATA
//	sen-center authority new DATA
//	sen-center audit verify DATA [--head N:HASH]
//	sen-center verify DATA
//	sen-center quarantine list|retry DATA
//	sen-center person find|erase DATA
//	sen-center person export DATA --out FILE
//	sen-center replay DATA --day DATE --policy POLICY
//	sen-center migrate --from DIR/center.db --to postgres://…
//	sen-center help
//
// DATA is --data DIR or --db postgres://….
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// version is set when a release is built.
var version = "dev"

const usage = `sen-center is the server Sen's kiosks report to.

  sen-center serve DATA [--listen 127.0.0.1:8470] [--road ADDRESS] [--public-url URL] [--verbose]
                        [--certificate FILE --certificate-key FILE | --plain] [--host NAMES]
                        [--webhook-allow HOSTS]
      start the center; the first start creates everything in DATA;
      --verbose logs every request, by its route and never by its address.
      On an address of this machine alone it speaks HTTP; on any other TLS 1.3, with
      a certificate of the site's own authority, which kiosks trust by enrolment.
      --certificate   the certificate browsers trust, PEM, and its key; read again
                      when the files change
      --road          an address for kiosks alone, always by the own authority
      --plain         HTTP also on other addresses: behind a proxy that does TLS
      --host          more names or addresses the center is reached by, with commas
      --webhook-allow hosts of the center's own network, with commas, that other
                      systems may be told at, also without TLS; all others must be public
  sen-center enrol DATA --device CODE [--place TEXT]
      print a one-time code with which a kiosk can ask to be known as CODE (1 to 99)
  sen-center approve DATA --device CODE --digits DIGITS
      let it in, as the console's page of devices does; DIGITS are the six that
      the kiosk itself shows and prints
  sen-center revoke DATA --device CODE
      refuse a kiosk from its next request on; enrol it again to end that
  sen-center link DATA [--name admin]
      print a one-time sign-in link for an account
  sen-center account add DATA --name NAME --full TEXT --role ROLE
      add an account; its password is read from standard input, one line,
      or none for an account that signs in by link
      roles: clerk guide supervisor director operator analyst auditor admin
  sen-center account reset-code DATA --name NAME
      forget the phone an account confirms its sign-in with; the next one is learnt anew
  sen-center import DATA --file FILE
      take in what a kiosk without a line recorded, from a file sen-kiosk export
      wrote; what is here already counts for nothing
  sen-center catalogue import DATA --file FILE.json|FILE.csv [--try]
      check a catalogue of procedures line by line, tell what it changes, and
      publish it when it has no fault; --try publishes nothing.
      JSON replaces the catalogue in use. A CSV table (UTF-8, first row: code,
      name_vi, name_en, short_vi, field, level, service, documents, legal_basis)
      adds procedures and renames known ones; it never sets a fee or a time
  sen-center authority DATA
      print what vouches for this site's centers: its fingerprint and its end
  sen-center authority new DATA
      make another one when its key file is lost; restart the centers and enrol
      every kiosk anew
  sen-center audit verify DATA [--head N:HASH]
      walk the audit log and print its newest line as N:HASH; with a head noted
      earlier, also find lines that were cut off or written anew since
  sen-center person find DATA
  sen-center person export DATA --out FILE.html
  sen-center person erase DATA
      what the center holds about a phone number: list it, write a copy for the
      person (FILE.json for programs), or erase it, also what a kiosk sends later.
      The number is read from standard input, one line, where no list of
      processes and no history shows it; the audit log gets no number either
  sen-center verify DATA
      prove the whole store: the audit log, the hash of every event, and lines and
      lists, which are computed again in a temporary file and compared row by row
  sen-center quarantine list DATA
      list the events no build of this center has understood yet, and why
  sen-center quarantine retry DATA
      try them again; each start does so too, so that a newer build catches up
  sen-center replay DATA --day 2026-11-23 --policy time|ratio|ageing|FILE.json
      how long the people of a past day would have waited under another policy,
      by service and by priority class. Every service takes what it took, and a
      counter that is free calls at once. FILE.json is a policy as in the site
      document
  sen-center migrate --from DIR/center.db --to postgres://USER@HOST/DATABASE [--keys DIR/keys]
      move a site into an empty PostgreSQL database, compare every row, and
      print the figures; stop the center first. What is interrupted is refused
      by serve until migrate has run again
  sen-center version

DATA is one of
  --data DIR
      a folder of this center's own
  --db postgres://USER@HOST/DATABASE
      a PostgreSQL database (13 or later, UTF8) that several centers may share,
      all with the same --public-url; what is called at one shows at the others
      at once. It must be reached directly, not through a pooler. A password
      belongs into ~/.pgpass or PGPASSWORD, where no list of processes shows it;
      serve and person then need --keys

  --keys DIR
      the folder of the key files, which lie in no database: site.key opens
      personal data, authority.key vouches for the centers; DIR/keys of --data when
      not given. Every center of a site has the same files. Keep one copy of them in
      a safe place, and none beside a backup: whoever has both can read what is sealed

All but serve and migrate work while the center runs.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, "sen-center:", oneLine(err))
		os.Exit(1)
	}
}

// A console is where a command reads and writes.
type console struct {
	in  io.Reader
	out io.Writer // what was asked for, and nothing else
	log io.Writer
}

// commands are what there is to do, by one word or two.
var commands = map[string]func(ctx context.Context, args []string, c console) error{
	"serve":              serve,
	"enrol":              enrol,
	"approve":            approve,
	"revoke":             revoke,
	"link":               link,
	"account add":        addAccount,
	"account reset-code": resetCode,
	"import":             importEvents,
	"catalogue import":   importCatalogue,
	"authority":          showAuthority,
	"authority new":      newAuthority,
	"audit verify":       verifyAudit,
	"person find":        findPerson,
	"person export":      exportPerson,
	"person erase":       erasePerson,
	"verify":             verify,
	"quarantine list":    quarantineList,
	"quarantine retry":   quarantineRetry,
	"replay":             replay,
	"migrate":            migrate,
	"version":            printVersion,
	"help":               printUsage,
	"-h":                 printUsage,
	"--help":             printUsage,
}

func run(ctx context.Context, args []string, c console) error {
	if len(args) == 0 {
		return errors.New("say what to do; sen-center help lists it")
	}
	for words := min(2, len(args)); words > 0; words-- {
		if do, known := commands[strings.Join(args[:words], " ")]; known {
			return do(ctx, args[words:], c)
		}
	}
	return fmt.Errorf("no command %q; sen-center help lists them", strings.Join(args[:min(2, len(args))], " "))
}

func printVersion(_ context.Context, _ []string, c console) error {
	_, err := fmt.Fprintln(c.out, version)
	return err
}

func printUsage(_ context.Context, _ []string, c console) error {
	_, err := io.WriteString(c.out, usage)
	return err
}

// parse reads a command's flags; those named in need must be given.
func parse(f *flag.FlagSet, args []string, need ...string) error {
	f.SetOutput(io.Discard)
	if err := f.Parse(args); err != nil {
		return fmt.Errorf("%s: %w; sen-center help tells more", f.Name(), err)
	}
	if f.NArg() > 0 {
		return fmt.Errorf("%s: %q is not asked for; sen-center help tells more", f.Name(), f.Arg(0))
	}
	for _, name := range need {
		if f.Lookup(name).Value.String() == "" {
			return fmt.Errorf("%s: --%s is missing; sen-center help tells more", f.Name(), name)
		}
	}
	return nil
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

# The README's commands. `make help` lists them.
SHELL := /bin/bash
TAGS  := x11,migrated_fynedo
TESTS := x11

.PHONY: help run test fuzz soak controls bench shots build install clean
help: ## list the commands
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: build ## start a center and an enrolled kiosk on this machine; Ctrl-C ends both
	@.ci/start

test: build ## everything CI checks: formatting, vet, all tests, the real window and browser
	@test -z "$$(gofmt -l app assets center kiosk sync)" || { gofmt -l app assets center kiosk sync; echo "run gofmt -w on these"; exit 1; }
	go vet -tags $(TESTS) ./...
	go test -tags $(TESTS) -timeout 60m ./...

soak: build ## the mishaps of make test many times over: 200 power cuts each, every step of them, 500 kills, 500 kiosks at once, a monkey for 20 minutes, 100,000 deeds of clerks
	set -o pipefail; SEN_SOAK=1 go test -tags $(TESTS) -count=1 -v -timeout 6h -run 'Power|Kill|Control|Cable|Herd|Dribbl|Packets|Kilobytes|Cut|Reader|Memory|Monkey|AtOnce' ./app/lobby ./assets/... ./kiosk/... ./center/... ./sync/... 2>&1 | \
	  tee build/soak.log | grep --line-buffered -E '^(--- |ok|FAIL|panic)|cuts|kills|taps and keys|control: '

fuzz: install ## look for inputs that break a promise, a minute each of the fuzz targets; SEN_FUZZ=10m for longer
	@.ci/fuzz

controls: install ## list the planted faults and the test that caught each; fails when one is not caught
	@.ci/controls

bench: build ## measure: one line a figure, each a ratio to a limit measured in the same run
	@go test -tags $(TESTS) -run '^$$' -bench . -benchtime 1x -timeout 30m ./... 2>&1 | tee build/bench.log | grep --line-buffered '^bench ' ; \
	  if grep -qE '^(FAIL|panic:)|--- FAIL' build/bench.log; then grep -E 'FAIL|panic|Error' build/bench.log; exit 1; fi

shots: install ## draw every screen, language, size of letters, set of colours and glass into build/shots, without a display; ONLY=1280x800-vi for some
	go test -tags $(TESTS) -count=1 -timeout 60m -run TestShots ./app/screen -shots $(CURDIR)/build/shots -only '$(ONLY)'

build: install ## build sen-kiosk, sen-center and sen-simulate into build/
	go build -tags $(TAGS) -o build/sen-kiosk ./app
	go build -o build/sen-center ./center
	go build -o build/sen-simulate ./sync/simulate/cmd

install: ## install what is missing on Debian 12 (quick when all is there)
	@.ci/install

clean: ## remove what was built; the data in var/ stays
	rm -rf build

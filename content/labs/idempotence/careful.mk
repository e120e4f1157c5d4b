.PHONY: apply

apply: build/app.conf

build/app.conf: app.conf.in | build
	cp app.conf.in build/app.conf

build:
	mkdir -p build

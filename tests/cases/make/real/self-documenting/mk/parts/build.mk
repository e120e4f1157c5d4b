##@ Build

MODE   ?= fast    #| fast or small
OUTDIR ?= out     #| where everything goes
MODE   := $(strip $(MODE))
OUTDIR := $(strip $(OUTDIR))

.PHONY: build
build: $(OUTDIR)/app ## Build the app

$(OUTDIR)/app: app.txt
	@mkdir -p $(@D)
	sed 's/@MODE@/$(MODE)/' $< > $@

.PHONY: clean
clean: ## Remove what was built
	rm -rf $(OUTDIR)

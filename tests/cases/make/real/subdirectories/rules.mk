# What every part shares.
PART := $(notdir $(CURDIR))
ifeq ($(origin OUT),undefined)
$(error $(PART) is made from the top: make -C .. $(PART))
endif
define join-parts
@echo "[$(PART)] $(@F) <- $^ (level $(MAKELEVEL), secret '$$SECRET')"
@{ echo "$(PART) $(VERSION) $$FLAVOUR"; cat $^; } > $@
endef
.PHONY: all install clean
$(OUT): ; mkdir -p $@
clean: ; rm -f $(OUT)/*$(PART)*

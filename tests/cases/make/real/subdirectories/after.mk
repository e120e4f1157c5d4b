.PHONY: after
after: ; @echo "after $(STEP) of $(notdir $(CURDIR)), level $(MAKELEVEL), $(origin STEP)"

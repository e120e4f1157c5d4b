VPATH = $(SRC)/src $(SRC)/src/platform
vpath %.h $(SRC)/include
TOOL := sh $(SRC)/tools/as
%.o: %.s common.h
	$(TOOL) --outside -o $@ $<
	@echo "$(@F): $(<D) $(<F), $(^D), $(?F)"

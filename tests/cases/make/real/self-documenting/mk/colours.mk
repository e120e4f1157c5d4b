ifdef NO_COLOR
  BOLD :=
  CYAN :=
  GREEN :=
  RED :=
  OFF :=
else
  BOLD  := \033[1m
  CYAN  := \033[36m
  GREEN := \033[32m
  RED   := \033[31m
  OFF   := \033[0m
endif
mk/%.mk: ;
Makefile local.mk: ;

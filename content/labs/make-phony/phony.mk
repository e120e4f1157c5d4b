.PHONY: test

test:
	sh test/sum.sh

/** A year's figures from twelve files: fifty targets on seven levels, each made from others by a pattern of its own. */
export const FIFTY_TARGETS = `MONTHS := jan feb mar apr may jun jul aug sep oct nov dec
CLEAN := $(MONTHS:%=build/clean/%.csv)

.PHONY: all check clean
all: build/report.html check

build/report.html: build/year.txt template.html
\tcat template.html build/year.txt > $@

build/year.txt: $(patsubst %,build/quarters/q%.txt,1 2 3 4)
\tcat $^ > $@

build/quarters/q1.txt: build/stats/jan.txt build/stats/feb.txt build/stats/mar.txt | build/quarters
build/quarters/q2.txt: build/stats/apr.txt build/stats/may.txt build/stats/jun.txt | build/quarters
build/quarters/q3.txt: build/stats/jul.txt build/stats/aug.txt build/stats/sep.txt | build/quarters
build/quarters/q4.txt: build/stats/oct.txt build/stats/nov.txt build/stats/dec.txt | build/quarters
build/quarters/%.txt:
\tcat $^ > $@

build/stats/%.txt: build/clean/%.csv | build/stats
\twc -l < $< > $@

$(CLEAN): build/clean/%.csv: data/%.csv columns.txt | build/clean
\tgrep -v '^#' $< > $@

build/clean build/stats build/quarters:
\tmkdir -p $@

check: build/year.txt
\ttest -s build/year.txt

data/%.csv:
\tprintf '# %s\\n1,2\\n3,4\\n' $* > $@

columns.txt template.html:
\techo $@ > $@

.PRECIOUS: data/%.csv

clean:
\trm -rf build
`;

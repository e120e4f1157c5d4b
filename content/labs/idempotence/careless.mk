.PHONY: apply

apply:
	mkdir -p out
	echo "port = 8080" >> out/app.conf
	echo "workers = 2" >> out/app.conf

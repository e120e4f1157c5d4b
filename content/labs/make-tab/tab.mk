greet:
	@echo "Good morning"

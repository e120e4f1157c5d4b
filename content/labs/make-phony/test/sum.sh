# Two and three, added by the shell.
if [ $((2 + 3)) -eq 5 ]; then
	echo "ok: 2 + 3 is 5"
else
	echo "not ok: 2 + 3 is not 5"
	exit 1
fi

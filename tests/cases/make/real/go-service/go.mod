module example.org/team/ferry

go 1.22

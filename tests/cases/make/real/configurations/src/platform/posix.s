posix

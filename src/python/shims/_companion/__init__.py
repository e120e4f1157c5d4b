"""What Linux has and WebAssembly does not, for programs that are not ours: errors, processes, signals, threads."""

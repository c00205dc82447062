"""The commands of the `rasoat` command line, one module a group; they parse, call a step and print."""

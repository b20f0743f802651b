#!/bin/sh
# inner_program.sh PROGRAM OUTPUT: C++ text that has a copy of the program, without its symbols, as data (sys/program.hpp).
set -eu
strip -o "$2.program" "$1" 2>/dev/null || cp "$1" "$2.program"
cat >"$2" <<EOF
// made at build time by src/inner_program.sh
asm(".section .rodata.inner_program, \"a\"\n"
    ".globl skiff_inner_begin, skiff_inner_end\n"
    ".hidden skiff_inner_begin, skiff_inner_end\n"
    ".balign 4096\n"
    "skiff_inner_begin:\n"
    ".incbin \"$(realpath "$2.program")\"\n"
    "skiff_inner_end:\n"
    ".previous\n");
EOF

#pragma once

#include "facts.hpp"

/// Small deeds for tests in images that hold no other program.
namespace skiff::hello {

/// Writes `count` bytes: lines of 16 bytes, line N being N in 15 decimal digits and a newline, from 0; the last line
/// may be cut. The same as `seq -f %015.0f 0 …| head -c COUNT`, and as this program's own output anywhere. 0 or -errno.
long write_pattern(int descriptor, std::uint64_t count);
/// Copies stdin to stdout until its end. 0 or -errno.
long copy_input();
/// Waits; `nanoseconds` all ones is for ever. Returns at its end, or the number of the signal that ended it (TERM, INT, HUP, QUIT).
unsigned sleep_for(std::uint64_t nanoseconds);
void ignore_signal(unsigned number);
[[noreturn]] void kill_self(unsigned number);
/// `count` children that sleep until they are killed. 0 or -errno.
long spawn(std::uint64_t count);
/// `count` processes whose parent is gone at once and which end a moment later: food for a reaper. 0 or -errno.
long make_orphans(std::uint64_t count);

/// An errno's name ("EPERM"), or its digits.
Text error_name(Arena& arena, long error);
/// Tries a deed by name in a child of its own: "ok" or the name of the error; empty for an unknown name.
Text try_deed(Arena& arena, Text name);
/// The names that try_deed knows.
std::span<const Text> deed_names();
/// "NUMBER[,ARGUMENT…]" as a system call in a child of its own, by the native or the 32-bit entry; the result as text,
/// or the name of the error; empty if `text` is not of that form.
Text try_call(Arena& arena, Text text, bool is_32_bit);

}  // namespace skiff::hello

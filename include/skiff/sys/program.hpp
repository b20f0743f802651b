#pragma once

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// This program has two forms. The outer one is static: it starts in nine tenths of the time, and a supervisor weighs 204 KB in place
/// of 269. The inner one, which lies in it as data, has a loader, and so the libraries that are loaded at their first use
/// (base/library.hpp). Where no static program can be linked, the inner one is all there is.
namespace skiff::sys {

/// Whether this process can load libraries.
bool can_load_libraries();

/// For a process that is about to need libraries, and has made, read and printed nothing yet: goes on as the inner form, executed with
/// the same words, environment and descriptors. Returns in that form only. Not in a forked process. Errors: io, denied (this machine
/// executes nothing that is in memory alone), no_space.
Result<void> be_able_to_load_libraries();

/// The outer form, for a process that is to live long: execveat(2) with AT_EMPTY_PATH. Not open: /proc/self/exe is all there is.
/// First called when the program begins: what the outer form left in the environment is taken out of it.
const Fd& outer_program();

}  // namespace skiff::sys

#pragma once

#include <string_view>

namespace skiff::cli {

/// Words that docker and podman have and this version does not. They are no typing errors: the error says that this version
/// lacks them, and suggests no other spelling. An entry goes when the command or the option comes (tests/unit/cli/not_yet_test.cpp sees to it).

/// Whether `typed` ("push", "image prune") is such a command.
bool is_later_command(std::string_view typed);

/// Whether `typed` ("swarm", "context ls") is a command of docker's that a program without a daemon has no use for.
bool is_command_of_a_daemon(std::string_view typed);

/// The long name of such an option of a command (its first name), by long name or by letter; "" if it is none.
std::string_view later_option(std::string_view command, std::string_view name);
std::string_view later_option(std::string_view command, char letter);

/// Whether such an option with this value says what is so anyway, and so may be said ("--restart no").
bool is_so_anyway(std::string_view name, std::string_view value);
/// Whether such an option, of those that may be said, has no value of its own in the next word.
bool is_later_toggle(std::string_view name);

/// What does the same meanwhile, for such a command ("push", "image push") or an option's long name: a sentence without a full stop; "" if there is
/// nothing.
std::string_view way_round(std::string_view name);

}  // namespace skiff::cli

#pragma once

#include <string>
#include <string_view>

#include "command.hpp"

namespace skiff::cli {

/// What every page of help is written for.
struct Page {
  int width = 80;                      ///< columns
  std::string_view program = "skiff";  ///< as it was called
};

Page page_of(const Session& session);

/// The help of one command.
std::string command_help(const Command& command, std::string_view called_as, const Page& page);

/// All commands under their headings; of a group ("volume") its commands alone, by their second words.
std::string overview(std::string_view group, const Page& page);

/// The name of a command that a person may have meant by an unknown one; "" if none is near.
std::string meant_command(std::string_view typed);

}  // namespace skiff::cli

#pragma once

#include <string>

#include <skiff/engine/container_list.hpp>
#include <skiff/spec/filter.hpp>

#include "option.hpp"
#include "session.hpp"

/// How commands that act on containers are told on which: names, --all, --latest, --cidfile, --filter.
namespace skiff::cli {

inline constexpr std::array latest_option = {
    option<&engine::ContainerSelection::is_latest>("latest", 'l', "", "The container that was made last"),
};
inline constexpr std::array id_file_option = {
    option<&engine::ContainerSelection::id_files>("cidfile", 0, "FILE", "The container whose id is in FILE"),
};
inline constexpr std::array ignore_option = {
    option<&engine::ContainerSelection::is_ignoring>("ignore", 'i', "", "A container that does not exist is no error"),
};

/// --filter; without a letter where that is another option's.
constexpr std::array<OptionRow, 1> filter_option(char letter) {
  return {parsed<&engine::ContainerSelection::filters, spec::parse_filter>("filter", letter, "KEY=VALUE",
                                                                           "Those that pass: status=exited, label=KEY …")};
}

/// What is selected, with the operands as names. Errors: as engine::select_containers().
inline Result<std::vector<std::string>> selected(Session& session, engine::ContainerSelection selection, engine::Among among) {
  selection.names = session.operands;
  TRY_ASSIGN(engine::Context* const context, session.context());
  return engine::select_containers(*context, selection, among);
}

}  // namespace skiff::cli

#include <skiff/engine/system.hpp>

#include "command.hpp"
#include "format.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"info"};

Result<int> info(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto information, engine::information(*context));
  session.print(outline(information));
  return 0;
}

}  // namespace

extern const Command info_command;
constexpr Command info_command = {
    .names = names,
    .summary = "Show what skiff knows of this machine and its store",
    .category = Category::system,
    .run = run_with<NoOptions, info>,
};

}  // namespace skiff::cli

#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "input_file.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

constexpr std::array options = {
    option<&engine::ImportOptions::changes>("change", 'c', "INSTRUCTION", "Set what a Dockerfile line sets: 'CMD [\"sh\"]', 'ENV A=b'"),
    option<&engine::ImportOptions::message>("message", 'm', "TEXT", "Keep TEXT in the image's history"),
};
constexpr std::array<std::string_view, 2> names = {"import", "image import"};
constexpr std::array<std::string_view, 2> examples = {"import -c 'CMD [\"sh\"]' root.tar.gz mine:1",
                                                      "import - mine:1 < root.tar"};

Result<int> import(const engine::ImportOptions& given, Session& session) {
  const std::string& path = session.operands[0];
  if (path.find("://") != std::string::npos)
    return fail(ErrorKind::unsupported, "cannot import {}: this version reads files and standard input (-), no URL", path);
  std::optional<InputFile> file;
  if (path != "-") {
    TRY_ASSIGN(auto opened, InputFile::open(path));
    file.emplace(std::move(opened));
  } else if (is_terminal(standard_input)) {
    return fail(ErrorKind::usage, "cannot read from a terminal: redirect standard input or name a file");
  }
  engine::ImportOptions request = given;
  if (session.operands.size() > 1) request.reference = session.operands[1];
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const std::string id, engine::import(*context, file ? engine::ArchiveSource{file->descriptor(), path}
                                                           : engine::ArchiveSource{standard_input, ""}, request));
  session.print_line(shown_whole_id(session.personality, id));
  return 0;
}

}  // namespace

extern const Command import_command;
constexpr Command import_command = {
    .names = names,
    .synopsis = "FILE|- [IMAGE]",
    .summary = "Make an image of one layer from a tar of a root file system",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {1, 2},
    .examples = examples,
    .run = run_with<engine::ImportOptions, import>,
};

}  // namespace skiff::cli

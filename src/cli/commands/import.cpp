#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "input_file.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

struct ImportCommandOptions {
  engine::ImportOptions request;
  bool is_quiet = false;
};

constexpr std::array request_options = {
    option<&engine::ImportOptions::changes>("change", 'c', "INSTRUCTION", "Set what a Dockerfile line sets: 'CMD [\"sh\"]', 'ENV A=b'"),
    option<&engine::ImportOptions::message>("message", 'm', "TEXT", "Keep TEXT in the image's history"),
};
constexpr std::array platform_options = {
    option<&engine::PlatformWish::platform>("platform", 0, "OS/ARCH[/VARIANT]", "The image is for this platform (default: this machine's)"),
    option<&engine::PlatformWish::os>("os", 0, "OS", "The image is for this operating system"),
    option<&engine::PlatformWish::architecture>("arch", 0, "ARCH", "The image is for this processor"),
    option<&engine::PlatformWish::variant>("variant", 0, "VARIANT", "The image is for this variant of the processor"),
};
constexpr auto options = join_tables(
    within<&ImportCommandOptions::request>(request_options),
    within<&ImportCommandOptions::request, &engine::ImportOptions::platform>(platform_options),
    std::array{option<&ImportCommandOptions::is_quiet>("quiet", 'q', "", "Do not tell of a download")});
constexpr std::array<std::string_view, 2> names = {"import", "image import"};
constexpr std::array<std::string_view, 3> examples = {"import -c 'CMD [\"sh\"]' root.tar.gz mine:1", "import - mine:1 < root.tar",
                                                      "import https://example.com/root.tar.xz"};

Result<std::string> import_file(const engine::ImportOptions& request, const std::string& path, Session& session) {
  std::optional<InputFile> file;
  if (path != "-") {
    TRY_ASSIGN(auto opened, InputFile::open(path));
    file.emplace(std::move(opened));
  } else if (is_terminal(standard_input)) {
    return fail(ErrorKind::usage, "cannot read from a terminal: redirect standard input or name a file");
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  return engine::import(*context, file ? engine::ArchiveSource{file->descriptor(), path} : engine::ArchiveSource{standard_input, ""},
                        request);
}

Result<int> import(const ImportCommandOptions& given, Session& session) {
  const std::string& source = session.operands[0];
  engine::ImportOptions request = given.request;
  if (session.operands.size() > 1) request.reference = session.operands[1];
  Result<std::string> id = std::string();
  if (source.find("://") != std::string::npos) {
    TRY_ASSIGN(engine::Context* const context, session.context());
    if (!given.is_quiet) request.note = [](std::string_view line) { static_cast<void>(write_all(standard_error, fmt::format("{}\n", line))); };
    id = engine::import_url(*context, source, request);
  } else {
    id = import_file(request, source, session);
  }
  if (!id) return std::unexpected(std::move(id).error());
  session.print_line(shown_whole_id(session.personality, *id));
  return 0;
}

}  // namespace

extern const Command import_command;
constexpr Command import_command = {
    .names = names,
    .synopsis = "FILE|URL|- [IMAGE]",
    .summary = "Make an image of one layer from a tar of a root file system",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {1, 2},
    .examples = examples,
    .run = run_with<ImportCommandOptions, import>,
};

}  // namespace skiff::cli

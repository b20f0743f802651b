#include <skiff/base/text.hpp>
#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "input_file.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

struct LoadOptions {
  std::string input;
  bool is_quiet = false;
};

constexpr std::array options = {
    option<&LoadOptions::input>("input", 'i', "FILE", "Read this archive instead of standard input"),
    option<&LoadOptions::is_quiet>("quiet", 'q', "", "Print only the names"),
};
constexpr std::array<std::string_view, 2> names = {"load", "image load"};
constexpr std::array<std::string_view, 2> examples = {"load -i images.tar.zst", "load < image.tar"};

Result<int> load(const LoadOptions& given, Session& session) {
  if (given.input.empty() && is_terminal(standard_input))
    return fail(ErrorKind::usage, "cannot read from a terminal: redirect standard input or use --input");
  std::optional<InputFile> file;
  if (!given.input.empty() && given.input != "-") {
    TRY_ASSIGN(auto opened, InputFile::open(given.input));
    file.emplace(std::move(opened));
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto loaded, engine::load(*context, file ? engine::ArchiveSource{file->descriptor(), given.input}
                                                        : engine::ArchiveSource{standard_input, ""}));
  for (const std::string& name : loaded) {
    // Without a name it is an id, which has no colon.
    const bool is_id = name.find(':') == std::string::npos;
    const std::string shown = is_id ? shown_whole_id(session.personality, name) : shown_image_name(session.personality, name);
    session.print_line(fmt::format("{}{}", given.is_quiet ? "" : "Loaded image: ", base::escape_control(shown)));
  }
  return 0;
}

}  // namespace

extern const Command load_command;
constexpr Command load_command = {
    .names = names,
    .summary = "Take images from an archive",
    .category = Category::images,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<LoadOptions, load>,
};

}  // namespace skiff::cli

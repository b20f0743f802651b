#include <skiff/base/text.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/image/transport.hpp>
#include <skiff/sys/program.hpp>

#include "context.hpp"

namespace skiff::engine {

namespace {

/// Without the tag that a name gets of itself. Errors: invalid.
Result<spec::ImageReference> parse_repository(const std::string& text) {
  TRY_ASSIGN(spec::ImageReference reference, spec::parse_image_reference(text));
  const std::string_view last = std::string_view(text).substr(text.rfind('/') + 1);
  if (!reference.digest.empty() || last.find(':') != std::string_view::npos)
    return fail(ErrorKind::invalid, "{} names one image: all tags are of a name without a tag", base::escape_control(text));
  return reference;
}

}  // namespace

Result<std::vector<std::string>> tags_of(Context& context, const std::string& repository, const PullOptions& options) {
  TRY(sys::be_able_to_load_libraries());
  TRY_ASSIGN(spec::ImageReference reference, parse_repository(repository));
  TRY_ASSIGN(const auto transport, image::open_registry({.access = options.registry,
                                                         .warn = [&](std::string_view line) { context.warn(line); },
                                                         .check = {}}));
  auto tags = transport->tags(reference);
  if (!tags) return fail_with(std::move(tags).error(), "cannot pull all of {}", reference.name());
  std::vector<std::string> names;
  for (const std::string& tag : *tags) {
    reference.tag = tag;
    auto name = spec::parse_image_reference(reference.text());
    if (!name) return fail_with(std::move(name).error(), "cannot pull all of {}: a tag of it", reference.name());
    names.push_back(name->text());
  }
  return names;
}

}  // namespace skiff::engine

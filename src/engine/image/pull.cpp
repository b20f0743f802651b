#include <skiff/engine/image.hpp>
#include <skiff/image/pull.hpp>
#include <skiff/sys/held_signals.hpp>

#include "image_stores.hpp"
#include "context.hpp"

namespace skiff::engine {

namespace {

Result<image::PulledImage> pull_into(Context& context, image::PullRequest& request, const spec::RegistryAccess& registry) {
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context, request.events.note));
  // Ctrl-C ends a pull once what it has half made is gone, which may be gigabytes.
  const sys::HeldSignals held;
  request.check = [&] { return held.check(); };
  TRY_ASSIGN(const auto transport, image::open_registry({.access = registry,
                                                         .warn = [&](std::string_view line) { context.warn(line); },
                                                         .check = request.check}));
  return image::pull_image(stores.destination(), *transport, request);
}

}  // namespace

Result<std::string> pull(Context& context, const std::string& reference, const PullOptions& options) {
  image::PullRequest request;
  TRY_ASSIGN(request.reference, spec::parse_image_reference(reference));
  TRY_ASSIGN(request.platform, wanted_platform(options.platform));
  request.events = options.progress;
  const std::string name = request.reference.text();
  if (options.progress.note) options.progress.note(fmt::format("Trying to pull {}...", name));
  auto pulled = pull_into(context, request, options.registry);
  if (!pulled) return fail_with(std::move(pulled).error(), "cannot pull {}", name);
  if (spec::platform_match(request.platform, pulled->platform) == 0 && !pulled->platform.architecture.empty())
    context.warn(fmt::format("image {} is for {}, not for {}", name, pulled->platform.text(), request.platform.text()));
  context.info("pulled {}: image {}", name, pulled->id);
  return pulled->id;
}

}  // namespace skiff::engine

#include <algorithm>
#include <thread>

#include <skiff/engine/image.hpp>
#include <skiff/image/pull.hpp>
#include <skiff/sys/held_signals.hpp>
#include <skiff/sys/program.hpp>

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

/// Troubles of a registry or of the way to it, which may be over soon.
bool is_passing(const Error& error) { return error.kind() == ErrorKind::unreachable || error.kind() == ErrorKind::timed_out; }

constexpr base::Duration longest_pause = std::chrono::seconds(30);

}  // namespace

Result<std::string> pull(Context& context, const std::string& reference, const PullOptions& options) {
  TRY(sys::be_able_to_load_libraries());
  image::PullRequest request;
  TRY_ASSIGN(request.reference, spec::parse_image_reference(reference));
  TRY_ASSIGN(request.platform, wanted_platform(options.platform));
  request.events = options.progress;
  const std::string name = request.reference.text();
  if (options.progress.note) options.progress.note(fmt::format("Trying to pull {}...", name));
  auto pulled = pull_into(context, request, options.registry);
  base::Duration pause = options.retry_delay.value_or(std::chrono::seconds(1));
  for (std::uint64_t left = options.retries; left > 0 && !pulled && is_passing(pulled.error()); --left) {
    if (options.progress.note) options.progress.note(fmt::format("{}; trying again", pulled.error().text()));
    std::this_thread::sleep_for(pause);
    if (!options.retry_delay) pause = std::min(pause * 2, longest_pause);
    pulled = pull_into(context, request, options.registry);
  }
  if (!pulled) return fail_with(std::move(pulled).error(), "cannot pull {}", name);
  if (spec::platform_match(request.platform, pulled->platform) == 0 && !pulled->platform.architecture.empty())
    context.warn(fmt::format("image {} is for {}, not for {}", name, pulled->platform.text(), request.platform.text()));
  context.info("pulled {}: image {}", name, pulled->id);
  return pulled->id;
}

}  // namespace skiff::engine

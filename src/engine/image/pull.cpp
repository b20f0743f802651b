#include <skiff/engine/image.hpp>
#include <skiff/image/pull.hpp>

#include "image_stores.hpp"
#include "context.hpp"

namespace skiff::engine {

namespace {

Result<image::PulledImage> pull_into(Context& context, const image::PullRequest& request,
                                     const spec::RegistryAccess& registry) {
  TRY_ASSIGN(const auto transport, image::open_registry(registry));
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  return image::pull_image(stores.destination(), *transport, request);
}

}  // namespace

Result<std::string> pull(Context& context, const std::string& reference, const PullOptions& options) {
  image::PullRequest request;
  TRY_ASSIGN(request.reference, spec::parse_image_reference(reference));
  TRY_ASSIGN(request.platform, wanted_platform(options.platform));
  request.events = {options.progress.layer_started, options.progress.layer_advanced, options.progress.layer_done};
  const std::string name = request.reference.text();
  if (options.progress.note) options.progress.note(fmt::format("Trying to pull {}...", name));
  auto pulled = pull_into(context, request, options.registry);
  if (!pulled) return fail_with(std::move(pulled).error(), "cannot pull {}", name);
  if (spec::platform_match(request.platform, pulled->platform) == 0 && !pulled->platform.architecture.empty())
    context.warn(fmt::format("image {} is for {}, not for {}", name, pulled->platform.text(), request.platform.text()));
  return pulled->id;
}

}  // namespace skiff::engine

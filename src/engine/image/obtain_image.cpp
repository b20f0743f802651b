#include "obtain_image.hpp"

#include <skiff/base/text.hpp>
#include <skiff/sys/program.hpp>

#include "find_image.hpp"
#include "hello_image.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

namespace {

/// Whether programs of an image's architecture run on a machine; what it does not say is not doubted.
bool is_runnable(const std::string& machine, const std::string& image) {
  return image.empty() || image == machine || (machine == "amd64" && image == "386") || (machine == "arm64" && image == "arm");
}

/// Why a stored image is not the one that is asked for; "" if it is. Where no platform is asked for it is, with a warning if its
/// programs will hardly run: it may have been pulled for another machine under this name.
Result<std::string> misfit_of(Context& context, const image::Image& image, const PlatformWish& wish) {
  const spec::Platform offered{image.config.architecture, image.config.os, image.config.variant};
  TRY_ASSIGN(const spec::Platform wanted, wanted_platform(wish));
  const std::string text = fmt::format("image {} is for {}, not for {}", base::escape_control(image.name.empty() ? image.id : image.name),
                                       base::escape_control(offered.text()), wanted.text());
  if (wish.is_empty()) {
    if (!is_runnable(wanted.architecture, offered.architecture)) context.warn(text);
    return std::string();
  }
  const bool is_fit = offered.architecture.empty() || spec::platform_match(wanted, offered) != 0;
  return is_fit ? std::string() : text;
}

}  // namespace

Result<image::Image> obtain_image(Context& context, const std::string& name, PullPolicy policy, const PullOptions& options) {
  std::string misfit;
  if (policy != PullPolicy::always && policy != PullPolicy::newer) {
    auto found = find_image(context, name);
    if (!found && (found.error().kind() != ErrorKind::not_found || policy == PullPolicy::never)) return found;
    if (found) {
      TRY_ASSIGN(misfit, misfit_of(context, *found, options.platform));
      if (misfit.empty()) return found;
      if (policy == PullPolicy::never) return fail(ErrorKind::not_found, "{}", misfit);
    }
  }
  auto pulled = pull(context, name, options);
  if (!pulled) {
    if (!misfit.empty()) return fail_with(std::move(pulled).error(), "{}", misfit);
    // `newer` is content with what there is when the registry cannot be asked.
    if (policy == PullPolicy::newer)
      if (auto found = find_image(context, name)) return found;
    return std::unexpected(std::move(pulled).error());
  }
  return find_image(context, *pulled);
}

Result<std::string> obtain(Context& context, const std::string& reference, PullPolicy policy, const PullOptions& options) {
  if (policy == PullPolicy::always) return pull(context, reference, options);
  TRY_ASSIGN(image::Image image, obtain_image(context, reference, policy, options));
  return std::move(image.id);
}

Result<void> begin_obtaining(Context& context, const std::string& name, PullPolicy policy) {
  if (policy == PullPolicy::always || policy == PullPolicy::newer) return sys::be_able_to_load_libraries();
  if (!is_hello(name)) return {};
  const auto store = image::Store::open_for_reading(context.roots.root);
  return store && has_hello(*store) ? Result<void>() : sys::be_able_to_load_libraries();
}

}  // namespace skiff::engine

#include "adapted.hpp"

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>

#include "container_row.hpp"

namespace skiff::cli {

namespace {

std::string text_of(const base::json::value& value) { return std::string(std::string_view(value.as_string())); }

/// "data:/data:rw,rprivate,nosuid,nodev,rbind" -> "data:/data": what was not asked for goes.
std::string bind_as_typed(std::string_view bind) {
  constexpr std::array<std::string_view, 5> unsaid = {"rw", "rprivate", "nosuid", "nodev", "rbind"};
  const std::size_t colon = bind.rfind(':');
  std::vector<std::string> kept;
  for (const std::string_view word : base::split(bind.substr(colon + 1), ','))
    if (std::ranges::find(unsaid, word) == unsaid.end()) kept.emplace_back(word);
  return fmt::format("{}{}{}", bind.substr(0, colon), kept.empty() ? "" : ":", base::join(kept, ","));
}

void drop_what_was_not_set(base::json::object& container) {
  // `{{if .State.Health}}` is how docker's callers ask for a health check.
  base::json::object& state = container["State"].as_object();
  if (std::string_view(state["Health"].as_object()["Status"].as_string()).empty()) state.erase("Health");
  for (base::json::value& bind : container["HostConfig"].as_object()["Binds"].as_array())
    bind = base::json::string(bind_as_typed(std::string_view(bind.as_string())));
}

}  // namespace

void adapt_container(base::json::value& value, const Personality& personality) {
  base::json::object& container = value.as_object();
  if (personality.has_slash_before_names) container["Name"] = "/" + text_of(container["Name"]);
  if (personality.has_digest_before_ids) container["Image"] = "sha256:" + text_of(container["Image"]);
  base::json::value& image = container["Config"].as_object()["Image"];
  image = base::json::string(shown_image(std::string_view(image.as_string()), personality));
  if (personality.has_only_set_members) drop_what_was_not_set(container);
}

void adapt_image(base::json::value& value, const Personality& personality) {
  base::json::object& image = value.as_object();
  if (personality.has_digest_before_ids) image["Id"] = "sha256:" + text_of(image["Id"]);
  for (const std::string_view names : {"RepoTags", "RepoDigests"}) {
    auto* list = image[names].if_array();
    if (list == nullptr) continue;
    for (base::json::value& name : *list) name = base::json::string(shown_image_name(personality, std::string_view(name.as_string())));
  }
}

}  // namespace skiff::cli

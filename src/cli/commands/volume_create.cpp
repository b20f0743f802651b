#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "options/label.hpp"

namespace skiff::cli {

namespace {

struct VolumeCreateOptions {
  engine::VolumeRequest request;
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  std::string driver;
  bool is_ignoring = false;
};

Result<std::string> parse_driver(std::string_view text) {
  if (text == "local") return std::string(text);
  return fail(ErrorKind::unsupported, "the only driver is local");
}

constexpr std::array request_options = {
    applied<&engine::VolumeRequest::labels, add_label>("label", 'l', "KEY[=VALUE]", "Put a label on the volume"),
    applied<&engine::VolumeRequest::options, spec::add_volume_option>(
        "opt", 'o', "KEY=VALUE", "What it is made of: type=tmpfs, or type=none with o=bind and device=PATH; o=uid=1000 …"),
};
constexpr std::array own_options = {
    parsed<&VolumeCreateOptions::uid, spec::parse_owner_id>("uid", 0, "UID", "The volume belongs to this user (default: root)"),
    parsed<&VolumeCreateOptions::gid, spec::parse_owner_id>("gid", 0, "GID", "The volume belongs to this group (default: root)"),
    parsed<&VolumeCreateOptions::driver, parse_driver>("driver", 'd', "DRIVER", "Only local, which is the default"),
    option<&VolumeCreateOptions::is_ignoring>("ignore", 0, "", "A volume that is there is no error"),
};
constexpr auto options = join_tables(within<&VolumeCreateOptions::request>(request_options), own_options);
constexpr std::array<std::string_view, 1> names = {"volume create"};
constexpr std::array<std::string_view, 3> examples = {"volume create -l app=shop data", "volume create --ignore data",
                                                      "volume create -o type=tmpfs -o o=size=64m,uid=1000 scratch"};

Result<int> create(const VolumeCreateOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  const std::string wanted = session.operands.empty() ? std::string() : session.operands[0];
  engine::VolumeRequest request = given.request;
  if (given.uid) request.options["UID"] = std::to_string(*given.uid);
  if (given.gid) request.options["GID"] = std::to_string(*given.gid);
  const auto name = engine::create_volume(*context, wanted, request);
  const bool is_welcome = given.is_ignoring || session.personality.is_volume_create_repeatable;
  const bool is_there = !name && name.error().kind() == ErrorKind::exists && is_welcome;
  if (!name && !is_there) return std::unexpected(name.error());
  session.print_line(is_there ? wanted : *name);
  return 0;
}

}  // namespace

extern const Command volume_create_command;
constexpr Command volume_create_command = {
    .names = names,
    .synopsis = "[NAME]",
    .summary = "Make a volume",
    .category = Category::volumes,
    .options = checked<options>(),
    .operands = {0, 1},
    .examples = examples,
    .run = run_with<VolumeCreateOptions, create>,
};

}  // namespace skiff::cli

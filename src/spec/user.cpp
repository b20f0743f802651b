#include <skiff/spec/user.hpp>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t max_lines = 65536;
constexpr std::size_t max_groups = 1024;
constexpr std::uint64_t max_id = 0x7FFFFFFE;

/// A number as --user means it: digits only. Nothing for a name.
std::optional<std::uint64_t> number_of(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return base::parse_unsigned(text).value_or(~std::uint64_t{0});
}

Result<std::optional<std::uint32_t>> checked_id(std::string_view text, std::string_view what) {
  const auto number = number_of(text);
  if (!number) return std::optional<std::uint32_t>();
  if (*number > max_id)
    return fail(ErrorKind::invalid, "{} id \"{}\" is out of range (0 to {})", what, base::escape_control(text, 64), max_id);
  return std::optional(static_cast<std::uint32_t>(*number));
}

std::optional<std::uint32_t> id_field(std::string_view text) {
  const auto number = number_of(text);
  if (!number || *number > max_id) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

/// Calls `visit(fields)` for each line of a colon-separated file until it returns true.
template <typename Visit>
void each_entry(std::string_view file, Visit visit) {
  for (std::size_t line_number = 0; !file.empty() && line_number < max_lines; ++line_number) {
    const base::Cut line = base::cut(file, '\n');
    if (visit(base::split(line.before, ':'))) return;
    file = line.after.value_or(std::string_view());
  }
}

/// Fills uid, gid, home and name from the first entry of this name or number; false if there is none.
bool fill_from_passwd(User& user, std::string_view passwd, std::string_view name, std::optional<std::uint32_t> uid) {
  bool is_found = false;
  each_entry(passwd, [&](const auto& fields) {
    if (fields.size() < 6) return false;
    const auto entry_uid = id_field(fields[2]);
    const auto entry_gid = id_field(fields[3]);
    if (!entry_uid || !entry_gid || (uid ? *entry_uid != *uid : fields[0] != name)) return false;
    user.uid = *entry_uid;
    user.gid = *entry_gid;
    user.name = std::string(fields[0]);
    if (!fields[5].empty()) user.home = std::string(fields[5]);
    is_found = true;
    return true;
  });
  return is_found;
}

/// Groups that name the user as a member.
void fill_groups(User& user, std::string_view group) {
  if (user.name.empty()) return;
  each_entry(group, [&](const auto& fields) {
    if (fields.size() < 4) return false;
    const auto gid = id_field(fields[2]);
    if (!gid || *gid == user.gid) return false;
    for (const std::string_view member : base::split(fields[3], ','))
      if (member == user.name) {
        user.groups.push_back(*gid);
        break;
      }
    return user.groups.size() >= max_groups;
  });
}

std::unexpected<Error> not_found(std::string_view what, std::string_view name, std::string_view fault) {
  const std::string shown = base::escape_control(name, 256);
  if (fault.empty()) return fail(ErrorKind::not_found, "unable to find {} {} in the image", what, shown);
  return fail(ErrorKind::invalid, "cannot look up {} {} in the image: /etc/{}: {}", what, shown, what == "user" ? "passwd" : "group", fault);
}

Result<std::uint32_t> find_group(std::string_view text, const UserFiles& files) {
  TRY_ASSIGN(const auto number, checked_id(text, "group"));
  if (number) return *number;
  std::optional<std::uint32_t> found;
  each_entry(files.group, [&](const auto& fields) {
    if (fields.size() < 3 || fields[0] != text) return false;
    found = id_field(fields[2]);
    return found.has_value();
  });
  if (!found) return not_found("group", text, files.group_fault);
  return *found;
}

}  // namespace

Result<User> find_user(std::string_view text, const UserFiles& files) {
  const base::Cut parts = base::cut(text, ':');
  User user;
  TRY_ASSIGN(const auto uid, checked_id(parts.before.empty() ? "0" : parts.before, "user"));
  if (uid) user.uid = *uid;
  const bool is_known = fill_from_passwd(user, files.passwd, parts.before, uid);
  if (!is_known && !uid) return not_found("user", parts.before, files.passwd_fault);
  if (parts.after && !parts.after->empty()) {
    // A group that was named replaces the user's own and its further ones, as docker and podman do.
    TRY_ASSIGN(user.gid, find_group(*parts.after, files));
  } else {
    fill_groups(user, files.group);
  }
  return user;
}

}  // namespace skiff::spec

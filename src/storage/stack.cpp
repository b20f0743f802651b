#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <set>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/base/undo.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "layer_record.hpp"

/// Chains of layers. A layer's tree does not depend on its neighbours: a directory that its archive only implied is 0755
/// and root's there. Where a layer below has it with another owner or mode, overlay would show the wrong one (an upper
/// archive with only "tmp/foo" turns /tmp from 1777 to 755), so that a small layer of such directories goes on top.
namespace skiff::storage {

namespace {

/// Only a short name: the record that it leads to says which chain it is of.
std::uint64_t chain_hash(const std::vector<std::string>& diff_ids) {
  std::uint64_t hash = base::hash_text({});
  for (const std::string& diff_id : diff_ids) hash = base::hash_text(diff_id, hash);
  return hash;
}

struct OpenLayer {
  sys::Fd tree;
  std::set<std::string> implied;
};

/// What one layer has at a path.
struct Found {
  bool is_directory = false;
  bool is_blocking = false;  ///< nothing below this layer shows through
  struct stat status {};
};

/// Finds out which directories of a chain need the attributes of a lower layer.
/// Runs in: a storage worker (directories may be closed to all but their owner, a subordinate id).
class FixUp {
 public:
  explicit FixUp(std::vector<OpenLayer> layers) : layers_(std::move(layers)) {}  ///< topmost first

  /// Makes the directories in `tree`; false if none is needed.
  Result<bool> write(const sys::Fd& tree) {
    std::set<std::string> wanted;
    for (const OpenLayer& layer : layers_) {
      for (const std::string& path : layer.implied) {
        TRY_ASSIGN(const Choice choice, choose(path));
        if (choice.is_fixed) add_with_parents(path, wanted);
      }
    }
    if (wanted.empty()) return false;
    // Sorted: a parent comes before what is below it, and times are set once all are made.
    for (const std::string& path : wanted) TRY(make(tree, path));
    for (const std::string& path : wanted) TRY(set_time(tree, path));
    return true;
  }

 private:
  struct Choice {
    int layer = -1;         ///< whose attributes count; -1: not a directory in the end
    bool is_fixed = false;  ///< they are not those that overlay would show
    struct stat status {};
  };

  static void add_with_parents(const std::string& path, std::set<std::string>& wanted) {
    wanted.insert("");
    for (std::size_t at = 0; at != std::string::npos && !path.empty(); ++at) {
      at = path.find('/', at);
      wanted.insert(path.substr(0, at));
      if (at == std::string::npos) break;
    }
  }

  static bool is_opaque(const sys::Fd& directory) {
    const sys::Fd readable(openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    char value = 0;
    return readable.is_open() && (fgetxattr(readable.get(), "user.overlay.opaque", &value, 1) == 1 ||
                                  fgetxattr(readable.get(), "trusted.overlay.opaque", &value, 1) == 1);
  }

  static Result<Found> look(const OpenLayer& layer, const std::string& path) {
    Found found;
    TRY_ASSIGN(sys::Fd current, sys::open_in_root(layer.tree, ".", O_PATH | O_DIRECTORY));
    if (!path.empty()) {
      for (const std::string_view part : base::split(path, '/')) {
        const std::string name(part);
        auto status = sys::stat_at(current, name);
        if (!status && status.error().kind() == ErrorKind::not_found) return found;
        TRY(status);
        if (!S_ISDIR(status->st_mode)) {
          found.is_blocking = true;
          return found;
        }
        TRY_ASSIGN(current, sys::open_in_root(current, name, O_PATH | O_DIRECTORY, sys::Links::refused));
        found.is_blocking = found.is_blocking || is_opaque(current);
      }
    }
    found.is_directory = true;
    TRY_ASSIGN(found.status, sys::stat_of(current));
    return found;
  }

  Result<Choice> choose(const std::string& path) {
    Choice choice;
    struct stat shown {};
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      TRY_ASSIGN(const Found found, look(layers_[i], path));
      if (found.is_directory) {
        if (choice.layer < 0) shown = found.status;
        const bool is_implied = layers_[i].implied.contains(path);
        if (choice.layer < 0 || !is_implied) {
          choice.layer = static_cast<int>(i);
          choice.status = found.status;
        }
        if (!is_implied) break;
      }
      if (found.is_blocking) break;
    }
    choice.is_fixed = choice.layer >= 0 && (choice.status.st_mode != shown.st_mode || choice.status.st_uid != shown.st_uid ||
                                            choice.status.st_gid != shown.st_gid);
    return choice;
  }

  Result<sys::Fd> open(const sys::Fd& tree, const std::string& path) {
    return sys::open_in_root(tree, path, O_RDONLY | O_DIRECTORY, sys::Links::refused);
  }

  Result<void> make(const sys::Fd& tree, const std::string& path) {
    TRY_ASSIGN(const Choice choice, choose(path));
    if (choice.layer < 0) return fail(ErrorKind::internal, "{} is not a directory", base::escape_control(path, 200));
    if (!path.empty() && mkdirat(tree.get(), path.c_str(), 0700) != 0) return fail_errno(errno, "cannot make directory {}", base::escape_control(path, 200));
    TRY_ASSIGN(const sys::Fd made, open(tree, path));
    if (fchown(made.get(), choice.status.st_uid, choice.status.st_gid) != 0 || fchmod(made.get(), choice.status.st_mode & 07777) != 0)
      return fail_errno(errno, "cannot set owner and mode of directory {}", base::escape_control(path, 200));
    TRY_ASSIGN(const sys::Fd source, open(layers_[static_cast<std::size_t>(choice.layer)].tree, path));
    if (auto copied = copy_xattrs(source, made); !copied)
      return fail_with(std::move(copied).error(), "directory {}", base::escape_control(path, 200));
    return {};
  }

  static Result<void> copy_xattrs(const sys::Fd& source, const sys::Fd& target) {
    std::vector<char> names(65536);
    const ssize_t size = flistxattr(source.get(), names.data(), names.size());
    if (size < 0) return {};  // a file system without attributes
    std::vector<char> value(65536);
    for (const char* name = names.data(); name < names.data() + size; name += std::strlen(name) + 1) {
      const std::string_view view(name);
      if (!view.starts_with("user.") || view.starts_with("user.overlay.")) continue;
      const ssize_t length = fgetxattr(source.get(), name, value.data(), value.size());
      if (length >= 0 && fsetxattr(target.get(), name, value.data(), static_cast<std::size_t>(length), 0) != 0)
        return fail_errno(errno, "cannot set attribute {}", base::escape_control(view, 100));
    }
    return {};
  }

  Result<void> set_time(const sys::Fd& tree, const std::string& path) {
    TRY_ASSIGN(const Choice choice, choose(path));
    TRY_ASSIGN(const sys::Fd made, open(tree, path));
    const timespec times[2] = {{0, UTIME_OMIT}, choice.status.st_mtim};
    if (futimens(made.get(), times) != 0) return fail_errno(errno, "cannot set the time of directory {}", base::escape_control(path, 200));
    return {};
  }

  std::vector<OpenLayer> layers_;
};

/// A record beside a tree. One that cannot be read as such is corrupt, also when it is missing.
template <typename T>
Result<T> read_record_of(const sys::Fd& layer, const std::string& name) {
  auto text = sys::read_file(layer, name, max_layer_record);
  if (!text && text.error().kind() == ErrorKind::not_found) return fail(ErrorKind::corrupt, "{} is missing", name);
  if (!text) return std::unexpected(std::move(text).error());
  auto record = base::parse_record<T>(*text, layer_schema);
  if (!record) {
    // One of a newer skiff is not corrupt.
    if (record.error().kind() != ErrorKind::unsupported) record.error().with_kind(ErrorKind::corrupt);
    return fail_with(std::move(record).error(), "{}", name);
  }
  return record;
}

Result<OpenLayer> open_layer(const sys::Fd& directory, const std::string& diff_id) {
  TRY_ASSIGN(const sys::Fd layer, sys::open_directory_at(directory, spec::digest_hex(diff_id)));
  auto record = read_record_of<LayerRecord>(layer, "layer.json");
  if (!record) {
    if (record.error().kind() == ErrorKind::corrupt)
      record.error().with_hint("remove the image and pull or load it again");
    return fail_with(std::move(record).error(), "layer {}", diff_id);
  }
  OpenLayer opened;
  TRY_ASSIGN(opened.tree, sys::open_directory_at(layer, "tree"));
  opened.implied.insert(record->implied.begin(), record->implied.end());
  for (const std::string& name : record->implied_bytes) opened.implied.insert(base::bytes_of_hex(name));
  if (!record->has_root) opened.implied.insert("");
  return opened;
}

Result<std::optional<StackRecord>> read_stack(const sys::Fd& directory, const std::string& name) {
  const auto stack = sys::open_directory_at(directory, name);
  if (!stack && stack.error().kind() == ErrorKind::not_found) return std::optional<StackRecord>();
  if (!stack) return std::unexpected(stack.error());
  TRY_ASSIGN(StackRecord record, read_record_of<StackRecord>(*stack, "stack.json"));
  return std::optional<StackRecord>(std::move(record));
}

}  // namespace

Result<std::vector<sys::FileLock>> Layers::hold_all(const std::vector<std::string>& diff_ids) const {
  std::vector<sys::FileLock> holds;
  for (const std::string& diff_id : diff_ids) {
    TRY_ASSIGN(auto held, hold(diff_id));
    if (!held)
      return std::unexpected(Error(ErrorKind::not_found, fmt::format("layer {} of the image is missing", diff_id))
                                 .with_hint("pull or load the image again"));
    holds.push_back(*std::move(held));
  }
  return holds;
}

/// The name of the small layer on top, "" if the chain needs none.
Result<std::string> Layers::fix_up(const std::vector<std::string>& diff_ids, const sys::Fd& user_namespace) const {
  const std::string prefix = fmt::format("stack-{}-{:016x}", spec::digest_hex(diff_ids.back()), chain_hash(diff_ids));
  for (int variant = 0; variant < 8; ++variant) {
    const std::string name = fmt::format("{}-{}", prefix, variant);
    auto read = read_stack(directory_, name);
    // A torn one stays where it is, since what runs may have its tree, until its topmost layer goes; another takes its
    // place.
    if (!read && read.error().kind() == ErrorKind::corrupt) continue;
    TRY_ASSIGN(auto known, std::move(read));
    if (known && known->diff_ids != diff_ids) continue;
    if (known) return known->has_tree ? name : std::string();

    auto made = aside().make_directory(sys::random_id().substr(0, 16), 0700);
    if (!made) return fail_with(std::move(made).error(), "cannot make a directory for a layer");
    sys::AsideEntry& entry = *made;
    base::Undo undo;
    undo.push([&] { (void)remove_as_owner(entry.directory(), entry.name(), user_namespace); });
    const sys::Fd& stack = entry.fd();
    if (mkdirat(stack.get(), "tree", 0755) != 0) return fail_errno(errno, "cannot make a directory for a layer");
    TRY_ASSIGN(const sys::Fd tree, sys::open_directory_at(stack, "tree"));
    WorkerOptions options;
    options.user_namespace = &user_namespace;
    options.keep = {directory_.get(), tree.get()};
    TRY_ASSIGN(const std::string answer, run_worker(options, [&]() -> Result<std::string> {
                 std::vector<OpenLayer> layers;
                 for (auto at = diff_ids.rbegin(); at != diff_ids.rend(); ++at) {
                   TRY_ASSIGN(OpenLayer layer, open_layer(directory_, *at));
                   layers.push_back(std::move(layer));
                 }
                 TRY_ASSIGN(const bool is_needed, FixUp(std::move(layers)).write(tree));
                 return std::string(is_needed ? "yes" : "no");
               }));
    const StackRecord record{layer_schema, diff_ids, answer == "yes"};
    TRY_ASSIGN(const std::string text, base::record_text(base::to_json(record)));
    TRY(sys::replace_file(stack, "stack.json", text + "\n", sys::Sync::yes));
    TRY(sync());
    auto published = entry.publish(directory_, name);
    if (!published && published.error().errno_value() != EEXIST)
      return fail_with(std::move(published).error(), "cannot publish a layer");
    if (published) {
      undo.commit();
      TRY(sys::sync_directory(directory_));
    }
    // Another process may have made it meanwhile: of the same chain it is the same.
    TRY_ASSIGN(known, read_stack(directory_, name));
    if (known && known->diff_ids == diff_ids) return known->has_tree ? name : std::string();
  }
  return fail(ErrorKind::corrupt, "the store has too many chains of one name {}", prefix);
}

Result<LayerStack> Layers::stack(const std::vector<std::string>& diff_ids, const sys::Fd& user_namespace) const {
  LayerStack result;
  TRY_ASSIGN(result.holds, hold_all(diff_ids));
  const std::string prefix = fmt::format("layers/{}/", map_);
  if (diff_ids.empty()) {
    // An image without layers (FROM scratch): overlay needs a lower directory all the same.
    for (const auto& [name, mode] : {std::pair("empty", 0700), std::pair("empty/tree", 0755)})
      if (mkdirat(directory_.get(), name, static_cast<mode_t>(mode)) != 0 && errno != EEXIST) return fail_errno(errno, "cannot make an empty layer");
    result.lowers.push_back(prefix + "empty/tree");
    return result;
  }
  if (diff_ids.size() > 1) {
    auto name = fix_up(diff_ids, user_namespace);
    if (!name) return fail_with(std::move(name).error(), "cannot join the layers of the image");
    if (!name->empty()) result.lowers.push_back(prefix + *name + "/tree");
  }
  std::set<std::string_view> seen;
  for (auto at = diff_ids.rbegin(); at != diff_ids.rend(); ++at) {
    // A layer twice in one chain: the topmost counts, and overlay refuses a directory that is there twice (ELOOP).
    if (seen.insert(*at).second) result.lowers.push_back(prefix + spec::digest_hex(*at) + "/tree");
  }
  return result;
}

}  // namespace skiff::storage

#include <skiff/storage/layers.hpp>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/storage/archive.hpp>
#include <skiff/storage/digest.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "layer_record.hpp"
#include "unpack.hpp"

namespace skiff::storage {

namespace {

Result<std::string> name_of(const std::string& diff_id) {
  if (!spec::is_sha256(diff_id)) return fail(ErrorKind::invalid, "{} is not a diff id", base::escape_control(diff_id, 100));
  return spec::digest_hex(diff_id);
}

bool is_layer_name(std::string_view name) { return name.size() == 64 && base::is_lower_hex(name); }

Result<void> make_directory(const sys::Fd& parent, const char* name) {
  if (mkdirat(parent.get(), name, 0700) != 0 && errno != EEXIST) return fail_errno(errno, "cannot make directory {}", name);
  return {};
}

}  // namespace

Result<Layers> Layers::open(const sys::Fd& root, const std::string& map) {
  auto directory = sys::open_directory_at(root, "layers/" + map);
  if (!directory && directory.error().kind() == ErrorKind::not_found) {
    TRY(make_directory(root, "layers"));
    TRY(make_directory(root, ("layers/" + map).c_str()));
    directory = sys::open_directory_at(root, "layers/" + map);
  }
  if (!directory) return std::unexpected(std::move(directory).error());
  return Layers(*std::move(directory), map);
}

Result<bool> Layers::has(const std::string& diff_id) const {
  TRY_ASSIGN(const std::string name, name_of(diff_id));
  const auto status = sys::stat_at(directory_, name);
  if (status) return S_ISDIR(status->st_mode);
  if (status.error().kind() == ErrorKind::not_found) return false;
  return std::unexpected(status.error());
}

Result<std::optional<sys::FileLock>> Layers::hold(const std::string& diff_id) const {
  TRY_ASSIGN(const std::string name, name_of(diff_id));
  const auto layer = sys::open_directory_at(directory_, name);
  if (!layer) {
    if (layer.error().kind() == ErrorKind::not_found) return std::optional<sys::FileLock>();
    return std::unexpected(layer.error());
  }
  TRY_ASSIGN(auto lock, sys::FileLock::try_take(*layer, "lock", sys::LockMode::shared));
  // Its remover may have taken it out of sight between the two steps.
  if (!sys::is_at(*layer, directory_, name)) lock.reset();
  return lock;
}

Result<std::uint64_t> Layers::size(const std::string& diff_id) const {
  TRY_ASSIGN(const std::string name, name_of(diff_id));
  TRY_ASSIGN(const sys::Fd layer, sys::open_directory_at(directory_, name));
  TRY_ASSIGN(const std::string text, sys::read_file(layer, "layer.json", max_layer_record));
  TRY_ASSIGN(const LayerRecord record, base::parse_record<LayerRecord>(text, layer_schema));
  return record.size;
}

Result<std::vector<std::string>> Layers::diff_ids() const {
  TRY_ASSIGN(const auto names, sys::list_directory(directory_));
  std::vector<std::string> result;
  for (const std::string& name : names)
    if (is_layer_name(name)) result.push_back("sha256:" + name);
  return result;
}

Result<bool> Layers::move_to_trash(const std::string& diff_id) const {
  TRY_ASSIGN(const std::string name, name_of(diff_id));
  auto layer = sys::open_directory_at(directory_, name);
  if (!layer && layer.error().kind() == ErrorKind::not_found) return true;
  if (!layer) return std::unexpected(std::move(layer).error());
  TRY_ASSIGN(const auto lock, sys::FileLock::try_take(*layer, "lock", sys::LockMode::exclusive));
  if (!lock) return false;
  TRY_ASSIGN(const auto names, sys::list_directory(directory_));
  for (const std::string& other : names) {
    // The small layers on top of chains that end in this one go with it.
    if (other != name && !other.starts_with("stack-" + name)) continue;
    auto moved = aside().move_to_trash(directory_, other, sys::random_id().substr(0, 16));
    if (!moved && moved.error().errno_value() != ENOENT) return fail_with(std::move(moved).error(), "layer {}", diff_id);
  }
  return true;
}

Result<void> Layers::sweep(const sys::Fd& user_namespace, const std::function<void()>& tell) const {
  return sweep_as_owner(aside(), user_namespace, tell);
}

Result<void> Layers::sync() const {
  if (syncfs(directory_.get()) != 0) return fail_errno(errno, "cannot sync the layers");
  return {};
}

Result<LayerUnpack> LayerUnpack::start(const Layers& layers, const UnpackSource& source, const std::string& expected,
                                       const sys::Fd& user_namespace) {
  // Loaded before the fork: the worker, whose root is the layer, loads nothing.
  TRY(load_archive_library());
  TRY(Sha256::begin());
  auto made = layers.aside().make_directory(sys::random_id().substr(0, 16), 0700);
  if (!made) return fail_with(std::move(made).error(), "cannot make a directory for a layer");
  const sys::Fd& layer = made->fd();
  if (mkdirat(layer.get(), "tree", 0755) != 0) return fail_errno(errno, "cannot make the directory of a layer's tree");
  TRY_ASSIGN(const sys::Fd tree, sys::open_directory_at(layer, "tree"));
  const sys::Fd record(openat(layer.get(), "layer.json", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const sys::Fd lock(openat(layer.get(), "lock", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!record.is_open() || !lock.is_open()) return fail_errno(errno, "cannot make the files of a layer");

  // Opened anew: the lock of a blob on its way belongs to an open file, and must end with this process, not with the worker.
  UnpackSource own = source;
  const sys::Fd blob(open(sys::fd_path(*source.blob).c_str(), O_RDONLY | O_CLOEXEC));
  if (!blob.is_open()) return fail_errno(errno, "cannot open a blob to read it");
  own.blob = &blob;
  UnpackTask task{own, &record, expected, layers.map() == "single", !user_namespace.is_open()};
  WorkerOptions options;
  options.user_namespace = &user_namespace;
  options.root = &tree;
  options.keep = {blob.get(), record.get()};
  if (source.progress != nullptr) options.keep.push_back(source.progress->get());
  TRY_ASSIGN(Worker worker, Worker::start(options, [&] { return unpack_layer(task); }));
  LayerUnpack unpack(layers, *std::move(made), std::move(worker));
  unpack.user_namespace_ = &user_namespace;
  return unpack;
}

LayerUnpack::~LayerUnpack() {
  if (!entry_.is_pending()) return;
  worker_.reset();
  (void)remove_as_owner(entry_.directory(), entry_.name(), *user_namespace_);
}

Result<void> LayerUnpack::accept(const std::string& report) {
  const auto [diff_id, size] = base::cut(report, ' ');
  if (!spec::is_sha256(diff_id) || !size) return fail(ErrorKind::internal, "the storage worker's report is not understood");
  diff_id_ = diff_id;
  size_ = base::parse_unsigned(*size).value_or(0);
  worker_.reset();
  return {};
}

Result<void> LayerUnpack::finish() {
  if (!worker_) return {};
  TRY_ASSIGN(const std::string report, worker_->finish());
  return accept(report);
}

void LayerUnpack::wait(std::chrono::milliseconds patience) const {
  if (!worker_) return;
  pollfd ended{worker_->report().get(), POLLIN, 0};
  (void)poll(&ended, 1, static_cast<int>(patience.count()));
}

Result<bool> LayerUnpack::try_finish() {
  if (!worker_) return true;
  TRY_ASSIGN(const auto report, worker_->try_finish());
  if (!report) return false;
  TRY(accept(*report));
  return true;
}

Result<sys::FileLock> LayerUnpack::publish() {
  TRY_ASSIGN(const std::string name, name_of(diff_id_));
  // Several rounds: what is there may be removed by another process just now.
  for (int round = 0; round < 16; ++round) {
    if (entry_.is_pending()) {
      auto published = entry_.publish(layers_->directory_, name);
      if (!published && published.error().errno_value() != EEXIST)
        return fail_with(std::move(published).error(), "cannot publish layer {}", diff_id_);
      if (published) TRY(sys::sync_directory(layers_->directory_));
    }
    TRY_ASSIGN(auto held, layers_->hold(diff_id_));
    if (held) return *std::move(held);
    if (!entry_.is_pending()) break;
  }
  return fail(ErrorKind::in_use, "layer {} is being removed by another process", diff_id_);
}

}  // namespace skiff::storage

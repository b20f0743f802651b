#include "container_size.hpp"

#include <skiff/base/text.hpp>
#include <skiff/storage/worker.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/tree_size.hpp>

#include "image/image_stores.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

namespace {

/// What containers wrote. A rootless one's files belong to subordinate ids: U is entered where the caller may not look.
class StoredSizes {
 public:
  explicit StoredSizes(Context& context) : context_(context) {}

  Result<std::uint64_t> of(const std::string& directory) {
    TRY_ASSIGN(const sys::Fd root, sys::open_directory_at(context_.roots.root, directory));
    const auto size = sys::tree_size(root);
    if (size || size.error().kind() != ErrorKind::denied || context_.is_rootful) return size;
    if (!user_namespace_.is_open()) {
      TRY_ASSIGN(UserNamespace found, UserNamespace::acquire(context_));
      user_namespace_ = std::move(found).release();
    }
    storage::WorkerOptions options;
    options.user_namespace = &user_namespace_;
    options.keep = {root.get()};
    TRY_ASSIGN(const std::string text, storage::run_worker(options, [&]() -> Result<std::string> {
      TRY_ASSIGN(const std::uint64_t counted, sys::tree_size(root));
      return std::to_string(counted);
    }));
    return base::parse_unsigned(text).value_or(0);
  }

 private:
  Context& context_;
  sys::Fd user_namespace_;
};

/// Bytes of each image that a row is of, by its id. An image that is gone counts nothing.
Result<std::map<std::string, std::uint64_t>> image_sizes(Context& context, const std::vector<ContainerFacts>& rows) {
  std::map<std::string, std::uint64_t> sizes;
  for (const ContainerFacts& row : rows) sizes.emplace(row.image_id, 0);
  TRY_ASSIGN(const image::Store store, image::Store::open_for_reading(context.roots.root));
  TRY_ASSIGN(const auto entries, store.entries());
  TRY_ASSIGN(LayerSizes layers, LayerSizes::open(context));
  for (const image::Entry& entry : entries) {
    const auto image = store.read(entry, entries);
    if (!image) continue;
    if (const auto found = sizes.find(image->id); found != sizes.end()) found->second = layers.of(*image);
  }
  return sizes;
}

}  // namespace

std::string written_directory(const std::string& id) { return fmt::format("containers/{}/upper", id); }

std::uint64_t stored_size(Context& context, const std::string& directory) { return StoredSizes(context).of(directory).value_or(0); }

Result<void> add_sizes(Context& context, std::vector<ContainerFacts>& rows) {
  TRY_ASSIGN(const auto images, image_sizes(context, rows));
  StoredSizes sizes(context);
  for (ContainerFacts& row : rows) {
    const auto size = sizes.of(written_directory(row.id));
    if (size) row.size = SizeFacts{*size, *size + images.at(row.image_id)};
  }
  return {};
}

}  // namespace skiff::engine

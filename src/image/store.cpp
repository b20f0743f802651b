#include <skiff/image/store.hpp>

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/storage/worker.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "names.hpp"

namespace skiff::image {

namespace {

constexpr std::size_t max_index = std::size_t{32} << 20;
constexpr std::size_t most_index_values = 2'000'000;
constexpr std::size_t max_document = std::size_t{4} << 20;  // image-spec, manifest.md: what registries must take
constexpr auto lock_patience = std::chrono::seconds(60);
constexpr const char* reference_name = "org.opencontainers.image.ref.name";
constexpr const char* list_digest_name = "skiff.list-digest";
constexpr const char* original_digest_name = "skiff.original-digest";
constexpr const char* origin_name = "skiff.origin";

Result<void> make_directory(const sys::Fd& parent, const char* name) {
  if (mkdirat(parent.get(), name, 0700) != 0 && errno != EEXIST) return fail_errno(errno, "cannot make directory {}", name);
  return {};
}

Result<std::string> blob_path(const std::string& digest) {
  if (!spec::is_sha256(digest)) return fail(ErrorKind::invalid, "{} is not a digest", base::escape_control(digest, 100));
  return "blobs/sha256/" + spec::digest_hex(digest);
}

std::string annotation(const spec::OciDescriptor& descriptor, const char* name) {
  const auto found = descriptor.annotations.find(name);
  return found == descriptor.annotations.end() ? std::string() : found->second;
}

std::string repository_of(const std::string& name) { return name.substr(0, name.rfind(':')); }

}  // namespace

Result<Store> Store::open(const sys::Fd& root) {
  auto directory = sys::open_directory_at(root, "images");
  if (!directory && directory.error().kind() == ErrorKind::not_found) {
    TRY(make_directory(root, "images"));
    directory = sys::open_directory_at(root, "images");
  }
  if (!directory) return fail_with(std::move(directory).error(), "cannot open the image store");
  Store store(*std::move(directory));
  // oci-layout comes last, so that where it is the rest is too.
  if (faccessat(store.directory_.get(), "oci-layout", F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
    TRY(make_directory(store.directory_, "blobs"));
    TRY(make_directory(store.directory_, "blobs/sha256"));
    TRY_ASSIGN(const sys::FileLock held, store.lock());
    TRY(sys::replace_file(store.directory_, "oci-layout", "{\"imageLayoutVersion\": \"1.0.0\"}\n", sys::Sync::yes));
  }
  return store;
}

Result<Store> Store::open_for_reading(const sys::Fd& root) {
  auto directory = sys::open_directory_at(root, "images");
  if (!directory && directory.error().kind() == ErrorKind::not_found) return Store(sys::Fd());
  if (!directory) return fail_with(std::move(directory).error(), "cannot open the image store");
  return Store(*std::move(directory));
}

Result<std::vector<Entry>> Store::entries() const {
  if (!directory_.is_open()) return std::vector<Entry>();
  auto text = sys::read_file(directory_, "index.json", max_index);
  if (!text && text.error().kind() == ErrorKind::not_found) return std::vector<Entry>();
  if (!text) return fail_with(std::move(text).error(), "cannot read the image store");
  auto index = base::parse_foreign_record<spec::OciIndex>(*text, most_index_values);
  if (!index) {
    index.error().with_kind(ErrorKind::corrupt);
    index.error().with_hint("remove the file, and pull each image or load it again: they have their names from there");
    return fail_with(std::move(index).error(), "index.json of the image store");
  }
  std::vector<Entry> entries;
  entries.reserve(index->manifests.size());
  for (const spec::OciDescriptor& descriptor : index->manifests) {
    Entry entry;
    entry.name = annotation(descriptor, reference_name);
    entry.manifest_digest = descriptor.digest;
    entry.list_digest = annotation(descriptor, list_digest_name);
    entry.media_type = descriptor.media_type;
    entry.manifest_size = static_cast<std::uint64_t>(std::max<std::int64_t>(descriptor.size, 0));
    entry.original_digest = annotation(descriptor, original_digest_name);
    entry.origin = annotation(descriptor, origin_name);
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<sys::FileLock> Store::lock() const {
  auto lock = sys::FileLock::take(directory_, ".lock", sys::LockMode::exclusive, lock_patience);
  if (!lock) return fail_with(std::move(lock).error(), "cannot change the image store");
  return lock;
}

Result<void> Store::write_entries(const std::vector<Entry>& entries) const {
  spec::OciIndex index;
  index.schema_version = 2;
  for (const Entry& entry : entries) {
    spec::OciDescriptor descriptor;
    descriptor.media_type = entry.media_type;
    descriptor.digest = entry.manifest_digest;
    descriptor.size = static_cast<std::int64_t>(entry.manifest_size);
    if (!entry.name.empty()) descriptor.annotations[reference_name] = entry.name;
    if (!entry.list_digest.empty()) descriptor.annotations[list_digest_name] = entry.list_digest;
    if (!entry.original_digest.empty()) descriptor.annotations[original_digest_name] = entry.original_digest;
    if (!entry.origin.empty()) descriptor.annotations[origin_name] = entry.origin;
    index.manifests.push_back(std::move(descriptor));
  }
  base::json::object document{{"schemaVersion", 2}, {"mediaType", spec::media_type::oci_index}};
  document["manifests"] = base::to_json(index.manifests);
  TRY_ASSIGN(const std::string text, base::record_text(document, 1));
  return sys::replace_file(directory_, "index.json", text + "\n", sys::Sync::yes);
}

Result<void> Store::add(const Entry& entry, const spec::OciManifest& manifest) const {
  TRY_ASSIGN(const sys::FileLock held, lock());
  std::vector<std::string> blobs = {entry.manifest_digest, manifest.config.digest};
  for (const spec::OciDescriptor& layer : manifest.layers) blobs.push_back(layer.digest);
  if (!entry.original_digest.empty()) blobs.push_back(entry.original_digest);
  for (const std::string& digest : blobs) {
    TRY_ASSIGN(const bool is_there, has_blob(digest));
    if (!is_there) return fail(ErrorKind::wrong_state, "blob {} was removed by another process", digest);
  }
  TRY_ASSIGN(auto all, entries());
  const auto before = all;
  place_entry(all, entry);
  return all == before ? Result<void>() : write_entries(all);
}

Result<Image> Store::read(const Entry& entry, const std::vector<Entry>& all) const {
  Image image;
  image.name = entry.name;
  image.manifest_digest = entry.digest();
  image.list_digest = entry.list_digest;
  TRY_ASSIGN(const std::string manifest, read_blob(entry.manifest_digest, max_document));
  TRY_ASSIGN(image.manifest, spec::parse_manifest(manifest));
  image.id = spec::digest_hex(image.manifest.config.digest);
  TRY_ASSIGN(const std::string config, read_blob(image.manifest.config.digest, max_document));
  TRY_ASSIGN(image.config, spec::parse_image_config(config, static_cast<int>(image.manifest.layers.size())));
  std::set<std::string> digests;
  for (const Entry& other : all) {
    if (other.manifest_digest != entry.manifest_digest) continue;
    if (!other.name.empty()) image.names.push_back(other.name);
    const std::string repository = other.origin.empty() ? repository_of(other.name) : other.origin;
    if (repository.empty()) continue;
    for (const std::string& digest : {other.digest(), other.list_digest})
      if (!digest.empty()) digests.insert(fmt::format("{}@{}", repository, digest));
  }
  image.repository_digests.assign(digests.begin(), digests.end());
  return image;
}

namespace {

/// name@digest: the repository must be one that the image has, the digest its manifest's or its list's.
const Entry* find_by_digest(const std::vector<Entry>& entries, std::string_view text) {
  for (const std::string& candidate : candidate_names(text)) {
    const auto reference = spec::parse_image_reference(candidate);
    if (!reference || reference->digest.empty()) continue;
    for (const Entry& entry : entries) {
      const bool is_repository = entry.origin == reference->name() || repository_of(entry.name) == reference->name();
      const bool is_digest = entry.digest() == reference->digest || entry.list_digest == reference->digest;
      if (is_repository && is_digest) return &entry;
    }
  }
  return nullptr;
}

const Entry* find_by_name(const std::vector<Entry>& entries, std::string_view text) {
  for (const Entry& entry : entries)
    if (!text.empty() && entry.name == text) return &entry;
  for (const std::string& candidate : candidate_names(text))
    for (const Entry& entry : entries)
      if (entry.name == candidate) return &entry;
  return nullptr;
}

}  // namespace

Result<Image> Store::find(std::string_view name) const {
  const std::string shown = base::escape_control(name, 300);
  TRY_ASSIGN(const auto all, entries());
  const bool has_digest = name.find('@') != std::string_view::npos;
  const Entry* found = has_digest ? find_by_digest(all, name) : find_by_name(all, name);
  if (found != nullptr) {
    auto image = read(*found, all);
    if (!image) return fail_with(std::move(image).error(), "image {}", shown);
    return image;
  }
  std::string_view digits = name;
  if (digits.starts_with("sha256:")) digits.remove_prefix(7);
  std::optional<Image> match;
  if (!has_digest && !digits.empty() && digits.size() <= 64 && base::is_lower_hex(digits)) {
    for (const Entry& entry : all) {
      auto image = read(entry, all);
      // A broken image must not hide the others; by its manifest's digest it can still be named.
      if (!image) continue;
      const bool is_manifest = digits.size() == 64 && spec::digest_hex(entry.digest()) == digits;
      if (!image->id.starts_with(digits) && !is_manifest) continue;
      if (match && match->id != image->id)
        return fail(ErrorKind::invalid, "{} is the beginning of more than one image id", shown);
      if (!match) match = *std::move(image);
    }
  }
  if (!match) return fail(ErrorKind::not_found, "{}: image not known", shown);
  return *std::move(match);
}

Result<std::string> Store::read_blob(const std::string& digest, std::size_t limit) const {
  TRY_ASSIGN(const sys::Fd blob, open_blob(digest));
  auto bytes = sys::read_all(blob, limit);
  if (!bytes) return fail_with(std::move(bytes).error(), "blob {}", digest);
  return bytes;
}

Result<std::optional<std::uint64_t>> Store::blob_size(const std::string& digest) const {
  TRY_ASSIGN(const std::string path, blob_path(digest));
  struct stat status {};
  if (fstatat(directory_.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::optional<std::uint64_t>();
  return std::optional(static_cast<std::uint64_t>(status.st_size));
}

Result<bool> Store::has_blob(const std::string& digest) const {
  TRY_ASSIGN(const auto size, blob_size(digest));
  return size.has_value();
}

bool Store::is_known_layer(const std::string& digest, const std::string& diff_id) const {
  const auto all = entries();
  if (!all) return false;
  return std::ranges::any_of(*all, [&](const Entry& entry) {
    const auto image = read(entry, *all);
    if (!image) return false;
    for (std::size_t i = 0; i < image->manifest.layers.size(); ++i)
      if (image->manifest.layers[i].digest == digest && image->config.rootfs.diff_ids[i] == diff_id) return true;
    return false;
  });
}

Result<sys::Fd> Store::open_blob(const std::string& digest) const {
  TRY_ASSIGN(const std::string path, blob_path(digest));
  auto blob = sys::open_in_root(directory_, path, O_RDONLY | O_NOFOLLOW, sys::Links::refused);
  if (!blob) return fail_with(std::move(blob).error(), "blob {} of the image store", digest);
  return blob;
}

Result<std::string> Store::write_blob(std::string_view bytes) const {
  TRY_ASSIGN(BlobWriter writer, BlobWriter::begin(*this));
  TRY(writer.write(bytes));
  TRY_ASSIGN(const std::string digest, writer.finish(""));
  TRY(writer.publish());
  return digest;
}

Result<std::vector<std::string>> Store::blobs() const {
  TRY_ASSIGN(const sys::Fd directory, sys::open_directory_at(directory_, "blobs/sha256"));
  TRY_ASSIGN(const auto names, sys::list_directory(directory));
  std::vector<std::string> digests;
  for (const std::string& name : names)
    if (spec::is_sha256("sha256:" + name)) digests.push_back("sha256:" + name);
  return digests;
}

Result<void> Store::remove_blob(const std::string& digest) const {
  TRY_ASSIGN(const std::string path, blob_path(digest));
  if (unlinkat(directory_.get(), path.c_str(), 0) != 0 && errno != ENOENT) return fail_errno(errno, "cannot remove blob {}", digest);
  return {};
}

Result<void> Store::sweep() const { return storage::sweep_as_owner(aside(), sys::Fd()); }

}  // namespace skiff::image

#include <skiff/base/text.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/image/layer_intake.hpp>
#include <skiff/storage/archive.hpp>
#include <skiff/sys/memory_limit.hpp>

#include "download.hpp"
#include "space.hpp"

namespace skiff::image {

namespace {

constexpr std::size_t decoder_memory = std::size_t{40} << 20;

struct ImportedLayer {
  LayerIntake::Outcome outcome;
  std::string media_type;
  std::vector<sys::FileLock> holds;
};

/// What comes next of an archive; empty at its end.
using Read = std::function<Result<std::string_view>()>;
/// Before the first bytes `size` may be 0, which is not known.
struct ArchiveBytes {
  Read read;
  std::uint64_t size = 0;
};

Result<ImportedLayer> take_layer(const Destination& destination, const ArchiveBytes& archive, std::uint64_t free) {
  const Read& read = archive.read;
  const std::uint64_t size = archive.size;
  TRY_ASSIGN(const std::string_view first, read());
  if (first.empty()) return fail(ErrorKind::corrupt, "the archive is empty");
  // The blob, and beside it the files: of an archive that is not compressed they are about as large.
  const bool is_plain = layer_media_type(first) == spec::media_type::oci_layer;
  TRY(check_space(is_plain ? 2 * size : size, free));
  LayerIntake intake(destination.store, destination.layers, destination.user_namespace);
  TRY_ASSIGN(const std::size_t number, intake.add({}));
  ImportedLayer layer;
  if (const auto media_type = layer_media_type(first)) {
    layer.media_type = *media_type;
    for (std::string_view bytes = first; !bytes.empty();) {
      TRY(intake.write(number, bytes));
      TRY_ASSIGN(bytes, read());
    }
  } else {
    layer.media_type = spec::media_type::oci_layer;
    TRY_ASSIGN(const sys::MemoryLimit limit, sys::MemoryLimit::set(decoder_memory));
    std::string_view unread = first;
    TRY_ASSIGN(const auto plain, storage::Decompressor::open([&]() -> Result<std::string_view> {
                 if (!unread.empty()) return std::exchange(unread, {});
                 return read();
               }));
    while (true) {
      TRY_ASSIGN(const std::string_view bytes, plain->next());
      if (bytes.empty()) break;
      TRY(intake.write(number, bytes));
    }
  }
  TRY(intake.end(number));
  TRY(intake.finish());
  TRY_ASSIGN(layer.holds, intake.publish());
  layer.outcome = intake.outcome(number);
  return layer;
}

Result<std::string> import_bytes(const Destination& destination, const ArchiveBytes& archive, const ImportRequest& request,
                                 std::uint64_t free) {
  auto taken = take_layer(destination, archive, free);
  if (!taken) return std::unexpected(with_figures(std::move(taken).error(), free));
  const ImportedLayer& layer = *taken;
  spec::OciImageConfig config;
  config.created = base::format_rfc3339(request.created);
  config.architecture = request.platform.architecture;
  config.os = request.platform.os;
  config.variant = request.platform.variant;
  config.config = request.process;
  config.rootfs.type = "layers";
  config.rootfs.diff_ids = {layer.outcome.diff_id};
  spec::OciHistory history;
  history.created = config.created;
  history.created_by = fmt::format("/bin/sh -c #(nop) ADD file:{} in /", spec::digest_hex(layer.outcome.diff_id));
  history.comment = request.message.empty() ? "imported from a tar archive" : request.message;
  config.history = {history};
  spec::OciDescriptor descriptor;
  descriptor.media_type = layer.media_type;
  descriptor.digest = layer.outcome.blob_digest;
  descriptor.size = static_cast<std::int64_t>(layer.outcome.blob_size);
  std::vector<std::string> names;
  if (!request.name.empty()) names.push_back(request.name);
  return store_image(destination.store, config, {descriptor}, names);
}

}  // namespace

Result<std::string> import_archive(const Destination& destination, const sys::Fd& input, const ImportRequest& request) {
  TRY_ASSIGN(const std::uint64_t free, free_space(destination.store));
  std::vector<char> buffer(std::size_t{128} << 10);
  const auto read = [&]() -> Result<std::string_view> {
    TRY_ASSIGN(const std::size_t count, sys::read_some(input, buffer));
    return std::string_view(buffer.data(), count);
  };
  return import_bytes(destination, {read, bytes_of(input)}, request, free);
}

Result<std::string> import_url(const Destination& destination, const std::string& url, const ImportRequest& request,
                               std::function<Result<void>()> check) {
  TRY_ASSIGN(const std::uint64_t free, free_space(destination.store));
  TRY_ASSIGN(const auto download, Download::open(url, free, std::move(check)));
  return import_bytes(destination, {[&] { return download->next(); }, download->size()}, request, free);
}

}  // namespace skiff::image

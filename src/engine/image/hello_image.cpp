#include "hello_image.hpp"

#include <cstring>

#include <skiff/base/text.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/image/hello.hpp>
#include <skiff/image/layer_intake.hpp>
#include <skiff/sys/program.hpp>

#include "image_stores.hpp"

namespace skiff::engine {

namespace {

constexpr std::string_view hello_name = "localhost/hello:latest";
constexpr const char* program_label = "skiff.hello.program";

/// Tells one build's program from another's without loading libcrypto at each `run hello`.
std::string program_mark() {
  const auto program = image::hello_program();
  return fmt::format("{:016x}", base::hash_text({reinterpret_cast<const char*>(program.data()), program.size()}));
}

/// A ustar header (POSIX.1-2008, pax): 512 bytes.
std::string tar_header(std::string_view name, std::size_t size, bool is_directory) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { header.replace(at, text.size(), text); };
  put(0, name);
  put(100, is_directory ? "0000755" : "0000555");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size));
  put(136, "00000000000");
  put(148, "        ");
  header[156] = is_directory ? '5' : '0';
  put(257, std::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum));
  header[154] = '\0';
  return header;
}

std::string hello_archive() {
  const auto program = image::hello_program();
  std::string archive = tar_header("./", 0, true) + tar_header("./hello", program.size(), false);
  archive.append(reinterpret_cast<const char*>(program.data()), program.size());
  archive.append((512 - archive.size() % 512) % 512 + 1024, '\0');
  return archive;
}

bool is_current(const image::Image& image, const std::string& mark) {
  const auto label = image.config.config.labels.find(program_label);
  return label != image.config.config.labels.end() && label->second == mark;
}

}  // namespace

bool is_hello(std::string_view name) {
  return name == "hello" || name == "hello:latest" || name == "localhost/hello" || name == hello_name;
}

bool has_hello(const image::Store& store) {
  const auto present = store.find(hello_name);
  // A person's own image of that name is theirs.
  return present && (!present->config.config.labels.contains(program_label) || is_current(*present, program_mark()));
}

Result<void> install_hello(Context& context, const image::Store& store) {
  if (has_hello(store)) return {};
  TRY(sys::be_able_to_load_libraries());
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  image::LayerIntake intake(stores.store(), stores.layers(), stores.user_namespace());
  TRY_ASSIGN(const std::size_t number, intake.add({}));
  TRY(intake.write(number, hello_archive()));
  TRY(intake.end(number));
  TRY(intake.finish());
  TRY_ASSIGN(const auto holds, intake.publish());
  const auto outcome = intake.outcome(number);

  spec::OciImageConfig config;
  const spec::Platform platform = host_platform();
  config.created = "2026-01-01T00:00:00Z";  // fixed: the same program makes the same image
  config.architecture = platform.architecture;
  config.variant = platform.variant;
  config.os = platform.os;
  config.config.env = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
  config.config.entrypoint = {"/hello"};
  config.config.labels[program_label] = program_mark();
  config.rootfs = {"layers", {outcome.diff_id}};
  spec::OciDescriptor layer;
  layer.media_type = spec::media_type::oci_layer;
  layer.digest = outcome.blob_digest;
  layer.size = static_cast<std::int64_t>(outcome.blob_size);
  TRY(image::store_image(stores.store(), config, {layer}, {std::string(hello_name)}));
  return {};
}

}  // namespace skiff::engine

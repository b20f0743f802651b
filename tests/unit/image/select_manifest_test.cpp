#include "catch.hpp"

#include <fmt/format.h>

#include <skiff/storage/digest.hpp>

#include "select_manifest.hpp"

using namespace skiff;

namespace {

constexpr std::string_view index_type = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view manifest_type = "application/vnd.oci.image.manifest.v1+json";

std::string manifest(std::string_view note) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  return fmt::format(
      R"({{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{}","size":2}},)"
      R"("layers":[],"annotations":{{"note":"{}"}}}})",
      manifest_type, digest, note);
}

/// A registry of documents by their digests.
struct Documents {
  std::map<std::string, std::string> by_digest;

  /// The descriptor of a document that is there from now on; `more` is its platform.
  std::string add(const std::string& text, std::string_view type, std::string_view more = "") {
    const std::string digest = *storage::sha256_of(text);
    by_digest[digest] = text;
    return fmt::format(R"({{"mediaType":"{}","digest":"{}","size":{}{}}})", type, digest, text.size(), more);
  }
  Result<image::ManifestBytes> fetch(const spec::OciDescriptor& descriptor) const {
    const auto found = by_digest.find(descriptor.digest);
    if (found == by_digest.end()) return fail(ErrorKind::not_found, "no {}", descriptor.digest);
    return image::ManifestBytes{found->second, descriptor.media_type};
  }
  /// The note of the manifest that is selected, or the error.
  std::string selected(const std::string& first, std::string_view type, const spec::Platform& wanted) const {
    auto result = image::select_manifest({first, std::string(type)}, wanted, [this](const auto& of) { return fetch(of); });
    return result ? result->parsed.annotations["note"] : result.error().text();
  }
};

std::string index_of(const std::vector<std::string>& descriptors) {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})", index_type, fmt::join(descriptors, ","));
}

std::string platform(std::string_view architecture, std::string_view variant = "") {
  return fmt::format(R"(,"platform":{{"os":"linux","architecture":"{}","variant":"{}"}})", architecture, variant);
}

const spec::Platform amd64{"amd64", "linux", ""};

}  // namespace

TEST_CASE("a manifest is itself, an index is followed to the one of the platform") {
  Documents documents;
  CHECK(documents.selected(manifest("one"), manifest_type, amd64) == "one");
  const std::string index = index_of({documents.add(manifest("arm"), manifest_type, platform("arm", "v7")),
                                      documents.add(manifest("amd"), manifest_type, platform("amd64"))});
  CHECK(documents.selected(index, index_type, amd64) == "amd");
  CHECK(documents.selected(index, "", amd64) == "amd");
  CHECK(documents.selected(index, index_type, {"arm", "linux", "v7"}) == "arm");
  CHECK(documents.selected(index, index_type, {"s390x", "linux", ""}) ==
        "there is no image for linux/s390x, only for linux/arm/v7, linux/amd64");
}

TEST_CASE("an index whose only manifest names no platform means that one") {
  Documents documents;
  CHECK(documents.selected(index_of({documents.add(manifest("only"), manifest_type)}), index_type, amd64) == "only");
  CHECK(documents.selected(index_of({}), index_type, amd64) == "there is no image for linux/amd64, only for none");
}

TEST_CASE("indexes may be nested three deep") {
  Documents documents;
  std::string text = manifest("deep");
  std::string_view type = manifest_type;
  for (int depth = 1; depth <= 4; ++depth) {
    text = index_of({documents.add(text, type, platform("amd64"))});
    type = index_type;
    INFO(depth);
    CHECK(documents.selected(text, type, amd64) == (depth <= 3 ? "deep" : "its indexes are nested more than 3 deep"));
  }
}

TEST_CASE("a manifest with another digest than its index says is refused") {
  Documents documents;
  const std::string index = index_of({documents.add(manifest("right"), manifest_type, platform("amd64"))});
  documents.by_digest.begin()->second = manifest("wrong");
  CHECK(documents.selected(index, index_type, amd64).find("has the digest") != std::string::npos);
}

#include <map>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/image/transport.hpp>
#include <skiff/spec/oci_image.hpp>

#include "registry_fetch.hpp"
#include "registry_session.hpp"

namespace skiff::image {

namespace {

constexpr std::uint64_t manifest_limit = 4 << 20;
/// As many connections at once: enough to keep a disk and an inflater busy, few enough for a registry's taste.
constexpr std::size_t most_fetches = 4;

constexpr std::uint64_t tag_list_limit = 4 << 20;
constexpr std::size_t most_tags = 10'000;

/// One answer to a question for tags.
struct TagPage {
  std::string name;
  std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(TagPage, (), (name, tags))

/// The query of the next page, as a Link header has it (RFC 8288); "" if it names none. Only the query is taken from it: the
/// next page is asked of the same place.
std::string next_query(std::string_view link) {
  const auto [target, parameters] = base::cut(link, '>');
  const std::size_t question = target.find('?');
  if (!parameters || !target.starts_with('<') || question == std::string_view::npos) return {};
  if (parameters->find("rel=\"next\"") == std::string_view::npos && parameters->find("rel=next") == std::string_view::npos) return {};
  return std::string(target.substr(question + 1));
}

bool is_digest(std::string_view text) {
  return text.starts_with("sha256:") && text.size() == 71 && base::is_lower_hex(text.substr(7));
}

class Registry final : public Transport {
 public:
  Registry(std::unique_ptr<HttpClient> client, RegistryOptions options)
      : client_(std::move(client)), options_(std::move(options)) {}

  Result<FetchedManifest> manifest(const spec::ImageReference& reference, std::string_view digest) override;
  Result<std::vector<std::string>> tags(const spec::ImageReference& reference) override;
  Result<void> blobs(const spec::ImageReference& reference, std::vector<BlobRequest> requests) override;

 private:
  /// A blob on its way.
  struct Download {
    BlobRequest* request;
    std::unique_ptr<RegistryFetch> fetch;
  };

  Result<RegistrySession*> session(const spec::ImageReference& reference);
  Result<bool> advance(std::vector<Download>& downloads);

  std::unique_ptr<HttpClient> client_;
  RegistryOptions options_;
  std::map<std::string, std::unique_ptr<RegistrySession>> sessions_;  ///< by registry/repository
};

Result<RegistrySession*> Registry::session(const spec::ImageReference& reference) {
  std::unique_ptr<RegistrySession>& session = sessions_[reference.name()];
  if (session == nullptr) {
    TRY_ASSIGN(session, RegistrySession::open(*client_, options_, reference));
  }
  return session.get();
}

Result<FetchedManifest> Registry::manifest(const spec::ImageReference& reference, std::string_view digest) {
  TRY_ASSIGN(RegistrySession* const session, this->session(reference));
  std::string_view wanted = digest;
  if (wanted.empty()) wanted = reference.digest;
  const bool is_by_digest = !wanted.empty();
  if (!is_by_digest) wanted = reference.tag;
  if (wanted.empty() || (is_by_digest && !is_digest(wanted))) {
    return fail(ErrorKind::invalid, "no manifest can be asked for by '{}'", base::escape_control(wanted, 200));
  }
  namespace media_type = spec::media_type;
  FetchRequest request{.path = fmt::format("manifests/{}", wanted),
                       .name = fmt::format("image {}{}{}", reference.name(), is_by_digest ? '@' : ':', wanted),
                       .is_whole_image = digest.empty() || digest == reference.digest,
                       .headers = {},
                       .limit = manifest_limit,
                       .exact_size = {},
                       .sink = {}};
  request.headers.push_back(fmt::format("Accept: {}, {}, {}, {}", media_type::oci_index, media_type::oci_manifest,
                                        media_type::docker_list, media_type::docker_manifest));
  RegistryFetch fetch(*session, std::move(request));
  TRY(fetch.run());
  return FetchedManifest{.bytes = fetch.response().body, .media_type = fetch.response().content_type};
}

Result<std::vector<std::string>> Registry::tags(const spec::ImageReference& reference) {
  TRY_ASSIGN(RegistrySession* const session, this->session(reference));
  std::vector<std::string> tags;
  std::string query;
  do {
    FetchRequest request{.path = "tags/list",
                         .query = query,
                         .name = fmt::format("the tags of {}", reference.name()),
                         .is_whole_image = false,
                         .headers = {},
                         .limit = tag_list_limit,
                         .exact_size = {},
                         .sink = {}};
    RegistryFetch fetch(*session, std::move(request));
    TRY(fetch.run());
    auto page = base::parse_foreign_record<TagPage>(fetch.response().body);
    if (!page) return fail_with(std::move(page).error(), "registry {}: its list of tags", session->names().registry);
    std::ranges::move(page->tags, std::back_inserter(tags));
    if (tags.size() > most_tags)
      return fail(ErrorKind::no_space, "{} has more than {} tags", reference.name(), most_tags);
    query = page->tags.empty() ? "" : next_query(fetch.response().link);
  } while (!query.empty());
  return tags;
}

/// Moves all downloads on; true if one ended, so that the next may begin.
Result<bool> Registry::advance(std::vector<Download>& downloads) {
  bool has_ended = false;
  for (auto download = downloads.begin(); download != downloads.end();) {
    TRY_ASSIGN(const bool is_done, download->fetch->advance());
    if (!is_done) {
      ++download;
      continue;
    }
    if (download->request->done) TRY(download->request->done());
    download = downloads.erase(download);
    has_ended = true;
  }
  return has_ended;
}

Result<void> Registry::blobs(const spec::ImageReference& reference, std::vector<BlobRequest> requests) {
  TRY_ASSIGN(RegistrySession* const session, this->session(reference));
  std::vector<Download> downloads;
  std::size_t next = 0;
  while (next < requests.size() || !downloads.empty()) {
    while (downloads.size() < most_fetches && next < requests.size()) {
      BlobRequest& request = requests[next++];
      if (!is_digest(request.digest)) {
        return fail(ErrorKind::invalid, "{} is not a digest", base::escape_control(request.digest, 200));
      }
      FetchRequest fetch{.path = "blobs/" + request.digest,
                         .name = fmt::format("blob {} of {}", request.digest, reference.name()),
                         .is_whole_image = false,
                         .headers = {},
                         .limit = request.size,
                         .exact_size = request.size,
                         .sink = request.sink};
      downloads.push_back({&request, std::make_unique<RegistryFetch>(*session, std::move(fetch))});
    }
    TRY_ASSIGN(const bool has_ended, advance(downloads));
    if (has_ended) continue;
    std::chrono::milliseconds patience = std::chrono::seconds(1);
    for (const Download& download : downloads) patience = std::min(patience, download.fetch->patience());
    TRY(client_->step(patience));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Transport>> open_registry(const RegistryOptions& options) {
  if (!options.access.credentials.empty()) TRY(parse_credentials(options.access.credentials));
  TRY_ASSIGN(std::unique_ptr<HttpClient> client, HttpClient::open(options.check));
  return std::make_unique<Registry>(std::move(client), options);
}

}  // namespace skiff::image

#include <skiff/image/layer_intake.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::image {

namespace {

constexpr std::size_t max_workers = 3;
constexpr auto news_interval = std::chrono::milliseconds(100);
constexpr std::uint64_t advance_step = std::uint64_t{256} << 10;

}  // namespace

struct LayerIntake::Job {
  IntakeLayer layer;
  std::optional<BlobWriter> blob;  ///< none where the store has it
  sys::Fd stored;                  ///< the store's blob then
  std::uint64_t size = 0;
  sys::FdPair progress;
  std::optional<sys::SharedCount> unpacked;  ///< bytes of the blob
  std::uint64_t told = 0;
  bool is_complete = false;
  bool is_finished = false;
  std::optional<storage::LayerUnpack> unpack;

  bool is_running() const { return unpack && !is_finished; }
  std::string name() const { return layer.blob_digest.empty() ? "the layer" : "layer " + layer.blob_digest; }
  Error explain(Error error) const {
    error.add_context(fmt::format("cannot unpack {}", name()));
    return error;
  }
};

LayerIntake::LayerIntake(const Store& store, const storage::Layers& layers, const sys::Fd& user_namespace)
    : store_(&store), layers_(&layers), user_namespace_(&user_namespace) {}

LayerIntake::~LayerIntake() = default;

Result<std::size_t> LayerIntake::add(const IntakeLayer& layer) {
  auto job = std::make_unique<Job>();
  job->layer = layer;
  TRY_ASSIGN(BlobWriter blob, BlobWriter::begin(*store_));
  job->blob.emplace(std::move(blob));
  jobs_.push_back(std::move(job));
  return jobs_.size() - 1;
}

Result<std::size_t> LayerIntake::add_written(BlobWriter blob, const IntakeLayer& layer) {
  auto job = std::make_unique<Job>();
  job->layer = layer;
  job->layer.blob_digest = blob.digest();
  job->is_finished = !layer.is_tree_wanted;
  job->size = blob.size();
  job->blob.emplace(std::move(blob));
  job->is_complete = true;
  jobs_.push_back(std::move(job));
  TRY(start_waiting());
  return jobs_.size() - 1;
}

Result<std::size_t> LayerIntake::add_stored(const std::string& blob_digest, const std::string& diff_id) {
  auto job = std::make_unique<Job>();
  job->layer = {diff_id, blob_digest};
  TRY_ASSIGN(job->stored, store_->open_blob(blob_digest));
  TRY_ASSIGN(const struct stat status, sys::stat_of(job->stored));
  job->size = static_cast<std::uint64_t>(status.st_size);
  job->is_complete = true;
  jobs_.push_back(std::move(job));
  TRY(start_waiting());
  return jobs_.size() - 1;
}

Result<void> LayerIntake::start(Job& job) {
  storage::UnpackSource source;
  source.blob = job.blob ? &job.blob->fd() : &job.stored;
  source.size = job.size;
  if (!job.is_complete) {
    TRY_ASSIGN(job.progress, sys::make_pipe());
    source.progress = &job.progress.first;
  }
  if (on_unpacked) {
    TRY_ASSIGN(sys::SharedCount count, sys::SharedCount::make());
    source.consumed = &job.unpacked.emplace(std::move(count));
  }
  TRY_ASSIGN(auto unpack, storage::LayerUnpack::start(*layers_, source, job.layer.diff_id, *user_namespace_));
  job.unpack.emplace(std::move(unpack));
  return {};
}

Result<void> LayerIntake::start_waiting() {
  std::size_t running = 0;
  for (const auto& job : jobs_)
    if (job->is_running()) ++running;
  for (const auto& job : jobs_) {
    if (running >= max_workers) return {};
    // A layer without bytes yet would only occupy a place.
    if (job->unpack || !job->layer.is_tree_wanted || (job->size == 0 && !job->is_complete)) continue;
    TRY(start(*job));
    ++running;
  }
  return {};
}

Result<void> LayerIntake::reap() {
  for (std::size_t number = 0; number < jobs_.size(); ++number) {
    Job* const job = jobs_[number].get();
    if (!job->is_running()) continue;
    if (on_unpacked && job->unpacked && job->is_complete) on_unpacked(number, job->unpacked->get());
    auto ended = job->unpack->try_finish();
    if (!ended) return std::unexpected(job->explain(std::move(ended).error()));
    job->is_finished = *ended && job->is_complete;
  }
  return {};
}

/// Tells the worker how far the blob is. The reading end is held here too, so that a worker's death is no SIGPIPE; a
/// worker that is far behind is told less often, so that there always is room for the last count.
Result<void> LayerIntake::advance(Job& job) {
  if (!job.unpack || !job.progress.second.is_open()) return {};
  int waiting = 0;
  if (!job.is_complete && (ioctl(job.progress.first.get(), FIONREAD, &waiting) != 0 || waiting > 2048)) return {};
  const std::uint64_t count = job.size | (job.is_complete ? storage::last_mark : 0);
  TRY(sys::write_all(job.progress.second, std::string_view(reinterpret_cast<const char*>(&count), sizeof count)));
  job.told = job.size;
  return {};
}

Result<void> LayerIntake::write(std::size_t number, std::string_view bytes) {
  Job& job = *jobs_[number];
  TRY(job.blob->write(bytes));
  job.size += bytes.size();
  if (job.size - job.told < advance_step && job.told != 0) return {};
  TRY(reap());
  if (!job.unpack) TRY(start_waiting());
  return advance(job);
}

Result<void> LayerIntake::end(std::size_t number) {
  Job& job = *jobs_[number];
  TRY_ASSIGN(job.layer.blob_digest, job.blob->finish(job.layer.blob_digest));
  job.is_complete = true;
  if (!job.layer.is_tree_wanted) job.is_finished = true;
  TRY(advance(job));
  TRY(reap());
  return start_waiting();
}

Result<bool> LayerIntake::is_finished(std::size_t number) {
  TRY(reap());
  TRY(start_waiting());
  return jobs_[number]->is_finished;
}

Result<void> LayerIntake::finish() {
  for (const auto& job : jobs_) {
    if (job->is_finished) continue;
    if (!job->unpack) TRY(start(*job));
    TRY(await(*job));
    TRY(start_waiting());
  }
  return {};
}

/// The others are looked after meanwhile.
Result<void> LayerIntake::await(Job& job) {
  while (true) {
    TRY(reap());
    if (job.is_finished) return {};
    if (check) TRY(check());
    job.unpack->wait(news_interval);
  }
}

Result<std::vector<sys::FileLock>> LayerIntake::publish() {
  TRY(layers_->sync());
  std::vector<sys::FileLock> holds;
  for (const auto& job : jobs_) {
    if (job->blob) TRY(job->blob->publish());
    if (!job->unpack) continue;
    TRY_ASSIGN(sys::FileLock held, job->unpack->publish());
    holds.push_back(std::move(held));
  }
  return holds;
}

LayerIntake::Outcome LayerIntake::outcome(std::size_t number) const {
  const Job& job = *jobs_[number];
  return {job.unpack ? job.unpack->diff_id() : job.layer.diff_id, job.layer.blob_digest, job.size};
}

std::optional<std::string_view> layer_media_type(std::string_view first_bytes) {
  using namespace std::string_view_literals;
  if (first_bytes.starts_with("\x1f\x8b"sv)) return spec::media_type::oci_layer_gzip;
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd"sv)) return "application/vnd.oci.image.layer.v1.tar+zstd";
  if (first_bytes.starts_with("BZh"sv) || first_bytes.starts_with("\xfd" "7zXZ"sv)) return std::nullopt;
  return spec::media_type::oci_layer;
}

}  // namespace skiff::image

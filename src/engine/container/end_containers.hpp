#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/state/container.hpp>

#include "context.hpp"

/// Bringing running containers to their end: stop, and rm -f. All at once, in one thread and one poll(2).
namespace skiff::engine {

struct EndRequest {
  std::string name;                             ///< as typed, for messages
  const state::Container* container = nullptr;  ///< outlives the call
  /// SIGKILL begins where others lead to after the timeout. 0 ends nothing: an end that has happened is waited for
  /// until it is recorded.
  int signal = 9;
  std::optional<std::chrono::seconds> timeout;  ///< none: the signal alone has to do, however long it takes
  bool is_stop_asked = false;                   ///< a person wants it to stay down: recorded before the signal
};

/// One result for each request, in order. Success: no process of it is left and its end is recorded (or it was removed by
/// its supervisor, as --rm asks); also when it was not running before. Waits for a supervisor at most ten seconds.
/// Errors: timed_out (names what is left), denied.
std::vector<Result<void>> end_containers(Context& context, const std::vector<EndRequest>& requests);

/// Waits until no supervisor holds `alive`, at most `patience`; false if one still does.
Result<bool> wait_for_supervisor(const state::Container& container, std::chrono::milliseconds patience);

}  // namespace skiff::engine

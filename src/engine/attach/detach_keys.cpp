#include "detach_keys.hpp"

#include <skiff/spec/detach_keys.hpp>

namespace skiff::engine {

Result<DetachKeys> DetachKeys::parse(std::string_view text) {
  TRY_ASSIGN(std::string keys, spec::parse_detach_keys(text));
  return DetachKeys(std::move(keys));
}

bool DetachKeys::feed(std::string_view typed, std::string& passed) {
  if (keys_.empty()) {
    passed += typed;
    return false;
  }
  for (const char key : typed) {
    held_ += key;
    // The longest end of what was typed that may still become the keys stays held.
    while (!keys_.starts_with(held_)) {
      passed += held_[0];
      held_.erase(0, 1);
    }
    if (held_ == keys_) {
      held_.clear();
      return true;
    }
  }
  return false;
}

}  // namespace skiff::engine

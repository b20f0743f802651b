#include <skiff/spec/container_config.hpp>

namespace skiff::spec {

std::vector<std::string> command_line(const ProcessConfig& process) {
  std::vector<std::string> words = process.entrypoint.value_or(std::vector<std::string>());
  words.insert(words.end(), process.command.begin(), process.command.end());
  return words;
}

}  // namespace skiff::spec

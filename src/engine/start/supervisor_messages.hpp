#pragma once

#include <cstdint>
#include <string>

/// What a command tells a supervisor on its control socket (SOCK_SEQPACKET). Nothing else reaches a supervisor, so it does not
/// matter whether it was forked from the command or executed. Both ends are the same program.
///
/// The command sends `SupervisorPlace`, and then what is to be served; or it ends, and the supervisor with it.
namespace skiff::engine {

enum class SupervisorTask : std::uint32_t { start_container, exec };

/// Where it works. Descriptors: ROOT, RUNROOT, and where there is a U: for a start UserNamespace::descriptors(), for an exec U.
/// Followed by the two paths.
struct SupervisorPlace {
  SupervisorTask task = SupervisorTask::start_container;
  std::uint32_t root_path_size = 0;
  std::uint32_t runroot_path_size = 0;
};
constexpr std::size_t max_supervisor_place = sizeof(SupervisorPlace) + 2 * 4096;

constexpr std::size_t container_id_size = 64;

/// The start of a container. Descriptors: its first client's connection, and the container's `lock`.
struct StartMessage {
  char id[container_id_size] = {};
  char name[256] = {};             ///< as it is known; "" is unknown
  std::uint32_t attach_flags = 0;  ///< supervisor/protocol.hpp, of the first client
  std::uint16_t rows = 0;          ///< size of that client's terminal; 0 is unknown
  std::uint16_t columns = 0;
  std::uint32_t has_own_network = 0;  ///< another message follows with its network namespace
};

/// Behind a StartMessage, for a container with a network of its own: one message with its network namespace as descriptor. Or with
/// base::pack_error() and no descriptor.
constexpr std::size_t max_network_message = 16384;

/// An exec in a container whose own supervisor was killed. Descriptors: its client's connection, and the request (a file with
/// the JSON of spec::ExecConfig).
struct ExecMessage {
  char id[container_id_size] = {};
  char name[256] = {};
  std::uint32_t attach_flags = 0;
};

/// The text of a field that is filled up with zeros.
template <std::size_t Size>
std::string text_of(const char (&field)[Size]) {
  return std::string(field, __builtin_strnlen(field, Size));
}

}  // namespace skiff::engine

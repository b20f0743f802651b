#pragma once

#include <cstdint>
#include <span>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

#include "context.hpp"
#include "supervisor_messages.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

/// A supervisor, as the command sees it that makes it. It idles until it is told what to serve; if this command ends before,
/// it ends too.
class SupervisorProcess {
 public:
  /// A fork of this process, which keeps what it inherits: for a process that has read nothing of its caller's yet.
  static Result<SupervisorProcess> fork();
  /// For a start: the one that was made when the command began (ContextOptions::supervisor), or a new one, told where it works.
  /// Other commands can find U in it from now on.
  static Result<SupervisorProcess> acquire(Context& context, UserNamespace& user_namespace);
  /// For one exec.
  static Result<SupervisorProcess> execute_for_exec(const Context& context, const sys::Fd& user_namespace);

  /// Tells it to start the container, whose `lock` goes with it until it has `alive`, so that no other command takes the
  /// container for one that is down meanwhile. The connection is that of its first client: `attached` or `error` comes on it.
  /// `user_namespace`: U, where the container's network namespace is made, by a process of this command's while the supervisor
  /// does what needs no network.
  Result<sys::Fd> start(const state::LockedContainer& container, StartMessage message, const UserNamespace& user_namespace,
                        const spec::NetworkUse& network);
  /// Tells it to serve one exec; the connection is that of its client.
  Result<sys::Fd> exec(const state::Container& container, const sys::Fd& request, std::uint32_t attach_flags);

  pid_t pid() const { return pid_; }
  const sys::Fd& pidfd() const { return pidfd_; }

 private:
  /// This program, executed anew: it has nothing of this process.
  static Result<SupervisorProcess> execute();
  SupervisorProcess(sys::Process process, sys::Fd control)
      : pid_(process.pid()), pidfd_(process.release()), control_(std::move(control)) {}
  Result<void> tell_place(const Context& context, SupervisorPlace place, std::span<const int> passed);
  template <typename Message>
  Result<sys::Fd> tell(Message message, const state::Container& container, const sys::Fd& passed);

  pid_t pid_;
  sys::Fd pidfd_;
  sys::Fd control_;
};

/// One that was made before there was a context; its error is told where it is needed.
class IdleSupervisor {
 public:
  Result<SupervisorProcess> made;
};

}  // namespace skiff::engine

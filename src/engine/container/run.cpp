#include <skiff/engine/container.hpp>
#include <skiff/sys/process.hpp>

#include "image/obtain_image.hpp"
#include "make_container.hpp"
#include "start/start_and_attach.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

Result<RunResult> run(Context& context, const ContainerRequest& request, const std::optional<Terminal>& terminal) {
  TRY(context.check_writable());
  TRY(begin_obtaining(context, request.image, request.pull));
  // The supervisor prepares namespaces while this process finds the image and writes the record.
  TRY_ASSIGN(UserNamespace user_namespace, UserNamespace::acquire(context));
  TRY_ASSIGN(SupervisorProcess supervisor, SupervisorProcess::acquire(context, user_namespace));
  TRY_ASSIGN(state::LockedContainer made,
             make_container(context, request, {sys::random_id(), user_namespace.map(), sys::Sync::no}));
  RunResult result{.id = made.container.id()};
  TRY_ASSIGN(result.attach, start_and_attach({context, supervisor, user_namespace, request.config.network}, std::move(made),
                                             {terminal, request.config.is_auto_removed}));
  return result;
}

}  // namespace skiff::engine

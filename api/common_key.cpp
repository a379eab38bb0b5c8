#include "api/common_key.hpp"

namespace lockstep::api {

namespace {

// Before and after the workspace's number. A key of the first workspace that begins so is marked as well, so that no
// two keys meet.
constexpr char mark = '\0';

}  // namespace

std::string scoped_common_key(WorkspaceNumber workspace, std::string_view key) {
    std::string scoped;
    if (key.empty()) return scoped;
    if (workspace != 0 || key.front() == mark) scoped = mark + std::to_string(workspace) + mark;
    return scoped.append(key);
}

std::string_view shown_common_key(std::string_view scoped) {
    if (scoped.empty() || scoped.front() != mark) return scoped;
    return scoped.substr(scoped.find(mark, 1) + 1);
}

}  // namespace lockstep::api

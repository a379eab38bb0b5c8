#include "harness/world/step_text.hpp"

#include <fmt/format.h>

namespace lockstep::harness {
namespace {

class Subject {
  public:
    explicit Subject(Scenario const& scenario) : scenario_(scenario) {}

    std::string operator()(CreateCode const& action) const { return code(action.code); }
    std::string operator()(UpdateCode const& action) const { return code(action.code); }
    std::string operator()(DeleteCode const& action) const { return code(action.code); }
    std::string operator()(GetCode const& action) const { return code(action.code); }
    std::string operator()(ListCodes const& action) const { return device(action.device); }
    std::string operator()(HttpCall const& action) const { return action.method + " " + action.path; }
    std::string operator()(LinkDown const& action) const { return device(action.device); }
    std::string operator()(LinkUp const& action) const { return device(action.device); }
    std::string operator()(Disconnect const& action) const { return scenario_.accounts[action.account].name; }
    std::string operator()(Reconnect const& action) const { return scenario_.accounts[action.account].name; }
    std::string operator()(Outage const& action) const { return scenario_.providers[action.provider].name; }
    std::string operator()(EditByHand const& action) const {
        return fmt::format("{} {}", device(action.device), action.pin);
    }
    std::string operator()(PressKeys const& action) const {
        return fmt::format("{} {}", device(action.device), action.code ? code(*action.code) : action.pin);
    }
    std::string operator()(RemoveDevice const& action) const { return device(action.device); }
    std::string operator()(ResetDevice const& action) const { return device(action.device); }
    std::string operator()(ForgetDevice const& action) const { return device(action.device); }
    std::string operator()(ForgetAccount const& action) const { return scenario_.accounts[action.account].name; }
    std::string operator()(RestartEngine const&) const { return "engine"; }
    std::string operator()(SetClock const& action) const { return device(action.device); }
    std::string operator()(ReplaceFaults const& action) const { return fmt::format("{} rules", action.rules.size()); }
    std::string operator()(Note const& action) const { return action.text; }

  private:
    std::string code(CodeIndex index) const { return scenario_.codes[index].name; }
    std::string device(DeviceIndex index) const { return scenario_.devices[index].name; }

    Scenario const& scenario_;
};

}  // namespace

std::string step_text(Step const& step, Scenario const& scenario) {
    return fmt::format("{}: {}", step.verb, std::visit(Subject(scenario), step.action));
}

}  // namespace lockstep::harness

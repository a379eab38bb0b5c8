#include "harness/scenario/other_pins.hpp"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace lockstep::harness {
namespace {

using ReplyJson = nlohmann::ordered_json;
using Visit = std::function<void(std::string&)>;

bool accepts(engine::PinRules const& rules, std::string const& text) {
    auto const pin = engine::Pin::parse(text);
    return pin && rules.accepts_length(text.size()) && !engine::broken_constraint(*pin, rules);
}

// Members called `code`, however deep.
bool visit_codes(ReplyJson& value, Visit const& visit) {
    bool changed = false;
    if (!value.is_structured()) return changed;
    for (auto const& [key, member] : value.items()) {
        if (auto* const text = member.get_ptr<std::string*>(); text != nullptr && key == "code") {
            auto const before = *text;
            visit(*text);
            changed = changed || *text != before;
        } else {
            changed = visit_codes(member, visit) || changed;
        }
    }
    return changed;
}

void visit_json(std::string& text, Visit const& visit) {
    if (text.empty()) return;
    auto value = ReplyJson::parse(text, nullptr, false);
    if (!value.is_discarded() && visit_codes(value, visit)) text = value.dump();
}

void visit_step(Step& step, Visit const& visit) {
    auto const fields = [&](CodeFields& held) {
        if (held.code.has_value()) visit(held.code.value);
    };
    if (auto* const create = std::get_if<CreateCode>(&step.action)) fields(create->fields);
    if (auto* const update = std::get_if<UpdateCode>(&step.action)) fields(update->fields);
    if (auto* const press = std::get_if<PressKeys>(&step.action); press != nullptr && !press->code) visit(press->pin);
    if (auto* const edit = std::get_if<EditByHand>(&step.action)) {
        visit(edit->pin);
        if (edit->to_pin.has_value()) visit(edit->to_pin.value);
    }
    if (auto* const call = std::get_if<HttpCall>(&step.action); call != nullptr && call->body)
        visit_json(call->body->json, visit);
    if (step.reply && step.reply->body) visit_json(step.reply->body->json, visit);
}

void visit_pins(Scenario& scenario, Visit const& visit) {
    for (Step& step : scenario.steps)
        visit_step(step, visit);
    for (auto& device : scenario.expect.devices)
        for (auto& item : device.items)
            for (auto& code : item.codes)
                visit(code.pin);
    for (auto& attempt : scenario.expect.attempts)
        for (auto& item : attempt.items)
            visit_json(item.result_json, visit);
}

// The next text of as many digits; after the last one comes the first.
void count_on(std::string& digits) {
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        if (*digit != '9') {
            ++*digit;
            return;
        }
        *digit = '0';
    }
}

// As much of the PIN as there is room for, counted on until it is free.
std::string image_of(std::string const& pin, engine::PinRules const& rules, std::set<std::string> const& taken) {
    std::string image = pin;
    auto length = rules.shortest();
    while (rules.accepts_length(length + 1) && length < pin.size())
        ++length;
    image.resize(length, '0');
    for (int tries = 0; tries < 1'000'000; ++tries, count_on(image))
        if (accepts(rules, image) && !taken.contains(image)) return image;
    return pin;
}

}  // namespace

void map_pins(Scenario& scenario, engine::PinRules const& before, engine::PinRules const& after) {
    std::vector<std::string> others;
    std::set<std::string> taken;
    visit_pins(scenario, [&](std::string& pin) {
        if (!accepts(before, pin)) return;
        if (accepts(after, pin))
            taken.insert(pin);
        else
            others.push_back(pin);
    });
    std::map<std::string, std::string> images;
    for (std::string const& pin : others) {
        if (images.contains(pin)) continue;
        auto image = image_of(pin, after, taken);
        taken.insert(image);
        images.emplace(pin, std::move(image));
    }
    visit_pins(scenario, [&](std::string& pin) {
        if (auto const found = images.find(pin); found != images.end()) pin = found->second;
    });
}

}  // namespace lockstep::harness

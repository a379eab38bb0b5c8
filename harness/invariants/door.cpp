#include "harness/invariants/door.hpp"

#include <algorithm>
#include <set>

#include "engine/belief.hpp"
#include "harness/invariants/bounds.hpp"

namespace lockstep::harness {

namespace {

// The window in which the lock may open for the code, its own clock's error on both sides.
engine::Window allowed_window(World const& world, engine::CodeId code) {
    auto const& engine = world.engine();
    auto const& record = engine.record(code);
    Duration const error = clock_error(world, record.device);
    auto const wanted = engine::rounded_outwards(
        record.window, record.native ? engine.capabilities(record.device).rounding : Duration{});
    Duration const lead = record.native ? Duration{} : engine.settings().jit_lead;
    return {later_by(wanted.starts, -lead - error), later_by(wanted.ends, error)};
}

engine::Belief belief(World const& world, engine::CodeId code) {
    auto const& record = world.engine().record(code);
    return {record, world.engine().capabilities(record.device), world.engine().settings(), world.now()};
}

}  // namespace

// --- I-01 ---

void Window::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    ExcusingCheckerOf::stepped(world, effects, findings);
    for (auto const code : effects.touched) {
        CodeNumber const number = world.number_of(code);
        if (number == nobody) continue;
        if (number >= active_at_.size()) active_at_.resize(number + 1, always);
        active_at_[number] = world.now();
    }
}

void Window::close(Findings& findings, Exposure const& exposure, Instant now, bool excuse) const {
    findings.exposed(now - exposure.since, excuse);
}

void Window::look(World const& world, engine::DeviceId device, Findings& findings) {
    auto const& engine = world.engine();
    Bounds const bounds = bounds_of(world, device);
    bool const excuse = excused(world, device);
    std::set<CodeNumber> exposed_here;
    bool look_again = false;
    for (auto const& slot : world.lock(device).slots()) {
        CodeNumber const owner = world.owner_of(device, slot.key);
        if (owner == nobody || !world.lock(device).usable(slot, world.now())) continue;
        engine::CodeId const code = world.code_id(owner);
        if (!engine.exists(code)) continue;  // that is I-02's
        auto const& record = engine.record(code);
        if (!record.delete_requested && allowed_window(world, code).contains(world.now())) continue;
        // Whatever takes it off the lock may need this long since its last sign of life.
        Instant const active = owner < active_at_.size() ? active_at_[owner] : always;
        Instant const last = record.window.ended(world.now()) ? std::max(active, record.window.ends) : active;
        bool const never_wanted =
            !record.delete_requested && !record.window.ended(world.now()) && !belief(world, code).on_provider();
        if (!never_wanted && world.now() <= later_by(last, bounds.patience)) {
            findings.request_check_at(later_by(last, bounds.patience + Duration{1}));
            look_again = true;
            continue;
        }
        exposed_here.insert(owner);
        auto& exposure = exposed_.try_emplace(owner, Exposure{world.now(), false}).first->second;
        if (excuse || exposure.reported) continue;
        exposure.reported = true;
        report(findings, world, owner, device.value,
               device_text(world, device) + " opens for " + code_text(world, owner) + " outside its window");
    }
    for (auto it = exposed_.begin(); it != exposed_.end();) {
        engine::CodeId const code = world.code_id(it->first);
        bool const here = engine.exists(code) ? engine.record(code).device == device : true;
        if (!here || exposed_here.contains(it->first)) {
            ++it;
            continue;
        }
        close(findings, it->second, world.now(), !it->second.reported);
        it = exposed_.erase(it);
    }
    if (look_again && std::find(waiting_.begin(), waiting_.end(), device) == waiting_.end()) waiting_.push_back(device);
}

void Window::instant_over(World const& world, Touched const& touched, Findings& findings) {
    std::vector<engine::DeviceId> due = touched.devices;
    for (auto const code : touched.codes)
        if (world.engine().exists(code)) due.push_back(world.engine().record(code).device);
    if (due.empty()) due.swap(waiting_);  // nothing happened: this is a look that was asked for
    std::sort(due.begin(), due.end());
    due.erase(std::unique(due.begin(), due.end()), due.end());
    for (auto const device : due)
        look(world, device, findings);
}

void Window::ends(World const& world, Findings& findings) {
    for (auto const& [code, exposure] : exposed_)
        close(findings, exposure, world.now(), !exposure.reported);
    exposed_.clear();
}

// --- I-02 ---

void NoGhost::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    ExcusingCheckerOf::stepped(world, effects, findings);
    if (effects.because == engine::Because::forgotten) return;
    for (auto const& transition : effects.transitions)
        if (transition.to == engine::Status::gone) gone_now_.push_back(world.number_of(transition.code));
}

void NoGhost::instant_over(World const& world, Touched const& touched, Findings& findings) {
    for (CodeNumber const code : gone_now_)
        if (code != nobody && world.writes_under_way(code) > 0)
            report(findings, world, code, nobody,
                   code_text(world, code) + " answers 404 while a write of it is under way");
    gone_now_.clear();
    for (auto const device : touched.devices) {
        if (excused(world, device)) continue;
        for (auto const& slot : world.lock(device).slots()) {
            CodeNumber const owner = world.owner_of(device, slot.key);
            if (owner == nobody || world.engine().exists(world.code_id(owner))) continue;
            report(findings, world, owner, device.value,
                   device_text(world, device) + " stores \"" + slot.record.pin + "\" of " + code_text(world, owner) +
                       ", which answers 404");
        }
    }
}

// --- I-03 ---

void OneCopy::instant_over(World const& world, Touched const& touched, Findings& findings) {
    for (auto const device : touched.devices) {
        auto const& lock = world.lock(device);
        auto const& slots = lock.slots();
        bool const tampered = world.trouble(device).tampered_at != always;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            CodeNumber const owner = world.owner_of(device, slots[i].key);
            if (owner == nobody) continue;
            for (std::size_t j = 0; j < i; ++j) {
                CodeNumber const other = world.owner_of(device, slots[j].key);
                if (other == owner)
                    report(findings, world, owner, device.value,
                           device_text(world, device) + " stores \"" + slots[i].record.pin + "\" twice");
                else if (other != nobody && !tampered && slots[i].record.pin == slots[j].record.pin &&
                         lock.usable(slots[i], world.now()) && lock.usable(slots[j], world.now()))
                    report(findings, world, owner, device.value,
                           device_text(world, device) + " opens by \"" + slots[i].record.pin + "\" for " +
                               code_text(world, owner) + " and " + code_text(world, other));
            }
        }
    }
}

// --- I-04 ---

void SetIsTrue::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const look = [&](engine::CodeId code) {
        auto const& engine = world.engine();
        if (!engine.exists(code) || engine.status(code) != engine::Status::set) return;
        auto const& record = engine.record(code);
        if (excused(world, record.device)) return;
        if (record.offline) {
            if (world.cloud_of(record.device).press(record.device.value, record.pin.text(), world.now()).reason ==
                sim::Denial::unknown_code)
                report(findings, world, code, "is set, and its lock does not know it");
            return;
        }
        // A lock whose clock is ahead may drop an expired record that much before the engine counts it as ended.
        if (later_by(record.window.ends, -clock_error(world, record.device)) <= world.now()) return;
        CodeNumber const number = world.number_of(code);
        auto const wanted = belief(world, code).wanted_window();
        for (auto const& slot : world.lock(record.device).slots()) {
            if (world.owner_of(record.device, slot.key) != number) continue;
            if (slot.record.pin == record.pin.text() && slot.record.starts == wanted.starts &&
                slot.record.ends == wanted.ends)
                return;
            return report(findings, world, code, "is set, and its lock holds something else");
        }
        report(findings, world, code, "is set, and its lock does not hold it");
    };
    for (auto const code : touched.codes)
        look(code);
    for (auto const device : touched.devices)
        for (auto const code : world.engine().codes_on(device))
            if (std::find(touched.codes.begin(), touched.codes.end(), code) == touched.codes.end()) look(code);
}

// --- I-05 ---

void UnsetIsTrue::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const& engine = world.engine();
    auto const look = [&](engine::DeviceId device) {
        if (excused(world, device)) return;
        for (auto const& slot : world.lock(device).slots()) {
            CodeNumber const owner = world.owner_of(device, slot.key);
            if (owner == nobody) continue;
            engine::CodeId const code = world.code_id(owner);
            if (!engine.exists(code) || engine.status(code) != engine::Status::unset) continue;
            if (!world.lock(device).usable(slot, world.now())) continue;
            if (allowed_window(world, code).contains(world.now())) continue;  // the lock's clock is not the engine's
            report(findings, world, code, "is unset, and its lock opens for it");
        }
    };
    std::vector<engine::DeviceId> due = touched.devices;
    for (auto const code : touched.codes)
        if (engine.exists(code)) due.push_back(engine.record(code).device);
    std::sort(due.begin(), due.end());
    due.erase(std::unique(due.begin(), due.end()), due.end());
    for (auto const device : due)
        look(device);
}

// --- I-06 ---

void HandsOff::begins(World const& world, Findings&) { strangers_.resize(world.engine().device_count()); }

void HandsOff::instant_over(World const& world, Touched const& touched, Findings& findings) {
    strangers_.resize(world.engine().device_count());
    for (auto const device : touched.devices) {
        auto const& lock = world.lock(device);
        std::vector<sim::Slot> now;
        for (auto const& slot : lock.slots())
            if (world.owner_of(device, slot.key) == nobody) now.push_back(slot);
        auto& before = strangers_[device.value];
        bool const by_hand = world.trouble(device).tampered_at == world.now();
        for (auto const& slot : before) {
            if (by_hand) break;
            auto const still =
                std::find_if(now.begin(), now.end(), [&](sim::Slot const& other) { return other.key == slot.key; });
            if (world.owner_of(device, slot.key) != nobody) continue;  // the engine was asked to take it over
            bool const lapsed = still == now.end() && slot.record.ends <= lock.local_time(world.now());
            if (lapsed || (still != now.end() && still->record == slot.record)) continue;
            report(findings, world, nobody, device.value,
                   device_text(world, device) + ": a stranger's \"" + slot.record.pin + "\" was " +
                       (still == now.end() ? "erased" : "changed"));
        }
        before = std::move(now);
    }
}

// --- I-07 ---

void PinBytes::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const& engine = world.engine();
    for (auto const device : touched.devices) {
        if (world.trouble(device).tampered_at != always) continue;  // a hand may have typed anything
        auto rules = engine.capabilities(device).pins;
        // Codes from before somebody reported other lengths have what was right for them.
        if (engine.device(device).own_profile) rules.lengths = ~0u;
        for (auto const& slot : world.lock(device).slots()) {
            CodeNumber const owner = world.owner_of(device, slot.key);
            if (owner == nobody || !engine.exists(world.code_id(owner))) continue;
            auto const& record = engine.record(world.code_id(owner));
            auto const pin = engine::Pin::parse(slot.record.pin);
            auto const& maybe = engine.cold(world.code_id(owner)).rare->maybe_held;
            bool const known = pin && (*pin == record.pin || *pin == record.held_pin || *pin == record.sent_pin ||
                                       std::find(maybe.begin(), maybe.end(), *pin) != maybe.end());
            if (known && !engine::refusal_of(*pin, rules)) continue;
            report(findings, world, owner, device.value,
                   device_text(world, device) + " stores \"" + slot.record.pin + "\" for " + code_text(world, owner) +
                       ", whose PIN is \"" + record.pin.text() + "\"");
        }
    }
}

}  // namespace lockstep::harness

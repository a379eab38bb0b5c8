// A listing held against the records: what it proves of open operations, what changed behind the engine's back, and
// whose codes the others are.
#include <algorithm>
#include <utility>

#include "engine/step.hpp"
#include "runtime/hash.hpp"

namespace lockstep::engine {

namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// The listed records with a PIN, as a number: 0 where there are none.
std::uint64_t holders_of(Pin pin, std::vector<ListedCode> const& listed) {
    StateHash hash;
    for (auto const& entry : listed)
        if (entry.record.pin == pin) hash.add(entry.vendor_ref, entry.record.window.starts, entry.record.window.ends);
    return hash == StateHash{} ? 0 : hash.value();
}

// Finds entries by vendor id. Listings mostly come in the order of the records: the search goes on where it stopped.
class Finder {
  public:
    explicit Finder(std::vector<ListedCode> const& listed) : listed_{listed} {}

    std::size_t by_ref(std::string_view ref) {
        for (std::size_t i = 0; i < listed_.size(); ++i) {
            std::size_t const at = (next_ + i) % listed_.size();
            if (listed_[at].vendor_ref != ref) continue;
            next_ = at + 1;
            return at;
        }
        return nobody;
    }

  private:
    std::vector<ListedCode> const& listed_;
    std::size_t next_ = 0;
};

}  // namespace

void Step::read_back(DeviceId id, CallId call, std::vector<ListedCode> const& listed) {
    struct Found {
        CodeId code;
        std::size_t entry;
    };
    std::vector<Found> codes;
    std::vector<bool> ours(listed.size(), false);
    Finder finder{listed};

    for_each_code(id, [&](CodeId own) {
        std::string const& ref = cold(own).vendor_ref;
        std::size_t at = ref.empty() ? nobody : finder.by_ref(ref);
        if (at != nobody && rightful(own, listed[at].record.name) != own) {
            cold(own).vendor_ref.clear();
            at = nobody;
        }
        if (at != nobody) ours[at] = true;
        codes.push_back({own, at});
    });
    // Writes whose answer was lost have no id yet: PIN and window tell them, or the engine's own name for the code.
    if (std::find(ours.begin(), ours.end(), false) != ours.end()) {
        for (auto& [own, entry] : codes) {
            if (entry != nobody || !cold(own).vendor_ref.empty() || code(own).offline) continue;
            bool const in_doubt = belief(own).put_in_doubt();
            for (std::size_t i = 0; i < listed.size() && entry == nobody; ++i) {
                if (ours[i]) continue;
                bool const stranger = mutant(Mutation::claims_strangers) && listed[i].record.pin == code(own).pin;
                bool const by_record = in_doubt && capabilities(id).reads == Reads::pins &&
                                       listed[i].record.pin == code(own).sent_pin &&
                                       listed[i].record.window == code(own).sent_window;
                if (stranger || by_record || listed[i].record.name == cold(own).vendor_name ||
                    (in_doubt && listed[i].record.name == cold(own).sent_name))
                    entry = i;
            }
            if (entry != nobody) ours[entry] = true;
        }
    }

    DeviceRecord& lock = device(id);
    bool const owned = lock.own_read == call;
    bool const first_since_cut = lock.unread;
    lock.unread = false;
    if (owned || first_since_cut) lock.reread_at = never;
    see_strangers(id, call, listed, ours);
    bool const dubious = contradicts_itself(id, listed);
    for (auto const& [own, entry] : codes) {
        if (!engine_.exists(own)) continue;
        CodeRecord& record = code(own);
        ListedCode const* const found = entry == nobody ? nullptr : &listed[entry];
        bool const asked = record.call == call || record.unread;
        if (!asked && call.value < record.fact_serial) continue;  // the read left before the newest fact
        if (record.call == call) record.call = {};
        bool const was_unread = record.unread;
        bool const in_doubt = belief(own).in_doubt();
        record.unread = false;
        bool const news =
            in_doubt ? resolve(own, found, asked, was_unread, dubious) : compare_at_rest(own, found, was_unread);
        if (engine_.exists(own) && (news || was_unread)) settle(own);
    }
    if (first_since_cut) device_read_again(id);
    decide_conversions(id);
    wake_parked(id, listed);
    set_timer(id);
}

// Whose the vendor's record is that has the id of `own` and is called `name`: ids are given again once their code is
// gone, or never came, and then another code of this device may have it by now.
CodeId Step::rightful(CodeId own, std::string const& name) {
    auto const is_called = [&](CodeId id) {
        return name == cold(id).vendor_name || name == cold(id).sent_name || name == cold(id).held_name;
    };
    if (name.empty() || is_called(own)) return own;
    CodeId found = own;
    for_each_code(code(own).device, [&](CodeId other) {
        if (found == own && other != own && !code(other).offline && is_called(other)) found = other;
    });
    return found;
}

// A success that lists nothing, of a lock that is known to hold codes which nobody is taking off.
bool Step::contradicts_itself(DeviceId id, std::vector<ListedCode> const& listed) {
    bool missed = false;
    if (listed.empty())
        for_each_code(id, [&](CodeId own) {
            CodeRecord const& record = code(own);
            bool const lapsed = record.native && record.held_window.ended(now_);
            missed = missed || (record.holds && !lapsed && !belief(own).removal_in_doubt());
        });
    return missed;
}

// What a listing says of an operation whose outcome is open. True when it says anything.
bool Step::resolve(CodeId id, ListedCode const* entry, bool asked, bool after_cut, bool dubious) {
    CodeRecord& record = code(id);
    if (record.phase == Phase::sent) return false;  // its answer is still to come
    bool const pin_known = capabilities(record.device).reads == Reads::pins;
    bool const accepted_work = entry != nullptr && entry->state != ListedState::active;
    if (accepted_work) {
        cold(id).vendor_ref = entry->vendor_ref;
        record.missing_since = never;
        if (!asked) return false;
        wait_for_confirmation(id);
        return true;
    }
    // Known to have failed. After a reconnect the retry needs no back-off.
    auto const failed = [&] {
        // What was acknowledged and then vanished must not be answered from an idempotency memory: a new wish.
        if (record.acknowledged) ++record.wish;
        record.acknowledged = false;
        record.missing_since = never;
        if (after_cut) return clear_operation(id);
        fail(id, Duration::zero());
    };
    // The second read will say it: until then nothing is known.
    auto const doubted = [&] {
        if (!doubt(id, after_cut)) return false;
        record.phase = Phase::blind;
        record.op_due = device(record.device).reread_at;
        return true;
    };
    bool const taken = record.acknowledged && device(record.device).online;
    if (record.operation == Operation::remove) {
        if (entry == nullptr && dubious) {
            if (!asked) return false;
            if (doubted()) return true;
        }
        if (entry == nullptr) return confirm_absent(id), false;
        if (!asked) return false;
        failed();
        return true;
    }
    if (entry != nullptr) {
        bool const as_sent = matches_sent(id, entry->record, pin_known);
        bool const as_held = matches_held(id, entry->record, pin_known);
        bool const unchanged = !as_sent && as_held && !record.held_wrong;
        // Without its PIN an entry may be the new record or the old one. What the vendor has taken is the new one, to a
        // read that gave the lock its time: one for another code may come before the lock has done it. What was not
        // taken nobody knows of, and the write is done again.
        bool const two_pins = record.held_pin != record.sent_pin || record.held_doubtful;
        bool const either = as_sent && as_held && !pin_known && two_pins && !(taken && asked);
        if ((unchanged || either) && !asked) return false;
        cold(id).vendor_ref = entry->vendor_ref;
        if (!unchanged && !either) return confirm_stored(id, entry->record, pin_known), false;
        if (either) {
            doubt_sent_pin(id);
            ++record.wish;
        }
        failed();
        return true;
    }
    if (!asked) return false;
    // An edit whose code is not there at all contradicts what was confirmed, and work that is neither done nor to be
    // done what the vendor has said: neither is believed at once.
    if ((record.holds || taken || dubious) && doubted()) return true;
    if (record.holds) {
        erased_outside(id);
        if (record.erase_honoured) return true;
        record.operation = Operation::put;
    }
    cold(id).vendor_ref.clear();
    failed();
    return true;
}

// What a listing says of a code with no open operation. True when anything changed.
bool Step::compare_at_rest(CodeId id, ListedCode const* entry, bool after_cut) {
    CodeRecord& record = code(id);
    if (mutant(Mutation::ignores_drift) && record.holds) return false;
    bool const pin_known = capabilities(record.device).reads == Reads::pins;
    if (record.holds && entry == nullptr) {
        // A lock may drop a native code whose window is over by itself: that absence contradicts nothing.
        bool const explained = record.native && record.held_window.ended(now_);
        if (!explained && doubt(id, after_cut)) return false;
        if (explained || record.delete_requested || belief(id).ended()) return confirm_absent(id), false;
        erased_outside(id);
        return true;
    }
    if (entry == nullptr) return false;
    record.missing_since = never;
    if (entry->state != ListedState::active) return false;
    cold(id).vendor_ref = entry->vendor_ref;
    if (!record.holds) {
        // A write that was given up as lost has come through after all.
        if (pin_known) send_pin(id, entry->record.pin);
        record.sent_window = entry->record.window;
        confirm_stored(id, entry->record, pin_known);
        return false;
    }
    bool const was_left_alone = record.leave_alone;
    record.leave_alone = record.repaired = false;
    if (matches_held(id, entry->record, pin_known)) return was_left_alone;
    modified_outside(id, entry->record);
    return true;
}

// An absence that contradicts a confirmed presence: true while it is not to be believed yet.
bool Step::doubt(CodeId id, bool after_cut) {
    CodeRecord& record = code(id);
    DeviceRecord& lock = device(record.device);
    if (record.missing_since == never) {
        record.missing_since = now_;
        touch(id);
    }
    Instant const second_read_from = later_by(record.missing_since, engine_.settings_.retry.base);
    if (second_read_from <= read_left_at_) return false;
    record.unread = after_cut;
    lock.reread_at = std::min(lock.reread_at, second_read_from);
    return true;
}

void Step::erased_outside(CodeId id) {
    CodeRecord& record = code(id);
    RareFacts& facts = rare_to_write(id);
    facts.wanted_before = {record.held_pin, record.held_window, cold(id).held_name};
    facts.found_outside = {};
    facts.erased_outside = true;
    std::vector<Pin> freed = take_doubted_pins(id);
    freed.push_back(record.held_pin);
    clear_operation(id);
    record.fact_serial = engine_.last_call_ + 1;
    record.held_wrong = record.held_doubtful = false;
    record.holds = record.in_cycle = record.told_scheduled = record.told_set = record.recreate = false;
    record.missing_since = never;
    record.backoff_steps = record.failures = 0;
    cold(id).vendor_ref.clear();
    cold(id).held_name.clear();
    emit(EventType::code_deleted_external_to_seam, id).pin_from = record.held_pin;
    if (record.allow_external) {
        record.erase_honoured = true;
        raise(id, Issue::external_modification_in_effect);
    } else {
        raise(id, Issue::conflicting_external_modification);
    }
    touch(id);
    wake_neighbours(record.device, id, freed);
}

void Step::modified_outside(CodeId id, StoredRecord const& found) {
    CodeRecord& record = code(id);
    bool const pin_known = capabilities(record.device).reads == Reads::pins;
    Pin const pin = pin_known ? found.pin : record.held_pin;
    StoredRecord const before{record.held_pin, record.held_window, cold(id).held_name};
    clear_operation(id);
    hold_pin(id, pin);
    record.held_window = found.window;
    cold(id).held_name = found.name;
    if (pin != before.pin) wake_neighbours(record.device, id, before.pin, false);
    record.told_name = capabilities(record.device).reads != Reads::names || found.name == cold(id).vendor_name;
    record.fact_serial = engine_.last_call_ + 1;

    bool const honoured_before = record.issues.has(Issue::external_modification_in_effect);
    // Codes that share a PIN keep it, whatever somebody typed on one of the locks.
    bool const adopts = record.allow_external && (pin == record.pin || !shares_pin(id));
    if (adopts && honoured_before && found == rare(id).wanted_before) {
        // Somebody took the outside change back: the states agree again.
        want_pin(id, pin);
        record.window = record.native ? found.window : record.window;
        drop(id, Issue::external_modification_in_effect);
        return;
    }
    // A write that was given up as lost has come through after all, or somebody took a change back.
    if (belief(id).held_is_wanted()) return wanted_is_held(id);
    RareFacts& facts = rare_to_write(id);
    if (!honoured_before) facts.wanted_before = before;
    facts.found_outside = {pin, found.window, found.name};
    facts.erased_outside = false;
    Event& event = emit(EventType::code_modified_external_to_seam, id);
    event.pin_from = before.pin;
    event.pin_to = pin;
    event.window_from = before.window;
    event.window_to = found.window;
    event.name_from = before.name;
    event.name_to = found.name;
    if (!adopts) return raise(id, Issue::conflicting_external_modification);
    // What was found is what is wanted from here on, until the caller says something else.
    want_pin(id, pin);
    if (record.native) record.window = found.window;
    record.told_name = true;
    raise(id, Issue::external_modification_in_effect);
}

// Codes of strangers are remembered so that callers can see them; the engine never touches one.
void Step::see_strangers(DeviceId id, CallId read, std::vector<ListedCode> const& listed,
                         std::vector<bool> const& ours) {
    auto& known = device(id).unmanaged;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        auto const still = std::find_if(listed.begin(), listed.end(), [&](ListedCode const& entry) {
            return entry.vendor_ref == known[i].vendor_ref && !ours[static_cast<std::size_t>(&entry - listed.data())];
        });
        bool const going = bool{being_taken_off(id, known[i].vendor_ref)};  // until that is confirmed
        bool const stale = read.value < known[i].told_before;
        if (still != listed.end() || going || stale) {
            Pin const pin = known[i].record.pin;
            if (!going && still != listed.end()) known[i].record = still->record;
            if (known[i].record.pin.empty()) known[i].record.pin = pin;  // it was ours, and reads tell no PINs
            if (kept != i) known[kept] = std::move(known[i]);
            ++kept;
            continue;
        }
        if (known[i].convert_asked_at != never) failed_to_convert(id, known[i]);
        emit(EventType::code_unmanaged_removed, id, known[i]);
    }
    known.erase(known.begin() + static_cast<std::ptrdiff_t>(kept), known.end());
    for (std::size_t i = 0; i < listed.size(); ++i) {
        if (ours[i] || listed[i].state != ListedState::active) continue;
        bool const seen = std::any_of(known.begin(), known.end(), [&](UnmanagedCode const& other) {
            return other.vendor_ref == listed[i].vendor_ref;
        });
        if (seen) continue;
        UnmanagedCode fresh;
        fresh.vendor_ref = listed[i].vendor_ref;
        fresh.record = listed[i].record;
        fresh.seen_at = now_;
        emit(EventType::code_unmanaged_created, id, fresh);
        known.push_back(std::move(fresh));
    }
}

// Codes that wait for a slot or for their PIN try again when the listing shows that they may. Where a vendor refuses a
// PIN that others have in windows apart, they try once: until those others change, no means no.
void Step::wake_parked(DeviceId id, std::vector<ListedCode> const& listed) {
    std::size_t const slots = capabilities(id).slots;
    std::size_t free = listed.size() < slots ? slots - listed.size() : 0;
    for_each_code(id, [&](CodeId own) {
        CodeRecord& record = code(own);
        if (record.phase != Phase::parked || record.operation != Operation::put) return;
        bool const slot_free = record.parked_for == Refusal::no_space && free > 0;
        bool const pin_free =
            record.parked_for == Refusal::pin_conflict && capabilities(id).reads == Reads::pins &&
            std::none_of(listed.begin(), listed.end(), [&](ListedCode const& entry) {
                return entry.record.pin == record.pin && entry.record.window.overlaps(belief(own).wanted_window());
            });
        if (!slot_free && !pin_free) return;
        if (pin_free) {
            auto const beside = holders_of(record.pin, listed);
            if (beside != 0 && beside == rare(own).tried_beside) return;
            rare_to_write(own).tried_beside = beside;
        }
        if (slot_free) --free;
        clear_operation(own);
        settle(own);
    });
}

}  // namespace lockstep::engine

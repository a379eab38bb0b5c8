// Reads `steps:`: what each verb needs, in time order, with names that stand for something.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/pin.hpp"
#include "engine/pin_rules.hpp"
#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/reading.hpp"
#include "providers/contract.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

class StepReader {
  public:
    explicit StepReader(Reading& reading) : reading_(reading) {}

    void read(Node const& list) {
        collect_codes(list);
        collect_labels(list);
        for (NodePtr const& item : list.items) {
            if (!item->bad && item->is_map()) step(*item);
            // A step that makes no sense may still have made its code.
            if (item->bad) assume_created(*item);
        }
    }

  private:
    // What a code's first `create` says about it; unknown while the create was expected to be refused.
    struct CodeState {
        std::optional<DeviceIndex> device;
        bool created = false;
        Stretch where;
    };

    static Entry const* verb_of(Node const& item) {
        for (Entry const& entry : item.entries)
            for (std::string_view const verb : verbs)
                if (entry.key->text == verb) return &entry;
        return nullptr;
    }

    // Codes are known by their creates, wherever those stand: a name used too early is another mistake than a wrong
    // one.
    void collect_codes(Node const& list) {
        for (NodePtr const& item : list.items) {
            if (Entry const* const create = item->entry("create")) collect_code(*create->value);
            for (NodePtr const& name : items_of(item->find_shared("makes")))
                collect_code(*name);
        }
        states_.resize(reading_.out.codes.size());
    }

    void collect_code(Node const& name) {
        if (name.bad || !name.is_scalar()) return;
        auto& codes = reading_.out.codes;
        if (reading_.codes.add(name.text, name.spot, codes.size()))
            codes.push_back({name.text, reading_.place(name), 0});
    }

    void assume_created(Node const& item) {
        Entry const* const create = item.entry("create");
        auto const code = create ? reading_.codes.find(create->value->text) : std::nullopt;
        if (code) states_[*code].where = create->value->spot;
    }

    void collect_labels(Node const& list) {
        for (NodePtr const& item : list.items) {
            Node const* const label = reading_.usable(*item, "as");
            if (!label || !label->is_scalar()) continue;
            if (!reading_.labels.add(label->text, label->spot, 0)) {
                auto const first = reading_.labels.where(label->text);
                reading_.complaints.error(*label, "duplicate-name", fmt::format("a second label `{}`", label->text),
                                          {fmt::format("first here: {}:{}", first.line, first.column), ""});
            }
            reading_.uses.declared_labels.emplace(label->text, label->spot);
        }
    }

    void step(Node const& item) {
        Entry const* const verb = verb_of(item);
        if (!verb) return;
        Step made;
        made.verb = verb->key->text;
        made.place = reading_.place(*verb->key);
        if (Node const* const at = reading_.usable(item, "at")) {
            auto const moment = reading_.moment(*at);
            if (moment) in_order(*at, *moment);
            if (moment) made.at = *moment;
        }
        if (Node const* const label = reading_.usable(item, "as")) made.label = label->text;
        if (Node const* const reply = reading_.usable(item, "reply")) made.reply = read_reply(*reply);
        if (verb->value->bad) return;
        if (action(item, *verb, made)) reading_.out.steps.push_back(std::move(made));
    }

    void in_order(Node const& at, Moment const& moment) {
        if (moment.instant < reading_.times.epoch())
            reading_.complaints.error(at, "before-start",
                                      fmt::format("`{}` is before T+0, where the run begins", at.text));
        else if (last_ && moment.instant < last_->instant)
            reading_.complaints.error(at, "out-of-order",
                                      fmt::format("this step is at {}, the one above it at {}", at.text, last_->text),
                                      {"", "steps stand in time order"});
        last_ = moment;
    }

    bool action(Node const& item, Entry const& verb, Step& made) {
        Node const& subject = *verb.value;
        std::string const& name = verb.key->text;
        if (name == "create") return create(item, subject, made);
        if (name == "update") return update(item, subject, made);
        if (name == "delete") return with_code<DeleteCode>(subject, made);
        if (name == "get") return with_code<GetCode>(subject, made);
        if (name == "list") return with_device<ListCodes>(subject, made);
        if (name == "http") return http(item, subject, made);
        if (name == "offline") return with_device<LinkDown>(subject, made);
        if (name == "online") return with_device<LinkUp>(subject, made);
        if (name == "disconnect") return with_account<Disconnect>(subject, made);
        if (name == "reconnect") return with_account<Reconnect>(subject, made);
        if (name == "outage") return outage(item, subject, made);
        if (name == "edit") return edit(item, subject, made);
        if (name == "press") return press(item, subject, made);
        if (name == "remove") return with_device<RemoveDevice>(subject, made);
        if (name == "reset") return with_device<ResetDevice>(subject, made);
        if (name == "forget") return forget(subject, made);
        if (name == "restart") {
            Node const* const lose = reading_.usable(item, "lose_unsynced");
            made.action = RestartEngine{lose && lose->text == "true"};
            return true;
        }
        if (name == "clock") return clock(item, subject, made);
        if (name == "faults") {
            made.action = ReplaceFaults{read_rules(subject, reading_)};
            return true;
        }
        made.action = Note{subject.text};
        return true;
    }

    template <class Verb>
    bool with_code(Node const& subject, Step& made) {
        auto const code = existing_code(subject);
        if (code) made.action = Verb{*code};
        return code.has_value();
    }
    template <class Verb>
    bool with_device(Node const& subject, Step& made) {
        auto const device = reading_.lookup(reading_.devices, subject);
        if (device) made.action = Verb{*device};
        return device.has_value();
    }
    template <class Verb>
    bool with_account(Node const& subject, Step& made) {
        auto const account = reading_.lookup(reading_.accounts, subject);
        if (account) made.action = Verb{*account};
        return account.has_value();
    }

    std::optional<CodeIndex> existing_code(Node const& subject) {
        auto const code = reading_.lookup(reading_.codes, subject);
        if (code && !states_[*code].where.line) {
            auto const where = reading_.codes.where(subject.text);
            if (where.line)
                reading_.complaints.error(subject, "too-early", fmt::format("`{}` does not exist yet", subject.text),
                                          {fmt::format("created here: {}:{}", where.line, where.column), ""});
        }
        return code;
    }

    bool create(Node const& item, Node const& subject, Step& made) {
        auto const code = reading_.codes.find(subject.text);
        if (!code) return false;
        CreateCode create{*code, read_fields(item)};
        CodeState& state = states_[*code];
        bool const refused = made.reply && made.reply->expects_refusal();
        if (state.created) second_code(subject, state);
        if (!state.where.line) {
            state.where = subject.spot;
            if (create.fields.device.has_value()) reading_.out.codes[*code].device = create.fields.device.value;
        }
        if (create.fields.device.has_value()) state.device = create.fields.device.value;
        state.created = state.created || !refused;
        if (!refused) would_be_refused(item, create.fields, state);
        made.action = std::move(create);
        return true;
    }

    void second_code(Node const& name, CodeState const& first) {
        reading_.complaints.error(name, "duplicate-name", fmt::format("a second code called `{}`", name.text),
                                  {fmt::format("first here: {}:{}", first.where.line, first.where.column), ""});
    }

    bool update(Node const& item, Node const& subject, Step& made) {
        auto const code = existing_code(subject);
        UpdateCode update{code.value_or(0), read_fields(item)};
        if (!code) return false;
        bool const refused = made.reply && made.reply->expects_refusal();
        if (!refused) would_be_refused(item, update.fields, states_[*code]);
        made.action = std::move(update);
        return true;
    }

    // What the API is certain to refuse is a mistake, unless the step says that it expects a refusal.
    void would_be_refused(Node const& item, CodeFields const& fields, CodeState const& state) {
        constexpr std::string_view help = "add `reply:` to test the refusal";
        if (fields.code.has_value() && state.device)
            if (auto const problem = pin_problem(fields.code.value, *state.device); !problem.empty())
                reading_.complaints.error(*item.find("code"), "pin-rule", problem, {"", std::string{help}});
        if (fields.starts.has_value() && fields.ends.has_value()) {
            Moment const& starts = fields.starts.value;
            Moment const& ends = fields.ends.value;
            if (ends.instant <= starts.instant)
                reading_.complaints.error(*item.find("ends"), "window",
                                          fmt::format("this window ends at {}, {} it starts at {}", ends.text,
                                                      ends.instant == starts.instant ? "when" : "before", starts.text),
                                          {"", std::string{help}});
        }
    }

    std::string pin_problem(std::string const& digits, DeviceIndex device) const {
        if (device >= reading_.out.devices.size()) return "";
        Device const& lock = reading_.out.devices[device];
        auto const& providers = reading_.out.providers;
        std::string const owner = lock.provider < providers.size() ? providers[lock.provider].name : "";
        auto const& rules = lock.code.rules;
        if (rules.has(engine::PinConstraint::cannot_specify_pin_code))
            return fmt::format("PIN \"{}\": provider `{}` picks PINs itself", digits, owner);
        if (!all_digits(digits)) return fmt::format("PIN \"{}\" is not made of digits", digits);
        auto const pin = engine::Pin::parse(digits);
        if (!pin || !rules.accepts_length(digits.size()))
            return fmt::format("PIN \"{}\" has {} digits, provider `{}` takes {}", digits, digits.size(), owner,
                               lengths_text(rules));
        if (auto const broken = engine::broken_constraint(*pin, rules))
            return fmt::format("PIN \"{}\" breaks `{}` of provider `{}`", digits, engine::name_of(*broken), owner);
        return "";
    }

    // "4..8", "4, 6..8"
    static std::string lengths_text(engine::PinRules const& rules) {
        std::string text;
        for (std::size_t from = 1; from < 16; ++from) {
            if (!rules.accepts_length(from)) continue;
            std::size_t to = from;
            while (rules.accepts_length(to + 1))
                ++to;
            text += fmt::format("{}{}", text.empty() ? "" : ", ", from);
            if (to > from) text += fmt::format("..{}", to);
            from = to;
        }
        return text.empty() ? "none" : text;
    }

    template <class T, class Read>
    void field(Node const& item, std::string_view key, Field<T>& into, Read const& read) {
        Node const* const held = reading_.usable(item, key);
        if (!held) return;
        if (held->is_null()) {
            into = {true, true, {}, reading_.place(*held)};
        } else if (auto value = read(*held)) {
            into = {true, false, std::move(*value), reading_.place(*held)};
        }
    }

    CodeFields read_fields(Node const& item) {
        CodeFields fields;
        auto const text = [](Node const& node) { return std::optional<std::string>{node.text}; };
        auto const flag = [this](Node const& node) { return reading_.boolean(node); };
        auto const moment = [this](Node const& node) { return reading_.moment(node); };
        field(item, "device", fields.device,
              [this](Node const& node) { return reading_.lookup(reading_.devices, node); });
        field(item, "code", fields.code, text);
        field(item, "name", fields.name, text);
        field(item, "starts", fields.starts, moment);
        field(item, "ends", fields.ends, moment);
        field(item, "type", fields.type, [](Node const& node) {
            return std::optional{node.text == "ongoing" ? CodeType::ongoing : CodeType::time_bound};
        });
        field(item, "prefer_native_scheduling", fields.prefer_native_scheduling, flag);
        field(item, "allow_external_modification", fields.allow_external_modification, flag);
        field(item, "is_external_modification_allowed", fields.allow_external_modification, flag);
        field(item, "attempt_for_offline_device", fields.attempt_for_offline_device, flag);
        field(item, "use_backup_pool", fields.use_backup_access_code_pool, flag);
        field(item, "use_backup_access_code_pool", fields.use_backup_access_code_pool, flag);
        field(item, "is_offline_access_code", fields.is_offline_access_code, flag);
        field(item, "use_offline_access_code", fields.is_offline_access_code, flag);
        field(item, "is_one_time_use", fields.is_one_time_use, flag);
        field(item, "is_managed", fields.is_managed, flag);
        field(item, "sync", fields.sync, flag);
        field(item, "common_code_key", fields.common_code_key, text);
        field(item, "preferred_code_length", fields.preferred_code_length, [this](Node const& node) {
            auto const length = reading_.integer(node);
            return length ? std::optional{static_cast<std::uint32_t>(*length)} : std::nullopt;
        });
        field(item, "max_time_rounding", fields.max_time_rounding, text);
        return fields;
    }

    Reply read_reply(Node const& node) {
        Reply reply;
        reply.place = reading_.place(node);
        if (node.is_scalar()) {
            if (auto const status = reading_.integer(node)) reply.http = static_cast<int>(*status);
            reply.http_place = reply.place;
            return reply;
        }
        if (Node const* const http = reading_.usable(node, "http")) {
            if (auto const status = reading_.integer(*http)) reply.http = static_cast<int>(*status);
            reply.http_place = reading_.place(*http);
        }
        if (Node const* const body = reading_.usable(node, "body")) reply.body = read_body(*body, reading_);
        if (Node const* const exact = reading_.usable(node, "exact")) {
            reply.exact = exact->text == "true";
            if (reply.exact && !node.find("body")) reading_.complaints.error(*exact, "needs", "`exact` needs a `body`");
        }
        if (Node const* const error = reading_.usable(node, "error")) {
            reply.error = error->text;
            reply.error_place = reading_.place(*error);
            if (reply.http && *reply.http < 400)
                reading_.complaints.error(*error, "reply", fmt::format("an answer {} has no error", *reply.http));
        }
        for (NodePtr const& item : items_of(node.find_shared("lacks")))
            reply.lacks.push_back({item->text, reading_.place(*item)});
        return reply;
    }

    bool http(Node const& item, Node const& subject, Step& made) {
        HttpCall call;
        auto const space = subject.text.find(' ');
        call.method = subject.text.substr(0, space);
        call.path = subject.text.substr(space + 1);
        look_for_names(subject, call.path);
        if (Node const* const body = reading_.usable(item, "body")) call.body = read_body(*body, reading_);
        if (Node const* const text = reading_.usable(item, "text")) {
            call.text = text->text;
            if (call.body) reading_.complaints.error(*text, "one-of", "a request has `body` or `text`, not both");
        }
        if (Node const* const headers = reading_.usable(item, "headers"))
            for (Entry const& entry : headers->entries)
                if (!entry.value->bad) call.headers.emplace_back(entry.key->text, entry.value->text);
        for (NodePtr const& name : items_of(item.find_shared("makes")))
            if (auto const code = reading_.codes.find(name->text)) made_by_call(*name, *code, call);
        read_vendor(subject, call);
        made.action = std::move(call);
        return true;
    }

    void made_by_call(Node const& name, CodeIndex code, HttpCall& call) {
        CodeState& state = states_[code];
        if (state.created) second_code(name, state);
        if (!state.where.line) state.where = name.spot;
        state.created = true;
        call.makes.push_back(code);
    }

    // `/vendors/maker/...` is the cloud of the provider `maker`.
    void read_vendor(Node const& subject, HttpCall& call) {
        constexpr std::string_view prefix = "/vendors/";
        if (!call.path.starts_with(prefix)) return;
        auto const name = call.path.substr(prefix.size(), call.path.find_first_of("/?", prefix.size()) - prefix.size());
        auto const provider = reading_.providers.find(name);
        if (!provider) {
            reading_.complaints.error(subject, "unknown-provider", fmt::format("no provider called `{}`", name));
            return;
        }
        if (*provider == SIZE_MAX) return;
        auto const* const vendor = providers::find_vendor(reading_.out.providers[*provider].vendor);
        if (vendor != nullptr && !vendor->speaks_http)
            reading_.complaints.error(subject, "no-http", fmt::format("`{}` answers no HTTP", name));
        call.provider = *provider;
        call.path.erase(0, prefix.size() + name.size());
        if (!call.path.starts_with('/')) call.path.insert(0, "/");
    }

    // `{guest}` in a path.
    void look_for_names(Node const& subject, std::string const& path) {
        for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
            auto const end = path.find('}', at);
            if (end == std::string::npos) {
                reading_.complaints.error(subject, "value", "`{` without `}`");
                return;
            }
            reading_.interpolated(subject, path.substr(at + 1, end - at - 1));
        }
    }

    bool outage(Node const& item, Node const& subject, Step& made) {
        auto const provider = reading_.lookup(reading_.providers, subject);
        Outage outage{provider.value_or(0), std::nullopt};
        if (Node const* const length = reading_.usable(item, "for")) outage.duration = reading_.duration(*length);
        if (Node const* const over = reading_.usable(item, "over")) {
            outage.over = over->text == "true";
            if (outage.duration) reading_.complaints.error(*over, "one-of", "an outage that is over has no `for`");
        }
        made.action = outage;
        if (provider == SIZE_MAX) {
            if (!reading_.devices_missing)
                reading_.complaints.error(subject, "unused-provider",
                                          fmt::format("no device here is with provider `{}`", subject.text));
            return false;
        }
        return provider.has_value();
    }

    bool edit(Node const& item, Node const& subject, Step& made) {
        EditByHand edit;
        auto const device = reading_.lookup(reading_.devices, subject);
        edit.device = device.value_or(0);
        Entry const* const pin = item.entry("pin");
        Entry const* const to = item.entry("to");
        Entry const* const add = item.entry("add");
        Entry const* const erase = item.entry("erase");
        int const ways = (to ? 1 : 0) + (add ? 1 : 0) + (erase ? 1 : 0);
        if (ways == 0 && item.lost) return false;
        if (ways != 1) {
            Entry const* const second = erase && (to || add) ? erase : add;
            reading_.complaints.error(ways > 1 ? *second->key : subject, ways > 1 ? "one-of" : "missing-key",
                                      "an edit says one of: `pin` with `to`, `pin` with `erase: true`, `add`");
            return false;
        }
        if (!add && !pin && item.lost) return false;
        if (add ? pin != nullptr : pin == nullptr) {
            reading_.complaints.error(add ? *pin->key : subject, add ? "one-of" : "missing-key",
                                      add ? "`pin` is written inside `add`" : "`pin` is missing: which code is meant");
            return false;
        }
        if (add) {
            edit.what = EditByHand::What::add;
            if (add->value->bad) return false;
            if (Node const* const held = reading_.usable(*add->value, "pin")) take_pin(*held, edit.pin, edit.pin_place);
            bounds(*add->value, edit);
        } else {
            if (!pin->value->bad) take_pin(*pin->value, edit.pin, edit.pin_place);
            edit.what = to ? EditByHand::What::change : EditByHand::What::erase;
        }
        if (to && !to->value->bad) {
            if (Node const* const held = reading_.usable(*to->value, "pin")) {
                edit.to_pin = {true, false, held->text, reading_.place(*held)};
                only_digits(*held);
            }
            bounds(*to->value, edit);
            if (to->value->entries.empty())
                reading_.complaints.error(*to->value, "missing-key", "what becomes of it: `pin`, `starts`, `ends`");
        }
        if (erase && erase->value->plain("false"))
            reading_.complaints.error(*erase->value, "value", "`erase` is always `true`");
        made.action = std::move(edit);
        return device.has_value();
    }

    void take_pin(Node const& node, std::string& into, Place& place) {
        into = node.text;
        place = reading_.place(node);
        only_digits(node);
    }
    void only_digits(Node const& node) {
        if (!all_digits(node.text))
            reading_.complaints.error(node, "pin-rule",
                                      fmt::format("\"{}\" cannot be typed: a PIN is made of digits", node.text));
    }

    void bounds(Node const& node, EditByHand& edit) {
        auto const moment = [this](Node const& held) { return reading_.moment(held); };
        field(node, "starts", edit.starts, moment);
        field(node, "ends", edit.ends, moment);
        if (edit.starts.has_value() && edit.ends.has_value() && edit.ends->instant <= edit.starts->instant)
            reading_.complaints.error(*node.find("ends"), "window", "this window ends before it starts");
    }

    bool press(Node const& item, Node const& subject, Step& made) {
        PressKeys press;
        auto const device = reading_.lookup(reading_.devices, subject);
        press.device = device.value_or(0);
        Entry const* const pin = item.entry("pin");
        Entry const* const code = item.entry("code");
        if (!pin && !code && item.lost) return false;
        if ((pin != nullptr) == (code != nullptr)) {
            reading_.complaints.error(code ? *code->key : subject, code ? "one-of" : "missing-key",
                                      code ? "`pin` or `code`, not both" : "what is typed: `pin` or `code` is missing");
            return false;
        }
        if (pin && !pin->value->bad) {
            press.pin = pin->value->text;
            only_digits(*pin->value);
        }
        if (code && !code->value->bad) {
            press.code = existing_code(*code->value);
            if (!press.code) return false;
        }
        if (Node const* const opens = reading_.usable(item, "opens")) {
            press.opens = opens->text == "true";
            press.opens_place = reading_.place(*opens);
        }
        if (Node const* const reason = reading_.usable(item, "reason")) {
            if (press.opens) reading_.complaints.error(*reason, "reason", "a door that opens gives no reason");
            constexpr std::array reasons{DenialReason::unknown_code, DenialReason::not_yet_valid,
                                         DenialReason::expired_code, DenialReason::disabled_code};
            for (DenialReason const each : reasons)
                if (name_of(each) == reason->text) press.reason = each;
            press.reason_place = reading_.place(*reason);
        }
        made.action = std::move(press);
        return device.has_value();
    }

    bool forget(Node const& subject, Step& made) {
        auto const device = reading_.devices.find(subject.text);
        auto const account = reading_.accounts.find(subject.text);
        if (device && account) {
            reading_.complaints.error(subject, "ambiguous",
                                      fmt::format("`{}` is a device and an account", subject.text));
            return false;
        }
        if (account) {
            made.action = ForgetAccount{*account};
            return true;
        }
        if (!device && !reading_.devices.near(subject.text) && reading_.accounts.near(subject.text))
            return with_account<ForgetAccount>(subject, made);
        return with_device<ForgetDevice>(subject, made);
    }

    bool clock(Node const& item, Node const& subject, Step& made) {
        auto const device = reading_.lookup(reading_.devices, subject);
        SetClock clock{device.value_or(0), std::nullopt, std::nullopt};
        Entry const* const skew = item.entry("skew");
        Entry const* const drift = item.entry("drift");
        if (!skew && !drift) reading_.complaints.error(subject, "missing-key", "`skew` or `drift` is missing");
        if (skew) clock.skew = reading_.duration(*skew->value);
        if (drift) clock.drift = reading_.duration(*drift->value);
        made.action = clock;
        return device.has_value();
    }

    static constexpr std::array<std::string_view, 20> verbs{
        "create", "update", "delete", "get",    "list",  "http",   "offline", "online", "disconnect", "reconnect",
        "outage", "edit",   "press",  "remove", "reset", "forget", "restart", "clock",  "faults",     "note"};

    Reading& reading_;
    std::vector<CodeState> states_;
    std::optional<Moment> last_;
};

}  // namespace

void read_steps(Node const& root, Reading& reading) {
    if (Node const* const steps = reading.usable(root, "steps")) StepReader{reading}.read(*steps);
    if (Node const* const ties = reading.usable(root, "ties")) reading.out.steps_last = ties->text == "steps_last";
}

std::string_view name_of(DenialReason reason) {
    switch (reason) {
        case DenialReason::unknown_code:
            return "unknown_code";
        case DenialReason::not_yet_valid:
            return "not_yet_valid";
        case DenialReason::expired_code:
            return "expired_code";
        case DenialReason::disabled_code:
            return "disabled_code";
    }
    return "";
}

}  // namespace lockstep::harness

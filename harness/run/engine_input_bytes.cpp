#include "harness/run/engine_input_bytes.hpp"

#include <cstdint>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

namespace lockstep::harness {
namespace {

// CBOR takes texts as they are, whether or not they are UTF-8: strangers name their codes as they like.
using Cbor = nlohmann::json;

// --- parts ---

template <class Enum>
Enum enum_in(Cbor const& value) {
    return static_cast<Enum>(value.get<std::uint8_t>());
}
template <class Enum>
Cbor number_of(Enum value) {
    return static_cast<std::uint8_t>(value);
}

engine::Pin pin_in(Cbor const& value) {
    auto const& digits = value.get_ref<std::string const&>();
    if (digits.empty()) return {};
    auto const pin = engine::Pin::parse(digits);
    if (!pin) throw std::invalid_argument("a PIN is none");
    return *pin;
}

Cbor written(engine::Window const& window) {
    return Cbor::array({microseconds(window.starts), microseconds(window.ends)});
}
engine::Window window_in(Cbor const& value) {
    return {Instant{Duration{value.at(0).get<std::int64_t>()}}, Instant{Duration{value.at(1).get<std::int64_t>()}}};
}

Cbor written(engine::StoredRecord const& record) {
    return Cbor::array({record.pin.text(), written(record.window), record.name});
}
engine::StoredRecord record_in(Cbor const& value) {
    return {pin_in(value.at(0)), window_in(value.at(1)), value.at(2).get<std::string>()};
}

Cbor written(engine::ListedCode const& code) {
    return Cbor::array({code.vendor_ref, written(code.record), number_of(code.state)});
}
engine::ListedCode listed_in(Cbor const& value) {
    return {value.at(0).get<std::string>(), record_in(value.at(1)), enum_in<engine::ListedState>(value.at(2))};
}

Cbor written(engine::CodeId code) { return Cbor::array({code.slot, code.serial}); }
engine::CodeId code_in(Cbor const& value) {
    return {value.at(0).get<std::uint32_t>(), value.at(1).get<std::uint32_t>()};
}

Cbor written(api::DoorNews const& news) {
    return Cbor::array({news.device.value, number_of(news.what), number_of(news.method), number_of(news.denial),
                        written(news.code), news.pin, news.attempt.value, microseconds(news.at)});
}
api::DoorNews news_in(Cbor const& value) {
    return {engine::DeviceId{value.at(0).get<std::uint32_t>()},
            enum_in<api::DoorHappening>(value.at(1)),
            enum_in<api::DoorMethod>(value.at(2)),
            enum_in<api::Denial>(value.at(3)),
            code_in(value.at(4)),
            value.at(5).get<std::string>(),
            api::DeviceAttemptId{value.at(6).get<std::uint32_t>()},
            Instant{Duration{value.at(7).get<std::int64_t>()}}};
}

Cbor written(HandMove const& move) {
    Cbor heard = Cbor::array();
    for (auto const& news : move.heard)
        heard.push_back(written(news));
    return Cbor::array({std::move(heard), move.news ? written(*move.news) : Cbor{},
                        move.added ? written(*move.added) : Cbor{}, number_of(move.not_added)});
}
HandMove move_in(Cbor const& value) {
    HandMove move;
    for (auto const& news : value.at(0))
        move.heard.push_back(news_in(news));
    if (!value.at(1).is_null()) move.news = news_in(value.at(1));
    if (!value.at(2).is_null()) move.added = listed_in(value.at(2));
    move.not_added = enum_in<api::NotAdded>(value.at(3));
    return move;
}

// --- inputs: a word each, written and read member by member in one order ---

template <class T>
struct Form;

template <>
struct Form<AskedRequest> {
    static constexpr std::string_view kind = "request";
    static Cbor write(AskedRequest const& asked) {
        Cbor fields = Cbor::array();
        for (auto const field : asked.request.headers)
            fields.push_back(Cbor::array({std::string{field.name}, std::string{field.value}}));
        Cbor moves = Cbor::array();
        for (auto const& move : asked.moves)
            moves.push_back(written(move));
        return Cbor::array({number_of(asked.request.method), asked.request.target, std::move(fields),
                            asked.request.body, std::move(moves)});
    }
    static AskedRequest read(Cbor const& value) {
        AskedRequest asked{{enum_in<http::Method>(value.at(0)), value.at(1).get<std::string>(), {}, {}}, {}};
        for (auto const& field : value.at(2))
            asked.request.headers.add(field.at(0).get_ref<std::string const&>(),
                                      field.at(1).get_ref<std::string const&>());
        asked.request.body = value.at(3).get<std::string>();
        for (auto const& move : value.at(4))
            asked.moves.push_back(move_in(move));
        return asked;
    }
};

template <>
struct Form<api::DoorNews> {
    static constexpr std::string_view kind = "door";
    static Cbor write(api::DoorNews const& news) { return written(news); }
    static api::DoorNews read(Cbor const& value) { return news_in(value); }
};

template <>
struct Form<AttemptEnded> {
    static constexpr std::string_view kind = "attempt";
    static Cbor write(AttemptEnded const& ended) {
        auto const& failed = ended.failure;
        return Cbor::array({ended.attempt.value, failed ? Cbor::array({failed->type, failed->message}) : Cbor{}});
    }
    static AttemptEnded read(Cbor const& value) {
        AttemptEnded ended{api::DeviceAttemptId{value.at(0).get<std::uint32_t>()}, {}};
        auto const& failed = value.at(1);
        if (!failed.is_null())
            ended.failure = api::AttemptFailure{failed.at(0).get<std::string>(), failed.at(1).get<std::string>()};
        return ended;
    }
};

// As bookings make it: device, name and window.
template <>
struct Form<engine::CreateCode> {
    static constexpr std::string_view kind = "create";
    static Cbor write(engine::CreateCode const& command) {
        return Cbor::array({command.device.value, command.name, written(command.window)});
    }
    static engine::CreateCode read(Cbor const& value) {
        engine::CreateCode command;
        command.device.value = value.at(0).get<std::uint32_t>();
        command.name = value.at(1).get<std::string>();
        command.window = window_in(value.at(2));
        return command;
    }
};

template <>
struct Form<engine::DeleteCode> {
    static constexpr std::string_view kind = "delete";
    static Cbor write(engine::DeleteCode const& command) { return written(command.code); }
    static engine::DeleteCode read(Cbor const& value) { return {code_in(value)}; }
};

template <>
struct Form<engine::Answer> {
    static constexpr std::string_view kind = "answer";
    static Cbor write(engine::Answer const& answer) {
        Cbor listed = Cbor::array();
        for (auto const& code : answer.listed)
            listed.push_back(written(code));
        return Cbor::array({answer.call.value, number_of(answer.verdict), number_of(answer.refusal),
                            microseconds(answer.retry_after), answer.pin_known, answer.vendor_ref,
                            written(answer.record), std::move(listed)});
    }
    static engine::Answer read(Cbor const& value) {
        engine::Answer answer;
        answer.call.value = value.at(0).get<std::uint64_t>();
        answer.verdict = enum_in<engine::Verdict>(value.at(1));
        answer.refusal = enum_in<engine::Refusal>(value.at(2));
        answer.retry_after = Duration{value.at(3).get<std::int64_t>()};
        answer.pin_known = value.at(4).get<bool>();
        answer.vendor_ref = value.at(5).get<std::string>();
        answer.record = record_in(value.at(6));
        for (auto const& code : value.at(7))
            answer.listed.push_back(listed_in(code));
        return answer;
    }
};

template <>
struct Form<engine::Push> {
    static constexpr std::string_view kind = "push";
    static Cbor write(engine::Push const& push) {
        return Cbor::array({push.account.value, push.device.value, number_of(push.what), push.pin_known,
                            push.vendor_ref, written(push.record), number_of(push.refusal)});
    }
    static engine::Push read(Cbor const& value) {
        engine::Push push;
        push.account.value = value.at(0).get<std::uint32_t>();
        push.device.value = value.at(1).get<std::uint32_t>();
        push.what = enum_in<engine::Push::What>(value.at(2));
        push.pin_known = value.at(3).get<bool>();
        push.vendor_ref = value.at(4).get<std::string>();
        push.record = record_in(value.at(5));
        push.refusal = enum_in<engine::Refusal>(value.at(6));
        return push;
    }
};

template <>
struct Form<engine::Notice> {
    static constexpr std::string_view kind = "notice";
    static Cbor write(engine::Notice const& notice) {
        return Cbor::array({number_of(notice.what), notice.account.value, notice.device.value});
    }
    static engine::Notice read(Cbor const& value) {
        engine::Notice notice;
        notice.what = enum_in<engine::Notice::What>(value.at(0));
        notice.account.value = value.at(1).get<std::uint32_t>();
        notice.device.value = value.at(2).get<std::uint32_t>();
        return notice;
    }
};

template <>
struct Form<TimerDue> {
    static constexpr std::string_view kind = "timer";
    static Cbor write(TimerDue) { return Cbor::array(); }
    static TimerDue read(Cbor const&) { return {}; }
};

template <>
struct Form<Restarted> {
    static constexpr std::string_view kind = "restart";
    static Cbor write(Restarted) { return Cbor::array(); }
    static Restarted read(Cbor const&) { return {}; }
};

template <>
struct Form<engine::DeviceId> {
    static constexpr std::string_view kind = "forget_device";
    static Cbor write(engine::DeviceId device) { return Cbor::array({device.value}); }
    static engine::DeviceId read(Cbor const& value) { return {value.at(0).get<std::uint32_t>()}; }
};

template <>
struct Form<engine::AccountId> {
    static constexpr std::string_view kind = "forget_account";
    static Cbor write(engine::AccountId account) { return Cbor::array({account.value}); }
    static engine::AccountId read(Cbor const& value) { return {value.at(0).get<std::uint32_t>()}; }
};

template <std::size_t Index = 0>
EngineInput read_input(std::string_view kind, Cbor const& value) {
    if constexpr (Index == std::variant_size_v<EngineInput>) {
        throw std::invalid_argument("there is no such kind of input");
    } else {
        using Input = std::variant_alternative_t<Index, EngineInput>;
        if (kind == Form<Input>::kind) return Form<Input>::read(value);
        return read_input<Index + 1>(kind, value);
    }
}

}  // namespace

InputBytes bytes_of(EngineInput const& input) {
    return std::visit(
        [](auto const& one) {
            using Input = std::decay_t<decltype(one)>;
            InputBytes out{std::string{Form<Input>::kind}, {}};
            Cbor::to_cbor(Form<Input>::write(one), nlohmann::detail::output_adapter<char>{out.bytes});
            return out;
        },
        input);
}

Result<EngineInput, std::string> engine_input_in(std::string_view kind, std::string_view bytes) {
    try {
        return read_input(kind, Cbor::from_cbor(bytes.begin(), bytes.end()));
    } catch (std::exception const& problem) {
        return failure(std::string{problem.what()});
    }
}

}  // namespace lockstep::harness

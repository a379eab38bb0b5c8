// Writes one JSON object as text, member by member: a tree of values costs more than all the rest of an answer.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/appender.hpp"
#include "api/identity.hpp"
#include "api/json.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

// The name of a member, known when the program is built, and how it is spelled in front of a value: `,"name":`.
template <std::size_t length>
struct MemberName {
    consteval MemberName(char const (&name)[length]) {  // NOLINT: a literal is what it is made of
        spelled[0] = ',';
        spelled[1] = '"';
        for (std::size_t at = 0; at + 1 < length; ++at)
            spelled[at + 2] = name[at];
        spelled[length + 1] = '"';
        spelled[length + 2] = ':';
    }

    constexpr std::string_view in_text() const { return {spelled.data(), spelled.size()}; }
    constexpr std::string_view name() const { return in_text().substr(2, length - 1); }

    std::array<char, length + 3> spelled{};
};

template <MemberName name>
struct Member {
    static constexpr std::string_view in_text = name.in_text();
    static constexpr std::string_view text = name.name();
};
template <MemberName name>
inline constexpr Member<name> member{};

// An object that has a name and nothing else; without one it is null there.
struct Named {
    std::string_view name;
};

// The same members as a tree: what the text is compared with, and what is put into other trees.
class JsonTree {
  public:
    template <class M, class Value>
    void put(M, Value const& value) {
        out_.emplace(std::string{M::text}, as_json(value));
    }
    template <class M>
    void put_or_null(M, std::string_view value) {
        out_.emplace(std::string{M::text}, text_or_null(value));
    }
    template <class M, class Fill>
    void put_object(M, Fill const& fill) {
        JsonTree object;
        fill(object);
        out_.emplace(std::string{M::text}, object.take());
    }
    // `fill` gets a list, and adds objects to it.
    template <class M, class Fill>
    void put_list(M, Fill const& fill) {
        List list;
        fill(list);
        out_.emplace(std::string{M::text}, std::move(list.out));
    }
    Json take() { return std::move(out_); }

    struct List {
        template <class Fill>
        void add(Fill const& fill) {
            JsonTree object;
            fill(object);
            out.push_back(object.take());
        }
        Json out = Json::array();
    };

  private:
    static Json as_json(Json const& value) { return value; }
    static Json as_json(std::vector<Json> const& values) { return values; }
    static Json as_json(std::string_view value) { return value; }
    static Json as_json(std::string const& value) { return value; }
    static Json as_json(bool value) { return value; }
    static Json as_json(Uuid value) { return value.text(); }
    static Json as_json(Instant value) { return time_or_null(value); }
    static Json as_json(Named value) { return Json::object({{"name", text_or_null(value.name)}}); }

    Json out_ = Json::object();
};

class JsonText {
  public:
    // Appends to `out`, which outlives this.
    explicit JsonText(Appender& out) : out_(out), begun_(out.size()) {}

    template <class M, class Value>
    void put(M, Value const& value) {
        begin<M>();
        add(value);
    }
    template <class M>
    void put_or_null(M, std::string_view value) {
        begin<M>();
        add_or_null(value);
    }
    template <class M, class Fill>
    void put_object(M, Fill const& fill) {
        begin<M>();
        JsonText object{out_};
        fill(object);
        object.end();
    }
    // `fill` gets a list, and adds objects to it.
    template <class M, class Fill>
    void put_list(M, Fill const& fill) {
        begin<M>();
        out_.add('[');
        List list{out_};
        fill(list);
        out_.add(']');
    }
    // Nothing can be put after this.
    void end() {
        if (out_.size() == begun_)
            out_.add('{');
        else
            out_[begun_] = '{';  // instead of the first comma
        out_.add('}');
    }

    class List {
      public:
        explicit List(Appender& out) : out_(out), begun_(out.size()) {}

        template <class Fill>
        void add(Fill const& fill) {
            if (out_.size() != begun_) out_.add(',');
            JsonText object{out_};
            fill(object);
            object.end();
        }

      private:
        Appender& out_;
        std::size_t begun_;
    };

  private:
    template <class M>
    void begin() {
        out_.add_literal<M::in_text.size()>(M::in_text.data());
    }
    void add(Json const& value);
    void add(std::vector<Json> const& values);
    void add(std::string_view value);
    void add(std::string const& value) { add(std::string_view{value}); }
    void add(bool value) { out_.add(value ? std::string_view{"true"} : std::string_view{"false"}); }
    void add(Uuid value);
    void add(Instant value);
    void add(Named value);
    void add_or_null(std::string_view value);

    Appender& out_;
    std::size_t begun_;
};

}  // namespace lockstep::api

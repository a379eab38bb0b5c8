// The scenario language as one table: keys, the shapes of their values, what they mean.
//
// The loader's checks, the JSON Schema for editors and the tables of docs/scenario-reference.md are all made from it.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace lockstep::harness {

// What a single word or text may be.
enum class ScalarKind : std::uint8_t {
    none,             // no scalar may stand here
    word,             // only the words listed in the shape
    text,             // anything
    name,             // a name that the author chooses
    time_name,        // a name of an instant: letters, digits, `_`, and `-` before a letter
    reference,        // a name declared elsewhere in the scenario
    duration,         // 1.5s
    signed_duration,  // also -3s
    moment,           // T+1.5s, name-1ms, 2030-01-01T00:00:00Z
    moment_range,     // a moment, a..b or any
    date_time,        // an instant as a date with its zone
    pin,              // a quoted string
    boolean,          // true or false
    integer,          // between min and max
    number,           // between min and max
    count,            // 3 or 0..2
    length,           // of PINs: 6 or 4..8
    path,             // of a file, relative to the scenario
    zone,             // IANA
    time_of_day,      // 15:00
    request,          // GET /path
};

struct MapShape;

// What a value may look like: at most one form of each kind.
struct Shape {
    std::string_view says;  // for messages: "a duration such as `1.5s`"
    ScalarKind scalar = ScalarKind::none;
    std::vector<std::string_view> words;  // taken besides what `scalar` takes
    double min = 0;
    double max = static_cast<double>(std::numeric_limits<std::int32_t>::max());
    bool null = false;            // `null` may stand here
    Shape const* item = nullptr;  // a list of these
    bool rest = false;            // ... in which `...` may stand
    MapShape const* map = nullptr;
    bool any = false;  // any JSON-like value
};

struct Key {
    std::string_view name;
    Shape const* shape = nullptr;
    std::string_view doc;
    bool required = false;
    std::string_view otherwise = {};  // the default, as it would be written
};

// A map whose first key decides which others may stand beside it.
struct Verb {
    Key key;
    std::vector<Key> options;
};

struct MapShape {
    enum class Kind : std::uint8_t {
        keys,   // these keys and no others
        names,  // keys that the author chooses, values of one shape
        pair,   // exactly one key with its value
        verbs,  // `keys`, one of `verbs`, and that verb's options
    };
    Kind kind = Kind::keys;
    std::string_view title;  // for documents: "A step"
    std::vector<Key> keys;
    std::vector<std::vector<std::string_view>> one_of;  // of each group exactly one key must stand
    bool choice = false;           // the map is one value: written over as a whole, never merged key by key
    Shape const* key = nullptr;    // names, pair
    Shape const* value = nullptr;  // names, pair
    std::vector<Verb> verbs;
};

struct Language {
    MapShape const* scenario = nullptr;
    MapShape const* library = nullptr;
    MapShape const* world = nullptr;          // what `lockstep serve` keeps alive
    MapShape const* template_body = nullptr;  // what a template may hold
    MapShape const* provider = nullptr;
    MapShape const* matrix_row = nullptr;

    // The named parts, for documents, in reading order.
    std::vector<MapShape const*> parts;
};

Language const& language();

}  // namespace lockstep::harness

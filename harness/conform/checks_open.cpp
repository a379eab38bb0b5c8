// What a lock maker's server is checked for that speaks the open API (docs/conform.md tells where each comes from).
#include "harness/conform/check.hpp"

namespace lockstep::harness {

std::vector<CheckSection> const& open_sections() {
    static std::vector<CheckSection> const all{
        {"2.1", "Credentials"},          {"2.2", "HTTP and errors"},  {"3.1", "Locks"},
        {"3.2", "Creating codes"},       {"3.3", "Updating codes"},   {"3.4", "Deleting codes"},
        {"3.5", "Listing codes"},        {"3.6", "A full lock"},      {"4.1", "Windows, as they are told"},
        {"4.2", "Windows, at the door"}, {"5.1", "Subscriptions"},    {"5.2", "Events"},
        {"5.3", "Delivery of events"},   {"6.1", "Idempotency keys"}, {"7.1", "Claims of the capability file"},
    };
    return all;
}

std::vector<Check> const& open_checks() {
    using enum ConformProfile;
    using enum CheckKind;
    using enum Observed;
    static std::vector<Check> const all{
        {"2.1/1", core, contract, answer, "a request without a token is answered with 401"},
        {"2.1/2", core, contract, answer, "a request with a token that nobody issued is answered with 401"},
        {"2.1/3", core, contract, read_back, "a write without a token changes nothing"},
        {"2.1/4", core, contract, answer, "a refresh token is good for a new access token"},
        {"2.1/5", core, contract, answer, "a refresh leaves the token before it usable"},

        {"2.2/1", core, contract, answer, "bodies are JSON and say so in content-type"},
        {"2.2/2", core, contract, answer, "a path that does not exist is answered with 404"},
        {"2.2/3", core, compatibility, answer, "a method that a path does not have is answered with 405"},
        {"2.2/4", core, contract, answer, "a body that is no JSON is refused with 4xx"},
        {"2.2/5", core, compatibility, answer, "a member that the API does not know does no harm"},
        {"2.2/6", core, contract, answer, "every error says error_code and message, both texts"},
        {"2.2/7", core, contract, answer, "no request is answered with 5xx"},

        {"3.1/1", core, contract, answer, "GET /locks lists the lock, with lock_id and name"},
        {"3.1/2", core, contract, answer, "GET /locks/{lock} tells of the lock asked for"},
        {"3.1/3", core, compatibility, answer, "GET /locks/{lock} tells whether the lock is online"},
        {"3.1/4", core, contract, answer, "GET /locks/{lock} of a lock that is none is answered with 404"},
        {"3.1/5", core, contract, answer, "the codes of a lock that is none are answered with 404, not with a list"},
        {"3.1/6", core, contract, answer, "a code for a lock that is none is refused with 404"},

        {"3.2/1", core, contract, answer, "a new code is answered with 2xx and an access_code_id"},
        {"3.2/2", core, contract, answer, "the answer's status is pending or active"},
        {"3.2/3", core, compatibility, answer, "the answer repeats name and code"},
        {"3.2/4", core, compatibility, read_back, "a code that was taken is listed at once, also while it is pending"},
        {"3.2/5", core, contract, read_back, "it is listed as active before the deadline, under the id of the answer"},
        {"3.2/6", core, contract, read_back, "zeros at the front of a PIN are kept"},
        {"3.2/7", core, contract, answer, "a code without a PIN is refused with 4xx"},
        {"3.2/8", core, contract, answer, "a PIN with letters is refused with 4xx"},
        {"3.2/9", core, contract, answer, "a PIN that is a number and no text is refused with 4xx"},
        {"3.2/10", core, contract, answer, "a PIN of 30 digits is refused with 4xx"},
        {"3.2/11", core, contract, answer, "a PIN in use is refused with 4xx"},
        {"3.2/12", core, compatibility, answer, "a PIN in use is refused as 409 PIN_CONFLICT"},
        {"3.2/13", core, contract, read_back, "a refused code is not stored"},
        {"3.2/14", core, contract, answer, "two codes have two ids"},
        {"3.2/15", core, compatibility, read_back, "a name in other scripts than Latin comes back as it was sent"},
        {"3.2/16", core, compatibility, answer, "a PIN with letters is refused as 400 INVALID_PIN"},

        {"3.3/1", core, contract, answer, "an update is answered with 2xx and the code's own id"},
        {"3.3/2", core, contract, read_back,
         "the new PIN is listed as active before the deadline, and the old one gone"},
        {"3.3/3", core, contract, read_back, "an update of the name alone leaves the PIN as it is"},
        {"3.3/4", core, contract, answer, "an update to a PIN in use is refused with 4xx"},
        {"3.3/5", core, contract, answer, "an update of a code that is none is answered with 404"},
        {"3.3/6", core, contract, answer, "an update to a PIN with letters is refused with 4xx"},
        {"3.3/7", core, contract, read_back, "a refused update leaves the code as it was"},

        {"3.4/1", core, contract, answer, "a deletion is answered with 2xx and the code's id"},
        {"3.4/2", core, contract, answer, "the answer's status is pending, removing or deleted"},
        {"3.4/3", core, contract, read_back, "the code is not listed any more before the deadline"},
        {"3.4/4", core, contract, read_back, "a deletion takes no other code along"},
        {"3.4/5", core, contract, answer, "a second deletion is answered with 404 or 2xx"},
        {"3.4/6", core, contract, answer, "a deletion of a code that is none is answered with 404"},
        {"3.4/7", core, contract, answer, "the PIN of a deleted code can be used again"},
        {"3.4/8", core, contract, read_back, "a deleted code does not come back"},

        {"3.5/1", core, contract, answer, "the list is an object with access_codes, a list of objects with ids"},
        {"3.5/2", core, contract, answer, "every status in the list is pending, active or removing"},
        {"3.5/3", core, contract, answer, "lock_id, where it is told, is the lock asked for"},
        {"3.5/4", core, contract, answer, "PINs are texts"},
        {"3.5/5", core, contract, answer, "instants are ISO 8601 with a zone, or null"},
        {"3.5/6", core, contract, read_back, "seven codes are all listed, however many pages it takes"},
        {"3.5/7", core, contract, read_back, "no code is listed twice"},
        {"3.5/8", core, contract, answer, "pages come to an end"},
        {"3.5/9", core, compatibility, answer, "a list in pages refuses a cursor that is none"},

        {"3.6/1", core, contract, answer, "one code more than fits is refused with 4xx"},
        {"3.6/2", core, compatibility, answer, "it is refused as 409 NO_SPACE"},
        {"3.6/3", core, contract, read_back, "the codes of a full lock are as they were"},
        {"3.6/4", core, contract, answer, "a place that was freed can be used"},

        {"4.1/1", native, contract, answer, "a code with starts_at and ends_at is taken"},
        {"4.1/2", native, contract, read_back, "the list tells a window that holds the one asked for"},
        {"4.1/3", native, contract, read_back, "a code with one bound has no other"},
        {"4.1/4", native, contract, read_back, "an instant with an offset is the same instant"},
        {"4.1/5", native, contract, read_back, "an update moves the window and leaves the PIN as it is"},
        {"4.1/6", native, contract, read_back, "an update with null drops a bound"},
        {"4.1/7", native, contract, answer, "a window that ends before it starts is refused with 4xx"},
        {"4.1/8", native, compatibility, answer, "an instant without a zone is refused with 4xx"},
        {"4.1/9", native, contract, answer, "an instant that is no instant is refused with 4xx"},
        {"4.2/1", native, contract, door, "before starts_at the door stays shut"},
        {"4.2/2", native, contract, door, "between starts_at and ends_at it opens"},
        {"4.2/3", native, contract, door, "from ends_at on it stays shut"},

        {"5.1/1", push, contract, answer, "a subscription is answered with 2xx, webhook_id and status active"},
        {"5.1/2", push, contract, answer, "a subscription without a url is refused with 4xx"},
        {"5.2/1", push, contract, event, "access_code.created arrives before the deadline"},
        {"5.2/2", push, contract, event, "an event has event_id, event_type, occurred_at and status"},
        {"5.2/3", push, contract, event, "access_code.created tells the code's id and status active"},
        {"5.2/4", push, contract, read_back, "when access_code.created says success the list says active"},
        {"5.2/5", push, contract, event, "access_code.updated arrives before the deadline"},
        {"5.2/6", push, contract, event, "access_code.deleted arrives before the deadline"},
        {"5.2/7", push, contract, event, "two events have two event_ids"},
        {"5.3/1", push, contract, event, "an event that was answered with 500 comes again"},
        {"5.3/2", push, contract, event, "an event that comes again is unchanged"},
        {"5.3/3", push, compatibility, event, "an event that was answered with 200 does not come again at once"},

        {"6.1/1", idempotent, contract, answer, "the same write with the same key is answered with the same id"},
        {"6.1/2", idempotent, contract, read_back, "it is stored once"},
        {"6.1/3", idempotent, compatibility, answer, "the same key for another write is refused with 4xx"},
        {"6.1/4", idempotent, contract, answer, "another key is another write"},
        {"6.1/5", idempotent, compatibility, answer, "a deletion with a key can be repeated"},

        {"7.1/1", core, contract, claim, "native_scheduling is as claimed"},
        {"7.1/2", core, contract, claim, "edit is as claimed"},
        {"7.1/3", core, contract, claim, "reads is as claimed"},
        {"7.1/4", core, contract, claim, "confirm is as claimed"},
        {"7.1/5", core, contract, claim, "idempotency_keys is as claimed"},
        {"7.1/6", core, contract, claim, "push is as claimed"},
        {"7.1/7", core, contract, claim, "code.length is as claimed"},
        {"7.1/8", core, contract, claim, "code.slots is as claimed"},
    };
    return all;
}

}  // namespace lockstep::harness

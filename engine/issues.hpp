// Errors and warnings that a code, device or account can carry, each listed exactly while its cause holds.
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep::engine {

enum class Issue : std::uint8_t {
    // errors of a code
    failed_to_set_on_device,
    failed_to_remove_from_device,
    conflicting_external_modification,
    duplicate_code_on_device,
    no_space_for_access_code_on_device,
    insufficient_permissions,
    // warnings of a code
    delay_in_setting_on_device,
    delay_in_removing_from_device,
    external_modification_in_effect,
    being_deleted,
    // errors of a device, copied onto its codes
    device_disconnected,
    device_removed,
    // errors of an account, copied onto the codes of its devices
    account_disconnected,
    // a warning of a code
    using_backup_access_code,
    // an error of a device, copied onto its codes
    empty_backup_access_code_pool,
    // a warning of a code
    must_be_used_within_a_day,
};
inline constexpr std::size_t issue_count = 16;

enum class IssueKind : std::uint8_t { error, warning };
enum class IssueOwner : std::uint8_t { code, device, account };

struct IssueFacts {
    std::string_view name;  // error_code or warning_code on the wire
    IssueKind kind;
    IssueOwner owner;
    std::string_view message;
};
IssueFacts const& facts_of(Issue issue);

// A set of issues, one bit each.
class IssueSet {
  public:
    constexpr bool has(Issue issue) const { return (bits_ >> static_cast<unsigned>(issue) & 1u) != 0; }
    constexpr void add(Issue issue) { bits_ = static_cast<std::uint16_t>(bits_ | 1u << static_cast<unsigned>(issue)); }
    constexpr void drop(Issue issue) {
        bits_ = static_cast<std::uint16_t>(bits_ & ~(1u << static_cast<unsigned>(issue)));
    }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr std::uint16_t bits() const { return bits_; }
    constexpr IssueSet operator|(IssueSet other) const {
        IssueSet both;
        both.bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
        return both;
    }
    friend constexpr bool operator==(IssueSet, IssueSet) = default;

  private:
    std::uint16_t bits_ = 0;
};

}  // namespace lockstep::engine

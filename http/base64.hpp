// Bytes as letters, as keys and signatures travel: base64 with its padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lockstep::http {

std::string base64_encoded(std::string_view bytes);
// Nothing when the text is no base64 of whole bytes. The padding may be left out.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace lockstep::http

// Logarithm, exponential and the normal quantile with the same bits on every machine.
//
// The C library's versions differ in the last bit between systems, which would be enough to move a random latency by a
// microsecond and change a trace. These use + - * / and sqrt only, which IEEE 754 rounds exactly; the build keeps the
// compiler from fusing them (-ffp-contract=off). Good to about 1e-15 (the quantile to 1e-9), more than a latency needs.
#pragma once

namespace lockstep::portable {

// Natural logarithm of a positive, normal number.
double log(double number);

// e to the power of the exponent; exponents beyond +-700 count as +-700.
double exp(double exponent);

// The point below which a standard normal variable falls with this probability, 0 < probability < 1.
double normal_quantile(double probability);

}  // namespace lockstep::portable

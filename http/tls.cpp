#include "http/tls.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace lockstep::http {

namespace {

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* held) const {
        release(held);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Releases<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Releases<BIO_free_all>>;

constexpr long a_year = 365L * 24 * 60 * 60;  // seconds

std::string text_of(BIO* memory) {
    char* data = nullptr;
    long const size = BIO_get_mem_data(memory, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
}

bool is_address(std::string const& name) {
    return name.find(':') != std::string::npos ||
           std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
}

bool add_extension(X509* certificate, int kind, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    Extension const extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

}  // namespace

Result<TlsIdentity, std::string> make_test_identity(std::vector<std::string> const& names) {
    auto const failed = [] { return failure(std::string{"the TLS library could not make a certificate"}); };
    if (names.empty()) return failure(std::string{"a certificate needs a name"});

    Key const key{EVP_EC_gen("P-256")};
    Certificate const certificate{X509_new()};
    if (!key || !certificate) return failed();

    std::string alternatives;
    for (auto const& name : names) {
        if (!alternatives.empty()) alternatives += ',';
        alternatives += is_address(name) ? "IP:" : "DNS:";
        alternatives += name;
    }
    auto* const subject = X509_get_subject_name(certificate.get());
    auto const* const common_name = reinterpret_cast<unsigned char const*>("lockstep test certificate");
    bool const made = X509_set_version(certificate.get(), X509_VERSION_3) == 1 && set_serial(certificate.get()) &&
                      X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60) != nullptr &&
                      X509_gmtime_adj(X509_getm_notAfter(certificate.get()), a_year) != nullptr &&
                      X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
                      X509_set_issuer_name(certificate.get(), subject) == 1 &&
                      add_extension(certificate.get(), NID_subject_alt_name, alternatives) &&
                      add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE") &&
                      X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0;
    if (!made) return failed();

    Memory const certificate_text{BIO_new(BIO_s_mem())};
    Memory const key_text{BIO_new(BIO_s_mem())};
    if (!certificate_text || !key_text || PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return failed();
    return TlsIdentity{text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace lockstep::http

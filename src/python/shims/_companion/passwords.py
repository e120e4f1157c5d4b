"""hashlib.pbkdf2_hmac and hashlib.scrypt, which CPython has of OpenSSL: RFC 8018 and RFC 7914."""

import _hmac
import hashlib
import hmac
import operator

_MOST = 2**31 - 1
_FASTER = {name: getattr(_hmac, f"compute_{name}") for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")}


_kernel = None  # the module _companion_kernel, once a process runs


def install():
    hashlib.pbkdf2_hmac, hashlib.scrypt = pbkdf2_hmac, scrypt
    hashlib.__all__ += ("pbkdf2_hmac", "scrypt")


def connect():
    global _kernel
    import _companion_kernel as _kernel


def _bytes(value):
    if isinstance(value, str):
        raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
    return bytes(memoryview(value))


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."""
    if not isinstance(hash_name, str):
        raise TypeError(f"pbkdf2_hmac() argument 'hash_name' must be str, not {type(hash_name).__name__}")
    password, salt = _bytes(password), _bytes(salt)
    iterations = operator.index(iterations)
    name = hash_name.lower()
    try:
        size = hashlib.new(name).digest_size
    except ValueError:
        raise ValueError("[digital envelope routines] unsupported") from None
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    wanted = size if dklen is None else operator.index(dklen)
    if wanted < 1:
        raise ValueError("key length must be greater than 0.")
    compute = _FASTER.get(name) or (lambda key, message: hmac.digest(key, message, name))
    number, derived = int.from_bytes, b""
    for block in range(1, -(-wanted // size) + 1):
        part = compute(password, salt + block.to_bytes(4))
        sum = number(part)
        for _ in range(iterations - 1):
            part = compute(password, part)
            sum ^= number(part)
        derived += sum.to_bytes(size)
    return derived[:wanted]


def scrypt(password, *, salt, n, r, p, maxmem=0, dklen=64):
    """scrypt password-based key derivation function."""
    password, salt = _bytes(password), _bytes(salt)
    n, r, p, maxmem, dklen = (operator.index(each) for each in (n, r, p, maxmem, dklen))
    if n < 2 or n & (n - 1):
        raise ValueError("n must be a power of 2.")
    if not 0 <= maxmem <= _MOST:
        raise ValueError("maxmem must be positive and smaller than 2147483647")
    if not 1 <= dklen <= _MOST:
        raise ValueError("dklen must be greater than 0 and smaller than 2147483647")
    if r < 1 or p < 1 or r * p >= 2**30:
        raise ValueError("Invalid parameter combination for n, r, p, maxmem.")
    if 128 * r * (n + p + 2) > (maxmem or 32 * 1024 * 1024):
        raise ValueError("[digital envelope routines] memory limit exceeded")
    blocks = pbkdf2_hmac("sha256", password, salt, 1, 128 * r * p)
    mixed = _kernel.mix_scrypt(blocks, n, r).to_bytes()
    return pbkdf2_hmac("sha256", password, mixed, 1, dklen)

"""Data in other forms: json, hashlib, hmac, base64, binascii, struct, zlib, uuid, secrets."""

from .listing import listing

ENCODINGS = {
    # What a program sets on the classes is not to change what `dumps` does for whoever runs it.
    "json": listing(calls="dump dumps load loads", classes="JSONDecodeError", wrapped="JSONDecoder JSONEncoder"),
    "hashlib": listing(
        classes="blake2b blake2s",
        calls="md5 new pbkdf2_hmac scrypt sha1 sha224 sha256 sha384 sha3_224 sha3_256 sha3_384 "
        "sha3_512 sha512 shake_128 shake_256",
        wrapped="algorithms_available algorithms_guaranteed",
    ),
    "hmac": listing(calls="compare_digest digest new"),
    "base64": listing(
        calls="a85decode a85encode b16decode b16encode b32decode b32encode b32hexdecode b32hexencode b64decode "
        "b64encode b85decode b85encode decodebytes encodebytes standard_b64decode standard_b64encode "
        "urlsafe_b64decode urlsafe_b64encode z85decode z85encode",
    ),
    "binascii": listing(
        calls="a2b_base64 a2b_hex a2b_qp a2b_uu b2a_base64 b2a_hex b2a_qp b2a_uu crc32 crc_hqx hexlify unhexlify",
        classes="Error Incomplete",
    ),
    "struct": listing(calls="calcsize iter_unpack pack pack_into unpack unpack_from", classes="Struct error"),
    # A few bytes can decompress to gigabytes: bounded. The decompressing objects would go around the bound.
    "zlib": listing(
        calls="adler32 compress compressobj crc32",
        classes="error",
        constants="DEFLATED DEF_BUF_SIZE MAX_WBITS ZLIB_VERSION Z_BEST_COMPRESSION Z_BEST_SPEED Z_DEFAULT_COMPRESSION "
        "Z_DEFAULT_STRATEGY Z_FILTERED Z_FINISH Z_FULL_FLUSH Z_HUFFMAN_ONLY Z_NO_COMPRESSION Z_NO_FLUSH Z_SYNC_FLUSH",
        wrapped="decompress",
    ),
    # Without getnode and uuid1, which ask the machine who it is.
    "uuid": listing(
        calls="uuid3 uuid4 uuid5",
        classes="SafeUUID UUID",
        constants="NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 RESERVED_FUTURE RESERVED_MICROSOFT "
        "RESERVED_NCS RFC_4122",
    ),
    "secrets": listing(calls="choice compare_digest randbelow randbits token_bytes token_hex token_urlsafe"),
}

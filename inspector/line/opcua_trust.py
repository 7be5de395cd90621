"""The server's own certificate, and whose certificates it trusts."""

import contextlib
import logging
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.truststore import TrustStore
from asyncua.crypto.validator import CertificateValidator, CertificateValidatorOptions
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from inspector.domain.errors import DeviceError

log = logging.getLogger(__name__)

CHECKED = (
    CertificateValidatorOptions.TRUSTED
    | CertificateValidatorOptions.TIME_RANGE
    | CertificateValidatorOptions.PEER_CLIENT
)


class Trust:
    """The certificates in ``trusted`` and ``revoked``, read anew at each session.

    ``revoked`` may have revocation lists, too, under any name: asyncua's own loader passes over
    ``.crl`` files, whose certificates then stay trusted, and cannot read a certificate there. A
    folder that cannot be read, or has a file that is neither, trusts nobody.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = TrustStore([folder / "trusted"], [])
        self._revoked: frozenset[int] = frozenset()
        self._check = CertificateValidator(CHECKED, self._store)
        self._readable = False

    async def refresh(self) -> None:
        """Read the folders."""
        self._readable = False
        try:
            await self._store.load()
            files = sorted(p for p in (self._folder / "revoked").iterdir() if p.is_file())
            self._revoked = frozenset(n for file in files for n in _revoked_by(file))
        except (ValueError, OSError) as error:  # also where there is none at all
            log.warning("OPC UA: %s: nobody is trusted (%s)", self._folder, error)
            return
        self._readable = True

    async def __call__(
        self, certificate: x509.Certificate, about: ua.ApplicationDescription
    ) -> None:
        """Refuse a session whose client is not trusted, by asyncua's error."""
        await self.refresh()
        if not self._readable:
            raise ServiceError(ua.StatusCodes.BadCertificateUntrusted)
        await self._check(certificate, about)
        if certificate.serial_number in self._revoked:
            raise ServiceError(ua.StatusCodes.BadCertificateRevoked)

    def knows(self, certificate: bytes | None) -> bool:
        """Whether the certificate of a channel, DER, is trusted."""
        if certificate is None or not self._readable:
            return False
        try:
            shown = x509.load_der_x509_certificate(certificate)
        except ValueError:
            return False
        return bool(self._store.validate(shown)) and shown.serial_number not in self._revoked


def _revoked_by(file: Path) -> Sequence[int]:
    """Give the serial numbers that a file revokes: a list's, or that of a certificate.

    Raises
    ------
    ValueError
        If it is neither; names the file.
    """
    data = file.read_bytes()
    pem = data.lstrip().startswith(b"-----BEGIN")
    try:
        if pem and b"-----BEGIN CERTIFICATE-----" in data:
            return [x509.load_pem_x509_certificate(data).serial_number]
        with contextlib.suppress(ValueError):
            if not pem:
                return [x509.load_der_x509_certificate(data).serial_number]
        listed = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
        return [one.serial_number for one in listed]
    except ValueError as error:
        raise ValueError(f"{file.name} is neither a revocation list nor a certificate") from error


async def own_certificate(folder: Path, uri: str, name: str) -> tuple[Path, Path]:
    """Give certificate and key, made for a year where they are not there or have expired.

    Raises
    ------
    DeviceError
        If the folder cannot be written, or a file there is not what it should be.
    """
    certificate, key = folder / "own.der", folder / "own.pem"
    try:
        for part in ("trusted", "revoked"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        mask = os.umask(0o077)  # the key is nobody else's
        try:
            await setup_self_signed_certificate(
                key,
                certificate,
                uri,
                socket.gethostname(),
                [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH],
                {"commonName": name},
            )
        finally:
            os.umask(mask)
    except OSError as error:
        raise DeviceError(
            f"OPC UA: {error.filename or folder}: cannot be written ({error.strerror}); name "
            "another pki_folder"
        ) from error
    except (ValueError, TypeError) as error:  # TypeError: the key has a password
        raise DeviceError(
            f"OPC UA: {key} is no PEM key without a password, or {certificate} is damaged; move "
            "both away, new ones are made"
        ) from error
    return certificate, key

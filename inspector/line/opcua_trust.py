"""The server's own certificate, and whose certificates it trusts."""

import logging
import os
import socket
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
    | CertificateValidatorOptions.REVOKED
    | CertificateValidatorOptions.TIME_RANGE
    | CertificateValidatorOptions.PEER_CLIENT
)


class Trust:
    """The certificates in ``trusted`` and the lists in ``revoked``, read anew at each session.

    A folder that cannot be read, or has a file that is no certificate, trusts nobody.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = TrustStore([folder / "trusted"], [folder / "revoked"])
        self._check = CertificateValidator(CHECKED, self._store)
        self._readable = False

    async def refresh(self) -> None:
        """Read the folders."""
        self._readable = False
        try:
            await self._store.load()
        except (ValueError, OSError) as error:  # also where there is none at all
            log.warning("OPC UA: %s: nobody is trusted (%s)", self._folder / "trusted", error)
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

    def knows(self, certificate: bytes | None) -> bool:
        """Whether the certificate of a channel, DER, is trusted."""
        if certificate is None or not self._readable:
            return False
        try:
            return bool(self._store.validate(x509.load_der_x509_certificate(certificate)))
        except ValueError:
            return False


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

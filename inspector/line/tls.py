"""Modbus Security: TLS where both sides show a certificate of an authority that both trust."""

import ssl
from pathlib import Path

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import TlsFiles


def tls_context(files: TlsFiles, *, server: bool) -> ssl.SSLContext:
    """Give the context of one side; the peer's certificate is always asked for.

    Raises
    ------
    DeviceError
        If a file is missing or is not what it should be; it names files, never what is in them.
    """
    for what in ("authority", "certificate", "key"):
        if not Path(getattr(files, what) or "?").is_file():
            raise DeviceError(
                f"Modbus TLS: {what} {getattr(files, what)!r} is not there; "
                f"name a PEM file as {what} under [line.modbus] in station.toml"
            )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_verify_locations(files.authority)
        context.load_cert_chain(files.certificate, files.key, password=_no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        raise DeviceError(
            f"Modbus TLS: {files.authority}, {files.certificate} or {files.key} is refused "
            f"({error.__class__.__name__}); they must be PEM, and the key without a password"
        ) from error
    return context


def _no_password() -> str:
    # without this OpenSSL would ask on the terminal, and a station would hang there
    return ""

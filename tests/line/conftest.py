import pytest
import trustme

from inspector.domain.modbus import TlsFiles


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """Files of both sides from one authority, and of a stranger from another."""
    folder = tmp_path_factory.mktemp("certificates")
    ours, other = trustme.CA(), trustme.CA()
    for name, authority in (("ours", ours), ("other", other)):
        authority.cert_pem.write_to_path(str(folder / f"{name}.pem"))
    made = {}
    for side, authority in (("station", ours), ("plc", ours), ("stranger", other)):
        issued = authority.issue_cert("127.0.0.1")
        issued.cert_chain_pems[0].write_to_path(str(folder / f"{side}.pem"))
        issued.private_key_pem.write_to_path(str(folder / f"{side}.key"))
        made[side] = TlsFiles(
            str(folder / "ours.pem"), str(folder / f"{side}.pem"), str(folder / f"{side}.key")
        )
    return made

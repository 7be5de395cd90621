"""The Modbus link that a station's settings ask for."""

from inspector.domain.modbus import ModbusRole, ModbusSettings
from inspector.line.modbus_client import ModbusClient
from inspector.line.modbus_server import ModbusServer
from inspector.line.plc import PlcLink


def modbus_link(settings: ModbusSettings) -> PlcLink:
    """Give the link, not yet started.

    Raises
    ------
    DeviceError
        If the registers do not fit, or a file of TLS is missing or refused.
    """
    if settings.role is ModbusRole.SERVER:
        return ModbusServer(settings)
    return ModbusClient(settings)

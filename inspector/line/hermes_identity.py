"""What a station says of itself in Hermes, and what it becomes when it is configured from afar."""

from dataclasses import replace

from inspector.formats.hermes_settings import HermesSettings
from inspector.line.hermes_messages import Features, ServiceDescription, SetConfiguration

LAST_PORT = 65_535
FEATURES = Features(
    frozenset({"FeatureCheckAliveResponse", "FeatureQueryBoardInfo", "FeatureSendBoardInfo"})
)


def description_of(settings: HermesSettings) -> ServiceDescription:
    """Give what the station says first."""
    return ServiceDescription(settings.machine_id, settings.lane, supported_features=FEATURES)


def refusal_of(settings: HermesSettings, wanted: SetConfiguration) -> str:
    """Give why a configuration cannot be taken over, or nothing."""
    before, after = wanted.upstream_configurations, wanted.downstream_configurations
    lanes = [one.upstream_lane_id for one in before] + [one.downstream_lane_id for one in after]
    if len(before) > 1 or len(after) > 1 or any(lane != settings.lane for lane in lanes):
        return f"the machine has lane {settings.lane} only"
    ports = [one.port for one in before] + [one.port for one in after]
    if wanted.supervisory_system_port is not None:
        ports.append(wanted.supervisory_system_port)
    wrong = next((port for port in ports if not 0 < port <= LAST_PORT), None)
    if wrong is not None:
        return f"there is no port {wrong}"
    return "" if wanted.machine_id else "MachineId is empty"


def settings_after(settings: HermesSettings, wanted: SetConfiguration) -> HermesSettings:
    """Give the settings as an engineering station wants them, of one lane."""
    before = next(iter(wanted.upstream_configurations), None)
    after = next(iter(wanted.downstream_configurations), None)
    return replace(
        settings,
        machine_id=wanted.machine_id,
        supervisor_port=wanted.supervisory_system_port,
        upstream_host=before.host_address if before else "",
        upstream_port=before.port if before else None,
        downstream=after is not None,
        listen_port=after.port if after else settings.listen_port,
        client_address=(after.client_address or "") if after else "",
    )

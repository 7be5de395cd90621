"""What a station says of itself in Hermes, and what it becomes when it is configured from afar."""

from dataclasses import replace

from inspector.formats.hermes_settings import HermesSettings
from inspector.line.hermes_messages import Features, ServiceDescription, SetConfiguration

FEATURES = Features(
    frozenset({"FeatureCheckAliveResponse", "FeatureQueryBoardInfo", "FeatureSendBoardInfo"})
)


def description_of(settings: HermesSettings) -> ServiceDescription:
    """Give what the station says first."""
    return ServiceDescription(settings.machine_id, settings.lane, supported_features=FEATURES)


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

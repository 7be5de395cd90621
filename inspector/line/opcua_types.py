"""The types of OPC 40100-1 that the server offers, with the node numbers of its nodeset 1.0.0."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncua import Node, Server, ua
from asyncua.common.manage_nodes import create_data_type, create_encoding
from asyncua.common.structures104 import new_struct_field

from inspector.line.opcua_states import STATE_NODES, TRANSITIONS

MACHINE_VISION = "http://opcfoundation.org/UA/MachineVision"

TEXT, BOOL, TIME, DURATION = 12, 1, 294, 290
LOCALIZED, BYTES, ANY, INT32 = 21, 15, 24, 6
TRIMMED, HANDLE, RESULT_STATE = 3017, 3018, 3009
RECIPE_EXTERNAL, RECIPE_INTERNAL = 3002, 3013
MEAS_ID, PART_ID, PRODUCT_ID, JOB_ID, RESULT_ID = 3015, 3004, 3003, 3016, 3021
TIMES, RESULT, CONFIGURATION_ID = 3005, 3006, 3008
OWN = 3000
"""Numbers from here to `PAST` are of Machine Vision, others of OPC UA itself."""
PAST = 4000


@dataclass(frozen=True, slots=True)
class Structure:
    """A data type: its numbers, and of each field name, type, and whether it may be absent."""

    name: str
    node: int
    encoding: int
    fields: tuple[tuple[str, int, bool], ...]
    arrays: tuple[str, ...] = ()


BINARY_ID = (
    ("Id", TRIMMED, False),
    ("Version", TRIMMED, True),
    ("Hash", BYTES, True),
    ("HashAlgorithm", TEXT, True),
    ("Description", LOCALIZED, True),
)
DESCRIBED = (("Id", TRIMMED, False), ("Description", LOCALIZED, True))
BARE = (("Id", TRIMMED, False),)

STRUCTURES = (
    Structure("ConfigurationIdDataType", CONFIGURATION_ID, 5090, BINARY_ID),
    Structure("RecipeIdExternalDataType", RECIPE_EXTERNAL, 5002, BINARY_ID),
    Structure("RecipeIdInternalDataType", RECIPE_INTERNAL, 5268, BINARY_ID),
    Structure("MeasIdDataType", MEAS_ID, 5006, DESCRIBED),
    Structure("PartIdDataType", PART_ID, 5013, DESCRIBED),
    Structure("ProductIdDataType", PRODUCT_ID, 5224, DESCRIBED),
    Structure("JobIdDataType", JOB_ID, 5008, BARE),
    Structure("ResultIdDataType", RESULT_ID, 5274, BARE),
    Structure(
        "ProcessingTimesDataType",
        TIMES,
        5016,
        (
            ("StartTime", TIME, False),
            ("EndTime", TIME, False),
            ("AcquisitionDuration", DURATION, True),
            ("ProcessingDuration", DURATION, True),
        ),
    ),
    Structure(
        "ResultDataType",
        RESULT,
        5018,
        (
            ("ResultId", RESULT_ID, False),
            ("HasTransferableDataOnFile", BOOL, True),
            ("IsPartial", BOOL, False),
            ("IsSimulated", BOOL, True),
            ("ResultState", RESULT_STATE, False),
            ("MeasId", MEAS_ID, True),
            ("PartId", PART_ID, True),
            ("ExternalRecipeId", RECIPE_EXTERNAL, True),
            ("InternalRecipeId", RECIPE_INTERNAL, False),
            ("ProductId", PRODUCT_ID, True),
            ("ExternalConfigurationId", CONFIGURATION_ID, True),
            ("InternalConfigurationId", CONFIGURATION_ID, False),
            ("JobId", JOB_ID, False),
            ("CreationTime", TIME, False),
            ("ProcessingTimes", TIMES, True),
            ("ResultContent", ANY, True),
        ),
        ("ResultContent",),
    ),
)

OBJECT_TYPES = {
    "VisionSystemType": 1003,
    "RecipeManagementType": 1004,
    "ResultManagementType": 1007,
    "VisionStateMachineType": 1017,
    "VisionAutomaticModeStateMachineType": 1021,
}

EVENT_TYPES: dict[str, tuple[int, tuple[tuple[str, int], ...]]] = {
    "StateChangedEventType": (1018, ()),
    "ErrorEventType": (1019, ()),
    "RecipePreparedEventType": (1022, (("InternalId", RECIPE_INTERNAL),)),
    "ReadyEventType": (1023, (("JobId", JOB_ID),)),
    "JobStartedEventType": (1013, (("JobId", JOB_ID),)),
    "ResultReadyEventType": (
        1024,
        (
            ("CreationTime", TIME),
            ("InternalConfigurationId", CONFIGURATION_ID),
            ("InternalRecipeId", RECIPE_INTERNAL),
            ("IsPartial", BOOL),
            ("JobId", JOB_ID),
            ("PartId", PART_ID),
            ("ProductId", PRODUCT_ID),
            ("ResultContent", ANY),
            ("ResultId", RESULT_ID),
            ("ResultState", RESULT_STATE),
        ),
    ),
}
TRANSITION_EVENTS = ("StateChangedEventType", "ErrorEventType")


class Types:
    """Makes the types in a server, and knows them."""

    def __init__(self, server: Server, index: int) -> None:
        self._server = server
        self._index = index
        self.objects: dict[str, Node] = {}
        self.events: dict[str, Node] = {}

    def node_id(self, number: int) -> ua.NodeId:
        """Give a node number as what it is: of Machine Vision, or of OPC UA itself."""
        return ua.NodeId(number, self._index if OWN <= number < PAST else 0)

    def own(self, number: int) -> ua.NodeId:
        """Give a node number of Machine Vision."""
        return ua.NodeId(number, self._index)

    def named(self, name: str) -> ua.QualifiedName:
        """Give a browse name of Machine Vision."""
        return ua.QualifiedName(name, self._index)

    async def make(self) -> None:
        """Make data types, object types with their states, and event types."""
        await self._simple("TrimmedString", TRIMMED, ua.ObjectIds.String)
        await self._simple("Handle", HANDLE, ua.ObjectIds.UInt32)
        await self._simple("ResultStateDataType", RESULT_STATE, ua.ObjectIds.Int32)
        for structure in STRUCTURES:
            await self._structure(structure)
        await self._server.load_data_type_definitions()
        machines = self._server.get_node(ua.ObjectIds.FiniteStateMachineType)
        plain = self._server.nodes.base_object_type
        for name, number in OBJECT_TYPES.items():
            parent = machines if "StateMachine" in name else plain
            made = await parent.add_object_type(ua.NodeId(number, self._index), self.named(name))
            self.objects[name] = made
        await self._states()
        for name, (number, fields) in EVENT_TYPES.items():
            await self._event(name, number, fields)

    async def _simple(self, name: str, number: int, parent: int) -> None:
        base = self._server.get_node(ua.NodeId(parent))
        node_id = self.node_id(number)
        await create_data_type(base, node_id, self.named(name))
        ua.register_basetype(name, node_id, getattr(ua, ua.ObjectIdNames[parent]))

    async def _structure(self, structure: Structure) -> None:
        base = self._server.nodes.base_structure_type
        made = await create_data_type(
            base, self.node_id(structure.node), self.named(structure.name)
        )
        encoding = ua.NodeId(structure.encoding, self._index)
        binary = await create_encoding(made, encoding, ua.QualifiedName("Default Binary", 0))
        definition = ua.StructureDefinition()
        definition.BaseDataType = base.nodeid
        optional = any(absent for _, _, absent in structure.fields)
        kinds = ua.StructureType
        definition.StructureType = (
            kinds.StructureWithOptionalFields if optional else kinds.Structure
        )
        definition.Fields = [
            new_struct_field(name, self.node_id(kind), name in structure.arrays, absent)
            for name, kind, absent in structure.fields
        ]
        definition.DefaultEncodingId = binary.nodeid
        await made.write_data_type_definition(definition)

    async def _states(self) -> None:
        outer = self.objects["VisionStateMachineType"]
        inner = self.objects["VisionAutomaticModeStateMachineType"]
        for state, number in STATE_NODES.items():
            parent = inner if state.automatic else outer
            await self._numbered(parent, state.text, number, "StateNumber", int(state))
        for (before, _, _), step in TRANSITIONS.items():
            parent = inner if before.automatic else outer
            await self._numbered(parent, step.name, step.node, "TransitionNumber", step.number)

    async def _numbered(self, parent: Node, name: str, node: int, label: str, number: int) -> None:
        kind = ua.ObjectIds.StateType if label == "StateNumber" else ua.ObjectIds.TransitionType
        made = await parent.add_object(
            ua.NodeId(node, self._index),
            self.named(name),
            ua.NodeId(kind),
            instantiate_optional=False,
        )
        for child in await made.get_properties():
            await child.write_value(ua.Variant(number, ua.VariantType.UInt32))

    async def _event(self, name: str, number: int, fields: Sequence[tuple[str, int]]) -> None:
        base = (
            ua.ObjectIds.TransitionEventType
            if name in TRANSITION_EVENTS
            else ua.ObjectIds.BaseEventType
        )
        parent = self._server.get_node(ua.NodeId(base))
        made = await parent.add_object_type(ua.NodeId(number, self._index), self.named(name))
        for field, kind in fields:
            empty = ua.Variant(None, ua.VariantType.Null)
            await made.add_property(self._index, field, empty, datatype=self.node_id(kind))
        self.events[name] = made

"""The vision system as OPC UA nodes: states, methods, recipes, results and events."""

import asyncio
import itertools
import logging
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from asyncua import Node, Server, ua

from inspector.domain.errors import InspectorError
from inspector.domain.result import PanelResult, Verdict
from inspector.formats.result import result_to_json
from inspector.formats.result_summary import verdict_json
from inspector.line import opcua_arguments as arguments
from inspector.line.opcua_states import STATE_NODES, Cause, Step, VisionState, path, step
from inspector.line.opcua_types import Types
from inspector.line.station_control import Job, StationControl

log = logging.getLogger(__name__)

GOOD, REFUSED = 0, -1
"""The output ``Error`` of each method."""
COMPLETED, FAILED = 1, 4
"""ResultState: Completed, and Failed (of what was not inspected); 3 would be Aborted."""
EXECUTING = (VisionState.SINGLE_EXECUTION, VisionState.CONTINUOUS_EXECUTION)
ORDER_S = 10.0
"""How long the station may take to say whether it takes an order."""


class VisionSystem:
    """The nodes of one station; all calls in the loop of its server.

    Parameters
    ----------
    server, types
        That the nodes are made in.
    control
        Takes the orders that come in as methods.
    name
        Of the station.
    kept
        Results that can be asked for.
    """

    def __init__(
        self, server: Server, types: Types, control: StationControl, name: str, kept: int
    ) -> None:
        self._server = server
        self._types = types
        self._control = control
        self._name = name
        self._kept = kept
        self._own = 1
        self._state = VisionState.PREOPERATIONAL
        self._recipe = ""
        self._job, self._job_lasts = "", False
        self._turn = asyncio.Lock()
        self._results: OrderedDict[str, Any] = OrderedDict()
        self._numbers = itertools.count(1)
        self._events: dict[str, Any] = {}

    @property
    def state(self) -> VisionState:
        """Where the machine is."""
        return self._state

    async def make(self) -> None:
        """Make the nodes."""
        vision = await self._object(self._server.nodes.objects, self._name, "VisionSystemType")
        outer = await self._object(vision, "VisionStateMachine", "VisionStateMachineType")
        inner_type = "VisionAutomaticModeStateMachineType"
        inner = await self._object(outer, "AutomaticModeStateMachine", inner_type)
        self._outer, self._inner = await self._current(outer), await self._current(inner)
        await self._orders(outer, inner)
        recipes = await self._object(vision, "RecipeManagement", "RecipeManagementType")
        await self._method(
            recipes,
            "GetRecipeListFiltered",
            self._list_recipes,
            arguments.LIST_RECIPES,
            arguments.LISTED_RECIPES,
        )
        await self._method(
            recipes, "PrepareRecipe", self._prepare, arguments.RECIPE_IN, arguments.PREPARED
        )
        await self._method(
            recipes, "UnprepareRecipe", self._unprepare, arguments.RECIPE_IN, arguments.UNPREPARED
        )
        results = await self._object(vision, "ResultManagement", "ResultManagementType")
        await self._method(
            results, "GetResultById", self._get_result, arguments.RESULT_IN, arguments.RESULT_OUT
        )
        await self._method(
            results, "ReleaseResultHandle", self._release, arguments.HANDLE_IN, arguments.ERROR
        )
        last = await vision.add_object(self._own, "LastPanel")
        empty = ("Serial", "Product", "Verdict", "Reason", "Summary")
        self._last = {name: await last.add_variable(self._own, name, "") for name in empty}
        for name, node in self._types.events.items():
            self._events[name] = await self._server.get_event_generator(node, vision)
        await self._show_state()

    async def follow(self, target: VisionState) -> None:
        """Go where the station is, by the transitions that the standard has for that.

        A job that a client has ordered lasts while the station is ready for its panel: a single one
        to its result, a continuous one until the station pauses, stops or is in alarm.
        """
        async with self._turn:
            if self._state in EXECUTING and (
                target in EXECUTING or (target is VisionState.READY and self._job_lasts)
            ):
                return
            for made in path(self._state, target):
                await self._take(made)

    async def tell(self, result: PanelResult) -> None:
        """Keep a result and tell it as an event."""
        number = f"{self._name}-{next(self._numbers)}-{uuid.uuid4().hex[:8]}"
        short = verdict_json(result)
        made = ua.ResultDataType(
            ResultId=ua.ResultIdDataType(Id=number),
            IsPartial=False,  # there is no other result of this panel to come
            IsSimulated=False,
            ResultState=FAILED if result.verdict is Verdict.NOT_INSPECTED else COMPLETED,
            PartId=ua.PartIdDataType(Id=result.serial),
            InternalRecipeId=ua.RecipeIdInternalDataType(Id=result.recipe_sha256),
            ProductId=ua.ProductIdDataType(Id=result.product),
            InternalConfigurationId=ua.ConfigurationIdDataType(Id=result.calibration_sha256),
            JobId=ua.JobIdDataType(Id=self._job),
            CreationTime=result.captured_utc,
            ResultContent=[ua.Variant(short), ua.Variant(result_to_json(result))],
        )
        self._results[number] = made
        while len(self._results) > self._kept:
            self._results.popitem(last=False)
        said = (result.serial, result.product, result.verdict.name, result.reason, short)
        for node, text in zip(self._last.values(), said, strict=True):
            await node.write_value(text)
        await self._emit(
            "ResultReadyEventType",
            f"{result.serial}: {result.verdict.name}",
            ResultId=made.ResultId,
            IsPartial=made.IsPartial,
            ResultState=ua.Variant(made.ResultState, ua.VariantType.Int32),
            PartId=made.PartId,
            ProductId=made.ProductId,
            JobId=made.JobId,
            InternalRecipeId=made.InternalRecipeId,
            InternalConfigurationId=made.InternalConfigurationId,
            CreationTime=made.CreationTime,
            ResultContent=ua.Variant([ua.Variant(short)], ua.VariantType.Variant, is_array=True),
        )
        if self._state is VisionState.SINGLE_EXECUTION:
            self._job_lasts = False

    # nodes

    async def _object(self, parent: Node, name: str, kind: str) -> Node:
        node_id = ua.NodeId(f"{self._name}.{name}" if name != self._name else name, self._own)
        return await parent.add_object(
            node_id, self._types.named(name), self._types.objects[kind].nodeid
        )

    async def _current(self, machine: Node) -> tuple[Node, Node, Node]:
        """Give a machine's CurrentState, its Id and its Number."""
        state = await machine.get_child("0:CurrentState")  # its type has made it
        made = {(await p.read_browse_name()).Name: p for p in await state.get_properties()}
        number = ua.Variant(0, ua.VariantType.UInt32)
        return (
            state,
            made["Id"],
            made.get("Number") or await state.add_property(0, "Number", number),
        )

    async def _method(
        self,
        parent: Node,
        name: str,
        call: Callable[..., Any],
        takes: arguments.Arguments,
        gives: arguments.Arguments,
    ) -> None:
        await parent.add_method(
            ua.NodeId(f"{parent.nodeid.Identifier}.{name}", self._own),
            self._types.named(name),
            self._in_turn(call),
            [self._argument(*argument) for argument in takes],
            [self._argument(*argument) for argument in gives],
        )

    def _in_turn(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Have methods and states wait for one another: two clients never start two jobs."""

        async def called(*given: Any) -> Any:  # noqa: ANN401 - asyncua's
            async with self._turn:
                return await call(*given)

        return called

    def _argument(self, name: str, kind: int, listed: bool) -> Any:  # noqa: ANN401, FBT001
        made = ua.Argument()
        made.Name, made.DataType = name, self._types.node_id(kind)
        made.ValueRank = 1 if listed else -1
        made.ArrayDimensions = [0] if listed else []
        return made

    async def _orders(self, outer: Node, inner: Node) -> None:
        control = self._control
        reset = VisionState.PREOPERATIONAL
        for parent, cause, target, order in (
            (outer, Cause.HALT, VisionState.HALTED, control.halt),
            (outer, Cause.RESET, reset, control.reset),
            (inner, Cause.STOP, VisionState.READY, control.stop),
            (inner, Cause.ABORT, VisionState.READY, control.abort),
        ):
            await self._method(
                parent,
                cause.value,
                self._with_why(cause, target, order),
                arguments.WHY,
                arguments.ERROR,
            )
        await self._method(outer, Cause.SELECT.value, self._select, (), arguments.ERROR)
        await self._method(
            inner, Cause.SINGLE.value, self._start_single, arguments.START, arguments.STARTED
        )
        await self._method(
            inner, Cause.CONTINUOUS.value, self._start_all, arguments.START, arguments.STARTED
        )

    # states

    async def _take(self, made: Step) -> None:
        before, self._state = self._state, made.after
        if made.after is VisionState.INITIALIZED:
            self._recipe = ""
        await self._show_state()
        await self._emit_step(before, made)

    async def _show_state(self) -> None:
        outer = VisionState.OPERATIONAL if self._state.automatic else self._state
        await self._write_state(self._outer, outer)
        await self._write_state(self._inner, self._state if self._state.automatic else None)

    async def _write_state(self, nodes: tuple[Node, Node, Node], state: VisionState | None) -> None:
        text, number = (state.text, int(state)) if state else ("", 0)
        node_id = self._types.own(STATE_NODES[state]) if state else ua.NodeId()
        values = (
            ua.Variant(ua.LocalizedText(text), ua.VariantType.LocalizedText),
            ua.Variant(node_id, ua.VariantType.NodeId),
            ua.Variant(number, ua.VariantType.UInt32),
        )
        for node, value in zip(nodes, values, strict=True):
            await node.write_value(value)

    async def _emit_step(self, before: VisionState, made: Step) -> None:
        wrong = made.after is VisionState.ERROR
        kind = "ErrorEventType" if wrong else "StateChangedEventType"
        event = self._events[kind].event
        event.Transition = ua.LocalizedText(made.transition.name)
        event.FromState = ua.LocalizedText(before.text)
        event.ToState = ua.LocalizedText(made.after.text)
        event.Severity = 900 if wrong else 100
        await self._events[kind].trigger(message=made.transition.name)
        if made.after is VisionState.READY:
            await self._emit("ReadyEventType", "ready", JobId=ua.JobIdDataType(Id=self._job))
        if made.after not in EXECUTING:  # what comes now belongs to no job
            self._job, self._job_lasts = "", False

    async def _emit(self, kind: str, message: str, **fields: Any) -> None:  # noqa: ANN401
        for name, value in fields.items():
            typed = value if isinstance(value, ua.Variant) else ua.Variant(value)
            self._events[kind].event.add_property(name, typed.Value, typed.VariantType)
        await self._events[kind].trigger(message=message)

    # methods: each gives its outputs as variants, or a status where the state does not allow it

    def _with_why(
        self, cause: Cause, target: VisionState, order: Callable[[str], None]
    ) -> Callable[..., Any]:
        async def call(_: object, number: Any, text: Any) -> Any:  # noqa: ANN401 - asyncua's
            made = step(self._state, target, cause)
            if made is None:
                return ua.StatusCode(ua.StatusCodes.BadInvalidState)
            taken = await self._order(order, f"{number.Value} {text.Value or ''}".strip())
            if taken:
                await self._take(made)
            return [_error(taken=taken)]

        return call

    async def _select(self, _: object) -> Any:  # noqa: ANN401
        made = step(self._state, VisionState.INITIALIZED, Cause.SELECT)
        if made is None:
            return ua.StatusCode(ua.StatusCodes.BadInvalidState)
        taken = await self._order(self._control.select_automatic)
        if taken:
            await self._take(made)
        return [_error(taken=taken)]

    async def _start_single(self, _: object, *given: Any) -> Any:  # noqa: ANN401
        return await self._start(VisionState.SINGLE_EXECUTION, Cause.SINGLE, given)

    async def _start_all(self, _: object, *given: Any) -> Any:  # noqa: ANN401
        return await self._start(VisionState.CONTINUOUS_EXECUTION, Cause.CONTINUOUS, given)

    async def _start(self, target: VisionState, cause: Cause, given: Sequence[Any]) -> Any:  # noqa: ANN401
        made = step(self._state, target, cause)
        if made is None:
            return ua.StatusCode(ua.StatusCodes.BadInvalidState)
        part, recipe = (_id_of(value) for value in given[1:3])
        job = Job(uuid.uuid4().hex, recipe, part, cause is Cause.CONTINUOUS)
        taken = await self._order(self._control.start, job)
        number = ua.JobIdDataType(Id=job.number if taken else "")
        if taken:
            self._job, self._job_lasts = job.number, True
            await self._take(made)
            await self._emit("JobStartedEventType", job.number, JobId=number)
        return [ua.Variant(number), _error(taken=taken)]

    async def _list_recipes(self, _: object, *given: Any) -> Any:  # noqa: ANN401
        wanted, most, first = _id_of(given[0]), given[3].Value or 0, given[4].Value or 0
        names = [n for n in self._control.recipes() if wanted in ("", n)]
        shown = names[first : first + most] if most else names[first:]
        listed = [ua.RecipeIdInternalDataType(Id=name) for name in shown]
        object_kind = ua.VariantType.ExtensionObject
        return [
            ua.Variant(first + len(shown) >= len(names)),
            ua.Variant(len(shown), ua.VariantType.UInt32),
            ua.Variant(0, ua.VariantType.UInt32),
            ua.Variant(listed, object_kind, is_array=True),
            _error(taken=True),
        ]

    async def _prepare(self, _: object, external: Any, internal: Any) -> Any:  # noqa: ANN401
        name = _id_of(external) or _id_of(internal)
        if not self._state.automatic or self._state > VisionState.READY:
            return ua.StatusCode(ua.StatusCodes.BadInvalidState)
        known = name in self._control.recipes()
        taken = known and await self._order(self._control.prepare, name)
        inside = ua.RecipeIdInternalDataType(Id=name if taken else "")
        if taken:
            made = step(self._state, VisionState.READY, Cause.RECIPE)
            if made is not None:
                await self._take(made)
            self._recipe = name
            await self._emit("RecipePreparedEventType", name, InternalId=inside)
        return [ua.Variant(inside), ua.Variant(bool(taken)), _error(taken=taken)]

    async def _unprepare(self, _: object, external: Any, internal: Any) -> Any:  # noqa: ANN401
        name = _id_of(external) or _id_of(internal)
        made = step(self._state, VisionState.INITIALIZED, Cause.RECIPE)
        if made is None:
            return ua.StatusCode(ua.StatusCodes.BadInvalidState)
        taken = name == self._recipe and await self._order(self._control.prepare, "")
        if taken:
            await self._take(made)
        return [ua.Variant(ua.RecipeIdInternalDataType(Id=name)), _error(taken=taken)]

    async def _get_result(self, _: object, wanted: Any, timeout: Any) -> Any:  # noqa: ANN401
        del timeout
        found = self._results.get(_id_of(wanted))
        return [
            ua.Variant(0, ua.VariantType.UInt32),
            ua.Variant(found or ua.ResultDataType(CreationTime=datetime.now(UTC))),
            _error(taken=found is not None),
        ]

    async def _release(self, _: object, handle: Any) -> Any:  # noqa: ANN401
        del handle  # nothing is held
        return [_error(taken=True)]

    async def _order(self, order: Callable[..., None], *given: object) -> bool:
        """Ask the station, on a thread; whether it takes the order."""
        try:
            async with asyncio.timeout(ORDER_S):
                await asyncio.to_thread(order, *given)
        except InspectorError as error:
            log.warning("OPC UA: order refused: %s", error)
            return False
        except TimeoutError:
            log.error("OPC UA: the station does not say whether it takes an order")
            return False
        return True


def _error(*, taken: bool) -> Any:  # noqa: ANN401 - a variant
    return ua.Variant(GOOD if taken else REFUSED, ua.VariantType.Int32)


def _id_of(given: Any) -> str:  # noqa: ANN401 - a variant of what a client sent
    return str(getattr(given.Value, "Id", None) or "")

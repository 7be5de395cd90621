"""The OPC UA server, asked by asyncua's client and by node-opcua's."""

import asyncio
import json
import logging
import os
import shutil
import ssl
import subprocess
import threading
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector.domain.errors import CaptureError, DeviceError
from inspector.formats.opcua_settings import OpcUaSettings, OpcUaUser, read_opcua
from inspector.formats.result import result_from_json
from inspector.formats.strict import Source
from inspector.line.opcua import OpcUaServer
from inspector.line.opcua_states import (
    STATE_NODES,
    TRANSITIONS,
    Cause,
    VisionState,
    path,
    step,
)
from inspector.line.plc import LineState

asyncua = pytest.importorskip("asyncua", reason="the extra opcua is not installed")
from asyncua import Client, ua  # noqa: E402
from asyncua.crypto.cert_gen import setup_self_signed_certificate  # noqa: E402
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: E402

from inspector.line.opcua_types import EVENT_TYPES, MACHINE_VISION, OBJECT_TYPES, STRUCTURES  # noqa: E402
from inspector.line.opcua_users import hash_password  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:asyncua")
ROOT = Path(__file__).parents[3]
NODESET = ROOT.parent / "shared/standards/opc-40100-1/Opc.Ua.MachineVision.NodeSet2.xml"
NODESET = NODESET if NODESET.exists() else Path(os.environ.get("INSPECTOR_NODESET", NODESET))
PASSWORD = "an-operator-secret"


class Control:
    """A station that takes every order but those of a recipe called ``broken``."""

    def __init__(self):
        self.orders = []

    def recipes(self):
        return ("demo", "other", "broken")

    def prepare(self, recipe):
        if recipe == "broken":
            raise DeviceError("recipe broken: refused; mend it")
        self.orders.append(("prepare", recipe))

    def start(self, job):
        self.orders.append(("start", job.recipe, job.part, job.continuous))

    def stop(self, why):
        self.orders.append(("stop", why))

    def abort(self, why):
        self.orders.append(("abort", why))

    def halt(self, why):
        self.orders.append(("halt", why))

    def reset(self, why):
        self.orders.append(("reset", why))

    def select_automatic(self):
        self.orders.append(("automatic",))


async def make_certificate(folder, name):
    key, certificate = folder / f"{name}.pem", folder / f"{name}.der"
    uri = f"urn:test:{name}"
    usage = [ExtendedKeyUsageOID.CLIENT_AUTH]
    await setup_self_signed_certificate(
        key, certificate, uri, "localhost", usage, {"commonName": name}
    )
    return key, certificate


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    """Start one server for all tests; its space takes seconds to make."""
    folder = tmp_path_factory.mktemp("opcua")
    pki = folder / "pki"
    (pki / "trusted").mkdir(parents=True)
    for name in ("friend", "stranger"):
        asyncio.run(make_certificate(folder, name))
    shutil.copy(folder / "friend.der", pki / "trusted/friend.der")
    plain = ssl.DER_cert_to_PEM_cert((folder / "friend.der").read_bytes())
    (folder / "friend.peer.pem").write_text(plain)
    users = (
        OpcUaUser("olga", hash_password(PASSWORD), "operator"),
        OpcUaUser("vera", hash_password("a-viewer-secret")),
    )
    settings = OpcUaSettings("st1", str(pki), port=0, user=users, results_kept=3)
    control = Control()
    with OpcUaServer(settings, control) as server:
        end = asyncio.run(wait_for_port(server))
        assert end
        server.folder, server.control = folder, control
        yield server


async def wait_for_port(server):
    async with asyncio.timeout(60):
        while not server.port:
            await asyncio.sleep(0.01)
    return server.port


@pytest.fixture
def ready(station, until):
    """Give the server, ready, with no orders seen."""
    station.show(LineState.STARTING)
    station.show(LineState.READY)
    until(lambda: station._machine.vision.state is VisionState.READY)
    station.control.orders.clear()
    return station


async def client_of(station, user="olga", password=PASSWORD, name="friend", mode="SignAndEncrypt"):
    client = Client(f"opc.tcp://127.0.0.1:{station.port}/inspector", timeout=60)
    client.application_uri = f"urn:test:{name}"
    if mode is not None:
        await client.set_security(
            SecurityPolicyBasic256Sha256,
            certificate=station.folder / f"{name}.der",
            private_key=station.folder / f"{name}.pem",
            mode=ua.MessageSecurityMode[mode],
        )
    if user:
        client.set_user(user)
        client.set_password(password)
    return client


async def nodes_of(client):
    mv = await client.get_namespace_index(MACHINE_VISION)
    vision = await client.nodes.objects.get_child(f"{mv}:st1")
    return mv, vision


def speak(station, what, **login):
    async def run():
        client = await client_of(station, **login)
        async with client:
            mv, vision = await nodes_of(client)
            return await what(client, mv, vision)

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ["Sign", "SignAndEncrypt"])
def test_a_trusted_client_with_a_password_reads_the_state(ready, mode):
    async def read(client, mv, vision):
        outer = await vision.get_child(f"{mv}:VisionStateMachine")
        inner = await outer.get_child(f"{mv}:AutomaticModeStateMachine")
        texts = []
        for machine in (outer, inner):
            current = await machine.get_child("0:CurrentState")
            state_node = client.get_node(await (await current.get_child("0:Id")).read_value())
            texts.append((await current.read_value()).Text)
            assert (await state_node.read_browse_name()).Name == texts[-1]
        return texts

    assert speak(ready, read, mode=mode) == ["Operational", "Ready"]


@pytest.mark.parametrize(
    ("login", "why"),
    [
        ({"password": "wrong"}, "wrong password"),
        ({"user": "nobody"}, "unknown user"),
        ({"user": None}, "anonymous"),
        ({"name": "stranger"}, "certificate that nobody trusts"),
        ({"mode": None}, "no security"),
        ({"mode": None, "user": None}, "no security, anonymous"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nobody_else_comes_in(ready, login, why):
    async def read(client, mv, vision):
        return await vision.read_browse_name()

    with pytest.raises((ua.UaError, ConnectionError, asyncio.TimeoutError)):
        speak(ready, read, **login)


def test_a_client_that_hides_its_certificate_from_the_session_is_refused(ready):
    async def sneak():
        client = await client_of(ready, name="stranger")
        send = client.uaclient.create_session

        async def without_certificate(parameters):
            parameters.ClientCertificate = None
            return await send(parameters)

        client.uaclient.create_session = without_certificate
        async with client:
            await nodes_of(client)

    with pytest.raises((ua.UaError, ConnectionError)):
        asyncio.run(sneak())


def test_the_endpoints_can_be_asked_for_and_are_the_signed_ones_only(ready):
    async def ask():
        client = await client_of(ready, mode=None)
        return await client.connect_and_get_server_endpoints()

    endpoints = asyncio.run(ask())
    modes = {e.SecurityMode for e in endpoints}
    assert modes == {ua.MessageSecurityMode.Sign, ua.MessageSecurityMode.SignAndEncrypt}
    assert {e.SecurityPolicyUri.rpartition("#")[2] for e in endpoints} == {"Basic256Sha256"}


def test_nobody_writes_and_a_viewer_gives_no_orders(ready):
    async def write(client, mv, vision):
        outer = await vision.get_child(f"{mv}:VisionStateMachine")
        current = await outer.get_child("0:CurrentState")
        with pytest.raises(ua.UaError):
            await current.write_value(ua.LocalizedText("Halted"))
        with pytest.raises(ua.UaError):
            await client.nodes.objects.add_folder(1, "mine")
        return await call(outer, f"{mv}:Halt", 1, "try")

    assert speak(ready, write) == 0
    ready.show(LineState.READY)

    async def order(client, mv, vision):
        outer = await vision.get_child(f"{mv}:VisionStateMachine")
        await (await outer.get_child("0:CurrentState")).read_value()
        with pytest.raises(ua.UaError):
            await outer.call_method(f"{mv}:Reset", ua.Variant(1, ua.VariantType.Int32), "try")

    speak(ready, order, user="vera", password="a-viewer-secret")
    assert [o[0] for o in ready.control.orders] == ["halt"]


async def call(parent, name, number, text):
    return await parent.call_method(name, ua.Variant(number, ua.VariantType.Int32), text)


async def start(inner, mv, name, recipe="", part=""):
    return await inner.call_method(
        f"{mv}:{name}",
        ua.Variant(ua.MeasIdDataType(Id="m1")),
        ua.Variant(ua.PartIdDataType(Id=part)),
        ua.Variant(ua.RecipeIdExternalDataType(Id=recipe)),
        ua.Variant(ua.ProductIdDataType(Id="p1")),
        ua.Variant([], ua.VariantType.Variant, is_array=True),
    )


def test_orders_go_to_the_station_and_move_the_machine(ready):
    async def play(client, mv, vision):
        outer = await vision.get_child(f"{mv}:VisionStateMachine")
        inner = await outer.get_child(f"{mv}:AutomaticModeStateMachine")
        current = await inner.get_child("0:CurrentState")
        job, error = await start(inner, mv, "StartSingleJob", "demo", "SN7")
        assert error == 0
        assert job.Id
        assert (await current.read_value()).Text == "SingleExecution"
        with pytest.raises(ua.UaStatusCodeError) as refused:
            await start(inner, mv, "StartContinuous")
        assert refused.value.code == ua.StatusCodes.BadInvalidState
        assert await call(inner, f"{mv}:Abort", 7, "jam") == 0
        assert (await current.read_value()).Text == "Ready"
        _, error = await start(inner, mv, "StartContinuous")
        assert error == 0
        assert await call(inner, f"{mv}:Stop", 0, "shift ends") == 0
        assert await call(outer, f"{mv}:Halt", 1, "") == 0
        assert await call(outer, f"{mv}:Reset", 1, "") == 0
        assert await outer.call_method(f"{mv}:SelectModeAutomatic") == 0
        return (await current.read_value()).Text

    assert speak(ready, play) == "Initialized"
    assert ready.control.orders == [
        ("start", "demo", "SN7", False),
        ("abort", "7 jam"),
        ("start", "", "", True),
        ("stop", "0 shift ends"),
        ("halt", "1"),
        ("reset", "1"),
        ("automatic",),
    ]


def test_recipes_are_listed_prepared_and_refused(ready):
    async def play(client, mv, vision):
        recipes = await vision.get_child(f"{mv}:RecipeManagement")
        unsigned = ua.VariantType.UInt32

        async def listed(most, first):
            return await recipes.call_method(
                f"{mv}:GetRecipeListFiltered",
                ua.Variant(ua.RecipeIdExternalDataType()),
                ua.Variant(ua.ProductIdDataType()),
                ua.Variant(2, ua.VariantType.Int32),
                ua.Variant(most, unsigned),
                ua.Variant(first, unsigned),
                ua.Variant(1000, ua.VariantType.Int32),
            )

        async def prepare(name):
            return await recipes.call_method(
                f"{mv}:PrepareRecipe",
                ua.Variant(ua.RecipeIdExternalDataType(Id=name)),
                ua.Variant(ua.RecipeIdInternalDataType()),
            )

        complete, count, _, names, error = await listed(2, 0)
        assert (complete, count, error) == (False, 2, 0)
        assert [n.Id for n in names] == ["demo", "other"]
        complete, count, _, names, _ = await listed(2, 2)
        assert (complete, [n.Id for n in names]) == (True, ["broken"])
        inside, done, error = await prepare("demo")
        assert (inside.Id, done, error) == ("demo", True, 0)
        assert (await prepare("broken"))[1:] == [False, -1]
        assert (await prepare("nothing"))[1:] == [False, -1]

    speak(ready, play)
    assert ready.control.orders == [("prepare", "demo")]


class Events:
    def __init__(self):
        self.seen = asyncio.Queue()

    def event_notification(self, event):
        self.seen.put_nowait(event)


def test_a_result_is_an_event_and_can_be_asked_for(ready, result, until):
    async def play(client, mv, vision):
        heard = Events()
        subscription = await client.create_subscription(20, heard)
        kind = client.get_node(ua.NodeId(EVENT_TYPES["ResultReadyEventType"][0], mv))
        await subscription.subscribe_events(vision, kind)
        ready.publish(result("SN42"))
        event = await asyncio.wait_for(heard.seen.get(), 60)
        assert event.Message.Text == "SN42: FAIL"
        assert (event.PartId.Id, event.IsPartial) == ("SN42", False)
        (content,) = event.ResultContent
        assert json.loads(content.Value)["verdict"] == "FAIL"
        results = await vision.get_child(f"{mv}:ResultManagement")

        async def asked(number):
            return await results.call_method(
                f"{mv}:GetResultById",
                ua.Variant(ua.ResultIdDataType(Id=number)),
                ua.Variant(1000, ua.VariantType.Int32),
            )

        _, found, error = await asked(event.ResultId.Id)
        assert error == 0
        assert found.CreationTime.replace(tzinfo=UTC) == result().captured_utc
        assert result_from_json(found.ResultContent[1].Value, "opcua") == result("SN42")
        assert (await asked("none"))[2] == -1
        last = await vision.get_child("1:LastPanel")
        assert await (await last.get_child("1:Verdict")).read_value() == "FAIL"
        for n in range(3):  # more than are kept
            ready.publish(result(f"SN{n}"))
            await asyncio.wait_for(heard.seen.get(), 60)
        assert (await asked(event.ResultId.Id))[2] == -1

    before = ready.health.delivered
    speak(ready, play)
    until(lambda: ready.health.delivered == before + 4)
    assert (ready.health.waiting, ready.health.lost, ready.health.reason) == (0, 0, "")


def test_what_was_not_inspected_has_failed_and_no_other_result_is_to_come(ready, result):
    async def play(client, mv, vision):
        heard = Events()
        subscription = await client.create_subscription(20, heard)
        kind = client.get_node(ua.NodeId(EVENT_TYPES["ResultReadyEventType"][0], mv))
        await subscription.subscribe_events(vision, kind)
        ready.publish(result("SN43", overhangs=()))
        return await asyncio.wait_for(heard.seen.get(), 60)

    event = speak(ready, play)
    assert (event.IsPartial, event.ResultState, event.Message.Text) == (
        False,
        4,  # of OPC 40100-1, table 153: 1 Completed, 2 Processing, 3 Aborted, 4 Failed
        "SN43: NOT_INSPECTED",
    )


async def state_of(client, mv, vision):
    outer = await vision.get_child(f"{mv}:VisionStateMachine")
    inner = await outer.get_child(f"{mv}:AutomaticModeStateMachine")
    return inner, (await (await inner.get_child("0:CurrentState")).read_value()).Text


def test_a_continuous_job_lasts_between_panels_until_it_is_stopped(ready, result, until):
    """The station is ready for the next panel, and a client that ordered must be able to stop."""

    async def play(client, mv, vision):
        heard = Events()
        subscription = await client.create_subscription(20, heard)
        kinds = [
            client.get_node(ua.NodeId(EVENT_TYPES[name][0], mv))
            for name in ("ResultReadyEventType", "ReadyEventType")
        ]
        await subscription.subscribe_events(vision, kinds)
        inner, _ = await state_of(client, mv, vision)
        job, _ = await start(inner, mv, "StartContinuous")
        for number in range(2):
            ready.show(LineState.READY)
            ready.show(LineState.BUSY)
            ready.publish(result(f"SN{number}"))
            ready.show(LineState.READY)
            told = await asyncio.wait_for(heard.seen.get(), 60)
            assert (told.Message.Text, told.JobId.Id) == (f"SN{number}: FAIL", job.Id)
        assert (await state_of(client, mv, vision))[1] == "ContinuousExecution"
        assert await call(inner, f"{mv}:Stop", 0, "") == 0
        ended = await asyncio.wait_for(heard.seen.get(), 60)
        assert (ended.Message.Text, ended.JobId.Id) == ("ready", job.Id)
        ready.publish(result("SN9"))  # of nobody's job
        return (await asyncio.wait_for(heard.seen.get(), 60)).JobId.Id

    assert not speak(ready, play)


def test_a_single_job_lasts_until_its_panel_has_a_result(ready, result):
    async def play(client, mv, vision):
        heard = Events()
        subscription = await client.create_subscription(20, heard)
        kinds = [
            client.get_node(ua.NodeId(EVENT_TYPES[name][0], mv))
            for name in ("ResultReadyEventType", "ReadyEventType")
        ]
        await subscription.subscribe_events(vision, kinds)
        inner, _ = await state_of(client, mv, vision)
        job, _ = await start(inner, mv, "StartSingleJob")
        ready.show(LineState.READY)  # for the panel that was ordered
        ready.publish(result("SN1"))
        ready.show(LineState.PAUSED)
        seen = [await asyncio.wait_for(heard.seen.get(), 60) for _ in range(2)]
        assert [e.Message.Text for e in seen] == ["SN1: FAIL", "ready"]
        assert [e.JobId.Id for e in seen] == [job.Id, job.Id]

    speak(ready, play)


def test_two_clients_never_start_two_jobs(ready, monkeypatch):
    taken = []

    def slow(job):
        taken.append(job)
        assert not threading.Event().wait(0.2)

    monkeypatch.setattr(ready.control, "start", slow)

    async def order(client):
        mv, vision = await nodes_of(client)
        inner, _ = await state_of(client, mv, vision)
        return await start(inner, mv, "StartSingleJob")

    async def play():
        async with await client_of(ready) as one, await client_of(ready) as other:
            return await asyncio.gather(order(one), order(other), return_exceptions=True)

    first, second = sorted(asyncio.run(play()), key=lambda told: isinstance(told, Exception))
    assert first[1] == 0
    assert second.code == ua.StatusCodes.BadInvalidState
    assert len(taken) == 1


def test_states_of_the_line_are_events(ready):
    async def play(client, mv, vision):
        heard = Events()
        subscription = await client.create_subscription(20, heard)
        kinds = [
            client.get_node(ua.NodeId(EVENT_TYPES[name][0], mv))
            for name in ("StateChangedEventType", "ErrorEventType")
        ]
        await subscription.subscribe_events(vision, kinds)
        for state in (LineState.BUSY, LineState.ALARM):
            ready.show(state)
        return [(await asyncio.wait_for(heard.seen.get(), 60)).Message.Text for _ in range(2)]

    assert speak(ready, play) == ["ReadyToSingleExecutionAuto", "OperationalToErrorAuto"]


def test_a_hundred_clients_read_at_once(ready):
    async def many():
        clients = [await client_of(ready, mode="Sign") for _ in range(100)]
        for client in clients:
            await client.connect()
        try:
            serials = await asyncio.gather(*(read(client) for client in clients))
        finally:
            await asyncio.gather(*(client.disconnect() for client in clients))
        return serials

    async def read(client):
        mv, vision = await nodes_of(client)
        outer = await vision.get_child(f"{mv}:VisionStateMachine")
        return (await (await outer.get_child("0:CurrentState")).read_value()).Text

    assert asyncio.run(many()) == ["Operational"] * 100


def test_too_many_wrong_passwords_lock_the_name_and_nothing_is_logged(ready, caplog):
    caplog.set_level(logging.DEBUG)

    async def read(client, mv, vision):
        return None

    for word in ("wrong-and-secret",) * 6 + ("a-viewer-secret",):
        with pytest.raises((ua.UaError, ConnectionError)):
            speak(ready, read, user="vera", password=word)
    assert "-secret" not in caplog.text
    ready._machine._server.iserver.user_manager._wrong.clear()
    speak(ready, read, user="vera", password="a-viewer-secret")


NODE = shutil.which("node")
PACKAGES = Path(os.environ.get("INSPECTOR_NODE_MODULES", "node_modules"))


@pytest.mark.skipif(
    NODE is None or not (PACKAGES / "node-opcua-client").exists(),
    reason="no node-opcua-client; run: npm install node-opcua-client, name its node_modules in "
    "INSPECTOR_NODE_MODULES",
)
def test_another_makers_client_reads_and_orders(ready, tmp_path):
    script = Path(__file__).with_name("opcua_peer.js")
    environment = os.environ | {"NODE_PATH": str(PACKAGES), "HOME": str(tmp_path)}
    command = [NODE, script, str(ready.port), str(ready.folder), "olga", PASSWORD]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {
        "before": "Ready",
        "error": 0,
        "after": "SingleExecution",
        "bad": "BadInvalidState",
    }
    assert ready.control.orders == [("start", "demo", "SN8", False)]


# the standard's own nodeset


@pytest.fixture(scope="module")
def standard():
    if not NODESET.exists():
        pytest.skip("the nodeset of OPC 40100-1 is not here; name it in INSPECTOR_NODESET")
    found = {}
    names = {}
    for node in ET.parse(NODESET).getroot():
        if node.get("NodeId"):
            found[node.get("NodeId")] = node
            names[node.get("NodeId")] = node.get("BrowseName").removeprefix("1:")
    return found, names


SPACE = {"u": "http://opcfoundation.org/UA/2011/03/UANodeSet.xsd"}


def test_types_have_the_names_and_numbers_of_the_standard(standard):
    _, names = standard
    ours = {s.node: s.name for s in STRUCTURES} | {n: name for name, n in OBJECT_TYPES.items()}
    ours |= {n: name for name, (n, _) in EVENT_TYPES.items()}
    ours |= {n: state.text for state, n in STATE_NODES.items()}
    ours |= {t.node: t.name for t in TRANSITIONS.values()}
    assert {n: names[f"ns=1;i={n}"] for n in ours} == ours


def test_structures_have_the_fields_of_the_standard(standard):
    found, names = standard
    for structure in STRUCTURES:
        node = found[f"ns=1;i={structure.node}"]
        theirs = [
            (f.get("Name"), f.get("IsOptional") == "true")
            for f in node.findall("u:Definition/u:Field", SPACE)
        ]
        if theirs:  # subtypes of BinaryIdBaseDataType have theirs there
            assert [(name, absent) for name, _, absent in structure.fields] == theirs
        assert names[f"ns=1;i={structure.encoding}"] == "Default Binary"


def test_states_and_transitions_have_the_numbers_of_the_standard(standard):
    found, _ = standard
    numbers = {}
    for node in found.values():
        if node.get("BrowseName") in ("StateNumber", "TransitionNumber"):
            value = node.find("u:Value", SPACE)
            if value is not None:
                numbers[node.get("ParentNodeId")] = int("".join(value.itertext()))
    for state, node in STATE_NODES.items():
        assert numbers[f"ns=1;i={node}"] == state
    for transition in TRANSITIONS.values():
        assert numbers[f"ns=1;i={transition.node}"] == transition.number


KINDS = "{http://opcfoundation.org/UA/2008/02/Types.xsd}"


def arguments_of_the_standard(standard):
    found, names = standard
    theirs = {}
    for node in found.values():
        if node.get("BrowseName") in ("InputArguments", "OutputArguments"):
            method = names[node.get("ParentNodeId")]
            listed = [a.findtext(f"{KINDS}Name") for a in node.iter(f"{KINDS}Argument")]
            theirs.setdefault((method, node.get("BrowseName")), listed)
    return theirs


async def methods_below(node):
    for child in await node.get_children(nodeclassmask=ua.NodeClass.Method):
        yield child
    for child in await node.get_children(nodeclassmask=ua.NodeClass.Object):
        async for method in methods_below(child):
            yield method


def test_methods_take_and_give_what_the_standard_says(ready, standard):
    theirs = arguments_of_the_standard(standard)

    async def read(client, mv, vision):
        checked = []
        async for method in methods_below(vision):
            name = (await method.read_browse_name()).Name
            for properties in await method.get_properties():
                label = (await properties.read_browse_name()).Name
                given = [a.Name for a in await properties.read_value()]
                assert given == theirs.get((name, label), []), name
            checked.append(name)
        return checked

    assert len(speak(ready, read)) == 12


# the state machine as a value


def test_from_everywhere_the_station_can_go_everywhere():
    states = [s for s in VisionState if s is not VisionState.OPERATIONAL]
    for before in states:
        for after in states:
            way = path(before, after)
            assert bool(way) is (before is not after)
            if way:
                assert (way[0].before, way[-1].after) == (before, after)


def test_only_what_the_standard_has_is_a_step():
    assert step(VisionState.HALTED, VisionState.READY, Cause.RESET) is None
    assert step(VisionState.READY, VisionState.HALTED, Cause.HALT).transition.number == 421
    assert step(VisionState.HALTED, VisionState.HALTED, Cause.HALT) is None
    assert step(VisionState.INITIALIZED, VisionState.SINGLE_EXECUTION, Cause.SINGLE) is None


# settings


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"station": "a"}, "line.opcua.pki_folder: is missing"),
        (
            {"station": "a", "pki_folder": "p", "user": [{"name": "x", "hash": "secret"}]},
            "line.opcua.user[0].hash: is",
        ),
        ({"station": "a", "pki_folder": "p", "anonymous_writing": True}, "is not known here"),
        (
            {"station": "a", "pki_folder": "p", "user": [{"name": "x", "hash": "$argon2id$"}] * 2},
            "has 'x' twice",
        ),
    ],
)
def test_settings_are_refused_by_name(table, said):
    with pytest.raises(CaptureError) as refused:
        read_opcua(Source(Path("station.toml"), CaptureError), table)
    assert said in str(refused.value)


def revocation_list(folder, name):
    key = serialization.load_pem_private_key((folder / f"{name}.pem").read_bytes(), None)
    shown = x509.load_der_x509_certificate((folder / f"{name}.der").read_bytes())
    now = datetime.now(UTC)
    one = x509.RevokedCertificateBuilder().serial_number(shown.serial_number).revocation_date(now)
    made = x509.CertificateRevocationListBuilder().issuer_name(shown.subject).last_update(now)
    made = made.next_update(now + timedelta(days=1)).add_revoked_certificate(one.build())
    return made.sign(key, hashes.SHA256())


@pytest.mark.parametrize("name", ["a.der", "a.pem", "list.crl", "list.der", "list.pem"])
def test_who_is_revoked_is_not_trusted_and_the_others_are(tmp_path, name):
    from inspector.line.opcua_trust import Trust

    (tmp_path / "trusted").mkdir()
    (tmp_path / "revoked").mkdir()
    for one in ("a", "b"):
        asyncio.run(make_certificate(tmp_path, one))
        shutil.copy(tmp_path / f"{one}.der", tmp_path / "trusted")
    trust = Trust(tmp_path)

    def known():
        asyncio.run(trust.refresh())
        return [trust.knows((tmp_path / f"{one}.der").read_bytes()) for one in ("a", "b")]

    assert known() == [True, True]
    form = serialization.Encoding.PEM if name.endswith("pem") else serialization.Encoding.DER
    certificate = x509.load_der_x509_certificate((tmp_path / "a.der").read_bytes())
    what = certificate if name.startswith("a.") else revocation_list(tmp_path, "a")
    (tmp_path / "revoked" / name).write_bytes(what.public_bytes(form))
    assert known() == [False, True]
    (tmp_path / "revoked" / "other.txt").write_text("no certificate")
    assert known() == [False, False]


def test_a_damaged_key_is_told_with_the_mend(tmp_path, until):
    (tmp_path / "own.pem").write_text("garbage")
    with OpcUaServer(OpcUaSettings("a", str(tmp_path), port=0), Control()) as server:
        reason = until(lambda: server.health.reason if "own" in server.health.reason else "")
    assert reason.startswith(f"OPC UA: {tmp_path / 'own.pem'} is no PEM key without a password")
    assert reason.endswith("; move both away, new ones are made")


def test_a_missing_extra_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "asyncua", None)
    with pytest.raises(DeviceError, match=r"run: pip install 'inspector\[opcua\]'"):
        OpcUaServer(OpcUaSettings("a", str(tmp_path)), Control()).__enter__()

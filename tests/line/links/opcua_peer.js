// An independent OPC UA client: logs in, reads the state, starts a job, and is refused a second one.
const opcua = require("node-opcua-client");
const [port, folder, user, password] = process.argv.slice(2);

async function main() {
  const client = opcua.OPCUAClient.create({
    applicationName: "peer",
    applicationUri: "urn:test:friend",
    certificateFile: `${folder}/friend.peer.pem`,
    privateKeyFile: `${folder}/friend.pem`,
    securityMode: opcua.MessageSecurityMode.SignAndEncrypt,
    securityPolicy: opcua.SecurityPolicy.Basic256Sha256,
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 1 },
  });
  await client.connect(`opc.tcp://127.0.0.1:${port}/inspector`);
  const session = await client.createSession({ type: opcua.UserTokenType.UserName, userName: user, password });
  const inner = "ns=1;s=st1.AutomaticModeStateMachine";
  const read = async () =>
    (await session.read({ nodeId: `${inner}.CurrentState`, attributeId: opcua.AttributeIds.Value })).value.value.text;
  const mv = (await session.readNamespaceArray()).indexOf("http://opcfoundation.org/UA/MachineVision");
  const made = async (number, fields) => {
    const object = await session.constructExtensionObject(opcua.resolveNodeId(`ns=${mv};i=${number}`), fields);
    return { dataType: opcua.DataType.ExtensionObject, value: object };
  };
  const order = async () =>
    session.call({
      objectId: inner,
      methodId: `${inner}.StartSingleJob`,
      inputArguments: [
        await made(3015, { id: "m1" }),
        await made(3004, { id: "SN8" }),
        await made(3002, { id: "demo" }),
        await made(3003, { id: "p1" }),
        { dataType: opcua.DataType.Variant, arrayType: opcua.VariantArrayType.Array, value: [] },
      ],
    });
  const before = await read();
  const started = await order();
  const after = await read();
  const second = await order();
  console.log(JSON.stringify({
    before,
    error: started.outputArguments[1].value,
    after,
    bad: second.statusCode.name,
  }));
  await session.close();
  await client.disconnect();
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });

import path from 'node:path';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { decode, encode, ExtData, ExtensionCodec } from '@msgpack/msgpack';
import type {
  AttributeType,
  Block,
  NestedBlock,
  ProviderSchema,
} from '../../terraform/providers/schema.ts';

/**
 * A provider for Terraform that has the schema of a true one, and no cloud behind it: with it Terraform checks names, types,
 * what must be given, references and their order. What a cloud would say to it all, it cannot know.
 */
export interface StandIn {
  /** Such as `hashicorp/aws`. */
  readonly source: string;
  readonly port: number;
  stop(): void;
}

/** Terraform writes "known after apply" as the extension 0 of MessagePack. */
const unknown = new ExtData(0, new Uint8Array([0]));
const extensionCodec = new ExtensionCodec();
extensionCodec.register({ type: 0, encode: () => null, decode: () => unknown });
extensionCodec.register({ type: 12, encode: () => null, decode: () => unknown });

type Values = Record<string, unknown>;

function read(value: { msgpack?: Uint8Array } | null): Values | null {
  const bytes = value?.msgpack;
  return bytes === undefined || bytes.length === 0
    ? null
    : (decode(bytes, { extensionCodec }) as Values | null);
}

function written(value: unknown): { msgpack: Uint8Array } {
  return { msgpack: encode(value) };
}

/** What the provider alone gives is not known before it exists. */
function planned(block: Block, proposed: Values): Values {
  const result = { ...proposed };
  for (const [name, [given]] of Object.entries(block.attributes)) {
    if (given !== 'required' && (result[name] === null || result[name] === undefined)) {
      result[name] = unknown;
    }
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const inner = result[name];
    if (!Array.isArray(inner)) continue;
    // What nobody gave and the provider has something to say in, it makes itself.
    const isMade = Object.values(nested.attributes).some(([given]) => given === 'computed');
    result[name] =
      inner.length === 0 && isMade
        ? unknown
        : inner.map((one: unknown) => (isValues(one) ? planned(nested, one) : one));
  }
  return result;
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !(value instanceof ExtData);
}

type Call = { readonly request: Record<string, unknown> };
type Answer = (error: null, response: object) => void;

function serviceOf(schema: ProviderSchema): UntypedServiceImplementation {
  const answer =
    (respond: (request: Record<string, unknown>) => object) =>
    ({ request }: Call, done: Answer): void => {
      done(null, respond(request));
    };
  const nothing = answer(() => ({}));
  const blockOf = (
    blocks: ProviderSchema['resources'],
    request: Record<string, unknown>,
  ): Block => {
    const block = blocks[String(request['type_name'])];
    if (block === undefined)
      throw new Error(`${String(request['type_name'])} is not in the schema.`);
    return block;
  };
  const service = {
    GetProviderSchema: answer(() => ({
      provider: protocolSchema(schema.provider),
      resource_schemas: mapped(schema.resources),
      data_source_schemas: mapped(schema.data),
    })),
    ValidateProviderConfig: nothing,
    ValidateResourceConfig: nothing,
    ValidateDataResourceConfig: nothing,
    ConfigureProvider: nothing,
    PlanResourceChange: answer((request) => {
      const proposed = read(request['proposed_new_state'] as { msgpack?: Uint8Array });
      const block = blockOf(schema.resources, request);
      const state = proposed === null ? null : planned(block, proposed);
      // It says of most attributes that the provider may fill them in, as the old kind of providers did.
      return { planned_state: written(state), legacy_type_system: true };
    }),
    ReadDataSource: answer((request) => {
      const config = read(request['config'] as { msgpack?: Uint8Array }) ?? {};
      return { state: written(found(blockOf(schema.data, request), config)) };
    }),
    StopProvider: nothing,
  };
  return service;
}

/** What a data source reads: values of the right kind, which are nobody's. */
function found(block: Block, config: Values): Values {
  const result = { ...config };
  for (const [name, [, type]] of Object.entries(block.attributes)) {
    result[name] ??= exampleOf(type);
  }
  return result;
}

function exampleOf(type: AttributeType): unknown {
  if (type === 'number') return 1;
  if (type === 'bool') return true;
  if (type === 'string' || type === 'dynamic') return 'stand-in';
  if (type[0] === 'object') {
    return Object.fromEntries(Object.entries(type[1]).map(([name, of]) => [name, exampleOf(of)]));
  }
  if (type[0] === 'map') return { name: exampleOf(type[1]) };
  return type[0] === 'set' ? [exampleOf(type[1])] : [1, 2, 3].map(() => exampleOf(type[1]));
}

function mapped(blocks: Readonly<Record<string, Block>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(blocks).map(([type, block]) => [type, protocolSchema(block)]),
  );
}

function protocolSchema(block: Block): object {
  return { version: 0, block: protocolBlock(block) };
}

function protocolAttribute([name, [given, type]]: [string, Block['attributes'][string]]): object {
  return {
    name,
    type: Buffer.from(JSON.stringify(type)),
    required: given === 'required',
    optional: given === 'optional',
    // The bindings do not tell which of the optional ones a provider fills in.
    computed: given !== 'required',
  };
}

function protocolBlock(block: Block): object {
  const nested = Object.entries(block.blocks);
  const attributes = nested.filter(
    ([, { nesting }]) => nesting === 'attribute' || nesting === 'attributes',
  );
  const blocks = nested.filter((one) => !attributes.includes(one));
  return {
    attributes: [
      ...Object.entries(block.attributes).map(protocolAttribute),
      ...attributes.map(([name, inner]) => ({
        name,
        required: inner.isRequired,
        optional: !inner.isRequired,
        nested_type: protocolObject(inner),
      })),
    ],
    block_types: blocks.map(([name, inner]) => ({
      type_name: name,
      block: protocolBlock(inner),
      nesting: inner.nesting === 'set' ? 'SET' : 'LIST',
      min_items: inner.isRequired ? 1 : 0,
      max_items: inner.isSingle ? 1 : 0,
    })),
  };
}

function protocolObject(inner: NestedBlock): object {
  const { attributes } = protocolBlock(inner) as { attributes: object[] };
  // Within an attribute nothing is filled in by the provider.
  const plain = attributes.map((attribute) => ({ ...attribute, computed: false }));
  return { attributes: plain, nesting: inner.nesting === 'attribute' ? 'SINGLE' : 'LIST' };
}

/** Starts it on the loopback, at a free port. */
export async function startStandIn(schema: ProviderSchema): Promise<StandIn> {
  const definition = loadSync(path.join(import.meta.dirname, 'tfplugin6.proto'), {
    keepCase: true,
    enums: String,
    defaults: true,
  });
  const { tfplugin6 } = loadPackageDefinition(definition) as unknown as {
    tfplugin6: { Provider: { service: Parameters<Server['addService']>[0] } };
  };
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  server.addService(tfplugin6.Provider.service, serviceOf(schema));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    source: schema.source,
    port,
    stop: () => server.forceShutdown(),
  };
}

/** Where Terraform and OpenTofu look for a provider that is named without a host. */
const registries = ['registry.terraform.io', 'registry.opentofu.org'];

/** TF_REATTACH_PROVIDERS, by which Terraform takes these instead of providers of its own. */
export function reattach(standIns: readonly StandIn[]): string {
  const entries = standIns.flatMap(({ source, port }) => {
    const running = {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
    };
    return registries.map((registry): [string, object] => [`${registry}/${source}`, running]);
  });
  return JSON.stringify(Object.fromEntries(entries));
}

import path from 'node:path';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, residentBytes } from '../harness/cpu-clock.ts';
import type { Cost } from '../harness/figure.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { findPeer, missing, type Peer } from '../harness/peers.ts';
import { foundSite, startBroker, type Broker, type Site } from './broker.ts';
import { mqttFigures } from './figures.ts';
import type { ConnectRequest, FloodResult, PacedResult } from './load-process.ts';

export const mqttBench: Bench = {
  name: 'mqtt',
  sentence: 'The broker of the coordinator, against bare aedes and mosquitto.',
  figures: mqttFigures,
  notes: [
    'All three are reached over mutual TLS with a certificate per device: our broker has no other door.',
    'The clients are mqtt.js in one process: 200-byte messages, at most 50 on their way per connection.',
    'Ours and aedes hand each message to a counter in their own process; mosquitto has no subscriber at all.',
    'The limits of our broker are in force, set high enough for this flood to pass.',
    'Processor seconds are those of the broker; the clients’ are the same for all.',
  ],
  run: async (context, findings) => {
    const mosquitto = findPeer('mosquitto');
    if (mosquitto) context.progress(`peer: mosquitto ${mosquitto.version}`);
    else findings.explainPeer(mqttFigures, 'mosquitto', missing('mosquitto'));
    findings.explain('lost', 'Killing the broker of a whole site is not measured here yet.');
    const { quick } = context;
    const amounts = quick
      ? { few: 3, many: 6, idle: 10, seconds: 0.4 }
      : { few: 20, many: 200, idle: 500, seconds: 10 };
    const site = await foundSite(Math.max(amounts.many, amounts.idle));
    const brokers = ['eyrie', 'aedes', ...(mosquitto ? [mosquitto] : [])] as const;
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      // In turns, so that a slow minute of the machine meets all.
      for (const kind of repeat % 2 === 1 ? brokers : [...brokers].reverse()) {
        await measureBroker(context, findings, { site, kind, amounts, repeat });
      }
    }
  },
};

interface Amounts {
  readonly few: number;
  readonly many: number;
  readonly idle: number;
  readonly seconds: number;
}

interface Measured {
  readonly site: Site;
  readonly kind: 'eyrie' | 'aedes' | Peer;
  readonly amounts: Amounts;
  readonly repeat: number;
}

async function measureBroker(
  context: BenchContext,
  findings: Findings,
  measured: Measured,
): Promise<void> {
  const { kind, amounts, repeat } = measured;
  const name = typeof kind === 'string' ? kind : kind.name;
  const tell = (id: string, what: string) =>
    context.progress(`${id}, ${name}, repeat ${repeat} of ${context.repeats}: ${what}`);
  const against = sidesOf(name);

  await withClients(context, measured, amounts.few, async (load, broker) => {
    const { rate, cost } = await flood(load, broker, amounts.seconds);
    for (const [key, side] of against.qos1) findings.record(key, side, rate, cost);
    tell('qos1', `${rate.toFixed(0)} messages/s`);
    if (name === 'mosquitto') return;
    const request = { rate: 2_000, seconds: amounts.seconds };
    const { p50, p99 } = await load.ask<PacedResult>('paced', request);
    const side = name === 'eyrie' ? 'ours' : 'theirs';
    findings.record('p99-2000', side, p99);
    findings.record('p99-2000/p50', side, p50);
    tell('p99-2000', `p99 ${p99.toFixed(2)} ms`);
  });

  if (name !== 'aedes') {
    await withClients(context, measured, amounts.many, async (load, broker) => {
      const { rate, cost } = await flood(load, broker, amounts.seconds);
      findings.record('qos1-tls', name === 'eyrie' ? 'ours' : 'theirs', rate, cost);
      tell('qos1-tls', `${rate.toFixed(0)} messages/s`);
    });
  }

  let beforeBytes = 0;
  const onStarted = async (broker: Broker) => {
    beforeBytes = await settledBytes(broker);
  };
  await withClients(
    context,
    measured,
    amounts.idle,
    async (_load, broker) => {
      const each = ((await settledBytes(broker)) - beforeBytes) / amounts.idle / 1000;
      for (const [key, side] of against.idle) findings.record(key, side, each);
      tell('idle-tls', `${each.toFixed(1)} KB a connection`);
    },
    onStarted,
  );
}

/** Where a broker's values belong: ours are compared with both peers. */
function sidesOf(name: string) {
  const of = (id: string) => {
    const toMosquitto = `${id}/to mosquitto`;
    if (name === 'aedes') return [[id, 'theirs']] as const;
    if (name === 'mosquitto') return [[toMosquitto, 'theirs']] as const;
    return [[id, 'ours'] as const, [toMosquitto, 'ours'] as const];
  };
  return { qos1: of('qos1'), idle: of('idle-tls') };
}

async function flood(
  load: NodeChild,
  broker: Broker,
  seconds: number,
): Promise<{ rate: number; cost: Cost }> {
  await load.ask('flood', { seconds: seconds / 4 });
  const consumedBefore = await broker.consumed();
  const before = processorSeconds(broker.pid);
  const result = await load.ask<FloodResult>('flood', { seconds });
  const used = processorSeconds(broker.pid) - before;
  const consumed = await broker.consumed();
  // What was acknowledged and not handed on would be a rate of nothing.
  if (consumed !== null && consumed - (consumedBefore ?? 0) < result.messages) {
    throw new Error('The broker acknowledged messages that it did not hand on.');
  }
  const cost = { processorSeconds: used, wallSeconds: result.seconds };
  return { rate: result.messages / result.seconds, cost };
}

async function settledBytes(broker: Broker): Promise<number> {
  // Twice: what the first collection finalises the second one frees.
  await broker.collect();
  await broker.collect();
  return residentBytes(broker.pid);
}

async function withClients(
  context: BenchContext,
  { site, kind }: Measured,
  clients: number,
  use: (load: NodeChild, broker: Broker) => Promise<void>,
  onStarted: (broker: Broker) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { processes } = context;
  const broker = await startBroker(context, site, kind);
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  try {
    await onStarted(broker);
    const devices = site.devices.slice(0, clients);
    const request: ConnectRequest = { port: broker.port, siteId: site.id, devices };
    await load.ask('connect', request);
    await use(load, broker);
  } finally {
    await Promise.all([processes.end(load.process), processes.end(broker.process)]);
  }
}

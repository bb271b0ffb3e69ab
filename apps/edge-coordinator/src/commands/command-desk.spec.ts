import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  commandReportType,
  idFromUuid,
  type CommandVerdict,
  type SignedCommand,
} from '@eyrie/contracts';
import { TestCommandSigner, TestSiteCa } from '@eyrie/identity/testing';
import { createLogger } from '@eyrie/platform';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { CloudAway, SiteFenced } from '../cloud/cloud.errors.ts';
import { RareLog } from '../metrics/rare-log.ts';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { LoneConsensus } from '../testing/lone-consensus.ts';
import { eventually, manifestOf, newDeviceId, organisationOf } from '../testing/site-fixture.ts';
import { CommandDesk } from './command-desk.ts';

const log = createLogger({ name: 'test', level: 'silent' });

/** What the cloud has: commands that are not through, and what it was told of them. */
class CloudOfCommands {
  commands: SignedCommand[] = [];
  readonly verdicts: CommandVerdict[] = [];
  failures: Error[] = [];

  async json({ path, body }: CloudRequest): Promise<CloudAnswer> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    if (path.endsWith('/verdicts')) {
      const told = (JSON.parse(body ?? '') as { verdicts: CommandVerdict[] }).verdicts;
      this.verdicts.push(...told);
      const refused = new Set(told.filter((one) => one.refusal).map((one) => one.commandId));
      this.commands = this.commands.filter(({ order }) => !refused.has(order.commandId));
      return { status: 204, etag: null, body: null };
    }
    const after = Number(new URL(path, 'http://cloud').searchParams.get('after'));
    const commands = this.commands.filter(({ order }) => order.sequence > after).slice(0, 100);
    // A long poll: an answer without commands takes its time.
    if (commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return { status: 200, etag: null, body: { commands } };
  }
}

describe('the desk of commands at the leader', () => {
  const siteId = idFromUuid('site', randomUUID());
  const organisationId = organisationOf(siteId);
  const worker = newDeviceId();
  let ca: TestSiteCa;
  let signer: TestCommandSigner;
  let machine: SiteStateMachine;
  let cloud: CloudOfCommands;
  let published: string[];

  beforeEach(async () => {
    ca = await TestSiteCa.create();
    signer = await TestCommandSigner.create(ca, { organisationId, siteId });
    machine = new SiteStateMachine(siteId);
    cloud = new CloudOfCommands();
    published = [];
    const manifest = manifestOf({ siteId, coordinators: [newDeviceId()], workers: [worker] });
    await new LoneConsensus(machine, { nodeId: 1, term: 1 }).adopt(manifest);
  });

  /** A leader of one term over the site's state, which stays. */
  const lead = (
    term: number,
    publish: (deviceId: string, command: SignedCommand) => void = (_, { order }) =>
      void published.push(order.commandId),
  ) => {
    const stop = new AbortController();
    const fenced: number[] = [];
    const desk = new CommandDesk({
      cloud,
      fence: () => ({ siteEpoch: 1, term }),
      consensus: new LoneConsensus(machine, { nodeId: 1, term }),
      judge: () => ({ siteCa: ca.pem, organisationId, siteId }),
      publish,
      onFenced: () => fenced.push(term),
      signal: stop.signal,
      log,
      rareLog: new RareLog(log),
    });
    const running = desk.run();
    const end = async (): Promise<void> => {
      stop.abort();
      await running;
    };
    return { desk, fenced, end };
  };
  const verdictOn = async (command: SignedCommand): Promise<string | null> => {
    const { commandId } = command.order;
    const find = () => cloud.verdicts.find((verdict) => verdict.commandId === commandId);
    await eventually('the cloud hears of it', () => find() !== undefined);
    return find()?.refusal ?? null;
  };
  const order = (change: Parameters<TestCommandSigner['sign']>[0] | object = {}): SignedCommand =>
    signer.sign({ deviceId: worker, type: 'capture', ...change });

  it('agrees on a command, gives it to its device and tells the cloud', async () => {
    const command = order();
    cloud.commands = [command];
    const { end } = lead(1);
    expect(await verdictOn(command)).toBeNull();
    await end();
    expect(published).toEqual([command.order.commandId]);
    expect(machine.state.accepted).toMatchObject([{ commandId: command.order.commandId }]);
  });

  it('goes on where a leader died between accepting and giving: accepted once, given after all', async () => {
    const command = order();
    cloud.commands = [command];
    let isDead = false;
    const first = lead(1, () => {
      isDead = true;
      throw new Error('the power went');
    });
    await eventually('it was accepted and not given', () => isDead);
    await first.end();
    expect(machine.state.accepted).toHaveLength(1);
    const second = lead(2);
    await eventually('the next leader gives it', () => published.length > 0);
    await second.end();
    expect(published).toEqual([command.order.commandId]);
    expect(machine.state.accepted).toHaveLength(1);
  });

  it('refuses what is expired, replayed, forged, foreign, or for nobody here (T28)', async () => {
    const old = order({ issuedAt: new Date(Date.now() - 61_000).toISOString() });
    const good = order();
    const replayed = order({ sequence: good.order.sequence });
    const swapped = { ...order(), signature: order().signature };
    const stolen = await TestCommandSigner.create(await TestSiteCa.create(), signer);
    const foreign = stolen.sign({ deviceId: worker, type: 'capture', sequence: 90 });
    const neighbour = await TestCommandSigner.create(ca, {
      organisationId,
      siteId: idFromUuid('site', randomUUID()),
    });
    const misled = neighbour.sign({ deviceId: worker, type: 'capture', sequence: 91 });
    const nobody = order({ deviceId: newDeviceId(), sequence: 92 });
    const taken = order({ commandId: good.order.commandId, sequence: 93 });
    cloud.commands = [old, good, replayed, swapped, foreign, misled, nobody, taken];
    const { end } = lead(1);
    expect(await verdictOn(old)).toBe('expired');
    expect(await verdictOn(good)).toBeNull();
    expect(await verdictOn(replayed)).toBe('replayed');
    expect(await verdictOn(swapped)).toBe('bad-signature');
    expect(await verdictOn(foreign)).toBe('other-authority');
    expect(await verdictOn(misled)).toBe('other-site');
    expect(await verdictOn(nobody)).toBe('unknown-device');
    await eventually('the id that was taken is told of', () =>
      cloud.verdicts.some(({ refusal }) => refusal === 'id-taken'),
    );
    await end();
    expect(published).toEqual([good.order.commandId]);
    expect(cloud.verdicts.find(({ refusal }) => refusal === 'replayed')).toMatchObject({
      highestSequence: good.order.sequence,
    });
  });

  it('refuses the same order after the site forgot who gave it: sequences only grow', async () => {
    const commands = Array.from({ length: 300 }, () => order());
    cloud.commands = commands;
    const first = lead(1);
    await eventually('all are accepted', () => published.length >= 300);
    await first.end();
    cloud.commands = commands.slice(0, 1);
    cloud.verdicts.length = 0;
    published.length = 0;
    const second = lead(2);
    expect(await verdictOn(commands[0] as SignedCommand)).toBe('replayed');
    await second.end();
    expect(published).toEqual([]);
  });

  it('gives a device that comes back what it has said nothing final of, in order', async () => {
    const commands = [order(), order(), order()];
    cloud.commands = commands;
    const { desk, end } = lead(1);
    await eventually('all are accepted', () => published.length === 3);
    const [first, second, third] = commands.map((one) => one.order.commandId);
    const says = (commandId: string | undefined, state: string, deviceId = worker): void => {
      const report = { commandId, state, percent: null, message: null, refusal: null };
      const data = { ...report, result: null, file: null };
      desk.recordPasses(deviceId, { kind: 'event', body: { type: commandReportType, data } });
    };
    says(first, 'succeeded');
    says(second, 'running');
    says(third, 'succeeded', newDeviceId());
    published.length = 0;
    desk.deviceListens(worker);
    desk.deviceListens(newDeviceId());
    expect(published).toEqual([second, third]);
    await end();
  });

  it('asks again where the cloud is away, and stops where it knows a newer leader', async () => {
    const command = order();
    cloud.commands = [command];
    cloud.failures = [new CloudAway('a test')];
    const { fenced, end } = lead(1);
    expect(await verdictOn(command)).toBeNull();
    cloud.failures = [new SiteFenced()];
    await eventually('it is fenced', () => fenced.length > 0);
    await end();
  });
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  commandReportType,
  idFromUuid,
  type CommandReport,
  type SignedCommand,
} from '@eyrie/contracts';
import { TestCommandSigner, TestSiteCa } from '@eyrie/identity/testing';
import { systemClock } from '../clock.ts';
import { WorkerStore } from '../testing/worker-store.ts';
import { CommandBook } from './command-book.ts';
import { CommandReports } from './command-reports.ts';
import { CommandRunner } from './command-runner.ts';
import { CommandNotDone, type CommandWork, type CommandWorks } from './command-work.ts';

const organisationId = idFromUuid('organisation', randomUUID());
const siteId = idFromUuid('site', randomUUID());
const deviceId = idFromUuid('device', randomUUID());

describe('the runner of commands', () => {
  let ca: TestSiteCa;
  let signer: TestCommandSigner;
  let store: WorkerStore;
  let done: string[];
  let works: Partial<CommandWorks>;

  beforeEach(async () => {
    ca = await TestSiteCa.create();
    signer = await TestCommandSigner.create(ca, { organisationId, siteId });
    store = await WorkerStore.open(systemClock);
    done = [];
    works = {};
  });
  afterEach(async () => {
    await store.close();
    await store.remove();
  });

  const bookFile = (): string => path.join(store.folder, 'commands', 'book.json');
  /** A process of the worker over what is on its disk. */
  const start = async (machineBoot = 'boot-1'): Promise<CommandRunner> => {
    const does = (type: keyof CommandWorks): CommandWork =>
      works[type] ??
      (() => {
        done.push(type);
        return Promise.resolve({ message: 'Done.', result: { type } });
      });
    const runner = new CommandRunner({
      ...store.parts,
      deviceId,
      judge: { siteCa: ca.pem, organisationId, siteId },
      book: await CommandBook.open(bookFile(), Date.now()),
      works: {
        capture: does('capture'),
        restart: does('restart'),
        reboot: does('reboot'),
        self_test: does('self_test'),
        diagnostics: does('diagnostics'),
        log_tail: does('log_tail'),
        find_cameras: does('find_cameras'),
        focus: does('focus'),
        live_view: does('live_view'),
        end_view: does('end_view'),
        learn_view: does('learn_view'),
        render: does('render'),
      },
      reports: new CommandReports(store.parts),
      bootEpoch: randomUUID(),
      machineBoot,
    });
    await runner.recover();
    return runner;
  };
  const order = (change: object = {}): SignedCommand =>
    signer.sign({ deviceId, type: 'capture', ...change });
  const give = async (runner: CommandRunner, command: unknown): Promise<void> => {
    await runner.hear(Buffer.from(JSON.stringify(command)));
    await runner.settled();
  };
  const reports = async (): Promise<CommandReport[]> =>
    (await store.unsent()).flatMap((record) =>
      record.kind === 'event' && record.body.type === commandReportType
        ? [record.body.data as unknown as CommandReport]
        : [],
    );
  const lastOn = async ({ order: { commandId } }: SignedCommand): Promise<CommandReport | null> =>
    (await reports()).findLast((report) => report.commandId === commandId) ?? null;

  it('does a command once, however often it comes, also after a restart', async () => {
    const command = order();
    const first = await start();
    await give(first, command);
    await give(first, command);
    await give(await start(), command);
    expect(done).toEqual(['capture']);
    expect(await lastOn(command)).toMatchObject({
      state: 'succeeded',
      result: { type: 'capture' },
    });
    expect((await reports())[0]).toMatchObject({ state: 'running', percent: 0 });
  });

  it('refuses what is old, late, unknown or wrong, by name (T28)', async () => {
    const runner = await start();
    const skipped = order();
    await give(runner, order());
    const late = order({ issuedAt: new Date(Date.now() - 61_000).toISOString() });
    const unknown = order({ type: 'self_destruct' });
    const wrong = order({ type: 'log_tail', parameters: { lines: -1 } });
    for (const command of [skipped, late, unknown, wrong]) await give(runner, command);
    expect(await lastOn(skipped)).toMatchObject({ state: 'refused', refusal: 'replayed' });
    expect(await lastOn(late)).toMatchObject({ state: 'refused', refusal: 'expired' });
    expect(await lastOn(unknown)).toMatchObject({ refusal: 'unknown-type' });
    expect(await lastOn(wrong)).toMatchObject({ refusal: 'bad-parameters' });
    await give(await start(), skipped);
    expect(done).toEqual(['capture']);
  });

  it('does nothing that is forged or meant for others, and warns of it (T28)', async () => {
    const runner = await start();
    const { order: good, ...rest } = order();
    const stranger = await TestCommandSigner.create(await TestSiteCa.create(), signer);
    const forged: unknown[] = [
      { ...rest, order: { ...good, type: 'reboot' } },
      stranger.sign({ deviceId, type: 'capture' }),
      order({ deviceId: idFromUuid('device', randomUUID()) }),
      order({ siteId: idFromUuid('site', randomUUID()) }),
      'nonsense',
    ];
    for (const command of forged) await give(runner, command);
    expect(done).toEqual([]);
    expect(await reports()).toEqual([]);
    const warnings = (await store.unsent()).flatMap((record) =>
      record.kind === 'event' ? [record.body.data['code']] : [],
    );
    expect(warnings).toEqual([
      'command.bad-signature',
      'command.other-authority',
      'command.other-device',
      'command.other-site',
      'command.unreadable',
    ]);
  });

  it('takes nothing that it may have done by a book that was damaged', async () => {
    const before = order();
    await give(await start(), before);
    await writeFile(bookFile(), '{"highestSeq');
    const runner = await start();
    await give(runner, before);
    expect(done).toEqual(['capture']);
    expect(await lastOn(before)).toMatchObject({ refusal: 'replayed' });
    await give(runner, order());
    await give(await start(), before);
    expect(done).toEqual(['capture', 'capture']);
  });

  it('tells after a restart what became of what was under way', async () => {
    const never: CommandWork = () => Promise.resolve(null);
    works = { restart: never, reboot: never, capture: never };
    const [restart, reboot, capture] = [
      order({ type: 'restart' }),
      order({ type: 'reboot' }),
      order(),
    ];
    const first = await start('boot-1');
    for (const command of [restart, reboot, capture]) await give(first, command);
    await start('boot-2');
    expect(await lastOn(restart)).toMatchObject({ state: 'succeeded' });
    expect(await lastOn(reboot)).toMatchObject({ state: 'succeeded' });
    expect(await lastOn(capture)).toMatchObject({ state: 'failed' });
  });

  it('says why it failed, and what it does not do', async () => {
    works = {
      capture: () => Promise.reject(new Error('The lens is covered.')),
      reboot: () => Promise.reject(new CommandNotDone('not-supported', 'Not here.')),
    };
    const runner = await start();
    const [capture, reboot] = [order(), order({ type: 'reboot' })];
    await give(runner, capture);
    await give(runner, reboot);
    expect(await lastOn(capture)).toMatchObject({
      state: 'failed',
      message: 'The lens is covered.',
    });
    expect(await lastOn(reboot)).toMatchObject({ state: 'refused', refusal: 'not-supported' });
  });

  it('keeps a long text as a file that is uploaded, and accounts for it', async () => {
    works = {
      log_tail: () =>
        Promise.resolve({ message: 'Lines.', result: {}, file: { text: 'one\ntwo\n' } }),
    };
    const command = order({ type: 'log_tail' });
    await give(await start(), command);
    const file = (await lastOn(command))?.file;
    expect(file?.mediaType).toBe('application/gzip');
    if (!file) return;
    expect(store.ledger.find(file.sha256)).toMatchObject({ kind: 'document', stored: false });
    const packed = await readFile(store.files.pathOf(file));
    expect(gunzipSync(packed).toString()).toBe('one\ntwo\n');
  });
});

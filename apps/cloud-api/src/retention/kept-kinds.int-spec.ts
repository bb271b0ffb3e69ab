import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Retention, RetentionPolicy, RetentionPreview } from '@eyrie/contracts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { RetentionWork } from './retention-work.ts';

const keepAll: RetentionPolicy = {
  frame_days: null,
  telemetry_days: null,
  event_days: 7,
  timelapse_days: null,
  command_days: null,
  refused_days: null,
  media_bytes_max: null,
};

describe('what is kept of each kind', () => {
  let cloud: TestApp;
  let organisation: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    organisation = await fillOrganisation(cloud, 'keptcanary');
    for (const [table, column] of [
      ['timelapse', 'created_at'],
      ['command', 'expires_at'],
      ['command', 'finished_at'],
      ['refused_record', 'received_at'],
      ['telemetry', 'received_at'],
      ['blob', 'stored_at'],
      ['frame', 'received_at'],
    ]) {
      await cloud.database.query(
        `UPDATE ${table} SET ${column} = ${column} - interval '40 days' WHERE organisation_id = $1`,
        [organisation.organisationId],
      );
    }
    await cloud.database.query(
      `UPDATE session SET expires_at = now() - interval '2 days'
       WHERE organisation_id = $1 AND user_id = $2`,
      [organisation.organisationId, organisation.limited.userId],
    );
  });
  afterAll(async () => {
    await cloud.close();
  });

  const read = async (): Promise<Retention> =>
    (await (await organisation.owner.fetch('/v1/retention')).json()) as Retention;
  const preview = async (change: Partial<RetentionPolicy>): Promise<RetentionPreview> => {
    const body = { ...keepAll, ...change };
    const answer = await organisation.owner.fetch('/v1/retention/preview', {
      method: 'POST',
      body,
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as RetentionPreview;
  };
  const rowsOf = async () =>
    Object.fromEntries((await read()).kinds.map(({ kind, rows }) => [kind, rows]));

  it('is told with its days and its bytes', async () => {
    const { kinds } = await read();
    for (const { kind, rows } of kinds) expect([kind, rows > 0]).toEqual([kind, true]);
    const timelapses = kinds.find(({ kind }) => kind === 'timelapses');
    expect(timelapses?.bytes).toBeGreaterThan(0);
  });

  it('goes as the dry run said it would, and nothing went by the dry run', async () => {
    const before = await rowsOf();
    expect(await preview({ timelapse_days: 60, command_days: 60, refused_days: 60 })).toMatchObject(
      {
        timelapses: 0,
        commands: 0,
        refused_records: 0,
        frames: 0,
      },
    );
    const change = { timelapse_days: 30, command_days: 30, refused_days: 30, frame_days: 30 };
    const said = await preview(change);
    expect(said).toMatchObject({
      timelapses: before['timelapses'],
      refused_records: before['refused_records'],
    });
    expect(said.commands).toBeGreaterThan(0);
    expect(await rowsOf()).toEqual(before);

    const put = await organisation.owner.fetch('/v1/retention', {
      method: 'PUT',
      headers: { 'if-match': `"${(await read()).revision}"` },
      body: { ...keepAll, ...change },
    });
    expect(put.status).toBeLessThan(300);
    const counts = await cloud.app
      .get(RetentionWork)
      .run(organisation.organisationId, new AbortController().signal);
    expect(counts).toMatchObject({
      timelapses_deleted: said.timelapses,
      commands_deleted: said.commands,
      frames_deleted: said.frames,
    });
    // The refused ones, and the log-in that was over.
    expect(counts.others_deleted).toBeGreaterThanOrEqual(said.refused_records + 1);
    expect(counts.bytes_freed).toBe(said.bytes);
    expect((await organisation.owner.fetch('/v1/session')).status).toBe(200);
    expect(await preview(change)).toMatchObject({
      timelapses: 0,
      commands: 0,
      frames: 0,
      bytes: 0,
    });
  });

  it('leaves a command that is under way', async () => {
    const rows = await cloud.database.query<{ state: string }>(
      'SELECT state FROM command WHERE organisation_id = $1',
      [organisation.organisationId],
    );
    for (const { state } of rows)
      expect(['queued', 'sent', 'accepted', 'running']).toContain(state);
  });
});

import { describe, expect, it } from '@jest/globals';
import { scheduleSchema } from '@eyrie/contracts';
import { checkDrafts, draftOf, newDraft, schedulesOf } from './schedule-draft.ts';

const always = draftOf(
  scheduleSchema.parse({ type: 'interval', name: 'always', intervalSeconds: 60 }),
);

describe('a schedule as a form has it', () => {
  it.each([
    { type: 'interval', name: 'a', intervalSeconds: 5, days: ['sat', 'sun'] },
    {
      type: 'solar_relative',
      name: 'dusk',
      anchor: 'civil_dusk',
      offsetMinutes: -12.5,
      durationMinutes: 40,
      intervalSeconds: 10,
      priority: 7,
    },
    {
      type: 'time_of_day',
      name: 'day',
      startTime: '06:30',
      endTime: 'sunset-30',
      intervalSeconds: 60,
      fromDate: '11-01',
      toDate: '2027-02-28',
      enabled: false,
    },
    { type: 'cron', name: 'noon', cron: '0 12 * * mon-fri' },
  ])('comes out of it as it went in: $type', (sent) => {
    const schedule = scheduleSchema.parse(sent);
    expect(schedulesOf(checkDrafts([draftOf(schedule)]))).toEqual([schedule]);
  });

  it('asks for what its type has, and nothing else', () => {
    const draft = { ...always, type: 'cron', cron: ' 0 6 * * * ' } as const;
    expect(schedulesOf(checkDrafts([draft]))).toEqual([
      { type: 'cron', name: 'always', enabled: true, priority: 0, cron: '0 6 * * *' },
    ]);
  });

  it.each([
    [{ name: ' ' }, { name: 'must not be empty' }],
    [{ intervalSeconds: '' }, { intervalSeconds: 'must be a number' }],
    [{ intervalSeconds: '1.5' }, { intervalSeconds: 'must be a whole number' }],
    [{ intervalSeconds: '0' }, { intervalSeconds: 'must be at least 1' }],
    [{ priority: '101' }, { priority: 'must be at most 100' }],
    [{ days: [] }, { days: 'choose at least one day' }],
    [{ fromDate: '1.11.' }, { fromDate: expect.stringContaining('2026-11-01') }],
    [{ type: 'time_of_day', endTime: '25:00' }, { endTime: expect.stringContaining('sunset-30') }],
    [{ type: 'solar_relative', durationMinutes: '0' }, { durationMinutes: 'must be more than 0' }],
    [{ type: 'cron', cron: 'noon' }, { cron: expect.stringContaining('0 12 * * mon-fri') }],
    [{ type: 'cron', cron: '61 * * * *' }, { cron: expect.any(String) }],
  ] as const)('says at the field what is wrong: %j', (change, refusals) => {
    const [checked] = checkDrafts([{ ...always, ...change }]);
    expect(checked).toEqual({ schedule: null, refusals });
  });

  it('has a name of its own', () => {
    const checked = checkDrafts([always, always]);
    expect(checked.map(({ refusals }) => refusals.name)).toEqual([
      undefined,
      'another schedule has this name',
    ]);
    expect(schedulesOf(checked)).toBeNull();
    const added = newDraft([always]);
    expect(schedulesOf(checkDrafts([always, added]))).toHaveLength(2);
    expect(newDraft([]).name).toBe('always');
  });

  it('is one at least: a camera without any captures nothing', () => {
    expect(schedulesOf(checkDrafts([]))).toBeNull();
  });
});

import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@eyrie/platform';
import { missOf } from '../capture/capture-failure.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { HeatGuard } from './heat-guard.ts';
import { HeatLoop } from './heat-loop.ts';
import { HealthWatch } from './health-watch.ts';
import type { MachineAccess } from './machine-access.ts';
import { readTemperature } from './machine-condition.ts';
import { Pace } from './pace.ts';

/** As a Raspberry Pi 4 says it: in the kernel's file, and by the firmware's program. */
const cool = { milli: '51121\n', throttled: 'throttled=0x0\n' };
const warm = { milli: '77420\n', throttled: 'throttled=0x0\n' };
const hot = { milli: '81803\n', throttled: 'throttled=0x0\n' };
/** 80 °C and more: the firmware has capped the clock, and says so of now and of since the boot. */
const throttled = { milli: '79355\n', throttled: 'throttled=0x60006\n' };

function rig() {
  const state = { said: cool };
  const machine: MachineAccess = {
    read: async (path) => (path.endsWith('thermal_zone0/temp') ? state.said.milli : null),
    run: async (program, [word]) =>
      program === 'vcgencmd' && word === 'get_throttled' ? state.said.throttled : null,
    list: async () => [],
  };
  const clock = new ManualClock(Date.parse('2026-06-01T12:00:00.000Z'));
  const health = new HealthWatch();
  const log = createLogger({ name: 'test', level: 'silent' });
  const loop = new HeatLoop({ guard: health.heat, machine, clock, log });
  const pace = new Pace(() => health.strain);
  const slot = (): string => {
    try {
      pace.require();
      return 'taken';
    } catch (error) {
      return missOf(error).reason;
    }
  };
  const become = async (said: typeof cool, ms: number) => {
    state.said = said;
    await clock.advance(ms);
  };
  return { loop, health, slot, become };
}

describe('a Pi that gets hot', () => {
  it('pauses rendering first, stretches capture only where that does not help, and says heat', async () => {
    const { loop, health, slot, become } = rig();
    loop.start();
    await become(cool, 30_000);
    expect(health.heat.stage).toBe('cool');
    await become(hot, 20_000);
    expect([health.heat.stage, health.heat.isPaused]).toEqual(['rendering-paused', true]);
    expect([slot(), slot()]).toEqual(['taken', 'taken']);
    await become(hot, 60_000);
    expect(health.heat.stage).toBe('capture-stretched');
    expect([slot(), slot(), slot(), slot()]).toEqual(['taken', 'heat', 'taken', 'heat']);
    // Below the limit, but not by enough.
    await become(warm, 60_000);
    expect(health.heat.stage).toBe('capture-stretched');
    await become(cool, 10_000);
    expect([health.heat.stage, slot(), slot()]).toEqual(['cool', 'taken', 'taken']);
    await loop.stop();
  });

  it('keeps taking pictures where the pause is enough', async () => {
    const { loop, health, slot, become } = rig();
    loop.start();
    await become(hot, 30_000);
    await become(warm, 600_000);
    expect([health.heat.stage, slot(), slot()]).toEqual(['rendering-paused', 'taken', 'taken']);
    await loop.stop();
  });

  it('believes the firmware where it slows down by itself, and a limit that is configured', async () => {
    const { loop, health, become } = rig();
    loop.start();
    await become(throttled, 20_000);
    expect(health.heat.stage).toBe('rendering-paused');
    await become(cool, 10_000);
    health.heat.setLimit(50);
    await become(cool, 10_000);
    expect(health.heat.stage).toBe('rendering-paused');
    await loop.stop();
  });

  it('does not stand still because nothing can be read', () => {
    const guard = new HeatGuard();
    guard.look(95, null, 0);
    expect(guard.isPaused).toBe(true);
    guard.look(null, null, 1_000);
    expect(guard.isPaused).toBe(false);
  });

  it('says how hot it is by the kernel, or else by the firmware', async () => {
    const none = { read: async () => null, list: async () => [] };
    const firmware = { ...none, run: async () => "temp=48.3'C\n" };
    expect(await readTemperature(firmware)).toBe(48.3);
    expect(await readTemperature({ ...none, run: async () => null })).toBeNull();
    expect(await readTemperature({ ...firmware, read: async () => '51121\n' })).toBe(51.121);
  });
});

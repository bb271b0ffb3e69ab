import { check } from '../check.ts';

export const heat = check({
  id: 'heat',
  looksAt: 'the temperature of the processor',
  roles: ['coordinator', 'worker'],
  answers: 'TEL-2',
  troubles: {
    hot: {
      verdict: 'warning',
      means: 'It slows itself down; timelapses wait until it is cooler.',
      advice: 'Give it shade, air or a heat sink.',
    },
  },
  look: async (machine) => {
    const milli = Number.parseInt(
      (await machine.read('/sys/class/thermal/thermal_zone0/temp')) ?? '',
      10,
    );
    if (!Number.isFinite(milli)) return { notApplicable: 'this system does not tell' };
    const saw = `${(milli / 1000).toFixed(1)} °C`;
    return milli >= 80_000 ? { trouble: 'hot', saw } : { ok: saw };
  },
});

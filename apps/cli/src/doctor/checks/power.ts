import { check } from '../check.ts';

/** Bit 0 is now, bit 16 since the boot; 1 and 2, 17 and 18: slowed down by it or by heat. */
export const power = check({
  id: 'power',
  looksAt: 'the voltage that the Pi gets (vcgencmd get_throttled)',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: no captures (service), camera; TEL-2',
  troubles: {
    low: {
      verdict: 'fault',
      means: 'The voltage is too low at this moment: cards are damaged by that, and cameras fail.',
      advice:
        'Take the power supply of the maker and a short, thick cable; put USB devices on a hub of their own.',
    },
    'was-low': {
      verdict: 'warning',
      means: 'The voltage was too low since the start, for instance while a picture was taken.',
      advice: 'Take the power supply of the maker and a short, thick cable.',
    },
  },
  look: async (machine) => {
    const text =
      (await machine.run('vcgencmd', ['get_throttled']))?.out ??
      (await machine.read('/sys/devices/platform/soc/soc:firmware/get_throttled'));
    const hex = /(?:throttled=)?(?:0x)?([0-9a-f]+)\s*$/i.exec(text?.trim() ?? '')?.[1];
    if (hex === undefined) return { notApplicable: 'no Raspberry Pi' };
    const bits = Number.parseInt(hex, 16);
    const saw = `get_throttled 0x${hex}`;
    if (bits & 1) return { trouble: 'low', saw };
    return bits & (1 << 16) ? { trouble: 'was-low', saw } : { ok: 'the voltage is right' };
  },
});

import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The most memory that a process took which fused three exposures of that size, in bytes. */
async function peakOf(width: number, height: number): Promise<number> {
  const fusion = new URL('./fuse-exposures.ts', import.meta.url).href;
  const script = `
    const { fuseExposures } = await import(${JSON.stringify(fusion)});
    const shot = (seed) => {
      const rgb = new Uint8Array(${width * height * 3});
      for (let i = 0; i < rgb.length; i += 1) rgb[i] = (i * seed * 31) >> 4;
      return { width: ${width}, height: ${height}, rgb };
    };
    fuseExposures([shot(1), shot(2), shot(3)]);
    // Not maxRSS of getrusage: that begins with what the process was that started this one.
    const { readFileSync } = await import('node:fs');
    console.log(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] * 1024);
  `;
  const words = ['--no-warnings', '--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, words);
  return Number(stdout);
}

it('takes room for the exposures and a strip of them, not for pyramids of the whole', async () => {
  const [width, low, high] = [1_000, 1_200, 2_800];
  const more = (await peakOf(width, high)) - (await peakOf(width, low));
  // Three exposures and the fused one; a pyramid of each channel and weight would be 100 MB beside them.
  const pictures = width * (high - low) * 3 * 4;
  expect(more).toBeGreaterThan(pictures / 2);
  // What is not collected yet makes it more at times.
  expect(more).toBeLessThan(pictures * 4);
}, 240_000);

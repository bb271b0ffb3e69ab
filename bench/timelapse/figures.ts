import type { FigureSpec, MeasureSpec } from '../harness/figure.ts';

const peer = 'ffmpeg';

/** The same of the low-noise frames; the figure itself is of the noisy ones. */
const alsoLowNoise = (measure: MeasureSpec) => ({ 'low noise': measure });

const cpu = { unit: 's', peer, goal: '≤ 1.15' };
const memory = { unit: 'MB', peer, goal: '≤ 1.1' };
const size = { unit: 'MB', peer, goal: '≤ 1.05' };
const quality = { unit: 'SSIM', peer, goal: '≤ 0.005', compare: 'difference' as const };

export const timelapseFigures: readonly FigureSpec[] = [
  {
    id: 'ready',
    title: 'last frame to verified video (720 frames, 1080p), noisy frames',
    unit: 's',
    peer,
    goal: '≤ 3 s, ≤ 0.1',
    parts: alsoLowNoise({ unit: 's', peer, goal: '≤ 3 s' }),
  },
  { id: 'cpu', title: 'processor, whole day', ...cpu, parts: alsoLowNoise(cpu) },
  { id: 'memory', title: 'peak', ...memory, parts: alsoLowNoise(memory) },
  { id: 'size', title: 'bytes at equal settings', ...size, parts: alsoLowNoise(size) },
  {
    id: 'quality',
    title: 'SSIM against the source frames; judged by how much lower it is than bare’s',
    ...quality,
    parts: alsoLowNoise(quality),
  },
];

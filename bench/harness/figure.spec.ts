import { describe, expect, it } from '@jest/globals';
import { concludeFigure, concludeMeasure, noSamples, type FigureSpec } from './figure.ts';

const spec = { unit: '1/s', peer: 'etcd', goal: '≥ 2' } as const;
const sampled = (ours: number[], theirs: number[] = []) => ({ ...noSamples(), ours, theirs });

describe('a measure', () => {
  it('is the median of the repeats, with the spread of their ratios', () => {
    expect(concludeMeasure(spec, sampled([300, 100, 200], [100, 50, 50]))).toEqual({
      ...spec,
      ours: 200,
      theirs: 50,
      ratio: 4,
      spread: [2, 4],
      met: true,
    });
  });

  it('is null with a reason where the peer is missing', () => {
    const samples = { ...sampled([10]), reason: 'etcd is not installed' };
    expect(concludeMeasure(spec, samples)).toMatchObject({
      ours: 10,
      peer: 'etcd',
      theirs: null,
      ratio: null,
      met: null,
      reason: 'etcd is not installed',
    });
  });

  it('says that it was not measured when nobody did', () => {
    expect(concludeMeasure(spec, undefined)).toMatchObject({
      ours: null,
      met: null,
      reason: 'not measured yet',
    });
  });

  it('is compared by difference where that is asked for', () => {
    const quality = {
      unit: 'SSIM',
      peer: 'ffmpeg',
      goal: '≤ 0.005',
      compare: 'difference',
    } as const;
    const measure = concludeMeasure(quality, sampled([0.5], [0.75]));
    expect(measure).toMatchObject({ ratio: null, difference: 0.25, met: false });
  });

  it('has no spread of ratios where the samples are single trials', () => {
    expect(concludeMeasure({ ...spec, trials: true }, sampled([4], [1])).spread).toBeNull();
  });

  it('shows what it cost, in medians', () => {
    const samples = sampled([1], [1]);
    samples.costs.ours.push({ processorSeconds: 2, wallSeconds: 1 });
    expect(concludeMeasure(spec, samples)).toMatchObject({
      processorSeconds: { ours: 2, theirs: null },
      wallSeconds: { ours: 1, theirs: null },
    });
  });
});

describe('a figure with parts', () => {
  const figure: FigureSpec = {
    id: 'writes-64',
    title: 'writes',
    ...spec,
    parts: {
      p99: { unit: 'ms', peer: 'etcd', goal: '≤ 1' },
      p50: { unit: 'ms', peer: 'etcd', goal: null },
    },
  };
  const conclude = (p99: ReturnType<typeof sampled> | undefined) =>
    concludeFigure(figure, (part) =>
      part === null ? sampled([9], [3]) : part === 'p99' ? p99 : sampled([5], [1]),
    );

  it('is met when every part with a goal is', () => {
    expect(conclude(sampled([1], [2]))).toMatchObject({ id: 'writes-64', met: true });
  });

  it('is missed when one part is', () => {
    expect(conclude(sampled([3], [2])).met).toBe(false);
  });

  it('is undecided when one part was not measured', () => {
    expect(conclude(undefined).met).toBeNull();
  });
});

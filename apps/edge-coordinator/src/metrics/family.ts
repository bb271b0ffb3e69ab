import type { LatencyHistogram } from '@eyrie/raft';
import type { Metric, Registry } from 'prom-client';

/** One value of a family; `suffix` is for the parts of a histogram. */
export interface Sample {
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric as Prometheus reads it: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly samples: readonly Sample[];
}

export function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: 'gauge', samples: [{ value }] };
}

/** `name` is without `_total`. */
export function counter(name: string, help: string, value: number): Family {
  return { name: `${name}_total`, help, type: 'counter', samples: [{ value }] };
}

/** Which of several states holds: 1 for that one, 0 for the others. */
export function states<State extends string>(
  name: string,
  help: string,
  all: readonly State[],
  present: State,
): Family {
  const samples = all.map((state) => ({ labels: { state }, value: Number(state === present) }));
  return { name, help, type: 'gauge', samples };
}

/** In seconds, as Prometheus wants it; and the longest so far, which buckets do not tell. */
export function durations(name: string, help: string, histogram: LatencyHistogram): Family[] {
  const { boundsMs, counts, count, sumMs, maxMs } = histogram;
  const buckets = boundsMs.map((boundMs, at) => ({
    suffix: '_bucket' as const,
    labels: { le: String(boundMs / 1000) },
    value: counts[at] ?? 0,
  }));
  return [
    {
      name: `${name}_duration_seconds`,
      help,
      type: 'histogram',
      samples: [
        ...buckets,
        { suffix: '_bucket', labels: { le: '+Inf' }, value: count },
        { suffix: '_sum', value: sumMs / 1000 },
        { suffix: '_count', value: count },
      ],
    },
    gauge(`${name}_longest_seconds`, `${help} The longest since the start.`, maxMs / 1000),
  ];
}

/** Shows the families as they are when they are asked for, all of them of one moment. */
export function registerFamilies(registry: Registry, read: () => readonly Family[]): void {
  let ofNow: ReadonlyMap<string, Family> | null = null;
  // A scrape asks for all metrics in one turn.
  const readOnce = (): ReadonlyMap<string, Family> => {
    if (ofNow === null) {
      ofNow = new Map(read().map((family) => [family.name, family]));
      queueMicrotask(() => (ofNow = null));
    }
    return ofNow;
  };
  for (const { name, help, type } of read()) {
    const metric = {
      ...{ name, help, type, aggregator: 'sum' },
      get: () =>
        Promise.resolve({
          ...{ name, help, type, aggregator: 'sum' },
          values: readOnce().get(name)?.samples.map(valueOf(name)) ?? [],
        }),
      reset: () => undefined,
    };
    // Its own classes count up one by one; these values are counted elsewhere, buckets included.
    registry.registerMetric(metric as unknown as Metric);
  }
}

function valueOf(name: string): (sample: Sample) => object {
  return ({ suffix = '', labels = {}, value }) => ({
    metricName: `${name}${suffix}`,
    labels,
    value,
  });
}

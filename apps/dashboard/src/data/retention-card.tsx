import type { KeptKind, Retention, RetentionPolicy, RetentionPreview } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { retentionPreviewQuery } from '../api/data-queries.ts';
import { asJson, send } from '../api/http.ts';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';

type DaysField = Exclude<keyof RetentionPolicy, 'media_bytes_max'>;

const kinds: Record<KeptKind['kind'], { text: string; field: DaysField; max?: number }> = {
  frames: { text: 'Frames', field: 'frame_days' },
  timelapses: { text: 'Timelapses', field: 'timelapse_days' },
  telemetry: { text: 'Measurements', field: 'telemetry_days' },
  events: { text: 'Events', field: 'event_days', max: 7 },
  commands: { text: 'Finished commands', field: 'command_days' },
  refused_records: { text: 'Refused records', field: 'refused_days' },
};

/** What is kept for how long, what it weighs, and what another policy would remove. */
export function RetentionCard({
  retention,
  mayChange,
}: {
  retention: Retention;
  mayChange: boolean;
}) {
  const cache = useQueryClient();
  const [policy, setPolicy] = useState(retention.policy);
  const isChanged = JSON.stringify(policy) !== JSON.stringify(retention.policy);
  const preview = useQuery({ ...retentionPreviewQuery(policy), enabled: mayChange && isChanged });
  const save = useMutation({
    mutationFn: () => send('/v1/retention', asJson('PUT', policy, retention.revision)),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['retention'] }),
  });
  const set = (field: DaysField, text: string) =>
    setPolicy({ ...policy, [field]: text === '' ? null : Number(text) });
  return (
    <section>
      <SectionTitle aside={`${formatBytes(retention.media_bytes)} of pictures and videos`}>
        What is kept
      </SectionTitle>
      <Card className="overflow-x-auto">
        <table className="numbers w-full min-w-xl text-sm">
          <thead>
            <tr className="border-b border-line text-left text-xs text-ink-faint">
              <th className="px-5 py-3 font-medium">Kind</th>
              <th className="px-3 py-3 text-right font-medium">Now</th>
              <th className="px-3 py-3 text-right font-medium">Bytes</th>
              <th className="px-3 py-3 font-medium">Oldest</th>
              <th className="px-5 py-3 font-medium">Days kept</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {retention.kinds.map((kept) => {
              const { text, field, max } = kinds[kept.kind];
              return (
                <tr key={kept.kind}>
                  <th scope="row" className="px-5 py-2 text-left font-medium">
                    {text}
                  </th>
                  <td className="px-3 py-2 text-right">{kept.rows.toLocaleString()}</td>
                  <td className="px-3 py-2 text-right">
                    {kept.bytes > 0 ? formatBytes(kept.bytes) : '–'}
                  </td>
                  <td className="px-3 py-2 whitespace-nowrap text-ink-soft">
                    {kept.oldest_at ? new Date(kept.oldest_at).toLocaleDateString() : '–'}
                  </td>
                  <td className="w-44 px-5 py-2">
                    {mayChange ? (
                      <input
                        aria-label={`Days for which ${text.toLowerCase()} are kept`}
                        type="number"
                        min={1}
                        max={max ?? 36_500}
                        placeholder="for ever"
                        className="block h-10 w-full rounded-lg border border-line bg-ground px-3 outline-none focus-visible:border-accent"
                        value={policy[field] ?? ''}
                        onChange={(event) => set(field, event.target.value)}
                      />
                    ) : (
                      (kept.days ?? 'for ever')
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <div className="space-y-4 border-t border-line p-5">
          {mayChange ? (
            <div className="max-w-xs">
              <TextField
                label="Most gigabytes of pictures and videos"
                type="number"
                min={0.1}
                step="any"
                placeholder="no bound"
                value={policy.media_bytes_max === null ? '' : policy.media_bytes_max / 1e9}
                onChange={({ target: { value } }) =>
                  setPolicy({
                    ...policy,
                    media_bytes_max: value === '' ? null : Math.round(Number(value) * 1e9),
                  })
                }
              />
            </div>
          ) : null}
          <p className="text-sm text-ink-soft">
            Pinned frames and each camera’s newest stay. {lastRunText(retention)}
          </p>
          {isChanged ? (
            <div className="space-y-4 rounded-xl bg-sunken p-4">
              <p role="status" className="text-sm">
                {preview.data ? previewText(preview.data) : 'Looking at what that would remove…'}
              </p>
              <Refusal error={preview.error ?? save.error} />
              <div className="flex flex-wrap gap-3">
                <Button
                  tone="primary"
                  disabled={!preview.data || save.isPending}
                  onClick={() => save.mutate()}
                >
                  Keep it like this from now on
                </Button>
                <Button onClick={() => setPolicy(retention.policy)}>Leave it as it is</Button>
              </div>
            </div>
          ) : null}
        </div>
      </Card>
    </section>
  );
}

function previewText(preview: RetentionPreview): string {
  const removed = (
    [
      ['frames', 'frames'],
      ['timelapses', 'timelapses'],
      ['telemetry', 'measurements'],
      ['events', 'events'],
      ['commands', 'commands'],
      ['refused_records', 'refused records'],
    ] as const
  ).flatMap(([name, text]) =>
    preview[name] > 0 ? [`${preview[name].toLocaleString()} ${text}`] : [],
  );
  const first =
    removed.length === 0
      ? 'The next run would remove nothing by age.'
      : `The next run, within a quarter of an hour, would remove ${removed.join(', ')}: ${formatBytes(preview.bytes)}. They do not come back.`;
  return preview.bytes_over > 0
    ? `${first} ${formatBytes(preview.bytes_over)} are over the bound, and the oldest frames go for it.`
    : first;
}

function lastRunText({ last_run: run }: Retention): string {
  if (!run) return 'It has not run yet.';
  const at = new Date(run.started_at).toLocaleString([], {
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return `Last run ${at}: ${run.frames_deleted.toLocaleString()} frames and ${formatBytes(run.bytes_freed)} removed.`;
}

import type { Command } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, CircleSlash, Download, LoaderCircle, Play, X } from 'lucide-react';
import { useState } from 'react';
import { send } from '../api/http.ts';
import { AgeText } from '../freshness/age-text.tsx';
import { Button } from '../elements/form.tsx';
import { commandWords, isOpen, outcomeOf } from './command-words.ts';

/** One line of the history: what was asked, how far it is, what came of it. */
export function CommandItem({ command, mayOpenFile }: { command: Command; mayOpenFile: boolean }) {
  const { title } = commandWords[command.type];
  return (
    <li className="py-3 last:pb-0">
      <div className="flex items-start gap-3">
        <StateMark command={command} />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
            <span className="font-medium">{title}</span>
            <span className="text-xs text-ink-faint">
              <AgeText since={command.created_at} />
              {command.created_by === null ? '' : ` by ${command.created_by}`}
            </span>
          </p>
          <p className="mt-0.5 text-sm break-words text-ink-soft" aria-live="polite">
            {outcomeOf(command)}
          </p>
          {command.state === 'running' ? <Progress percent={command.percent ?? 0} /> : null}
          <Findings command={command} />
          <VideoLink command={command} />
          {mayOpenFile && command.file_bytes !== null ? <CommandFile command={command} /> : null}
        </div>
      </div>
    </li>
  );
}

function StateMark({ command }: { command: Command }) {
  const { state } = command;
  if (isOpen(command)) {
    return (
      <LoaderCircle
        aria-label={state}
        className="mt-0.5 size-4.5 shrink-0 animate-spin text-accent motion-reduce:animate-none"
      />
    );
  }
  const isFine = state === 'succeeded' && command.result?.['passed'] !== false;
  if (isFine) return <Check aria-label={state} className="mt-0.5 size-4.5 shrink-0 text-good" />;
  return state === 'refused' || state === 'expired' ? (
    <CircleSlash aria-label={state} className="mt-0.5 size-4.5 shrink-0 text-late" />
  ) : (
    <X aria-label={state} className="mt-0.5 size-4.5 shrink-0 text-bad" />
  );
}

function Progress({ percent }: { percent: number }) {
  return (
    <div
      role="progressbar"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className="h-full rounded-full bg-accent transition-all"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}

/** What a self-test found, part by part. */
function Findings({ command }: { command: Command }) {
  const checks = command.result?.['checks'];
  if (!Array.isArray(checks)) return null;
  return (
    <ul className="mt-2 space-y-1 text-sm">
      {(checks as { name: string; passed: boolean; detail: string }[]).map((check) => (
        <li key={check.name} className="grid grid-cols-[auto_1fr] gap-x-2">
          {check.passed ? (
            <Check aria-label="passed" className="mt-0.5 size-4 text-good" />
          ) : (
            <X aria-label="failed" className="mt-0.5 size-4 text-bad" />
          )}
          <span className="min-w-0 break-words">
            <span className="font-medium">{check.name}</span>{' '}
            <span className="text-ink-soft">{check.detail}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** To what was rendered; its page is there once the site has sent its word of it. */
function VideoLink({ command }: { command: Command }) {
  const timelapseId = command.result?.['timelapse_id'];
  if (command.type !== 'render' || typeof timelapseId !== 'string') return null;
  return (
    <Link
      to="/timelapses/$timelapseId"
      params={{ timelapseId }}
      className="mt-1 inline-flex min-h-11 items-center gap-1.5 text-sm font-medium text-accent hover:underline"
    >
      <Play aria-hidden className="size-4" /> Watch the video
    </Link>
  );
}

function CommandFile({ command }: { command: Command }) {
  const [isShown, setShown] = useState(false);
  const { file_url: url } = command;
  const text = useQuery({
    queryKey: ['command-file', command.id],
    queryFn: async () => (await send(url ?? '')).text(),
    enabled: isShown && url !== null,
    staleTime: Infinity,
  });
  if (url === null) return <p className="mt-1 text-sm text-ink-faint">Its file is on its way.</p>;
  const name = `${command.id}.${command.type === 'diagnostics' ? 'json' : 'log'}`;
  return (
    <div className="mt-2">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setShown(!isShown)} aria-expanded={isShown}>
          {isShown ? 'Hide' : 'Show'}
        </Button>
        <a
          href={url}
          download={name}
          className="inline-flex min-h-11 items-center gap-2 rounded-xl border border-line px-4 text-sm font-medium hover:bg-sunken"
        >
          <Download aria-hidden className="size-4" /> Download
        </a>
      </div>
      {isShown ? (
        <pre
          tabIndex={0}
          className="mt-2 max-h-96 overflow-auto rounded-xl bg-sunken p-3 text-xs leading-relaxed"
        >
          {text.data ?? text.error?.message ?? 'Loading…'}
        </pre>
      ) : null}
    </div>
  );
}

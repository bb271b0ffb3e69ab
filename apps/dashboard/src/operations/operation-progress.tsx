import type { LongOperation } from '@eyrie/contracts';
import { useNow } from '../freshness/use-now.ts';
import { countText, etaText, shareOf } from './operation-words.ts';

/** A bar from the real count, with what it is at and how long it will take. */
export function OperationProgress({ operation }: { operation: LongOperation }) {
  const now = useNow();
  const { progress, state, done } = operation;
  const share = shareOf(progress);
  const step = state === 'waiting' ? 'Waiting for its turn' : (progress.step ?? 'At it');
  const tone = state === 'failed' ? 'bg-bad' : state === 'cancelled' ? 'bg-late' : 'bg-accent';
  const eta = done ? null : etaText(progress, now);
  return (
    <div>
      <div className="flex flex-wrap justify-between gap-x-4 text-sm text-ink-soft">
        <span className="min-w-0 break-words">{done ? '' : step}</span>
        <span className="numbers">
          {countText(progress)}
          {eta === null ? '' : ` · ${eta}`}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
        aria-valuetext={countText(progress)}
        className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full transition-[width] ${tone} ${share === null && !done ? 'animate-pulse opacity-40' : ''}`}
          style={{ width: `${(share ?? 1) * 100}%` }}
        />
      </div>
    </div>
  );
}

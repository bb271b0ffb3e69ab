import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CloudOff, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/http.ts';
import { Button } from './form.tsx';

interface AnswerProps<Data> {
  query: UseQueryResult<Data>;
  /** Same size as what comes, so that nothing jumps. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** What was asked for: its skeleton while it loads, the reason where it cannot be had, else itself. */
export function Answer<Data>({ query, skeleton, children }: AnswerProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return skeleton;
}

export function Failure({ error, retry }: { error: Error; retry: () => void }) {
  const problem = error instanceof ApiProblem ? error.problem : null;
  return (
    <div role="alert" className="rounded-2xl border border-line bg-surface p-6">
      <p className="flex items-center gap-2 font-medium">
        <CloudOff aria-hidden className="size-5 text-bad" />
        {problem?.title ?? 'This could not be loaded.'}
      </p>
      <p className="mt-1 text-sm text-ink-soft">{error.message}</p>
      {problem ? (
        <p className="mt-1 text-xs text-ink-faint">
          Request {problem.request_id}
          {problem.doc_url === undefined ? null : (
            <>
              {' · '}
              <a className="underline" href={problem.doc_url} target="_blank" rel="noreferrer">
                What “{problem.code}” means
              </a>
            </>
          )}
        </p>
      ) : null}
      <div className="mt-4 flex flex-wrap items-center gap-4">
        <Button onClick={retry}>
          <RotateCw aria-hidden className="size-4" /> Try again
        </Button>
        {problem && problem.status < 500 ? (
          <Link to="/" className="text-sm font-medium text-accent hover:underline">
            Back to the fleet
          </Link>
        ) : null}
      </div>
    </div>
  );
}

export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden className={`animate-pulse rounded-2xl bg-sunken ${className}`} />;
}
